// What the pages cannot do by themselves. Everything works without this file.
(function () {
  "use strict";
  var shown = {};

  // Say which version of a part is on the screen, so that an unchanged one is not sent again.
  document.addEventListener("htmx:configRequest", function (event) {
    var id = event.detail.elt.id;
    if (shown[id]) event.detail.headers["X-Shown"] = shown[id];
  });

  // What a person has unfolded stays unfolded when news arrives.
  var open = [];
  document.addEventListener("htmx:beforeSwap", function (event) {
    var print = event.detail.xhr.getResponseHeader("X-Print");
    if (print) shown[event.detail.target.id] = print;
    open = Array.prototype.map.call(
      document.querySelectorAll("details[open][id]"),
      function (details) { return details.id; }
    );
  });
  document.addEventListener("htmx:afterSettle", function () {
    open.forEach(function (id) {
      var details = document.getElementById(id);
      if (details) details.open = true;
    });
  });

  // A screen that has stopped being true must say so.
  function offline(is) {
    var bar = document.getElementById("offline");
    if (bar) bar.hidden = !is;
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function () { offline(true); });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) offline(false);
  });

  // One click is one message, even with an unsteady finger.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("role") === "search") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
})();
