// What is chosen: its ways stand out, the panel tells of it, and the address names it.
const panel = document.getElementById("step-panel");
const spoken = document.getElementById("spoken");
const drawn = document.querySelector(".middle");
const narrow = matchMedia("(max-width: 48rem)"); // there the step is a sheet below the drawing
const untouched = panel.innerHTML;

export function choosing(cy, view, { place, flow }) {
  const isDoor = (shape) => !flow || ["enter", "exit"].includes(shape.data("kind"));
  const chosen = () => cy.nodes(".chosen");

  function mark(shape) {
    cy.elements().removeClass("chosen near out in faded");
    if (!shape) return;
    const out = shape.outgoers("edge"), back = shape.incomers("edge");
    cy.elements().not(shape.closedNeighborhood()).addClass("faded");
    out.addClass("near out");
    back.addClass("near in");
    shape.addClass("chosen");
    spoken.textContent = shape.data("label");
  }

  // At a door one stands; Enter or a second touch goes through it.
  function choose(shape) {
    mark(shape);
    view.show(shape);
    if (isDoor(shape)) return;
    const id = shape.id();
    if (location.hash !== `#${id}`) history.replaceState(null, "", `#${id}`);
    if (narrow.matches) drawn.scrollIntoView({ block: "start" });
    htmx.ajax("GET", `${place}/${id.replace(".", "/")}`, { target: panel, swap: "innerHTML" });
  }

  function open(shape) {
    if (!isDoor(shape)) { if (!shape.hasClass("chosen")) choose(shape); return panel.focus(); }
    const [other, step] = (shape.data("leads") || "").split(".");
    if (other) location.assign(`${place}/${other}${step ? `#${other}.${step}` : ""}`);
  }

  function release() {
    mark(null);
    panel.innerHTML = untouched;
    history.replaceState(null, "", location.pathname);
    document.dispatchEvent(new Event("drawing:released"));
  }

  function fromAddress() {
    const shape = cy.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (shape.nonempty()) { view.centre(shape); choose(shape); }
  }

  // The drawing is another: the same choice, if it is still there.
  function again() {
    const shape = chosen().first();
    if (shape.nonempty()) mark(shape);
    else if (panel.querySelector(".step")) release();
  }

  // What was asked for is not put there once it was let go.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target === panel && chosen().empty()) detail.shouldSwap = false;
  });
  cy.on("tap", "node", ({ target }) => (isDoor(target) ? open(target) : choose(target)));
  cy.on("tap", ({ target }) => { if (target === cy) release(); });
  cy.on("mouseover", "node", () => { cy.container().classList.add("over"); });
  cy.on("mouseout", "node", () => { cy.container().classList.remove("over"); });
  addEventListener("hashchange", fromAddress);
  return { choose, open, release, again, chosen, fromAddress };
}
