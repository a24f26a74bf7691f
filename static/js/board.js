// board.js: moves items of a queue between columns by dragging, and with the arrow keys where one stands. Both press the buttons
// that each card has for it. Without it one presses them.

const board = () => document.getElementById("board");
let moved = ""; // card to stand on again when the board has come back

function press(card, button) {
  if (!button) return;
  moved = card.id;
  button.click();
}

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || !["ArrowLeft", "ArrowRight"].includes(e.key) || e.target.closest?.("input:not([type=checkbox]), select, textarea")) return;
  const card = document.activeElement.closest?.("[data-card]");
  const button = card?.querySelector(`[data-move="${e.key}"]`);
  if (!button) return;
  e.preventDefault();
  if (!e.repeat) press(card, button);
});

document.addEventListener("dragstart", (e) => {
  const card = e.target.closest?.("[data-card]");
  if (!card) return;
  card.classList.add("dragged");
  e.dataTransfer.effectAllowed = "move";
  e.dataTransfer.setData("text/plain", card.id);
});
document.addEventListener("dragend", (e) => e.target.closest?.("[data-card]")?.classList.remove("dragged"));

function target(e) {
  const column = e.target.closest?.("[data-column]");
  const card = board()?.querySelector(".dragged");
  return column && card?.querySelector(`[data-to="${column.dataset.column}"]`) ? [card, column] : [];
}
document.addEventListener("dragover", (e) => {
  const [, column] = target(e);
  for (const c of document.querySelectorAll("[data-column]")) c.classList.toggle("drop-here", c === column);
  if (column) e.preventDefault();
});
document.addEventListener("drop", (e) => {
  const [card, column] = target(e);
  for (const c of document.querySelectorAll(".drop-here")) c.classList.remove("drop-here");
  if (!card) return;
  e.preventDefault();
  press(card, card.querySelector(`[data-to="${column.dataset.column}"]`));
});

document.addEventListener("htmx:after:swap", () => {
  const card = moved && document.getElementById(moved);
  moved = "";
  card?.querySelector(".row-link")?.focus();
});
