// review.js: shows the next item in the frame in which a decision is made and posts the decision behind it. Without it the
// form posts and the server answers with the next item.
//
// A decision counts only when its item has been painted, so a held key never decides something unseen. Posts go out one after
// another; one that fails is kept and tried again, and the page says so.

const slot = document.getElementById("item");
const notices = document.getElementById("notices");
const partial = (target) => ({ "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target });
const waiting = []; // decisions that the server has not acknowledged: {action, body, url, position}
let sending = false;
let wake = () => {};

const busy = () => sending || waiting.length > 0;
const position = () => document.querySelector("[data-position]").textContent;
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// data-painted on the slot tells that what it holds can be seen and has not been decided.
function arrived() {
  delete slot.dataset.painted;
  slot.dispatchEvent(new Event("item:shown", { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => { slot.dataset.painted = ""; }));
}

function showNext() {
  const template = document.querySelector("#ahead template");
  if (!template) return false;
  slot.replaceChildren(template.content.cloneNode(true));
  slot.dataset.url = template.dataset.url;
  document.querySelector("[data-position]").textContent = template.dataset.position;
  template.remove();
  history.pushState({}, "", slot.dataset.url);
  document.getElementById("review-live").textContent = `Item ${position()}`;
  for (const back of document.querySelectorAll("#review-status input[name=back], [data-here]")) back.value = slot.dataset.url;
  slot.querySelector(".review-title").focus({ preventScroll: true });
  scrollTo(0, 0); // on a narrow screen the form stands below the item
  arrived();
  refill();
  return true;
}

// A queue hands out items to this page, and must not hand out again what is decided here and still on its way there.
function inQueue() {
  if (!slot.dataset.visit) return "";
  return `&visit=${slot.dataset.visit}` + waiting.map((decision) => `&decided=${decision.body.get("trace")}`).join("");
}

async function refill() {
  const url = slot.dataset.url;
  try {
    const answer = await fetch(url + inQueue(), { headers: partial("div#ahead") });
    const page = parse(await answer.text());
    if (!answer.ok || slot.dataset.url !== url) return; // moved on meanwhile: the next refill is on its way
    const ahead = page.getElementById("ahead");
    if (ahead) document.getElementById("ahead").replaceWith(document.adoptNode(ahead));
  } catch {
    // Without new items ahead the form falls back to plain posting.
  }
}

async function decide(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const decision = { action: form.getAttribute("action"), body, url: slot.dataset.url, position: position() };
  waiting.push(decision);
  document.dispatchEvent(new CustomEvent("item:decided", { detail: body }));
  const status = document.getElementById("review-status");
  status.querySelector(".review-saved").textContent = "Saving…";
  status.querySelector(".review-reveal")?.remove(); // it was about another item
  status.querySelector("form").hidden = false;
  send();
  const skipped = body.has("reason") || body.get("action") === "skip";
  if ((slot.dataset.stays === undefined || skipped) && showNext()) return;
  delete slot.dataset.painted; // decided once
  await drained();
  if (decision.refused) arrived();
  else location.assign(body.get("next"));
}

async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    try {
      const answer = await fetch(waiting[0].action, { method: "POST", body: waiting[0].body, headers: partial("div#review-status") });
      const html = await answer.text();
      if (answer.headers.has("HX-Redirect") || answer.redirected) throw new Error("session");
      if (answer.status >= 500 || answer.status === 429) throw new Error("server");
      acknowledged(waiting.shift(), parse(html), answer.ok);
    } catch (error) {
      unsaved(error.message);
      await new Promise((go) => { wake = go; setTimeout(go, 2000); });
    }
  }
  sending = false;
}

function acknowledged(decision, page, ok) {
  notices.querySelector("[data-unsaved]")?.remove();
  const status = page.getElementById("review-status");
  if (!ok || !status) {
    decision.refused = true;
    const words = page.querySelector(".notice")?.textContent.trim() ?? "";
    notice(`Item ${decision.position} was not saved. ${words} `, "Open it again", decision.url);
    return;
  }
  status.querySelector("input[name=back]").value = slot.dataset.url;
  if (!waiting.length) document.getElementById("review-status").replaceWith(document.adoptNode(status));
  if (!document.querySelector("#ahead template")) refill();
}

function unsaved(reason) {
  const n = waiting.length === 1 ? "1 decision is" : `${waiting.length} decisions are`;
  const kept = `${n} not saved yet, but kept on this page and sent again and again. `;
  const lost = reason === "session";
  const what = lost ? "Your session has ended. " : reason === "server" ? "The server does not answer just now. " : "The server cannot be reached. ";
  const old = notices.querySelector("[data-unsaved]");
  if (old?.dataset.unsaved === what + kept) return; // said already; an alert is read out each time
  old?.remove();
  const div = notice(what + kept, lost ? "Sign in again in a new tab" : "", "/sign-in");
  div.dataset.unsaved = what + kept;
}

function notice(text, linkText, url) {
  const div = document.createElement("div");
  div.className = "notice notice-error";
  div.setAttribute("role", "alert");
  div.append(text);
  if (linkText) {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: linkText });
    if (url === "/sign-in") link.target = "_blank";
    div.append(link);
  }
  notices.append(div);
  return div;
}

async function drained() {
  while (busy()) await new Promise((later) => setTimeout(later, 10));
}

document.addEventListener("submit", async (e) => {
  if (e.target.matches("[data-review]")) {
    e.preventDefault();
    if (slot.dataset.painted !== undefined) decide(e.target, e.submitter);
  } else if (e.target.matches("[data-leaves]") && busy()) {
    e.preventDefault();
    await drained();
    e.target.requestSubmit(e.submitter);
  } else if (e.target.matches("[data-undo]") && undoing) { // a second press would take back what nobody sees yet
    e.preventDefault();
  } else if (e.target.matches("[data-undo]") && busy()) { // take back only what has been saved
    e.preventDefault();
    await drained();
    const form = document.querySelector("#review-status form");
    form.requestSubmit(form.querySelector("button"));
  } else if (e.target.matches("[data-undo]")) {
    undoing = true;
  }
});

let undoing = false;
addEventListener("pageshow", () => { undoing = false; });

let leaving = false;
document.addEventListener("click", async (e) => {
  const link = e.target.closest?.("a[href]");
  if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || link.target) return;
  if (link.matches("[data-next]") && slot.dataset.painted !== undefined && showNext()) e.preventDefault();
  else if (busy() && !leaving && !link.hash) { // a second press leaves all the same, after the browser has asked
    e.preventDefault();
    leaving = true;
    await drained();
    location.assign(link.href);
  }
});

addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || !e.target.matches?.("textarea")) return;
  const button = e.target.closest("[data-review]")?.querySelector("[value=complete]");
  if (button) button.form.requestSubmit(button);
});

for (const back of ["focus", "online"]) addEventListener(back, () => wake());
addEventListener("beforeunload", (e) => { if (busy()) e.preventDefault(); });
addEventListener("popstate", () => location.reload());
if (slot) arrived();
