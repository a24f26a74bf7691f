// questions.js: answers the questions of the review form from the keyboard: one question is active, digits answer it, arrows
// move. Without it the same fields are answered by mouse and Tab.
//
// An answer counts only on an item that has been painted (review.js), so a key never answers what nobody has seen.

const slot = document.getElementById("item");
const questions = () => (slot ? [...slot.querySelectorAll("[data-question]")] : []);
const active = () => questions().findIndex((q) => q.classList.contains("active"));
const typing = "textarea, select, input[type=number], input[type=text], input[type=search]";

function activate(n, shown = true) {
  const all = questions();
  if (!all.length) return;
  n = Math.min(Math.max(n, 0), all.length - 1);
  all.forEach((q, i) => q.classList.toggle("active", i === n));
  if (shown) all[n].scrollIntoView({ block: "nearest" });
}

function setSlider(question, value) {
  const [range, number] = question.querySelectorAll("input");
  range.value = value === "" ? 50 : value;
  number.value = value === "" ? "" : Number(range.value);
  range.classList.toggle("unset", value === "");
}

function pick(question, key) {
  if (key === "Backspace") key = "0";
  const choice = question.querySelector(`[data-pick="${CSS.escape(key)}"]`);
  if (!choice) return false;
  if (choice.matches("textarea")) choice.focus();
  else {
    choice.click();
    if (key !== "0" && question.dataset.multiple === undefined) activate(active() + 1);
  }
  return true;
}

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
  if (e.target.matches?.(typing)) return;
  if (e.target.matches?.("input[type=radio], input[type=range]") && e.key.startsWith("Arrow")) return; // theirs
  const question = questions()[active()];
  if (!question || slot.dataset.painted === undefined) return;
  if (e.key === "ArrowDown" || e.key === "j") activate(active() + 1);
  else if (e.key === "ArrowUp" || e.key === "k") activate(active() - 1);
  else if ((e.key === "ArrowLeft" || e.key === "ArrowRight") && question.dataset.question === "slider") {
    setSlider(question, Number(question.querySelector("[data-slider]").value) + (e.key === "ArrowRight" ? 5 : -5));
  } else if (e.repeat || !pick(question, e.key)) return;
  e.preventDefault();
});

document.addEventListener("input", (e) => {
  const question = e.target.closest?.("[data-question=slider]");
  if (!question) return;
  // While one types a number the field keeps what is typed; only the slider follows.
  if (e.target.type === "number") {
    const range = question.querySelector("[data-slider]");
    range.value = e.target.value === "" ? 50 : e.target.value;
    range.classList.toggle("unset", e.target.value === "");
  } else setSlider(question, e.target.value);
});

document.addEventListener("click", (e) => {
  const stop = e.target.closest?.("[data-stop]");
  if (stop) setSlider(stop.closest("[data-question]"), stop.dataset.stop);
});

document.addEventListener("click", (e) => {
  const none = e.target.closest?.("[data-clear]");
  for (const box of none?.closest("[data-question]").querySelectorAll(":checked") ?? []) box.checked = false;
});

document.addEventListener("focusin", (e) => {
  const question = e.target.closest?.("[data-question]");
  if (question) activate(questions().indexOf(question));
});

document.addEventListener("item:shown", () => activate(0, false));
activate(0, false);
