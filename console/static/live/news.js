// Names of what changed become events on the body, and nothing else is carried by them. Of all the pages a browser has
// open one listens to the server and tells the others: browsers hold few connections to one place.
const TRY_AGAIN_MS = 5000;
const STREAM = "/console/live";
// What many pages show and one change makes them all fetch: not at the same moment, and not for every single change.
const SHARED = new Set(["queue", "case", "slip", "exception", "notice", "draft", "release"]);
const APART_MS = 3000;
const SPREAD_MS = 700;

export function listen(body, onGone) {
  let since = document.querySelector('meta[name="live-since"]')?.content ?? "";
  let source = null;
  const others = new BroadcastChannel("concilia-live");
  const saidAt = new Map();
  const waiting = new Set();

  function say(names) {
    for (const name of names) {
      if (!SHARED.has(name)) tell(name);
      else if (!waiting.has(name)) later(name);
    }
  }

  function later(name) {
    waiting.add(name);
    const rest = Math.max(0, (saidAt.get(name) ?? -Infinity) + APART_MS - performance.now());
    setTimeout(() => { waiting.delete(name); saidAt.set(name, performance.now()); tell(name); }, rest + Math.random() * SPREAD_MS);
  }

  function tell(name) {
    body.dispatchEvent(new CustomEvent(`live:${name}`));
  }

  function heard(names, cursor) {
    since = cursor || since;
    body.dataset.live = "on";
    say(names);
  }

  others.onmessage = ({ data }) => heard(data.names, data.since);

  // What came between the making of this page and now; whoever listens tells the rest.
  async function catchUp() {
    const answer = await fetch(`${STREAM}?since=${encodeURIComponent(since)}`, { headers: { "HX-Request": "true" } });
    if (answer.status === 401) return onGone(answer.headers.get("HX-Redirect"));
    if (!answer.ok) return undefined;
    const told = await answer.json();
    return heard(told.names, told.since);
  }

  function open() {
    source?.close();
    source = new EventSource(`${STREAM}?since=${encodeURIComponent(since)}`);
    source.onmessage = (event) => {
      const names = event.data.split(" ").filter(Boolean);
      heard(names, event.lastEventId);
      others.postMessage({ names, since });
    };
    source.onerror = () => {
      body.dataset.live = "off";
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => catchUp().then(open, open), TRY_AGAIN_MS);
    };
  }

  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!navigator.locks) return open();
  catchUp().catch(() => { body.dataset.live = "off"; });
  return navigator.locks.request("concilia-live", () => { open(); return new Promise(() => {}); });
}
