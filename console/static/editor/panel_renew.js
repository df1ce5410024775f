// The panel is fetched again when its step changed, without taking away what somebody is writing in it.
const LOOK_AGAIN_MS = 250;

// What was unfolded stays so; of one's own change, but for what it was asked in: that is done.
const UNFOLDED = { theirs: "details[open]", mine: "details[open]:is(.values, .reading, .sending, .of-flow, .taken)" };

export function renewing(panel, opened) {
  let wanted = ""; // "mine" as soon as may be, "theirs" once nobody writes
  let timer = 0;
  let coming = false; // one at a time: htmx holds a second back, and does not tell when it came
  let asked = ""; // what was refused when it was fetched
  let left = {}; // where one was in it when it was last asked for, or rather when it came

  const writing = () => panel.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

  const refusals = () => [...panel.querySelectorAll(".wrong")].map((one) => one.textContent.trim()).join("");

  const inTheWay = () => opened().isBusy() || (wanted === "theirs" && (writing() || refusals() !== ""));

  // Somebody else's change waits until one stops writing, and does not take away why something was refused;
  // one's own is shown as soon as all is kept.
  function renew(whose) {
    wanted = wanted === "mine" ? wanted : whose;
    clearTimeout(timer);
    const step = opened()?.step;
    if (!step) wanted = "";
    else if (coming || inTheWay()) timer = setTimeout(renew, LOOK_AGAIN_MS, whose);
    else fetched(step.dataset.edit.replace(/\/edit$/, ""), step);
  }

  // What was begun while it came is not taken away, and what was left is found as it was: where one is, what is unfolded.
  panel.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const asker = detail.requestConfig.elt;
    if (asker.matches(".step") && asker !== opened()?.step) detail.shouldSwap = false; // another step was chosen meanwhile
    if (detail.target !== panel || !wanted || !opened() || !detail.pathInfo?.requestPath.endsWith(opened().step.dataset.edit.replace(/\/edit$/, ""))) return;
    if (refusals() !== asked) wanted = "theirs"; // refused while it came: that is read first
    if (inTheWay()) { detail.shouldSwap = false; timer = setTimeout(renew, LOOK_AGAIN_MS, wanted); return; }
    Object.assign(left, place());
    wanted = "";
  });

  const marked = (one) => (one.id ? `#${one.id}` : [one.tagName, one.name, one.value, one.form?.getAttribute("hx-post"), one.textContent.trim()].join(" "));

  const place = () => ({ held: panel.contains(document.activeElement) && marked(document.activeElement), top: panel.scrollTop, unfolded: [...panel.querySelectorAll(UNFOLDED[wanted])].map((one) => one.className) });

  async function fetched(address, step) {
    const was = place();
    [left, asked] = [was, refusals()];
    coming = true;
    await htmx.ajax("GET", address, { source: step, target: panel, swap: "innerHTML" }).catch(() => {}).finally(() => { coming = false; });
    if (opened()?.step === step) return;
    for (const one of panel.querySelectorAll("details")) one.open ||= was.unfolded.includes(one.className);
    panel.scrollTop = was.top;
    if (was.held) [...panel.querySelectorAll("a, button, summary, [id]")].find((one) => marked(one) === was.held)?.focus({ preventScroll: true });
  }

  document.addEventListener("panel:again", () => setTimeout(renew, 0, "mine"));
  document.addEventListener("draft:changed", () => { renew("theirs"); });
  document.addEventListener("panel:trouble", ({ detail }) => {
    const place = panel.querySelector(".not-kept");
    if (place) place.textContent = detail;
  });
}
