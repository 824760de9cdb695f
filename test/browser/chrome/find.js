// Runs in the page: finds what a person would, by the words on it. "press" and "fill" return the middle of the thing once
// it is in view and nothing covers it, else null; "choose" picks an option, "sees" reads the page; both return a boolean.
(how, words, within, option) => {
	const clean = s => (s || '').replace(/\s+/g, ' ').trim();
	const shown = e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
	if (how === 'sees') {
		return document.body !== null && clean(document.body.innerText).includes(words);
	}
	const root = within ? document.querySelector(within) : document;
	if (!root) {
		return null;
	}
	const label = e => {
		const by = clean((e.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.innerText).join(' '));
		return by || clean(e.getAttribute('aria-label')) || clean(e.labels?.[0]?.innerText) || clean(e.innerText);
	};
	const candidates = how === 'press' ? 'button, a[href], summary, label, input[type=submit], [role=option]' : 'input, select, textarea';
	const named = [...root.querySelectorAll(candidates)].filter(shown).map(e => [e, e.matches('input[type=submit]') && e.value || label(e)]);
	const found = (named.find(([, n]) => n === words) || named.find(([, n]) => n.startsWith(words)))?.[0];
	if (!found || found.disabled) {
		return null;
	}
	if (how === 'choose') {
		const wanted = [...found.options].find(o => clean(o.text) === option) || [...found.options].find(o => clean(o.text).startsWith(option));
		if (!wanted) {
			return false;
		}
		found.value = wanted.value;
		found.dispatchEvent(new Event('input', { bubbles: true }));
		found.dispatchEvent(new Event('change', { bubbles: true }));
		return true;
	}
	// A link broken over two lines has a middle that is not on it: take the middle of its first piece.
	const inView = r => r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth;
	if (!inView(found.getClientRects()[0])) {
		found.scrollIntoView({ block: 'center', behavior: 'instant' });
	}
	const box = found.getClientRects()[0];
	const at = { X: box.left + box.width / 2, Y: box.top + box.height / 2 };
	const hit = document.elementFromPoint(at.X, at.Y);
	return hit && (found.contains(hit) || hit.contains(found) && how === 'press' && hit.matches('a, button, label')) ? at : null;
}
