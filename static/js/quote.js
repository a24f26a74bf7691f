// quote.js: takes the passage that is selected in the input or output into a comment, and marks in the text what comments quote.
// Without it one writes the passage into its field, and it stands with its comment.
//
// Only letters and digits are compared, as the server does (store/remark), so that markup and line ends do not matter.

const shown = (field) => document.querySelector(`#value-${field} .content`);
const letter = /[\p{L}\p{N}]/u;
let last = null; // {field, text, nth} of the passage that was selected last

/** The letters and digits of a part of the page with the place of each. */
function fold(root) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    let at = 0;
    for (const c of node.data) {
      if (letter.test(c)) {
        const low = c.toLowerCase();
        text += low;
        for (let i = 0; i < low.length; i++) places.push([node, at, at + c.length]);
      }
      at += c.length;
    }
  }
  return { text, places };
}

const bare = (s) => [...s].filter((c) => letter.test(c)).join("").toLowerCase();

/** Where the nth place of a passage is, or the last one. */
function rangeOf(root, quote, nth) {
  const { text, places } = fold(root), want = bare(quote);
  let at = -1;
  for (let i = 0, found = want ? text.indexOf(want) : -1; found >= 0 && i <= nth; i++, found = text.indexOf(want, found + want.length)) at = found;
  if (at < 0) return null;
  const range = new Range();
  range.setStart(places[at][0], places[at][1]);
  const end = places[at + want.length - 1];
  range.setEnd(end[0], end[2]);
  return range;
}

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  for (const field of ["input", "output"]) {
    const root = shown(field);
    if (!root?.contains(range.commonAncestorContainer)) continue;
    const before = new Range();
    before.setStart(root, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const text = selection.toString().trim(), want = bare(text), ahead = bare(before.toString());
    let nth = 0;
    for (let at = want ? ahead.indexOf(want) : -1; at >= 0; at = ahead.indexOf(want, at + want.length)) nth++;
    last = { field, text, nth };
    return;
  }
});

// The press that opens the fields takes what is selected; a second one without a selection folds them.
document.addEventListener("click", (e) => {
  const summary = e.target.closest?.("[data-quote-fields] > summary");
  if (!summary || !last?.text) return;
  e.preventDefault();
  const fold = summary.parentElement, form = fold.closest("form");
  fold.open = true;
  form.elements.quote_field.value = last.field;
  form.elements.quote.value = last.text.slice(0, form.elements.quote.maxLength);
  form.elements.quote_nth.value = last.nth;
  form.elements.quote.dispatchEvent(new Event("input", { bubbles: true }));
  last = null;
  form.elements.comment.focus();
});

document.addEventListener("input", (e) => {
  if (e.target.name === "quote" && e.isTrusted) e.target.form.elements.quote_nth.value = 0;
});

function mark() {
  const ranges = [];
  for (const quoted of document.querySelectorAll("[data-quoted]")) {
    const root = shown(quoted.dataset.quoted), range = root && rangeOf(root, quoted.querySelector("blockquote").textContent, Number(quoted.dataset.nth));
    if (range) ranges.push(range);
  }
  CSS.highlights?.delete("quoted-now");
  if (ranges.length) CSS.highlights?.set("quoted", new Highlight(...ranges));
  else CSS.highlights?.delete("quoted");
}

document.addEventListener("click", (e) => {
  const quoted = e.target.closest?.("[data-quoted] a")?.closest("[data-quoted]");
  const root = quoted && shown(quoted.dataset.quoted), range = root && rangeOf(root, quoted.querySelector("blockquote").textContent, Number(quoted.dataset.nth));
  if (!range) return;
  e.preventDefault();
  for (let el = range.startContainer.parentElement; el; el = el.parentElement) if (el.matches("details")) el.open = true;
  CSS.highlights?.set("quoted-now", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
});

document.addEventListener("item:shown", mark);
document.addEventListener("htmx:after:swap", mark);
mark();
