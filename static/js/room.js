// room.js: keeps the items of a queue while one works on them, gives them back when the page is left, and shows who else is here.
// Without it the server gives items back when nobody has been heard of for the queue's idle time.

const slot = document.querySelector("#item[data-visit]");
const pause = 10000;
let active = true; // something was done since the last sign of life

const current = () => slot.querySelector("[data-review]").elements.trace.value;
const form = (fields) => new URLSearchParams({ visit: slot.dataset.visit, ...fields });

async function stay() {
  const body = form({ item: current(), active: active && !document.hidden ? "yes" : "" });
  active = false;
  const answer = await fetch(slot.dataset.here, { method: "POST", body, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  if (answer.status !== 200) return;
  const news = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
  const old = document.getElementById("room-news");
  if (news?.id === "room-news" && news.textContent !== old.textContent) old.replaceWith(news);
}

async function turn() {
  await stay().catch(() => {}); // the server is away: review.js says so when it matters
  setTimeout(turn, pause);
}

if (slot) {
  for (const sign of ["keydown", "pointerdown", "scroll"]) addEventListener(sign, () => { active = true; }, { passive: true, capture: true });
  slot.addEventListener("item:shown", () => { active = true; stay().catch(() => {}); });
  addEventListener("pagehide", () => navigator.sendBeacon(slot.dataset.leave, form({})));
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); }); // what it held was given back
  setTimeout(turn, pause);
}
