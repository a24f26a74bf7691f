// assistant.js: Ctrl+J (or Command+J) opens the assistant beside the page, about the list's filter and what is selected in it.
// Enter plans, Shift+Enter begins another line. Without it the assistant is a page of its own, linked from the rail, with a button.

const panel = document.getElementById("assistant-panel");
const page = document.querySelector(".page.assistant");
let before = null;

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
  if (!panel.querySelector(".asked")) {
    const asked = context();
    const url = panel.dataset.assistant + (asked ? "?" + asked : "");
    htmx.ajax("GET", url, { source: "#assistant-thread", target: "#assistant-thread", swap: "outerHTML" }).then(focus);
  } else {
    focus();
  }
}

function focus() {
  panel.querySelector("textarea[name=ask]")?.focus();
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
