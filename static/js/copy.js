// copy.js: buttons that copy a text. Without it they stay hidden, and one selects the text and copies it by hand.

const said = new WeakMap();

function show() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  if (!from) return;
  try {
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    if (!said.has(button)) said.set(button, button.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = said.get(button); }, 1500);
  } catch { // no clipboard without https: select it, so that Ctrl+C does the rest
    if (from.select) from.select();
    else getSelection().selectAllChildren(from);
  }
}

document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("htmx:after:swap", show);
show();
