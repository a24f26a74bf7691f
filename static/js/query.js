// query.js: Ctrl or Cmd with Enter runs the query one is writing. Without it the button does.

addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing) return;
  const form = document.querySelector("[data-query]");
  if (!form || (e.target.closest?.("form") && !form.contains(e.target))) return;
  e.preventDefault();
  form.requestSubmit();
});
