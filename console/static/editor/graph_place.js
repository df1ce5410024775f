// Gives each shape and line a place. What hangs together is laid out top-down by dagre; the pieces fill the page in
// reading order, as a page too wide to be seen at once cannot be read.
import { ofLabel, ofShape } from "./graph_size.js";

const ABREAST = 4; // ends of one step that stand beside each other; more of them stand in rows
const GAP = 56;
const ACROSS = 192;

export function placed({ shapes, lines }, room) {
  const whole = new dagre.graphlib.Graph({ multigraph: true });
  const inTurn = [...shapes].sort((one, other) => other.is_first - one.is_first);
  for (const shape of inTurn) if (shape.kind !== "interrupt") whole.setNode(shape.id, ofShape(shape));
  const start = inTurn.find((shape) => shape.is_first)?.id;
  const doors = new Set(shapes.filter((shape) => shape.kind === "enter").map((shape) => shape.id));
  lines.forEach((line, at) => {
    if (!line.always || !whole.hasNode(line.source) || !whole.hasNode(line.target)) return;
    const back = line.target === start && line.source !== start && !doors.has(line.source); // to the top: drawn upwards
    const [upper, lower] = back ? [line.target, line.source] : [line.source, line.target];
    whole.setEdge(upper, lower, { ...ofLabel(line.label), back }, String(at));
  });
  const pieces = dagre.graphlib.alg.components(whole).map((ids) => laidOut(whole, ids));
  const apart = shapes.filter((shape) => shape.kind === "interrupt");
  const order = new Map(inTurn.map((shape, at) => [shape.id, shape.kind === "enter" ? Infinity : at]));
  const firstOf = (piece) => Math.min(...piece.nodes().map((id) => order.get(id)));
  pieces.sort((one, other) => firstOf(one) - firstOf(other));
  const places = new Map(), routes = new Map();
  const bottom = packed(pieces, room, places, routes);
  beneath(apart, bottom + GAP, room, places);
  return { places, routes };
}

function laidOut(whole, ids) {
  const piece = new dagre.graphlib.Graph({ multigraph: true });
  piece.setGraph({ rankdir: "TB", nodesep: 20, edgesep: 12, ranksep: 26 });
  const here = new Set(ids);
  for (const id of whole.nodes()) if (here.has(id)) piece.setNode(id, { ...whole.node(id) });
  for (const edge of whole.edges()) if (here.has(edge.v)) piece.setEdge(edge.v, edge.w, { ...whole.edge(edge), minlen: 1 }, edge.name);
  for (const id of piece.nodes()) inRows(piece, id);
  dagre.layout(piece);
  return piece;
}

// Many ends of one step would make it wide: they go down in rows.
function inRows(piece, id) {
  const ends = (piece.outEdges(id) ?? []).filter(({ w }) => !piece.outEdges(w).length && piece.inEdges(w).length === 1);
  if (ends.length <= ABREAST) return;
  const across = Math.max(ABREAST, Math.ceil(Math.sqrt(ends.length * 1.4)));
  ends.forEach((edge, at) => { piece.edge(edge).minlen = 1 + Math.floor(at / across); });
}

// Rows of pieces in the order of the flow, as wide as the room's shape asks for.
function packed(pieces, room, places, routes) {
  const area = pieces.reduce((sum, piece) => sum + (piece.graph().width + GAP) * (piece.graph().height + GAP), 0);
  const wide = Math.max(Math.sqrt(area * room) * 1.05, ...pieces.map((piece) => piece.graph().width));
  let x = 0, y = 0, high = 0;
  for (const piece of pieces) {
    const { width, height } = piece.graph();
    if (x > 0 && x + width > wide) { x = 0; y += high + GAP; high = 0; }
    put(piece, x, y, places, routes);
    x += width + GAP;
    high = Math.max(high, height);
  }
  return y + high;
}

function put(piece, x, y, places, routes) {
  for (const id of piece.nodes()) {
    const node = piece.node(id);
    places.set(id, { ...node, x: node.x + x, y: node.y + y });
  }
  for (const edge of piece.edges()) {
    const { points, back } = piece.edge(edge);
    const [from, to] = [piece.node(edge.v), piece.node(edge.w)];
    routes.set(Number(edge.name), back ? bends(points.toReversed(), to, from) : bends(points, from, to));
  }
}

// Cytoscape wants bends as distances from the straight line between the ends, and how far along it they are.
function bends(points, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const long = Math.hypot(dx, dy) || 1;
  const inner = points.slice(1, -1);
  return {
    weights: inner.map((p) => ((p.x - from.x) * dx + (p.y - from.y) * dy) / (long * long)),
    distances: inner.map((p) => ((p.y - from.y) * dx - (p.x - from.x) * dy) / long),
  };
}

// What may interrupt stands in rows beneath, in the order it is listed.
function beneath(apart, top, room, places) {
  const across = Math.max(2, Math.round(Math.sqrt(apart.length * room * 0.4)));
  for (let at = 0; at < apart.length; at += across) {
    const row = apart.slice(at, at + across).map((shape) => [shape, ofShape(shape)]);
    const high = Math.max(...row.map(([, size]) => size.height));
    row.forEach(([shape, size], place) => places.set(shape.id, { ...size, x: place * ACROSS + size.width / 2, y: top + high / 2 }));
    top += high + 18;
  }
}
