// Draws a creditor's flows, or one flow, from what the page carries, and joins what can be done with the drawing.
import { choosing } from "./graph_choice.js";
import { finding } from "./graph_find.js";
import { lighting } from "./graph_light.js";
import { placed } from "./graph_place.js";
import { showProblems } from "./graph_problems.js";
import { style } from "./graph_style.js";
import { viewing } from "./graph_view.js";
import { walking } from "./graph_walk.js";

if (matchMedia("(max-width: 48rem)").matches) document.getElementById("flow-drawer").open = false;
const desk = document.getElementById("desk");
const data = JSON.parse(document.getElementById("drawing-data").textContent);
const canvas = document.getElementById("drawing");
const { places, routes } = placed(data, canvas.clientWidth / Math.max(canvas.clientHeight, 1));

const nodes = data.shapes.map((shape) => {
  const { x, y, width, height, text } = places.get(shape.id);
  return { data: { ...shape, width, height, text }, position: { x, y } };
});
const edges = data.lines.map((line, at) => {
  const bent = routes.get(at);
  const route = bent?.weights.length && line.source !== line.target ? bent : {};
  return { data: { id: `line-${at}`, source: line.source, target: line.target, label: line.label, hidden: !line.always, ...route } };
});

const cy = cytoscape({
  container: canvas, elements: { nodes, edges }, style, layout: { name: "preset" },
  minZoom: 0.08, maxZoom: 2.2, autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
});

const view = viewing(cy);
const choice = choosing(cy, view, desk.dataset);
finding(cy, view, choice);
walking(cy, view, choice);
lighting(cy, view);
showProblems(cy, desk.dataset);
view.begin();
choice.fromAddress();
desk.dataset.ready = "yes";
