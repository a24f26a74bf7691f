// mention.js: offers the people of the project while one types @ in a comment: arrows choose, Enter or Tab takes, Escape closes.
// Without it one writes the name out.

const most = 8;
let box = null; // the comment whose list is open
let list = null;
let chosen = 0;
let from = 0; // where the @ stands

const options = () => [...list.children];

function close() {
  list?.remove();
  list = null;
  for (const name of ["aria-controls", "aria-activedescendant"]) box?.removeAttribute(name);
}

function choose(n) {
  chosen = (n + options().length) % options().length;
  options().forEach((o, i) => { o.ariaSelected = String(i === chosen); });
  box.setAttribute("aria-activedescendant", options()[chosen].id);
}

function take(option) {
  const caret = box.selectionStart;
  box.setRangeText(`@${option.dataset.handle} `, from, caret, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  box.focus();
}

/** The letters behind the @ that one is at, or null. */
function begun(el) {
  const before = el.value.slice(0, el.selectionStart);
  const found = /(?:^|[^\p{L}\p{N}._+'@-])@([\p{L}\p{N}._+'@-]*)$/u.exec(before);
  if (!found) return null;
  from = before.length - found[1].length - 1;
  return found[1].toLowerCase();
}

function offer(people) {
  close();
  list = Object.assign(document.createElement("ul"), { id: "people-list", className: "people-list", role: "listbox", ariaLabel: "People" });
  people.forEach((person, i) => {
    const item = Object.assign(document.createElement("li"), { id: `people-${i}`, role: "option" });
    item.dataset.handle = person.value;
    item.append(`@${person.value}`);
    if (person.label && person.label !== person.value) item.append(" ", Object.assign(document.createElement("span"), { className: "quiet", textContent: person.label }));
    list.append(item);
  });
  box.parentElement.append(list);
  box.setAttribute("aria-controls", list.id);
  choose(0);
}

document.addEventListener("input", (e) => {
  if (!e.target.matches?.("[data-mentions]")) return;
  close();
  box = e.target;
  const word = begun(box);
  if (word === null) return;
  const all = [...(document.getElementById("people")?.options ?? [])];
  const fits = all.filter((p) => p.value.startsWith(word) || p.label.toLowerCase().split(/\s+/).some((part) => part.startsWith(word)));
  const done = fits.length === 1 && fits[0].value === word;
  if (fits.length && !done) offer(fits.slice(0, most));
});

document.addEventListener("keydown", (e) => {
  if (!list || e.target !== box || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.key === "ArrowDown") choose(chosen + 1);
  else if (e.key === "ArrowUp") choose(chosen - 1);
  else if (e.key === "Enter" || e.key === "Tab") take(options()[chosen]);
  else if (e.key === "Escape") close();
  else return;
  e.preventDefault();
});

document.addEventListener("pointerdown", (e) => {
  const option = e.target.closest?.("#people-list li");
  if (!option) return;
  e.preventDefault(); // the focus stays in the comment
  take(option);
});

document.addEventListener("focusout", (e) => { if (e.target === box) close(); });
