// Forms and links that say data-swap="id id" replace those elements by the ones of the answer, instead of loading a page.
//   data-swap-on="change"  a form sends itself when a field changed; as its [data-on-change] button where it has one
//   data-push              the address of the answer becomes the page's
//   data-stay              take the elements even where the answer is another page (else one goes there)
// What is sent is what would be sent without a script; where the network fails, the browser does it itself and says so.
import { announce, read } from "./html.js";
import { hold, restore } from "./focus.js";

const running = new Map(); // ids → AbortController: a newer request ends the older one
const plain = new WeakSet(); // forms that go the browser's way, once
const everywhere = new Set(["cart-count", "notice"]); // parts of the frame

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.swap || plain.delete(form)) return;
  event.preventDefault();
  clearTimeout(waiting.get(form));
  swap(form, requestOf(form, event.submitter), () => {
    plain.add(form);
    form.requestSubmit(event.submitter);
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  const special = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || !link || special || link.target || link.origin !== location.origin) return;
  event.preventDefault();
  swap(link, { url: link.href }, () => location.assign(link.href));
});

const waiting = new WeakMap(); // form → timer: several changes at once are one request

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.swapOn !== "change") return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => {
    const button = form.querySelector("[data-on-change]");
    if (form.isConnected && (button?.formNoValidate || form.checkValidity())) form.requestSubmit(button);
  }, 200));
});

// A page that was changed in place is loaded anew when one goes back to it.
addEventListener("popstate", () => location.reload());

function requestOf(form, submitter) {
  const fields = new FormData(form, submitter);
  const url = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href);
  if (form.method === "get") {
    url.search = new URLSearchParams([...fields].filter(([, value]) => value !== "")).toString();
    return { url: url.href };
  }
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  return { url: url.href, method: "POST", body };
}

async function swap(trigger, request, fallback) {
  const ids = trigger.dataset.swap.split(/\s+/).filter(Boolean);
  const key = ids.join(" ");
  running.get(key)?.abort();
  const control = new AbortController();
  running.set(key, control);
  const held = hold();
  busy(trigger, ids, true);
  let answer, found;
  try {
    const { url, ...options } = request;
    answer = await fetch(url, { ...options, headers: { Accept: "text/html" }, credentials: "same-origin", signal: control.signal });
    if (!leads(trigger, answer)) found = await read(answer); // a page of its own is not read here: its styles are not ours
  } catch (problem) {
    if (problem.name !== "AbortError") fallback();
    return;
  } finally {
    if (running.get(key) === control) {
      running.delete(key);
      busy(trigger, ids, false);
    }
  }
  if (!control.signal.aborted) show(trigger, ids, request, answer, found, held);
}

function show(trigger, ids, request, answer, found, held) {
  if (leads(trigger, answer)) return location.assign(answer.url);
  if (!found) return location.assign(request.body ? location.href : request.url);
  let taken = ids.filter((id) => found.getElementById(id) && document.getElementById(id));
  // An answer without a single one of them is a page of its own, such as an error, or the sign-in form of a session that
  // has ended: it is shown instead of this one. What every page has does not count where something was refused.
  if (taken.every((id) => !answer.ok && everywhere.has(id))) {
    if (!request.body) return location.assign(answer.url);
    if (!found.getElementById("main")) return document.body.replaceWith(found.body);
    taken = ["main"];
    document.title = found.title;
  }
  taken.forEach((id) => replace(document.getElementById(id), found.getElementById(id)));
  restore(held, taken.map((id) => document.getElementById(id)));
  if ("push" in trigger.dataset) {
    if (answer.url !== location.href) history.pushState(null, "", answer.url);
    document.title = found.title;
  }
  if (trigger.closest(".pages")) document.getElementById(taken[0]).scrollIntoView();
  if (taken[0] === "main") scrollTo(0, 0); // a page of its own is read from its beginning
  announce(sentenceOf(taken));
  document.dispatchEvent(new CustomEvent("swapped"));
}

// leads reports an answer that is another page, to which one goes.
function leads(trigger, answer) {
  return answer.redirected && new URL(answer.url).pathname !== location.pathname && !("stay" in trigger.dataset);
}

// replace keeps open what was unfolded.
function replace(old, fresh) {
  for (const fold of old.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`details[id="${CSS.escape(fold.id)}"]`);
    if (same) same.open = fold.open;
  }
  old.replaceWith(fresh);
}

// sentenceOf is what the new elements say of themselves with data-announce.
function sentenceOf(ids) {
  for (const id of ids) {
    const element = document.getElementById(id);
    const speaking = element.matches("[data-announce]") ? element : element.querySelector("[data-announce]");
    if (speaking) return speaking.dataset.announce || speaking.textContent.trim().replace(/\s+/g, " ");
  }
  return "Updated";
}

function busy(trigger, ids, on) {
  for (const element of [trigger, ...ids.map((id) => document.getElementById(id))]) {
    if (on) element?.setAttribute("aria-busy", "true");
    else element?.removeAttribute("aria-busy");
  }
}
