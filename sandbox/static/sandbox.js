// The page works without this file; with it, parts refresh by themselves and forms do not reload.
"use strict";
const number = document.querySelector("[data-number]")?.dataset.number ?? "";
const seen = new Map();
let looking = false;

function busy(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("input, select, textarea");
}

function follow(part) {
  if (part.hasAttribute("data-follow")) part.scrollTop = part.scrollHeight;
}

async function refresh(part) {
  if (busy(part)) return;
  const answer = await fetch(`/parts/${part.dataset.part}?number=${encodeURIComponent(number)}`);
  const html = await answer.text();
  if (!answer.ok || seen.get(part) === html) return;
  const first = !seen.has(part);
  seen.set(part, html);
  if (first && part.innerHTML.trim() === html.trim()) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.textContent : null;
  part.innerHTML = html;
  if (focused) [...part.querySelectorAll("a, button")].find((e) => e.textContent === focused)?.focus();
  follow(part);
}

// A call may be heard: the browser's own voice, in the language Twilio was told.
const spoken = new Set([...document.querySelectorAll("[data-say]")].map((e) => e.dataset.say));
function speak() {
  for (const line of document.querySelectorAll("[data-say]")) {
    if (spoken.has(line.dataset.say)) continue;
    spoken.add(line.dataset.say);
    if (!document.querySelector("#aloud")?.checked || !("speechSynthesis" in window)) continue;
    const words = new SpeechSynthesisUtterance(line.textContent);
    words.lang = line.lang;
    speechSynthesis.speak(words);
  }
}

async function look() {
  if (looking || document.hidden) return;
  looking = true;
  try {
    await Promise.all([...document.querySelectorAll("[data-part]")].map(refresh));
    speak();
    document.body.classList.remove("away");
  } catch {
    document.body.classList.add("away");
  } finally {
    looking = false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-live")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (form.hasAttribute("data-clear")) form.reset();
  document.activeElement?.closest("[data-part]") && document.activeElement.blur();
  const answer = fetch(form.action, { method: "POST", body, redirect: "manual" });
  setTimeout(look, 60); // the bubble appears while the clinic is still being called
  await answer.catch(() => undefined);
  await look();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.target.id !== "body") return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.querySelectorAll("[data-follow]").forEach(follow);
setInterval(look, 1500);
