// Puts a new list of bubbles in place of the old one, leaving untouched what did not change: pictures do not flicker.
export function merge(place, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const list = fresh.content.querySelector(".bubbles");
  const kept = new Map();
  for (const old of place.querySelectorAll("[data-key]")) kept.set(old.dataset.key, old);
  for (const item of list.querySelectorAll(":scope > [data-key]")) {
    const old = kept.get(item.dataset.key);
    if (old && old.outerHTML === item.outerHTML) item.replaceWith(old);
  }
  place.replaceChildren(list);
}
