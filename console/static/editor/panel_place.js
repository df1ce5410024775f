// The step itself: its name, its place in the flow, a copy of it, another after it, or none of it any more.
import { filling } from "./panel_lists.js";

export function editingPlace(step, keep, lists) {
  const section = step.querySelector(".this-step");
  const wrong = section.querySelector(":scope > .wrong");
  const goTo = ({ step: id }) => document.dispatchEvent(new CustomEvent("panel:go", { detail: id ? `${step.dataset.flow}.${id}` : "" }));
  const again = () => document.dispatchEvent(new Event("panel:again"));
  const keepNow = (fields, kept, place = wrong) => keep.now({ fields, at: section, wrong: place, kept });

  naming(section, keep, again);
  section.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.shift) keepNow({ change: "shift", to: button.dataset.shift }, again);
    if (button?.hasAttribute("data-copy")) keepNow({ change: "copy", words: `${step.querySelector("h2").textContent.slice(0, 50)} (cópia)` }, goTo);
    if (button?.hasAttribute("data-remove")) keepNow({ change: "remove" }, goTo);
  });
  adding(section, lists, keepNow, goTo);
}

function naming(section, keep, again) {
  const name = section.querySelector("#step-name");
  const change = () => {
    const words = name.value.trim();
    if (words === name.dataset.was) return null;
    return { fields: { change: "name", words }, at: section, kept: () => { name.dataset.was = words; again(); } };
  };
  name.addEventListener("input", () => keep.soon(name, change));
  name.addEventListener("blur", () => keep.flush(name));
}

function adding(section, lists, keepNow, goTo) {
  const place = section.querySelector(".new-step");
  const [name, kind, act] = ["name", "kind", "act"].map((one) => place.querySelector(`#new-${one}`));
  const wrong = place.querySelector(".wrong");
  filling(act, async () => (await lists()).acts);
  kind.addEventListener("change", () => { place.querySelector(".which-act").hidden = kind.value !== "act"; });
  const make = () => {
    wrong.textContent = !name.value.trim() ? "Dê um nome à etapa." : kind.value === "act" && !act.value ? "Escolha a ação." : "";
    if (!wrong.textContent) keepNow({ change: "add", words: name.value, kind: kind.value, act: kind.value === "act" ? act.value : "" }, goTo, wrong);
  };
  place.querySelector("[data-new]").addEventListener("click", make);
  name.addEventListener("keydown", (event) => { if (event.key === "Enter") make(); });
}
