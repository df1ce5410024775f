// Which message of a conversation was the newest on the screen, told when it is looked at: the list counts from there.
const ONE = /^\/console\/inbox\/(\d+)$/;

export function noteSeen(token) {
  const talk = ONE.exec(location.pathname)?.[1];
  if (!talk) return;
  let told = -1;

  const tell = () => {
    if (document.visibilityState !== "visible") return;
    const lines = [...document.querySelectorAll("[data-seq]")].map((line) => Number(line.dataset.seq));
    const seq = Math.max(-1, ...lines);
    if (seq <= told) return;
    told = seq;
    const headers = { "X-CSRF-Token": token, "HX-Request": "true" };
    fetch(`/console/inbox/${talk}/seen`, { method: "POST", headers, body: new URLSearchParams({ seq }) })
      .then(() => document.body.dispatchEvent(new CustomEvent("live:mine")), () => { told = -1; });
  };

  document.addEventListener("visibilitychange", tell);
  document.addEventListener("htmx:afterSettle", tell);
  tell();
}
