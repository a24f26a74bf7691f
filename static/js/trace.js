// trace.js: brings the span one looks at into sight in the tree, marks what one looks for and moves from match to match.
// Without it the tree is scrolled by hand, matches stand with the text around them, and Next goes from span to span.

const line = document.querySelector("[data-tree] [aria-current]");
if (line) {
  const tree = line.closest("[data-tree]"), at = line.getBoundingClientRect(), box = tree.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) tree.scrollTop += at.top - box.top - box.height / 2;
}

const says = document.querySelector("[data-find]");
const places = ".value .content, .span-error .content, .facts dd";

/** @param {string} words */
function matches(words) {
  const want = words.toLowerCase(), ranges = [];
  for (const place of document.querySelectorAll(places)) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) continue; // letters that become two have no place of their own
      for (let i = text.indexOf(want); i >= 0; i = text.indexOf(want, i + want.length)) {
        const range = new Range();
        range.setStart(node, i);
        range.setEnd(node, i + want.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}

const found = says ? matches(says.dataset.find) : [];
let now = -1;

function go(to) {
  now = to;
  const range = found[now];
  for (let el = range.startContainer.parentElement; el; el = el.parentElement) if (el.matches("details")) el.open = true;
  CSS.highlights?.set("find-now", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  const { findBefore, findHere, findAll } = says.dataset;
  says.textContent = `Match ${+findBefore + Math.min(now + 1, +findHere)} of ${findAll}`;
}

if (found.length) {
  CSS.highlights?.set("find", new Highlight(...found));
  go(location.hash === "#find-last" ? found.length - 1 : 0);
}

document.addEventListener("click", (e) => {
  const step = e.target.closest?.("[data-find-step]");
  if (!step || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  const to = now + Number(step.dataset.findStep);
  if (found[to]) {
    e.preventDefault();
    go(to);
  } else if (step.getAttribute("href") === "#find-here") {
    document.querySelector("#find-here")?.setAttribute("open", "");
  }
});
