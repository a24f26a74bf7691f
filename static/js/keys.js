// keys.js: presses the visible control that declares the key, so that every action has one. Without it every control still
// works by mouse and Tab.
//
// data-key holds one key ("j") or a sequence ("g l"); data-hint says what it does, for the dialog behind "?".

const editing = "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";
const sliderKeys = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
let prefix = "";
let prefixUntil = 0;

const visible = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest("[inert]");

/** @param {string} key */
function find(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].find((el) => el.dataset.key.split("|").includes(key) && visible(el));
}

function press(el) {
  if (el.matches("textarea, select, input:not([type=checkbox]):not([type=radio])")) {
    el.focus();
    if (el.matches("input[type=text], input[type=search], textarea")) el.setSelectionRange(el.value.length, el.value.length);
    return;
  }
  if (el.matches("summary") && el.dataset.stay === undefined) el.focus(); // one that is only read leaves the focus where it is
  el.click();
}

addEventListener("keydown", (e) => {
  if (e.key === "Escape" && e.target.matches?.(editing) && !e.defaultPrevented) {
    e.target.blur();
    return;
  }
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.target.closest?.(editing)) return;
  if (e.target.matches?.("input[type=range]") && sliderKeys.has(e.key)) return;
  if ((e.key === "Enter" || e.key === " ") && e.target.closest?.("a, button, summary, input, [role=button]")) return;
  const now = Date.now();
  const key = now < prefixUntil ? prefix + " " + e.key : e.key;
  const el = find(key) ?? find(e.key);
  if (el) {
    prefixUntil = 0;
    e.preventDefault();
    if (!e.repeat || el.dataset.repeat !== undefined) press(el);
    return;
  }
  const starts = [...document.querySelectorAll("[data-key]")].some((n) => n.dataset.key.startsWith(e.key + " "));
  if (starts) {
    prefix = e.key;
    prefixUntil = now + 1000;
  }
});

// The help dialog lists what the page declares, so that it cannot be wrong: the keys of its controls, and those that scripts
// handle themselves, which stand in data-keys.
function* declared() {
  for (const el of document.querySelectorAll("[data-key][data-hint]")) {
    if (visible(el)) yield [el.dataset.key.split("|")[0], el.dataset.hint];
  }
  for (const el of document.querySelectorAll("[data-keys]")) yield [el.dataset.keys, el.dataset.hint];
}

const signs = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵", Escape: "Esc", Delete: "Del" };

document.addEventListener("click", (e) => {
  if (!e.target.closest?.("[data-help]")) return;
  const dialog = document.getElementById("key-help");
  const lines = new Map();
  for (const [keys, hint] of declared()) lines.set(keys + hint, [keys, hint]);
  const parts = [];
  for (const [keys, hint] of lines.values()) {
    const dt = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = signs[key] ?? key;
      dt.append(kbd, " ");
    }
    const dd = document.createElement("dd");
    dd.textContent = hint;
    parts.push(dt, dd);
  }
  dialog.querySelector("dl").replaceChildren(...parts);
  dialog.showModal();
});
