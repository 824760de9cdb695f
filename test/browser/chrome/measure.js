// Runs before the page's own scripts and keeps what the browser measures: how far things moved on their own, and when the
// largest thing was painted.
(() => {
	const seen = { shift: 0, moved: [], largest: 0, what: '' };
	Object.defineProperty(globalThis, 'rialtoMeasured', { value: seen });
	const watch = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
	watch('layout-shift', e => {
		if (e.hadRecentInput) return;
		seen.shift += e.value;
		seen.moved.push(...e.sources.map(s => s.node?.outerHTML?.slice(0, 120) ?? String(s.node?.nodeName)));
	});
	watch('largest-contentful-paint', e => {
		seen.largest = e.startTime;
		seen.what = e.element?.outerHTML?.slice(0, 120) ?? e.url;
	});
})();
