// diff.js: shows, while one edits the expected output, how it differs from the output. Without it the difference is shown
// after saving.

const most = 1500; // words; beyond that a table of all pairs costs more than a keystroke should

function words(text) {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** The longest common subsequence of words, as [kind, text] runs. */
function diff(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const runs = [];
  const push = (kind, text) => (runs.at(-1)?.[0] === kind ? (runs.at(-1)[1] += text) : runs.push([kind, text]));
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { push("", a[i]); i++; j++; }
    else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) push("del", a[i++]);
    else push("ins", b[j++]);
  }
  return runs;
}

function show(area) {
  const out = area.closest("[data-expected]")?.querySelector("[data-diff]");
  if (!out) return;
  const a = words(area.dataset.output), b = words(area.value);
  out.hidden = area.value === area.dataset.output || a.length > most || b.length > most;
  if (out.hidden) return;
  out.replaceChildren(...diff(a, b).map(([kind, text]) => {
    if (!kind) return document.createTextNode(text);
    const el = document.createElement(kind);
    el.textContent = text;
    return el;
  }));
}

// What should be JSON and is not cannot be sent: the browser says where it breaks off.
function check(area) {
  const text = area.value.trim();
  let wrong = "";
  if (area.dataset.json !== undefined && /^[[{]/.test(text)) {
    try {
      JSON.parse(text);
    } catch (error) {
      const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
      const lines = text.slice(0, at).split("\n");
      wrong = `This is not valid JSON: line ${lines.length}, column ${lines.at(-1).length + 1}.`;
    }
  }
  area.setCustomValidity(wrong);
  const out = area.closest("[data-expected]")?.querySelector("[data-wrong]");
  if (out) [out.textContent, out.hidden] = [wrong, !wrong];
}

document.addEventListener("input", (e) => {
  if (!e.target.matches?.("textarea[data-output]")) return;
  show(e.target);
  check(e.target);
});
document.addEventListener("invalid", (e) => { // a field in a closed fold cannot say what is wrong
  const fold = e.target.closest?.("[data-expected]");
  if (fold) fold.open = true;
}, true);
document.addEventListener("toggle", (e) => {
  if (!e.target.matches?.("[data-expected]") || !e.target.open) return;
  const area = e.target.querySelector("textarea");
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  show(area);
}, true);
document.addEventListener("click", (e) => {
  const take = e.target.closest?.("[data-take]");
  if (!take) return;
  const area = take.closest("[data-expected]").querySelector("textarea");
  area.value = take.dataset.take;
  show(area);
  check(area);
});
