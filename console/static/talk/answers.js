// Ready answers: "/" in an empty box or the button opens them, letters search, arrows choose, Enter puts one in.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function startAnswers(composer, box) {
  const panel = composer.querySelector("#answers");
  const opener = composer.querySelector("[data-answers]");
  if (!panel || !box) return;

  const options = () => [...panel.querySelectorAll('[role="option"][data-text]:not([hidden])')];
  const chosen = () => panel.querySelector('[aria-selected="true"]');

  async function open() {
    const answer = await fetch(panel.dataset.from, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    panel.innerHTML = await answer.text();
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    const search = panel.querySelector("input");
    search.addEventListener("input", () => filter(search));
    search.addEventListener("keydown", (event) => steer(event, search));
    panel.addEventListener("click", (event) => take(event.target.closest("[data-text]")));
    choose(options()[0], search);
    search.focus();
  }

  function close() {
    panel.hidden = true;
    panel.innerHTML = "";
    opener.setAttribute("aria-expanded", "false");
    box.focus();
  }

  function filter(search) {
    const wanted = plain(search.value);
    for (const one of panel.querySelectorAll("[data-text]")) one.hidden = !plain(one.innerText + one.dataset.text).includes(wanted);
    choose(options()[0], search);
  }

  function choose(one, search) {
    chosen()?.setAttribute("aria-selected", "false");
    one?.setAttribute("aria-selected", "true");
    one?.scrollIntoView({ block: "nearest" });
    if (one) search.setAttribute("aria-activedescendant", one.id);
    else search.removeAttribute("aria-activedescendant");
  }

  function steer(event, search) {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[Math.min(at + 1, all.length - 1)], search);
    else if (event.key === "ArrowUp") choose(all[Math.max(at - 1, 0)], search);
    else if (event.key === "Enter") take(chosen());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function take(one) {
    if (!one) return;
    const before = box.value.trim();
    box.value = before ? `${before}\n\n${one.dataset.text}` : one.dataset.text;
    box.dispatchEvent(new Event("input"));
    close();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  opener.addEventListener("click", () => (panel.hidden ? open() : close()));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "/" || box.value.trim()) return;
    event.preventDefault();
    open();
  });
}
