// columns.js: sizes and orders the columns of the list with the mouse, gives their heads keys, and keeps pinned columns beside
// each other. Without it the menu in each head does the same, and of several pinned columns the first stays in sight.

const least = 48;
const table = () => document.querySelector("#results table.traces");
const heads = () => [...(table()?.querySelectorAll("th[data-col]") ?? [])];
const idOf = (head) => /^!?(?:\d+:)?(.*)$/s.exec(head.dataset.col)[1];
const sized = (head, width) => head.dataset.col.replace(/^(!?)(?:\d+:)?/, `$1${Math.max(least, Math.round(width))}:`);
let place = null; // where the list was scrolled to and which head had the focus, while it is read again

function remember(head) {
  const wrap = document.querySelector("#results .table-wrap");
  place = { left: wrap.scrollLeft, top: wrap.scrollTop, column: head && idOf(head) };
}

// The address of the list with other columns: what the menu of columns would send, and the page one is on.
function address(tokens) {
  const form = document.getElementById("layout");
  const to = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (["filter", "rows", "sort", "group", "view", "edited"].includes(name) && value) to.append(name, value);
  }
  for (const token of tokens) to.append("columns", token);
  const now = new URLSearchParams(location.search);
  for (const name of ["after", "before", "trace", "at"]) if (now.has(name)) to.set(name, now.get(name));
  return form.getAttribute("action") + "?" + to;
}

function show(tokens, head) {
  remember(head);
  const url = address(tokens);
  history.pushState({ htmx: true }, "", url); // as htmx marks what it loads again on the way back
  htmx.ajax("GET", url, { source: "#results", target: "#results", swap: "outerHTML" });
}

// Every column gets the width that it has, so that only the one that is drawn changes.
function fix() {
  const cells = [...table().querySelectorAll("thead th")];
  let group = table().querySelector("colgroup");
  if (!group) {
    const widths = cells.map((cell) => cell.getBoundingClientRect().width);
    group = document.createElement("colgroup");
    for (const width of widths) group.append(Object.assign(document.createElement("col"), { width: String(Math.round(width)) }));
    table().prepend(group);
    table().classList.add("fixed");
  }
  return [...group.children].slice(cells.length - heads().length);
}

document.addEventListener("pointerdown", (e) => {
  const grip = e.target.closest?.("[data-size]");
  if (!grip || e.button) return;
  e.preventDefault();
  const head = grip.closest("th");
  head.draggable = false;
  const columns = fix();
  const column = columns[heads().indexOf(head)];
  const from = e.clientX, width = Number(column.width);
  const move = (e) => { column.width = String(Math.max(least, Math.round(width + e.clientX - from))); pins(); };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    head.draggable = true;
    if (Number(column.width) !== width) show(heads().map((h, i) => sized(h, columns[i].width)), head);
  };
  grip.setPointerCapture(e.pointerId);
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", end, { once: true });
});

let dragged = null;
const target = (e) => (dragged ? e.target.closest?.("th[data-col]") : null);
const behind = (e, head) => e.clientX > head.getBoundingClientRect().left + head.offsetWidth / 2;

document.addEventListener("dragstart", (e) => {
  const head = e.target.closest?.("th[data-col]");
  if (!head) return;
  if (e.target.closest(".menu-list, .col-summary")) return;
  dragged = head;
  e.dataTransfer.effectAllowed = "move";
  e.dataTransfer.setData("text/plain", idOf(head));
});
document.addEventListener("dragover", (e) => {
  const head = target(e);
  if (!head) return;
  e.preventDefault();
  for (const other of heads()) {
    other.classList.toggle("drop-before", other === head && !behind(e, head));
    other.classList.toggle("drop-behind", other === head && behind(e, head));
  }
});
document.addEventListener("drop", (e) => {
  const head = target(e);
  if (!head) return;
  e.preventDefault();
  const order = heads().filter((other) => other !== dragged);
  if (head !== dragged) {
    order.splice(order.indexOf(head) + (behind(e, head) ? 1 : 0), 0, dragged);
    show(order.map((h) => h.dataset.col), dragged);
  }
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const head of heads()) head.classList.remove("drop-before", "drop-behind");
});

// On a head: arrows go to the next one, with Shift they move the column. The keys press what stands in the head's menu.
const keys = { "+": "wider", "=": "wider", "-": "narrower", p: "pin" };
document.addEventListener("keydown", (e) => {
  const head = e.target.closest?.("th[data-col]");
  if (!head || !e.target.matches("summary") || e.ctrlKey || e.metaKey || e.altKey) return;
  const side = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  const action = side && e.shiftKey ? (side < 0 ? "left" : "right") : keys[e.key];
  if (side && !e.shiftKey) heads()[heads().indexOf(head) + side]?.querySelector("summary").focus();
  else if (action) head.querySelector(`[data-do="${action}"]`)?.click();
  else return;
  e.preventDefault();
});
document.addEventListener("click", (e) => {
  const action = e.target.closest?.("th[data-col] [data-do]");
  if (action) remember(action.closest("th"));
  for (const menu of document.querySelectorAll("#results details.menu[open]")) { // a click elsewhere closes a menu
    if (!menu.contains(e.target)) menu.open = false;
  }
}, true);
addEventListener("keydown", (e) => {
  const menu = e.key === "Escape" ? document.activeElement?.closest?.("#results details.menu[open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Pinned columns stand beside each other, each as far from the left as those before it are wide.
function pins() {
  let left = table()?.querySelector("thead .pick")?.offsetWidth ?? 0;
  heads().forEach((head, i) => {
    if (!head.classList.contains("pin")) return;
    table().style.setProperty(`--pin-${i}`, left + "px");
    left += head.offsetWidth;
  });
}

function ready() {
  for (const head of heads()) head.draggable = true;
  pins();
  if (!place) return;
  const wrap = document.querySelector("#results .table-wrap");
  if (wrap) [wrap.scrollLeft, wrap.scrollTop] = [place.left, place.top];
  heads().find((head) => idOf(head) === place.column)?.querySelector("summary").focus({ preventScroll: true });
  place = null;
}
document.addEventListener("htmx:after:swap", ready);
addEventListener("resize", pins);
ready();
