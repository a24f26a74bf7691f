// poll.js: keeps a part of a page as it is on the server, while nobody is at work in it. Without it one reloads the page.
//
// data-poll on an element with an id holds the address of the page that has the element.

const pause = 5000;
const most = 60000;
let wait = pause;

const part = () => document.querySelector("[data-poll]");

// Whoever stands in it, has ticked, marked, dragged or opened something keeps it as it is.
function atWork(el) {
  return document.hidden || el.contains(document.activeElement) || el.querySelector(":checked:not(option), details[open], .dragged") ||
    document.querySelector("dialog[open]") || String(getSelection()) !== "";
}

async function ask() {
  const el = part();
  if (!el || atWork(el)) return;
  const address = el.dataset.poll + location.search;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": `div#${el.id}` } });
  if (answer.status !== 200) throw new Error(String(answer.status)); // signed out, or the server is away: the page stays
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(el.id);
  if (!next || el !== part() || atWork(el) || next.textContent === el.textContent) return;
  el.replaceWith(document.adoptNode(next));
  globalThis.htmx?.process(next);
}

async function turn() {
  wait = await ask().then(() => pause, () => Math.min(wait * 2, most));
  setTimeout(turn, wait);
}
setTimeout(turn, wait);
