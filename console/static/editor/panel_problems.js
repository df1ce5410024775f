// What is wrong with the step comes above what is being written, and moves none of it: it is told in the line that stays.
export function tellingProblems(step, panel) {
  const place = step.querySelector(".step-problems");
  const button = step.querySelector("[data-to-problems]");
  let high = place.offsetHeight;
  button.addEventListener("click", () => { panel.scrollTo({ top: 0 }); place.querySelector("summary, button")?.focus({ preventScroll: true }); });
  place.addEventListener("htmx:beforeSwap", () => { high = place.offsetHeight; });
  place.addEventListener("htmx:afterSwap", () => {
    const count = place.querySelectorAll(".problems > ul > li").length;
    button.textContent = count ? `${count} ${count === 1 ? "problema" : "problemas"}` : "";
    if (step.contains(document.activeElement) && !place.contains(document.activeElement)) panel.scrollTop += place.offsetHeight - high;
  });
}
