// What the page carries, as shapes and lines with their places.
import { placed } from "./graph_place.js";

export function elementsOf(data, canvas) {
  const { places, routes } = placed(data, canvas.clientWidth / Math.max(canvas.clientHeight, 1));
  const nodes = data.shapes.map((shape) => {
    const { x, y, width, height, text } = places.get(shape.id);
    return { group: "nodes", data: { ...shape, width, height, text }, position: { x, y } };
  });
  const edges = data.lines.map((line, at) => {
    const bent = routes.get(at);
    const route = bent?.weights.length && line.source !== line.target ? bent : {};
    return { group: "edges", data: { id: `line-${at}`, source: line.source, target: line.target, label: line.label, hidden: !line.always, ...route } };
  });
  return { nodes, edges };
}

// The same drawing as it is now: shapes stay the ones they were, and whoever looks keeps their place.
export function redrawn(cy, { nodes, edges }) {
  const held = cy.nodes(".chosen").first();
  const before = held.nonempty() ? { ...held.renderedPosition() } : null;
  const now = new Set(nodes.map(({ data }) => data.id));
  cy.batch(() => {
    cy.edges().remove();
    cy.nodes().filter((node) => !now.has(node.id())).remove();
    for (const one of nodes) {
      const known = cy.getElementById(one.data.id);
      if (known.empty()) cy.add(one);
      else known.data(one.data).position(one.position);
    }
    cy.add(edges);
  });
  if (!before || held.removed()) return;
  const { x, y } = held.renderedPosition();
  cy.panBy({ x: before.x - x, y: before.y - y });
}
