// Zoom, all of it at once, and bringing a shape into sight.
const READABLE = 0.85;
const EDGE = 24, AROUND = 90;

export function viewing(cy) {
  const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  const fit = () => cy.fit(cy.elements(":visible"), EDGE);

  // Whole when it can be read so; else the piece it begins with, at a size that can.
  function begin() {
    fit();
    if (cy.zoom() > 1.1) cy.zoom(1.1), cy.center();
    if (cy.zoom() >= READABLE) return;
    const first = cy.nodes("[?is_first]").first();
    const shown = cy.elements(":visible");
    const piece = shown.components().find((one) => one.contains(first)) ?? shown;
    const { x1, w } = piece.boundingBox();
    const { y1 } = first.closedNeighborhood(":visible").boundingBox();
    const zoom = Math.min(Math.max((cy.width() - 2 * EDGE) / w, READABLE), 1);
    const left = w * zoom <= cy.width() ? x1 * zoom - EDGE : first.position("x") * zoom - cy.width() / 2;
    cy.viewport({ zoom, pan: { x: -left, y: EDGE - y1 * zoom } });
  }

  // Moved no more than is needed: whoever reads keeps their place.
  function show(shapes) {
    const box = shapes.renderedBoundingBox();
    const away = (low, high, size) => (low < AROUND ? AROUND - low : high > size - AROUND ? size - AROUND - high : 0);
    const by = { x: away(box.x1, box.x2, cy.width()), y: away(box.y1, box.y2, cy.height()) };
    if (cy.zoom() < READABLE / 1.6) cy.zoom(READABLE), cy.center(shapes);
    else if (by.x || by.y) cy.panBy(by);
  }

  const centre = (shape) => cy.viewport({ zoom: Math.max(cy.zoom(), READABLE), pan: cy.pan() }).center(shape);

  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.25));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(0.8));
  document.getElementById("fit").addEventListener("click", fit);
  new ResizeObserver(() => cy.resize()).observe(cy.container());
  return { zoom, fit, begin, show, centre };
}
