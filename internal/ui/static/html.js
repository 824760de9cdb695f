// HTML enters the page only through here: parsed from an answer of our own site, where scripts in it do not run.

// read gives the document of an answer, or null where it is another site's or no HTML.
export async function read(answer) {
  const own = new URL(answer.url).origin === location.origin;
  if (!own || !(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return null;
  return parse(await answer.text());
}

// parse makes an inert document of a text.
export function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

// fill puts a text's elements into an element, instead of what was there.
export function fill(element, text) {
  element.replaceChildren(...parse(text).body.childNodes);
}

// announce lets screen readers say a sentence. The same one twice is said twice.
export function announce(sentence) {
  const place = document.getElementById("announce");
  if (!place || !sentence) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = sentence; });
}
