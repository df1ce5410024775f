// The drawing by keyboard: arrows go along the lines to the nearest shape that way; the list in place of it.
const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const keys = document.getElementById("keys");
const drawing = document.getElementById("drawing");
const listed = document.getElementById("listed");
const button = document.getElementById("as-list");

function toggleList() {
  listed.hidden = !listed.hidden;
  drawing.hidden = !listed.hidden;
  button.textContent = button.title = listed.hidden ? "Ver como lista" : "Ver como desenho";
  (listed.hidden ? drawing : listed).focus();
}

export function walking(cy, view, choice) {
  const start = () => cy.nodes("[?is_first]").first();

  // Along a line that is drawn if one leads that way, else to what stands nearest there.
  function next(shape, [dx, dy]) {
    const from = shape.position();
    const there = (nodes) => nodes.filter((node) => node.id() !== shape.id()).map((node) => {
      const [x, y] = [node.position("x") - from.x, node.position("y") - from.y];
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
      return { node, ahead, cost: ahead + 2 * aside };
    }).filter(({ ahead }) => ahead > 8).sort((one, other) => one.cost - other.cost)[0]?.node;
    return there(shape.connectedEdges("[!hidden]").connectedNodes()) ?? there(cy.nodes());
  }

  function walk(direction) {
    const at = choice.chosen();
    const shape = at.empty() ? (start().nonempty() ? start() : cy.nodes().first()) : next(at.first(), direction);
    if (shape) choice.choose(shape);
  }

  const does = {
    "+": () => view.zoom(1.25), "=": () => view.zoom(1.25), "-": () => view.zoom(0.8), 0: view.fit,
    "/": () => document.getElementById("find").select(), "?": () => keys.showModal(), l: toggleList, L: toggleList,
    Escape: choice.release,
  };
  const inDrawing = { Enter: () => { const at = choice.chosen(); if (at.nonempty()) choice.open(at.first()); } };
  for (const [key, direction] of Object.entries(DIRECTIONS)) inDrawing[key] = () => walk(direction);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input, textarea, select")) return;
    const act = does[event.key] ?? (event.target === drawing || event.target === document.body ? inDrawing[event.key] : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
  button.addEventListener("click", toggleList);
  document.getElementById("open-keys").addEventListener("click", () => keys.showModal());
}
