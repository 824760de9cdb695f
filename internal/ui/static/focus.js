// Keeps the keyboard where it was, and what was typed meanwhile, when elements are replaced under it.

// hold remembers the element that has the focus and what is in it.
export function hold() {
  const element = document.activeElement;
  return { element, value: element?.value };
}

// restore gives the focus to the new form of the element that had it: the one of the same id, else of the same kind and
// words, else the region itself. Where the element was not replaced, nothing happens.
export function restore(held, regions) {
  const last = document.activeElement === document.body ? held.element : document.activeElement;
  if (!last || last.isConnected) return;
  const next = twin(last, regions) ?? region(regions[0]);
  if (!next) return;
  const typed = last === held.element && last.value !== held.value && "value" in next;
  if (typed) next.value = last.value;
  next.focus({ preventScroll: true });
  if (last.selectionStart != null && next.setSelectionRange) {
    try {
      next.setSelectionRange(last.selectionStart, last.selectionEnd);
    } catch {
      // fields of some kinds, numbers and e-mail addresses, have no selection to set
    }
  }
}

function twin(last, regions) {
  if (last.id) return document.getElementById(last.id);
  const words = wordsOf(last);
  for (const place of regions) {
    for (const element of place.querySelectorAll(last.localName)) {
      if (wordsOf(element) === words) return element;
    }
  }
  return null;
}

function wordsOf(element) {
  return element.getAttribute("aria-label") || element.name || element.textContent.replace(/[\d,]+/g, "").trim();
}

function region(element) {
  if (element && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  return element;
}
