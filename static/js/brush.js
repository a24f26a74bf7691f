// brush.js: narrows the time of a list by dragging over its bars, or by a click on one. Without it the fields for a range do.

let began = null; // the bar one pressed on

const barsOf = (place) => [...place.querySelectorAll("g[data-from]")];

function barAt(place, x) {
  const bars = barsOf(place), box = place.getBoundingClientRect();
  const i = Math.floor(((x - box.left) / box.width) * bars.length);
  return Math.min(Math.max(i, 0), bars.length - 1);
}

function mark(place, a, b) {
  const el = place.querySelector("[data-brush-mark]"), n = barsOf(place).length;
  el.hidden = false;
  el.style.left = `${(Math.min(a, b) / n) * 100}%`;
  el.style.width = `${((Math.abs(a - b) + 1) / n) * 100}%`;
}

document.addEventListener("pointerdown", (e) => {
  const place = e.target.closest?.("[data-brush]");
  if (!place || e.button || !e.isPrimary) return;
  e.preventDefault();
  place.setPointerCapture(e.pointerId);
  began = { place, bar: barAt(place, e.clientX) };
  mark(place, began.bar, began.bar);
});

document.addEventListener("pointermove", (e) => {
  if (began) mark(began.place, began.bar, barAt(began.place, e.clientX));
});

function drop() {
  if (began) began.place.querySelector("[data-brush-mark]").hidden = true;
  began = null;
}

document.addEventListener("pointerup", (e) => {
  if (!began) return;
  const { place, bar } = began, end = barAt(place, e.clientX);
  drop();
  const bars = barsOf(place), form = place.closest(".histogram").querySelector("[data-range]");
  form.elements.from.value = bars[Math.min(bar, end)].dataset.from;
  form.elements.to.value = bars[Math.max(bar, end)].dataset.to;
  form.requestSubmit();
});

document.addEventListener("pointercancel", drop);
addEventListener("keydown", (e) => e.key === "Escape" && drop());
