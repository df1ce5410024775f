// What is below a step's words: how one comes back, what is read in answers, what goes along, and what the step is.
import { combo } from "./panel_combo.js";
import { filling } from "./panel_lists.js";

const again = () => document.dispatchEvent(new Event("panel:again"));

export function editingMore(step, keep, lists) {
  comingBack(step.querySelector(".coming-back"), step, keep, lists);
  for (const section of step.querySelectorAll(".reading, .sending")) ticking(section, keep);
  turning(step.querySelector(".turning"), keep, lists);
  ofFlow(step.querySelector(".of-flow"), keep);
}

// The flow the step is in has a mark of its own, so that the step's is not touched.
function ofFlow(section, keep) {
  const [about, group, wrong] = ["#flow-about", "fieldset", ":scope > .wrong"].map((one) => section.querySelector(one));
  let was = about.value.trim();
  const change = (fields, more) => ({
    get fields() { return { ...fields, flow_seen: section.dataset.seen }; },
    at: section, wrong, theirs: again, stale: (told) => { section.dataset.seen = told.flow_digest; }, ...more,
  });
  const aboutNow = () => {
    const words = about.value.trim();
    return words === was ? null : change({ change: "about", words }, { kept: (told) => { was = words; section.dataset.seen = told.flow_digest; } });
  };
  about.addEventListener("input", () => keep.soon(about, aboutNow));
  about.addEventListener("blur", () => keep.flush(about));
  section.querySelector("#begins").addEventListener("change", ({ target }) => {
    keep.now(change({ change: "begins", known: target.value }, { kept: again, refused: again }));
  });
  group.addEventListener("change", () => {
    const words = [...group.querySelectorAll("input:checked")].map((one) => one.value);
    keep.now(change({ change: "interrupts", words }, { kept: again, refused: again }));
  });
}

// The same for a list of boxes, a box and a select: `was` is what the field held, as two people may change it.
function keeper(section, keep) {
  const wrong = section.querySelector(":scope > .wrong");
  return (fields, was, held, undo) => {
    const before = was();
    keep.now({
      fields, was: () => before, at: section, wrong, mine: () => held, kept: () => undo.kept(held), refused: undo.back, theirs: again,
    });
  };
}

function ticking(section, keep) {
  const keepNow = keeper(section, keep);
  for (const group of section.querySelectorAll("[data-list]")) {
    group.addEventListener("change", ({ target }) => {
      const chosen = [...group.querySelectorAll("input:checked")].map((one) => one.value);
      const before = JSON.parse(group.dataset.was); // those there already keep their order
      const words = [...before.filter((one) => chosen.includes(one)), ...chosen.filter((one) => !before.includes(one))];
      const kept = (held) => { group.dataset.was = held; };
      keepNow({ change: "list", name: group.dataset.list, words }, () => group.dataset.was, JSON.stringify(words), { kept, back: () => { target.checked = !target.checked; } });
    });
  }
  for (const box of section.querySelectorAll("[data-flag]")) {
    box.addEventListener("change", () => {
      const [on, was] = box.checked ? ["yes", "no"] : ["no", "yes"];
      keepNow({ change: "flag", name: box.dataset.flag, on }, () => was, on, { kept: () => {}, back: () => { box.checked = !box.checked; } });
    });
  }
  for (const select of section.querySelectorAll("[data-sent]")) { // a list to choose from, or a name to write
    select.addEventListener("change", () => {
      const kept = (held) => { select.dataset.was = held; };
      keepNow({ change: "word", name: select.dataset.sent, word: select.value.trim() }, () => select.dataset.was, select.value.trim(), { kept, back: () => { if (select.matches("select")) select.value = select.dataset.was; } });
    });
  }
}

function comingBack(section, step, keep, lists) {
  if (!section) return;
  const how = section.querySelector("#coming-back");
  const place = section.querySelector(".next-step");
  const wrong = section.querySelector(".wrong");
  const keepNow = (target) => keep.now({
    fields: { change: "back", target }, was: () => section.dataset.was, at: section, wrong, kept: again, theirs: again,
    refused: () => { how.value = how.dataset.was; place.hidden = how.value !== "step"; },
  });
  combo(place.querySelector("input"), step, lists, keepNow);
  how.addEventListener("change", () => {
    place.hidden = how.value !== "step";
    if (how.value === "text" && section.dataset.was) keepNow("");
    else if (how.value === "step") place.querySelector("input").focus();
  });
}

function turning(section, keep, lists) {
  const button = section?.querySelector("[data-into]");
  if (!button) return;
  const act = section.querySelector("#into-act");
  const wrong = section.querySelector(".wrong");
  if (act) filling(act, async () => (await lists()).acts);
  button.addEventListener("click", async () => {
    wrong.textContent = act && !act.value ? "Escolha a ação." : "";
    if (wrong.textContent) return act.focus();
    const found = act && (await lists()).acts.find((one) => one.code === act.value);
    const fields = { change: "turn", into: button.dataset.into, act: act?.value ?? "", key: found?.key ?? "", argument: found?.arguments[0]?.code ?? "" };
    return keep.now({ fields, at: section, wrong, kept: again });
  });
}
