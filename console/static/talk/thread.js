// Adds what is new to the thread and keeps its ticks, without moving it under somebody who reads further up.
const NEAR = 80;

export function thread(id, onSeen) {
  const list = document.getElementById("lines");
  const scroll = document.getElementById("scroll");
  const button = document.getElementById("new-ones");
  let waiting = 0;
  let asked = null;
  let again = false;
  let wasAtEnd = true;

  const isAtEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  const newest = () => Math.max(0, ...[...list.querySelectorAll("[data-seq]")].map((line) => Number(line.dataset.seq)));

  // A message is seen when it is on the screen of a page in front of somebody.
  function seen() {
    if (document.hidden || !isAtEnd()) return;
    waiting = 0;
    button.hidden = true;
    onSeen(newest());
  }

  function put(item) {
    const known = document.getElementById(item.id);
    if (item.classList.contains("day")) return known || list.append(item), 0;
    if (known) return known.replaceWith(item), 0;
    document.getElementById("nothing")?.remove();
    list.append(item);
    globalThis.htmx?.process(item);
    return item.classList.contains("in") || item.classList.contains("note") ? 1 : 0;
  }

  function merge(html, toTheEnd) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("ol.new");
    if (!fresh) return;
    const follows = isAtEnd() || toTheEnd;
    let came = 0;
    for (const item of [...fresh.children]) came += put(item);
    for (const tick of page.querySelectorAll("ol.ticks > li")) {
      const old = document.getElementById(tick.dataset.for)?.querySelector(".went");
      if (old && old.outerHTML !== tick.firstElementChild.outerHTML) old.replaceWith(tick.firstElementChild);
    }
    list.dataset.cursor = fresh.dataset.cursor;
    if (follows) toEnd();
    else if (came) tell(came);
    seen();
  }

  function tell(came) {
    waiting += came;
    button.textContent = waiting === 1 ? "↓ 1 nova" : `↓ ${waiting} novas`;
    button.hidden = false;
  }

  // One question at a time; what happens meanwhile is asked once more.
  async function refresh(toTheEnd = false) {
    if (asked) { again = true; return; }
    asked = fetch(`/console/inbox/${id}/lines?after=${list.dataset.cursor}`, { headers: { "HX-Request": "true" } });
    try {
      const answer = await asked;
      if (answer.ok) merge(await answer.text(), toTheEnd);
    } catch {
      again = false; // the connection is cut
      list.dispatchEvent(new CustomEvent("live:missed", { bubbles: true }));
    }
    asked = null;
    if (again) { again = false; refresh(toTheEnd); }
  }

  button.addEventListener("click", () => { toEnd(); seen(); scroll.focus(); });
  scroll.addEventListener("scroll", () => { wasAtEnd = isAtEnd(); seen(); }, { passive: true });
  const sizes = new ResizeObserver(() => { if (wasAtEnd) toEnd(); });
  sizes.observe(scroll); // the box below grew or shrank
  sizes.observe(list); // a picture came
  document.addEventListener("visibilitychange", seen);
  toEnd();
  seen();
  refresh();
  return { refresh };
}
