// order.js: moves the items of a list (data-sort) by drag, by Alt with the arrow keys and by their buttons, without a request
// for each step. Without it the buttons post and the server answers with the new order.
//
// A list with data-sort-post sends its new order there behind the move; the others are fields of a form that somebody saves.

const items = (list) => [...list.querySelectorAll(":scope > [data-sort-item]")];
const nameOf = (item) => item.querySelector("[data-sort-name]")?.value ?? item.dataset.sortItem;
let dragged = null;

function moved(list, item, focus) {
  const at = items(list).indexOf(item) + 1;
  const say = `${nameOf(item) || list.dataset.sortWhat} is now ${at} of ${items(list).length}`;
  let live = document.getElementById("sort-live");
  if (!live) {
    live = Object.assign(document.createElement("p"), { id: "sort-live", className: "hidden-text" });
    live.setAttribute("aria-live", "polite");
    document.body.append(live);
  }
  live.textContent = say;
  focus?.focus();
  if (list.dataset.sortPost) save(list);
}

async function save(list) {
  const body = new URLSearchParams({ order: items(list).map((item) => item.dataset.sortKey).join(" ") });
  try {
    const answer = await fetch(list.dataset.sortPost, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") location.reload(); // refused: the page says what stands
  } catch {
    location.reload();
  }
}

function step(item, up) {
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (!other?.matches("[data-sort-item]")) return false;
  up ? other.before(item) : other.after(item);
  return true;
}

document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-sort-move], [data-sort-remove], [data-sort-add]");
  if (!button) return;
  e.preventDefault();
  const list = button.closest("fieldset, section").querySelector("[data-sort]");
  if (button.matches("[data-sort-add]")) return add(list);
  const item = button.closest("[data-sort-item]");
  if (button.matches("[data-sort-remove]")) return remove(list, item);
  if (step(item, button.dataset.sortMove === "up")) moved(list, item, button);
});

function add(list) {
  const last = items(list).at(-1);
  const item = last.cloneNode(true);
  for (const field of item.querySelectorAll("input")) field.value = "";
  last.after(item);
  item.querySelector("input").focus();
}

function remove(list, item) {
  const rest = items(list).filter((other) => other !== item);
  if (rest.length) item.remove();
  else for (const field of item.querySelectorAll("input")) field.value = "";
  (rest[0] ?? item).querySelector("input").focus();
}

document.addEventListener("keydown", (e) => {
  const item = e.target.matches?.("[data-sort-move], .option-row *") && e.target.closest("[data-sort-item]");
  if (!item || !e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
  e.preventDefault();
  if (step(item, e.key === "ArrowUp")) moved(item.parentElement, item, e.target);
});

// Only the grip drags, so that the text of a field can be selected with the mouse.
document.addEventListener("pointerdown", (e) => {
  const item = e.target.closest?.("[data-sort-grip]")?.closest("[data-sort-item]");
  if (item) item.draggable = true;
});
document.addEventListener("dragstart", (e) => {
  dragged = e.target.closest?.("[data-sort-item][draggable=true]");
  if (!dragged) return;
  e.dataTransfer.effectAllowed = "move";
  e.dataTransfer.setData("text/plain", nameOf(dragged));
});
document.addEventListener("dragover", (e) => {
  const over = dragged && e.target.closest?.("[data-sort-item]");
  if (!over || over.parentElement !== dragged.parentElement) return;
  e.preventDefault();
  if (over === dragged) return;
  const box = over.getBoundingClientRect();
  e.clientY > box.top + box.height / 2 ? over.after(dragged) : over.before(dragged);
});
document.addEventListener("drop", (e) => dragged && e.preventDefault());
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.draggable = false;
  moved(dragged.parentElement, dragged);
  dragged = null;
});
