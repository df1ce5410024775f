// Where a step leads: how it goes on, and the step for each answer or outcome.
import { combo } from "./panel_combo.js";

export function editingWays(step, keep, lists) {
  const section = step.querySelector(".leads");
  const wrong = section.querySelector(":scope > .wrong");
  const again = () => document.dispatchEvent(new Event("panel:again"));
  const keepNow = (fields, more = {}) => keep.now({ fields, at: section, wrong, kept: again, ...more });
  const route = (on, target, more) => keepNow({ change: "transition", on, target }, more);

  for (const input of section.querySelectorAll(".transitions input")) {
    combo(input, step, lists, (code) => route(input.dataset.on, code));
  }
  section.addEventListener("click", ({ target }) => {
    const on = target.closest("[data-drop]")?.dataset.drop;
    if (on !== undefined) route(on, "");
  });
  another(section, step, lists, route, wrong);
  going(section, step, lists, keepNow, wrong);
}

function another(section, step, lists, route, wrong) {
  const on = section.querySelector("#new-on");
  if (!on) return;
  const to = section.querySelector("#new-to");
  combo(to, step, lists, () => {});
  section.querySelector("[data-route]").addEventListener("click", () => {
    wrong.textContent = on.value ? (to.dataset.code ? "" : "Escolha para qual etapa leva.") : "Escolha a resposta.";
    if (!wrong.textContent) route(on.value, to.dataset.code);
    else (on.value ? to : on).focus();
  });
}

function going(section, step, lists, keepNow, wrong) {
  const way = section.querySelector("#way");
  if (!way) return;
  const place = section.querySelector(".next-step");
  const input = place.querySelector("input");
  combo(input, step, lists, (target) => keepNow({ change: "way", way: "next", target }));
  way.addEventListener("change", () => {
    place.hidden = way.value !== "next";
    wrong.textContent = "";
    if (way.value === "next" && !input.dataset.code) return input.focus();
    return keepNow({ change: "way", way: way.value, target: way.value === "next" ? input.dataset.code : "" }, {
      refused: () => { way.value = way.dataset.was; place.hidden = way.value !== "next"; },
    });
  });
}
