// How shapes and lines look: steps by what they do, and what is chosen, found, lit or at fault over them.
const INK = "#17211f", SOFT = "#50605c", LINE = "#8fa09b", GREEN = "#00694f", BLUE = "#005a8c", RED = "#b3261e";
const FONT = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const kind = (name, style) => ({ selector: `node[kind="${name}"]`, style });

const shapes = [
  kind("asks", { "border-color": GREEN, "border-width": 2 }),
  kind("tells", { "background-color": "#f4f6f5" }),
  kind("acts", { shape: "cut-rectangle", "background-color": "#fff7e0", "border-color": "#c9a227" }),
  kind("ends", { "background-color": "#37474f", "border-color": "#37474f", color: "#fff" }),
  kind("returns", { "background-color": "#e8eaf6", "border-color": "#7986cb" }),
  kind("flow", { "border-color": GREEN, "border-width": 2 }),
  kind("interrupt", { "background-color": "#eef3f8", "border-color": "#8aa4bd" }),
  kind("exit", { "background-color": "#e6f0f7", "border-color": "#9cbfd6", color: BLUE, "corner-radius": 16 }),
  kind("enter", { "background-color": "#fff", "border-color": LINE, "border-style": "dashed", color: SOFT, "corner-radius": 16 }),
];

const states = [
  { selector: "node[?is_first]", style: { "border-width": 4 } },
  { selector: "edge[?hidden]", style: { display: "none" } },
  { selector: ".faded", style: { opacity: 0.28 } },
  { selector: "edge.near", style: { display: "element", opacity: 1, "z-index": 5 } },
  { selector: "edge.out", style: { "line-color": GREEN, "target-arrow-color": GREEN, width: 2.5, color: GREEN } },
  { selector: "edge.in", style: { "line-color": BLUE, "target-arrow-color": BLUE, width: 2.5, color: BLUE } },
  { selector: "node[faults]", style: {
    "border-color": RED, "border-width": 3, "background-image": "data(badge)", "background-width": 22,
    "background-height": 22, "background-position-x": "100%", "background-position-y": "0%",
    "background-offset-x": 9, "background-offset-y": -9, "background-clip": "none",
    "background-image-containment": "over", "bounds-expansion": 12,
  } },
  { selector: "node.found", style: { "underlay-color": "#ffc107", "underlay-opacity": 0.55, "underlay-padding": 7 } },
  { selector: ".lit", style: { "underlay-color": "#e8590c", "underlay-opacity": 0.35, "underlay-padding": 8, opacity: 1 } },
  { selector: "edge.lit", style: { display: "element", "line-color": "#e8590c", "target-arrow-color": "#e8590c", width: 3, "underlay-padding": 4 } },
  { selector: "node.current", style: { "underlay-color": GREEN, "underlay-opacity": 0.4, "underlay-padding": 10 } },
  { selector: "node.chosen", style: { "outline-color": "#1a73e8", "outline-width": 3, "outline-offset": 3, opacity: 1 } },
];

export const style = [
  { selector: "node", style: {
    shape: "round-rectangle", "corner-radius": 8, width: "data(width)", height: "data(height)", label: "data(label)",
    "text-wrap": "wrap", "text-max-width": "data(text)", "text-valign": "center", "font-size": 13, "font-family": FONT,
    color: INK, "background-color": "#fff", "border-width": 1.5, "border-color": LINE, "line-height": 1.2,
  } },
  { selector: "edge", style: {
    width: 1.4, "line-color": LINE, "target-arrow-color": LINE, "target-arrow-shape": "triangle", "arrow-scale": 0.9,
    "curve-style": "unbundled-bezier", "control-point-distances": 40, "control-point-weights": 0.5, label: "data(label)",
    "font-size": 11, "font-family": FONT, color: SOFT, "text-wrap": "wrap", "text-max-width": 120,
    "text-background-color": "#fbfcfc", "text-background-opacity": 0.92, "text-background-padding": 2, "line-height": 1.15,
  } },
  { selector: "edge[weights]", style: {
    "curve-style": "round-segments", "segment-weights": "data(weights)", "segment-distances": "data(distances)",
    "segment-radii": 14, "edge-distances": "node-position",
  } },
  { selector: "edge:loop", style: { "curve-style": "bezier", "loop-direction": "90deg", "loop-sweep": "50deg" } },
  ...shapes,
  ...states,
];
