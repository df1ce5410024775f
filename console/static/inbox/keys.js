// The list by keyboard. Where the cursor is, is where the focus is: htmx keeps it by its id when the list comes anew.
const list = () => [...document.querySelectorAll(".talk-link")];
const search = document.getElementById("q");
const keys = document.getElementById("keys");

document.getElementById("open-keys").addEventListener("click", () => keys.showModal());

function move(by) {
  const links = list();
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function accept() {
  const marked = document.activeElement.closest?.(".talk");
  const button = (marked ?? document).querySelector('.talk button[id^="accept-"], button[id^="accept-"]');
  button?.form.requestSubmit();
}

const does = {
  j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), a: accept,
  "/": () => search.select(), "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const types = event.target.matches("input, textarea, select");
  if (types) {
    if (event.key === "Escape" && event.target === search) move(1);
    if (event.key === "ArrowDown" && event.target === search) { event.preventDefault(); move(1); }
    return;
  }
  const tab = /^[1-5]$/.test(event.key) ? document.querySelectorAll(".tabs a")[Number(event.key) - 1] : null;
  const act = tab ? () => tab.click() : does[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
