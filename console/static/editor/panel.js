// The step's panel: whatever step is put there is made editable, and what was not kept when it leaves is kept then.
import { editingActs } from "./panel_acts.js";
import { editingButtons } from "./panel_buttons.js";
import { keeping } from "./panel_keep.js";
import { listsOf } from "./panel_lists.js";
import { editingMore } from "./panel_more.js";
import { editingPlace } from "./panel_place.js";
import { editingTexts } from "./panel_texts.js";
import { editingWays } from "./panel_ways.js";
import { tellingProblems } from "./panel_problems.js";
import { renewing } from "./panel_renew.js";

const panel = document.getElementById("step-panel");
let open = null;

function begin() {
  const step = panel.querySelector(".step.editing");
  if (step === open?.step) return;
  open?.leave();
  if (step?.dataset.step !== open?.step.dataset.step) panel.scrollTop = 0;
  open = step ? opened(step) : null;
}

function opened(step) {
  const data = JSON.parse(step.querySelector(".panel-data").textContent);
  const keep = keeping(step);
  const lists = listsOf(step.dataset.place);
  const told = editingTexts(step, data, keep);
  editingButtons(step, data, keep, lists, told.show);
  editingWays(step, keep, lists);
  editingActs(step, keep, lists);
  editingMore(step, keep, lists);
  editingPlace(step, keep, lists);
  tellingProblems(step, panel);
  return { step, leave: keep.leave, isBusy: keep.isBusy };
}

new MutationObserver(begin).observe(panel, { childList: true });
renewing(panel, () => open);
addEventListener("beforeunload", (event) => { if (open?.isBusy()) event.preventDefault(); });
begin();
