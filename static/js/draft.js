// draft.js: gives back what stood in the review form when a decision is taken back, as far as it was typed in this tab.
// Without it the form opens with what the server knows, which is exact but has no unsaved words in it.

const kept = 20;
const read = () => JSON.parse(sessionStorage.getItem("drafts") ?? "[]");
const write = (drafts) => sessionStorage.setItem("drafts", JSON.stringify(drafts.slice(-kept)));

document.addEventListener("item:decided", (e) => {
  const data = [...e.detail].filter(([name]) => /^(q\d+|comment|expected|accept|approve)$/.test(name));
  write([...read(), { trace: e.detail.get("trace"), data }]);
});

document.addEventListener("submit", (e) => {
  if (e.target.matches("[data-undo]")) sessionStorage.setItem("undone", "yes");
});

function fill(form, data) {
  const values = new Map(data);
  for (const field of form.elements) {
    if (!/^(q\d+|comment|expected|accept|approve)$/.test(field.name)) continue;
    const value = values.get(field.name);
    if (field.type === "radio") field.checked = field.value === (value ?? "");
    else if (field.type === "checkbox") field.checked = value !== undefined;
    else if (field.value !== (value ?? "")) {
      field.value = value ?? "";
      const fold = field.closest("details");
      if (fold) fold.open = true;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function restore() {
  if (!sessionStorage.getItem("undone")) return;
  sessionStorage.removeItem("undone");
  const drafts = read();
  const form = document.querySelector("#item [data-review]");
  if (!form || drafts.at(-1)?.trace !== form.elements.trace.value) return;
  fill(form, drafts.pop().data);
  write(drafts);
}

restore();
