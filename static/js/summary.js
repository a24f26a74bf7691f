// summary.js: shows in the head of each score column what the traces of the list have of it, once the list is painted.
// Without it the menu of the column leads to a page with the same.

const keep = 30000; // milliseconds; a list that shows what comes by itself does not ask each time
let known = { url: "", at: 0, parts: null };

function place() {
  for (const slot of document.querySelectorAll("[data-summary-of]")) {
    const part = known.parts?.querySelector(`[data-summary-for="${CSS.escape(slot.dataset.summaryOf)}"]`);
    if (!part || slot.firstChild) continue;
    slot.append(part.cloneNode(true));
    slot.querySelector("details").open = false;
  }
}

async function fill() {
  const url = document.querySelector("[data-summary]")?.dataset.summary;
  if (!url) return;
  if (known.url === url) place();
  if (known.url === url && Date.now() - known.at < keep) return;
  const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#score-summary" } });
  if (answer.status !== 200 || document.querySelector("[data-summary]")?.dataset.summary !== url) return;
  known = { url, at: Date.now(), parts: document.createRange().createContextualFragment(await answer.text()) };
  for (const slot of document.querySelectorAll("[data-summary-of]")) if (!slot.querySelector("details[open]")) slot.replaceChildren();
  place();
}

const later = () => requestAnimationFrame(() => setTimeout(fill)); // after the next paint
document.addEventListener("htmx:after:swap", later);
later();
