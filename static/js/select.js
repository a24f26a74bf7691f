// select.js: ranges with Shift, all of the page with one box, and how many are selected. Without it each box is its own.

let last = null;
const boxes = () => [...document.querySelectorAll("#selection input[name=trace], #selection input[name=row]")];

function show() {
  const all = boxes();
  const n = all.filter((box) => box.checked).length;
  const form = document.getElementById("selection");
  if (!form) return;
  for (const label of form.querySelectorAll("[data-selected]")) label.textContent = n ? `, ${n} selected` : "";
  form.classList.toggle("has-selection", n > 0);
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = n > 0 && n === all.length;
    head.indeterminate = n > 0 && n < all.length;
  }
}

document.addEventListener("click", (e) => {
  const box = e.target.closest?.("#selection input[type=checkbox]");
  if (!box) return;
  const all = boxes();
  if (box.matches("[data-pick-all]")) {
    for (const other of all) other.checked = box.checked;
  } else {
    if (e.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const other of all.slice(from, to + 1)) other.checked = box.checked;
    }
    last = box;
  }
  show();
});

// Shift with x or Space extends the range from the keyboard, as a click with Shift does.
addEventListener("keydown", (e) => {
  if (e.key !== "X" || e.target.closest?.("textarea, select, input:not([type=checkbox])")) return;
  const row = document.activeElement.closest?.("[data-row]");
  const box = row?.querySelector("input[type=checkbox]");
  if (box) box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: true }));
});

addEventListener("pageshow", show);
show();
