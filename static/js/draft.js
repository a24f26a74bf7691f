// draft.js: keeps what stands in the review form and has not been decided, and gives it back when the item is opened again in
// this browser: after a closed tab, and after a decision is taken back. Without it the form opens with what the server knows.
//
// One entry of the local storage holds one person's changes of one item. They are written behind the frame that shows the next
// item, because a value to expect may be long.

const slot = document.getElementById("item");
const prefix = `draft ${slot?.dataset.person} `;
const most = 100; // entries of a person; the oldest go first
const days = 30;

const formOf = (root) => root?.querySelector("[data-review]");
const itemOf = (form) => prefix + [form.getAttribute("action"), (form.elements.trace ?? form.elements.row).value, form.elements.question?.value].join(" ");
const answers = /^(q\d+|comment|quote\w*|expected|accept|approve|tags|flag)$/;

// changed lists what differs from what the server sent.
function changed(form) {
  const fields = {};
  for (const field of form.elements) {
    if (!answers.test(field.name)) continue;
    if (field.type === "radio") {
      if (field.checked && !field.defaultChecked) fields[field.name] = field.value;
    } else if (field.type === "checkbox") {
      if (field.checked !== field.defaultChecked) (fields[field.name] ??= {})[field.value] = field.checked;
    } else if (field.value !== field.defaultValue) fields[field.name] = field.value;
  }
  return fields;
}

function store(key, fields, decided) {
  if (!Object.keys(fields).length) localStorage.removeItem(key);
  else {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), decided, fields }));
    } catch {
      // The storage is full or shut; the form itself still holds everything.
    }
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function fill(form, fields) {
  for (const field of form.elements) {
    if (!(field.name in fields) || !answers.test(field.name)) continue;
    const value = fields[field.name];
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = value[field.value] ?? field.checked;
    else field.value = value;
    const fold = field.closest("details");
    if (fold && !fold.matches(".rubric")) fold.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// restore fills the form of the item on the page: always with words that were not sent, and with decided ones only when the
// decision was just taken back.
function restore() {
  const form = formOf(slot);
  if (!form) return;
  const undone = sessionStorage.getItem("undone");
  sessionStorage.removeItem("undone");
  const draft = read(itemOf(form));
  if (!draft || (draft.decided && !undone)) return;
  fill(form, draft.fields);
  if (!draft.decided) say(form, draft.at);
}

function say(form, at) {
  const words = form.querySelector("[data-draft-words]");
  words.querySelector("time").textContent = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  words.hidden = false;
}

let typing = 0;
function keep() {
  clearTimeout(typing);
  typing = 0;
  const form = formOf(slot);
  if (form) store(itemOf(form), changed(form), false);
}

for (const kind of ["input", "change", "click"]) { // a press on the stop of a slider is a click alone
  document.addEventListener(kind, (e) => {
    if (!e.target.closest?.("[data-review]")) return;
    clearTimeout(typing);
    typing = setTimeout(keep, 400);
  });
}
addEventListener("pagehide", () => typing && keep());

document.addEventListener("item:decided", () => {
  clearTimeout(typing);
  typing = 0;
  const form = formOf(slot), key = itemOf(form), fields = changed(form);
  requestAnimationFrame(() => setTimeout(() => store(key, fields, true)));
});

document.addEventListener("click", (e) => {
  if (!e.target.closest?.("[data-draft-drop]")) return;
  localStorage.removeItem(itemOf(formOf(slot)));
  clearTimeout(typing);
  typing = 0;
  location.reload();
});

document.addEventListener("submit", (e) => {
  if (e.target.matches("[data-undo]")) sessionStorage.setItem("undone", "yes");
});

// What is old goes, once a page.
function sweep() {
  const mine = Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => ({ key, at: read(key)?.at ?? 0 }));
  mine.sort((a, b) => b.at - a.at);
  const since = Date.now() - days * 86400_000;
  for (const [i, { key, at }] of mine.entries()) if (i >= most || at < since) localStorage.removeItem(key);
}

document.addEventListener("item:shown", restore);
restore();
setTimeout(sweep, 2000);
