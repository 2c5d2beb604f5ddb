// Returns what is wrong with the page on the screen: [] when nothing is.
function rgba(text) {
  const part = text.match(/[\d.]+/g).map(Number);
  return part.length < 4 ? [...part, 1] : part;
}
function over(top, below) {
  return [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
}
function behind(node) {
  const layers = [];
  for (let at = node; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
}
function light(colour) {
  const [r, g, b] = colour.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function ratio(a, b) {
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
const wrong = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const words = walker.currentNode.textContent.trim();
  const node = walker.currentNode.parentElement;
  if (!words || !node.checkVisibility() || ["SCRIPT", "NOSCRIPT"].includes(node.tagName)) continue;
  const style = getComputedStyle(node);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const seen = ratio(rgba(style.color), behind(node));
  if (seen < (large ? 3 : 4.5)) wrong.push(`contrast ${seen.toFixed(2)}: ${words.slice(0, 40)}`);
  if (size < 15.5) wrong.push(`only ${size} px: ${words.slice(0, 40)}`);
}
for (const field of document.querySelectorAll("input:not([type=hidden]), textarea, select")) {
  if (!field.labels.length) wrong.push(`no label: ${field.name}`);
}
for (const control of document.querySelectorAll("button, a, input:not([type=hidden]), select")) {
  const name = (control.textContent + (control.labels?.[0]?.textContent ?? "")).trim();
  if (!name) wrong.push(`no name: ${control.outerHTML.slice(0, 60)}`);
  const box = control.getBoundingClientRect();
  if (control.tagName !== "A" && box.height && box.height < 44) wrong.push(`small: ${name}`);
}
for (const picture of document.querySelectorAll("svg")) {
  const named = picture.getAttribute("aria-label") && picture.getAttribute("role") === "img";
  if (!named && picture.getAttribute("aria-hidden") !== "true") wrong.push("a picture without words");
}
const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => wrong.push(`twice: #${id}`));
if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
if (document.documentElement.scrollWidth > innerWidth + 1) {
  wrong.push(`wider than the screen: ${document.documentElement.scrollWidth} px`);
}
return [...new Set(wrong)];
