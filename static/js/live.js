// live.js: asks whether anything came since the page was read, and says so. A list that stands at its top, with nothing
// selected and nobody at work in it, shows what came by itself. Without it one reloads the page.

const pause = 3000;
const most = 60000;
let wait = pause;

const news = () => document.getElementById("news");
const results = () => document.getElementById("results");
const selected = () => results()?.querySelector("input[name=trace]:checked");
const searching = () => document.activeElement?.matches?.("#filter") || selected();
const paged = () => ["after", "before"].some((name) => new URLSearchParams(location.search).has(name));

// A filter is being written: its text is another than the list's, or rows of it are put together.
const writing = () => results().querySelector("#build[data-draft]") || [...results().querySelectorAll("#filter, #build input")].some((e) => e.value !== e.defaultValue);

// Whoever stands on a row, has scrolled, opened a menu, marked text or writes a filter keeps the list as it is.
function atWork() {
  return paged() || results().contains(document.activeElement) || results().querySelector(".table-wrap")?.scrollTop > 0 || scrollY > 0 ||
    results().querySelector("details[open], :popover-open") || writing() || document.querySelector("dialog[open]") || String(getSelection()) !== "";
}

// The address knows what else the page shows, such as the trace beside the list.
const show = () => htmx.ajax("GET", location.pathname + location.search, { source: "#results", target: "#results", swap: "outerHTML" });

async function ask() {
  const line = news();
  if (!line || document.hidden || searching()) return;
  const answer = await fetch(line.dataset.news, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  if (answer.status !== 200) throw new Error(String(answer.status)); // signed out, or the server is away: the page stays
  const part = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  if (line !== news() || searching()) return; // the page moved on meanwhile
  if (part.textContent.trim() !== line.textContent.trim()) line.replaceWith(part);
  if (news().querySelector("[data-news-show]") && !atWork()) await show();
}

async function turn() {
  wait = await ask().then(() => pause, () => Math.min(wait * 2, most));
  setTimeout(turn, wait);
}
setTimeout(turn, wait);

document.addEventListener("click", (e) => {
  if (!e.target.closest?.("[data-news-show]") || e.ctrlKey || e.metaKey || e.shiftKey || paged()) return;
  e.preventDefault();
  show();
});
