// An element with data-events="/address" shows what a stream of server-sent events tells: the data of each is HTML that
// replaces its content. The browser reconnects by itself; an event named "end" says that nothing more will come.
import { fill } from "./html.js";

const streams = new Map(); // element → EventSource

function start() {
  for (const [element, stream] of streams) {
    if (element.isConnected) continue;
    stream.close();
    streams.delete(element);
  }
  for (const element of document.querySelectorAll("[data-events]")) {
    if (!streams.has(element)) listen(element);
  }
}

function listen(element) {
  const stream = new EventSource(element.dataset.events);
  streams.set(element, stream);
  stream.addEventListener("message", (event) => fill(element, event.data));
  stream.addEventListener("end", () => stream.close());
}

// A page in the back-forward cache must not hold a connection; it starts again when it is shown again.
addEventListener("pagehide", () => {
  for (const stream of streams.values()) stream.close();
  streams.clear();
});
addEventListener("pageshow", (event) => { if (event.persisted) start(); });
document.addEventListener("swapped", start);
start();
