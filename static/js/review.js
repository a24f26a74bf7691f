// review.js: shows the next item in the frame in which a decision is made and posts the decision behind it. Without it the
// form posts and the server answers with the next item.
//
// A decision counts only when its item has been painted, so a held key never decides something unseen. Posts go out one after
// another; one that fails is kept and tried again, and the page says so.

const slot = document.getElementById("item");
const live = document.getElementById("review-live");
const partial = (target) => ({ "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target });
let painted = false;
let waiting = []; // posts that the server has not acknowledged
let sending = false;

function afterPaint(then) {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

function arrived() {
  activate(0, false);
  scrollTo(0, 0);
  afterPaint(() => { painted = true; });
}

// Questions: one is active, and digits answer it.

const questions = () => [...slot.querySelectorAll("[data-question]")];

function activate(n, scroll = true) {
  const all = questions();
  if (!all.length) return;
  n = Math.min(Math.max(n, 0), all.length - 1);
  all.forEach((q, i) => q.classList.toggle("active", i === n));
  if (scroll) all[n].scrollIntoView({ block: "nearest" });
}

const active = () => questions().findIndex((q) => q.classList.contains("active"));

function setSlider(question, value) {
  const [range, number] = question.querySelectorAll("input");
  range.value = value;
  number.value = value === "" ? "" : Number(range.value);
  range.classList.toggle("unset", value === "");
}

function clear(question) {
  if (question.dataset.question === "slider") setSlider(question, "");
  for (const radio of question.querySelectorAll("input[type=radio]")) radio.checked = false;
}

addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || !slot) return;
  const typing = e.target.matches?.("textarea, input[type=number], input[type=text], input[type=search]");
  if (typing) {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) e.target.form?.requestSubmit();
    return;
  }
  if (e.target.matches?.("input[type=radio], input[type=range]") && e.key.startsWith("Arrow")) return; // theirs
  const question = questions()[active()];
  if (!question) return;
  if (e.key === "ArrowDown" || e.key === "j") activate(active() + 1);
  else if (e.key === "ArrowUp" || e.key === "k") activate(active() - 1);
  else if ((e.key === "ArrowLeft" || e.key === "ArrowRight") && question.dataset.question === "slider") {
    const range = question.querySelector("[data-slider]");
    setSlider(question, Number(range.value) + (e.key === "ArrowRight" ? 5 : -5));
  } else {
    if (e.repeat) return;
    const pick = question.querySelector(`[data-pick="${CSS.escape(e.key)}"]`);
    if (e.key === "0" || e.key === "Backspace") clear(question);
    else if (!pick) return;
    else if (pick.matches("textarea")) pick.focus();
    else {
      pick.click();
      activate(active() + 1);
    }
  }
  e.preventDefault();
});

document.addEventListener("input", (e) => {
  const question = e.target.closest?.("[data-question=slider]");
  if (question) setSlider(question, e.target.value);
});

document.addEventListener("click", (e) => {
  const stop = e.target.closest?.("[data-stop]");
  if (stop) setSlider(stop.closest("[data-question]"), stop.dataset.stop);
  const next = e.target.closest?.("[data-next]");
  if (next && painted && showNext()) e.preventDefault();
});

document.addEventListener("focusin", (e) => {
  const question = e.target.closest?.("[data-question]");
  if (question) activate(questions().indexOf(question));
});

// Deciding and moving on.

document.addEventListener("submit", async (e) => {
  const form = e.target;
  if (form.matches("[data-undo]") && (waiting.length || sending)) {
    e.preventDefault(); // take back only what has been saved
    await drained();
    form.submit();
    return;
  }
  if (!form.matches("[data-review]")) return;
  e.preventDefault();
  if (!painted) return;
  const data = new FormData(form, e.submitter);
  waiting.push(new URLSearchParams(data));
  send(form.getAttribute("action")); // form.action is the button of that name
  if (showNext()) return;
  await drained();
  location.assign(data.get("next"));
});

function showNext() {
  const template = document.querySelector("#ahead template");
  if (!template) return false;
  painted = false;
  slot.replaceChildren(template.content.cloneNode(true));
  slot.dataset.url = template.dataset.url;
  document.querySelector("[data-position]").textContent = template.dataset.position;
  const back = document.querySelector("#review-status input[name=back]");
  if (back) back.value = template.dataset.url;
  template.remove();
  history.pushState({}, "", slot.dataset.url);
  live.textContent = `Item ${document.querySelector("[data-position]").textContent}`;
  arrived();
  refill(slot.dataset.url);
  return true;
}

async function refill(url) {
  try {
    const answer = await fetch(url, { headers: partial("div#ahead") });
    if (!answer.ok || slot.dataset.url !== url) return; // moved on meanwhile: the next refill is on its way
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ahead = page.getElementById("ahead");
    if (ahead) document.getElementById("ahead").replaceWith(document.adoptNode(ahead));
  } catch {
    // Without new items ahead the form falls back to plain posting.
  }
}

async function send(action) {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    try {
      const answer = await fetch(action, { method: "POST", body: waiting[0], headers: partial("div#review-status") });
      const text = await answer.text();
      if (answer.headers.has("HX-Redirect") || answer.redirected) throw new Error("Your session has ended. Sign in again in another tab; what you decided is kept on this page.");
      if (answer.status >= 500) throw new Error("The server does not answer just now.");
      waiting.shift();
      show(text, answer.ok);
    } catch (error) {
      notice(`${error instanceof TypeError ? "The server cannot be reached." : error.message} ${waiting.length} not saved yet; trying again.`);
      await new Promise((later) => setTimeout(later, 2000));
    }
  }
  sending = false;
}

function show(html, ok) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!ok) {
    document.getElementById("notices").replaceChildren(...page.body.childNodes);
    return;
  }
  document.getElementById("notices").replaceChildren();
  const status = page.getElementById("review-status");
  if (!status) return;
  const back = status.querySelector("input[name=back]");
  if (back) back.value = slot.dataset.url;
  document.getElementById("review-status").replaceWith(document.adoptNode(status));
}

function notice(text) {
  const div = document.createElement("div");
  div.className = "notice notice-error";
  div.setAttribute("role", "alert");
  div.textContent = text;
  document.getElementById("notices").replaceChildren(div);
}

async function drained() {
  while (waiting.length || sending) await new Promise((later) => setTimeout(later, 10));
}

addEventListener("beforeunload", (e) => { if (waiting.length) e.preventDefault(); });
addEventListener("popstate", () => location.reload());
if (slot) arrived();
