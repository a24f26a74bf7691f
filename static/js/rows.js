// rows.js: moves through the list with j and k, and keeps the side panel on the row one stands on. Without it Tab and Enter
// do the same.

const rows = () => [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row.querySelector(".row-link");
const panel = () => document.getElementById("panel");
const editing = "input:not([type=checkbox]), textarea, select, [contenteditable]";

function current() {
  const all = rows();
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  return focused >= 0 ? focused : all.findIndex((row) => row.classList.contains("open"));
}

function go(step) {
  const all = rows();
  if (!all.length) return;
  const now = current();
  const row = all[now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1)];
  const link = linkOf(row);
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (panel()?.childElementCount && !row.classList.contains("open")) link.click();
}

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.(editing) || document.querySelector("dialog[open]")) return;
  if (e.key === "j" || e.key === "ArrowDown") go(1);
  else if (e.key === "k" || e.key === "ArrowUp") go(-1);
  else if (e.key === "e" && rows()[current()]?.querySelector("[data-edit]")) rows()[current()].querySelector("[data-edit]").click();
  else if (e.key === "x") rows()[current()]?.querySelector("input[type=checkbox]")?.click();
  else return;
  e.preventDefault();
});

// A click opens a trace beside the list where there is room, and on its own page where there is not.
document.addEventListener("click", (e) => {
  const link = e.target.closest?.(".row-link");
  if (!link) return;
  for (const row of rows()) row.classList.toggle("open", row.contains(link));
});

// Closing the panel leaves one on the row it was about, so that j goes on from there.
document.addEventListener("click", (e) => {
  const close = e.target.closest?.("[data-close]");
  if (!close || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  e.preventDefault();
  const row = rows()[current()] ?? rows().find((r) => r.classList.contains("open"));
  panel().replaceChildren();
  history.pushState({ htmx: true }, "", close.href); // as htmx marks what it loads again on the way back
  for (const r of rows()) r.classList.remove("open");
  if (row) linkOf(row).focus();
});

document.addEventListener("htmx:after:swap", () => {
  const opened = panel();
  if (opened?.childElementCount) opened.scrollTop = 0;
});

// Back and forward load what the address says. htmx does so too, but not for whoever goes on while a page is being loaded.
addEventListener("popstate", () => { if (history.state?.htmx) location.reload(); });

// A page that comes back as it was left has a filter in its box that it does not show. One whose address changed before its
// scripts were there to hear of it shows another address.
addEventListener("pageshow", (e) => {
  const loaded = performance.getEntriesByType("navigation")[0];
  if (e.persisted) document.querySelector("form.filter")?.reset();
  else if (loaded?.type !== "reload" && loaded?.name.split("#")[0] !== location.href.split("#")[0]) location.reload();
});
