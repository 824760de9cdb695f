// Completes what is typed into a form with data-suggest="/address": a combobox with a list, by the ARIA pattern. The address
// answers ?q=… with <ul role="listbox"> of <li role="option" id data-href data-text>. Choosing one goes to its data-href.
import { fill } from "./html.js";

const pause = 120; // ms without a key before asking
let asking; // AbortController of the latest question
let timer;

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (!box) return;
  clearTimeout(timer);
  asking?.abort();
  const text = box.input.value.trim();
  if (text.length < 2) return close(box);
  timer = setTimeout(() => ask(box, text), pause);
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing) return;
  const open = !box.list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!open) return;
    event.preventDefault();
    move(box, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && open) {
    event.preventDefault();
    close(box);
  } else if (event.key === "Enter" && active(box)) {
    event.preventDefault();
    choose(box, active(box));
  }
});

// Pressing, not clicking: a click would come after the field has lost the focus and the list is gone.
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[data-suggestions] [role=option]");
  if (!option || event.button !== 0) return;
  event.preventDefault();
  choose(boxOf(option.closest("form").querySelector("input[type=search]")), option);
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box) close(box);
});

function boxOf(element) {
  const form = element?.closest?.("form[data-suggest]");
  if (!form || !element.matches("input[type=search]")) return null;
  return { form, input: element, list: form.querySelector("[data-suggestions]") };
}

async function ask(box, text) {
  asking = new AbortController();
  try {
    const url = box.form.dataset.suggest + "?q=" + encodeURIComponent(text);
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!answer.ok) return close(box);
    fill(box.list, await answer.text());
    if (document.activeElement === box.input && options(box).length > 0) open(box);
    else close(box);
  } catch {
    // aborted by the next key, or no network: the search itself will say so
  }
}

function options(box) {
  return [...box.list.querySelectorAll("[role=option]")];
}

function active(box) {
  return box.list.hidden ? null : box.list.querySelector("[aria-selected=true]");
}

function open(box) {
  box.list.hidden = false;
  const list = box.list.querySelector("[role=listbox]");
  box.input.setAttribute("role", "combobox");
  box.input.setAttribute("aria-autocomplete", "list");
  box.input.setAttribute("aria-controls", list.id);
  box.input.setAttribute("aria-expanded", "true");
  box.input.removeAttribute("aria-activedescendant");
}

function close(box) {
  box.list.hidden = true;
  if (box.input.hasAttribute("role")) box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
}

// move goes round: below the last one is what was typed, then the first.
function move(box, by) {
  const all = options(box);
  const from = all.indexOf(active(box));
  const to = from < 0 && by < 0 ? all.length - 1 : from + by;
  all.forEach((option, i) => option.setAttribute("aria-selected", String(i === to)));
  if (all[to]) box.input.setAttribute("aria-activedescendant", all[to].id);
  else box.input.removeAttribute("aria-activedescendant");
  all[to]?.scrollIntoView({ block: "nearest" });
}

function choose(box, option) {
  box.input.value = option.dataset.text;
  close(box);
  if (option.dataset.href) location.assign(option.dataset.href);
  else box.form.requestSubmit();
}
