// Draws a creditor's flows, or one flow, from what the page carries, and joins what can be done with the drawing.
import { choosing } from "./graph_choice.js";
import { elementsOf } from "./graph_elements.js";
import { finding } from "./graph_find.js";
import { refreshing } from "./graph_fresh.js";
import { lighting } from "./graph_light.js";
import { watchingProblems } from "./graph_problems.js";
import { style } from "./graph_style.js";
import { viewing } from "./graph_view.js";
import { walking } from "./graph_walk.js";

if (matchMedia("(max-width: 48rem)").matches) document.getElementById("flow-drawer").open = false;
const desk = document.getElementById("desk");
const data = JSON.parse(document.getElementById("drawing-data").textContent);
const canvas = document.getElementById("drawing");

const cy = cytoscape({
  container: canvas, elements: elementsOf(data, canvas), style, layout: { name: "preset" },
  minZoom: 0.08, maxZoom: 2.2, autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
});

const view = viewing(cy);
const choice = choosing(cy, view, desk.dataset);
finding(cy, view, choice);
walking(cy, view, choice);
lighting(cy, view);
const problems = watchingProblems(cy, desk.dataset);
if (desk.dataset.version) refreshing(cy, choice, problems, desk);
view.begin();
choice.fromAddress();
desk.dataset.ready = "yes";
