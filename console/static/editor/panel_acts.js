// Which act a step performs, and with what fixed word.
import { filling } from "./panel_lists.js";

export function editingActs(step, keep, lists) {
  const section = step.querySelector("section.acts");
  if (!section) return;
  const act = section.querySelector("#act");
  const argument = section.querySelector("#argument");
  const wrong = section.querySelector(".wrong");
  const spec = async () => (await lists()).acts.find((one) => one.code === act.value);
  filling(act, async () => (await lists()).acts)();
  filling(argument, async () => (await spec())?.arguments ?? [])();

  const keepNow = (key, value) => keep.now({
    fields: { change: "act", act: act.value, key, argument: value }, at: section, wrong,
    kept: () => document.dispatchEvent(new Event("panel:again")),
  });
  act.addEventListener("change", async () => {
    const found = await spec();
    keepNow(found?.key ?? "", found?.arguments[0]?.code ?? "");
  });
  argument.addEventListener("change", () => keepNow(argument.dataset.key, argument.value));
}
