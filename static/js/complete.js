// complete.js: suggests how to go on in a filter box, as a combobox with a list: arrows choose, Enter or Tab takes what is
// chosen, Escape closes. Nothing is chosen by itself, so Enter filters as ever. Without it one types the filter, or clicks it
// together under "Build".

const pause = 60; // ms without a key before the server is asked
const kept = new Map(); // answers by address, so that what was typed before comes back at once
const boxes = () => document.querySelectorAll("[data-complete]");
let box = null; // whose list is open, or asked for
let list = null; // the open list with what stands around it
let chosen = -1;
let timer = 0;
let asked = 0;

function prepare() {
  for (const el of boxes()) {
    if (el.role === "combobox") continue;
    el.role = "combobox";
    el.ariaAutoComplete = "list";
    el.ariaExpanded = "false";
    el.setAttribute("aria-controls", "complete-list");
  }
}

const options = () => (list ? [...list.querySelectorAll("[role=option]")] : []);

function say(text) {
  const line = box?.parentElement.querySelector("[role=status]");
  if (line && line.textContent !== text) line.textContent = text;
}

function close() {
  clearTimeout(timer);
  asked++; // an answer under way comes too late
  list?.remove();
  list = null;
  chosen = -1;
  if (!box) return;
  say("");
  box.ariaExpanded = "false";
  box.removeAttribute("aria-activedescendant");
}

function show(html) {
  const part = document.createRange().createContextualFragment(html).firstElementChild;
  list?.remove();
  list = null;
  chosen = -1;
  box.removeAttribute("aria-activedescendant");
  if (!part?.querySelector("[role=option]")) return close();
  list = part;
  box.parentElement.append(list);
  box.ariaExpanded = "true";
  const n = options().length;
  say(n === 1 ? "1 suggestion" : `${n} suggestions`);
}

async function ask(el) {
  clearTimeout(timer);
  box = el;
  const turn = ++asked;
  const address = `${el.dataset.complete}?${new URLSearchParams({ filter: el.value, cursor: el.selectionStart })}`;
  let html = kept.get(address);
  if (html === undefined) {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
    if (answer?.status !== 200) return; // signed out, or the server is away: one types on
    html = await answer.text();
    if (kept.size > 300) kept.clear();
    kept.set(address, html);
  }
  if (turn === asked && document.activeElement === el) show(html);
}

function soon(el) {
  clearTimeout(timer);
  asked++;
  timer = setTimeout(ask, pause, el);
}

function choose(to) {
  const all = options();
  all[chosen]?.setAttribute("aria-selected", "false");
  chosen = to < -1 ? all.length - 1 : to >= all.length ? -1 : to; // past the ends one is back in the box
  const option = all[chosen];
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
}

function take(option) {
  const { from, to, text, next } = option.dataset;
  const there = box.value.startsWith(next, Number(to));
  box.setRangeText(there ? text : text + next, Number(from), Number(to), "end");
  if (there) box.setSelectionRange(box.selectionStart + next.length, box.selectionStart + next.length);
  box.scrollLeft = box.scrollWidth;
  box.dispatchEvent(new Event("input", { bubbles: true })); // which asks what can follow
}

document.addEventListener("keydown", (e) => {
  const el = e.target;
  if (!el.matches?.("[data-complete]") || e.isComposing || e.metaKey) return;
  const open = list && box === el;
  const option = open ? options()[chosen] : null;
  if (e.key === "ArrowDown" || (e.key === "ArrowUp" && open) || (e.key === " " && e.ctrlKey)) {
    if (open) choose(chosen + (e.key === "ArrowUp" ? -1 : 1));
    else ask(el);
  } else if ((e.key === "Enter" || (e.key === "Tab" && !e.shiftKey)) && option) {
    take(option);
  } else if (e.key === "Escape" && open) {
    close();
  } else {
    if (e.key === "Enter" || e.key === "Tab") close();
    if (e.key === "Enter") el.value = el.value.trimEnd(); // the space behind what was taken
    return;
  }
  e.preventDefault();
});

document.addEventListener("keyup", (e) => {
  if (list && box === e.target && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(e.key)) soon(box);
});

document.addEventListener("input", (e) => {
  if (e.target.matches?.("[data-complete]")) soon(e.target);
});

document.addEventListener("focusin", (e) => {
  if (e.target.matches?.("[data-complete]") && !e.target.value) soon(e.target);
});

document.addEventListener("focusout", (e) => {
  if (e.target === box) close();
});

// The mouse leaves the focus in the box.
document.addEventListener("mousedown", (e) => {
  if (!list?.contains(e.target)) return;
  e.preventDefault();
  const option = e.target.closest("[role=option]");
  if (option && e.button === 0) take(option);
});

document.addEventListener("htmx:after:swap", () => {
  kept.clear(); // what came to the list may hold new values
  if (box && !box.isConnected) close();
  prepare();
});
prepare();
