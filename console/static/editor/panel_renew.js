// The panel is fetched again when its step changed, without taking away what somebody is writing in it.
const LOOK_AGAIN_MS = 250;

export function renewing(panel, opened) {
  let wanted = false;
  let timer = 0;

  const writing = () => panel.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  // `gently`: somebody else's change waits until one stops writing; one's own is shown at once.
  function renew(gently) {
    clearTimeout(timer);
    const step = opened()?.step;
    if (!step) { wanted = false; return; }
    if (opened().isBusy() || (gently && writing())) { wanted = true; timer = setTimeout(() => renew(gently), LOOK_AGAIN_MS); return; }
    wanted = false;
    fetched(step.dataset.edit.replace(/\/edit$/, ""));
  }

  async function fetched(address) {
    const [focus, top, unfolded] = [document.activeElement?.id, panel.scrollTop, [...panel.querySelectorAll("details[open]")].map((one) => one.className)];
    const said = panel.querySelector(".kept")?.textContent ?? "";
    await htmx.ajax("GET", address, { target: panel, swap: "innerHTML" });
    const kept = panel.querySelector(".kept");
    if (kept) kept.textContent = said;
    for (const name of unfolded.filter((one) => one === "values")) for (const one of panel.querySelectorAll(`details.${name}`)) one.open = true;
    panel.scrollTop = top;
    if (focus) panel.querySelector(`#${CSS.escape(focus)}`)?.focus({ preventScroll: true });
  }

  document.addEventListener("panel:again", () => setTimeout(renew, 0, false));
  document.addEventListener("draft:changed", () => { if (!wanted) renew(true); });
  document.addEventListener("panel:trouble", ({ detail }) => {
    const place = panel.querySelector(".not-kept");
    if (place) place.textContent = detail;
  });
}
