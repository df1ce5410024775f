// One EventSource a page: names of what changed become events on the body, and nothing else is carried by it.
const TRY_AGAIN_MS = 5000;

export function listen(body) {
  let since = document.querySelector('meta[name="live-since"]')?.content ?? "";
  let source = null;

  function open() {
    source?.close();
    source = new EventSource(`/console/live?since=${encodeURIComponent(since)}`);
    source.onmessage = (event) => {
      since = event.lastEventId || since;
      body.dataset.live = "on";
      for (const name of event.data.split(" ").filter(Boolean)) body.dispatchEvent(new CustomEvent(`live:${name}`));
    };
    source.onopen = () => { body.dataset.live = "on"; };
    source.onerror = () => {
      body.dataset.live = "off";
      if (source.readyState === EventSource.CLOSED) setTimeout(open, TRY_AGAIN_MS);
    };
  }

  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
}
