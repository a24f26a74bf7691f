// live.js: asks whether anything came since a part of the page was read, and says so: to the list, to the trace beside it, to
// a trace on a page of its own. A part that stands at its top with nobody at work in it shows what came by itself, unless one
// paused that: then it only counts. Without it one reloads the page.

const pause = 3000;
const most = 60000;
let wait = pause;
let paused = false;

const lines = () => [...document.querySelectorAll("[data-news]")];
const partOf = (line) => line.closest("#" + line.dataset.part);
const isList = (part) => part.id === "results";
const fields = "textarea, select, input:not([type=hidden])";
const texts = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])";

const typing = () => document.activeElement?.matches?.(texts);
const selected = (part) => part.querySelector("input[name=trace]:checked");
const held = (part) => typing() || (isList(part) && selected(part));
const paged = (part) => isList(part) && ["after", "before"].some((name) => new URLSearchParams(location.search).has(name));
const scrolled = (part) => scrollY > 0 || part.scrollTop > 0 || part.querySelector(".table-wrap")?.scrollTop > 0;

// Words that were written and not sent yet. In a list that is its filter: its text is another, or rows of it are put together.
function written(part) {
  if (isList(part)) return part.querySelector("#build[data-draft]") || [...part.querySelectorAll("#filter, #build input")].some((f) => f.value !== f.defaultValue);
  return [...part.querySelectorAll(fields)].some((f) =>
    f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked : "defaultValue" in f && f.value !== f.defaultValue);
}

// Whoever stands in a part, has scrolled it, unfolded something, opened a menu, written or marked text keeps it as it is.
function atWork(part) {
  const menu = isList(part) && part.querySelector("details[open], :popover-open");
  return paused && isList(part) || paged(part) || part.contains(document.activeElement) || scrolled(part) || menu || part.dataset.unfolded || written(part) ||
    document.querySelector("dialog[open]") || String(getSelection()) !== "";
}

// The address knows what else the page shows, such as the trace beside the list.
const show = (part) => htmx.ajax("GET", location.pathname + location.search, { source: "#" + part.id, target: "#" + part.id, swap: "outerHTML" });

async function ask(line) {
  if (document.hidden || held(partOf(line))) return;
  const answer = await fetch(line.dataset.news, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  if (answer.status !== 200) throw new Error(String(answer.status)); // signed out, or the server is away: the page stays
  const said = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  if (!line.isConnected || held(partOf(line))) return; // the page moved on meanwhile
  const part = partOf(line);
  if (said.textContent.trim() !== line.textContent.trim()) line.replaceWith(said);
  if (part.querySelector("[data-news-show]") && !atWork(part)) await show(part);
}

// The button is there where a list is live, and says whether it is. What was paused stays so when the list is shown anew.
function mark() {
  for (const b of document.querySelectorAll("[data-live]")) {
    b.hidden = false;
    b.setAttribute("aria-pressed", String(!paused));
    b.firstElementChild.textContent = paused ? "Paused" : "Live";
  }
}
mark();
document.addEventListener("htmx:after:swap", mark);

async function askAll() {
  for (const line of lines()) if (line.isConnected) await ask(line);
}

async function turn() {
  wait = await askAll().then(() => pause, () => Math.min(wait * 2, most));
  setTimeout(turn, wait);
}
setTimeout(turn, wait);

document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-live]");
  if (button) {
    paused = !paused;
    button.blur(); // whoever stands in the list keeps it as it is
    mark();
  }
  const trace = e.target.closest?.("summary")?.closest("#panel, #trace");
  if (trace) trace.dataset.unfolded = "yes";
  const link = e.target.closest?.("[data-news-show]");
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  const part = partOf(link.closest("[data-news]"));
  if (paged(part)) return;
  e.preventDefault();
  show(part);
});
