// assistant.js: Ctrl+J (or Command+J) opens the assistant beside the page, about the list's filter and what is selected in it.
// Enter plans, Shift+Enter begins another line. What one types before the panel is loaded stands in it then. Without it the
// assistant is a page of its own, linked from the rail, with a button.

const panel = document.getElementById("assistant-panel");
const page = document.querySelector(".page.assistant");
let before = null;
let loading = false;

function context() {
  const at = new URL(location.href);
  const from = new URLSearchParams();
  const filter = at.searchParams.get("filter");
  if (filter) from.set("filter", filter);
  for (const box of document.querySelectorAll("#selection input[name=trace]:checked")) from.append("trace", box.value);
  return from.toString();
}

function open() {
  before = document.activeElement;
  panel.hidden = false;
  const waiting = panel.querySelector("#assistant-waiting");
  if (!waiting) {
    focus();
    return;
  }
  waiting.focus(); // so that no letter is taken for a key of the page
  if (loading) return;
  loading = true;
  const asked = context();
  const url = panel.dataset.assistant + (asked ? "?" + asked : "");
  htmx.ajax("GET", url, { source: "#assistant-thread", target: "#assistant-thread", swap: "outerHTML" })
    .then(() => focus(waiting.value))
    .finally(() => { loading = false; });
}

/** @param {string} typed what was typed while there was nothing to type into */
function focus(typed = "") {
  const ask = panel.querySelector("textarea[name=ask]");
  if (!ask) return;
  ask.value += typed.trim();
  ask.focus();
}

function close() {
  panel.hidden = true;
  before?.focus?.();
}

addEventListener("keydown", (e) => {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "j") {
    if (page) {
      e.preventDefault();
      page.querySelector("textarea[name=ask]")?.focus();
    } else if (panel) {
      e.preventDefault();
      if (panel.hidden) open();
      else close();
    }
  } else if (e.key === "Escape" && panel && !panel.hidden && panel.contains(e.target)) {
    e.preventDefault();
    close();
  } else if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.target.matches?.("#assistant-ask")) {
    e.preventDefault();
    e.target.form.requestSubmit();
  }
});

panel?.querySelector("[data-assistant-close]").addEventListener("click", close);
