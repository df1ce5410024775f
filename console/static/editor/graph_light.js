// Lights the way through steps, as a problem's path or a conversation being tried: window.flowDrawing.light(ids).
export function lighting(cy, view) {
  function light(ids, current = "") {
    cy.elements().removeClass("lit current");
    const here = ids.map((id) => cy.getElementById(id)).filter((node) => node.nonempty());
    here.forEach((node, at) => {
      node.addClass("lit");
      if (at > 0) here[at - 1].edgesTo(node).addClass("lit");
    });
    const now = cy.getElementById(current);
    now.addClass("current");
    cy.container().dataset.current = now.nonempty() ? current : "";
    const shown = now.nonempty() ? now : cy.nodes(".lit");
    if (shown.nonempty()) view.show(shown);
  }

  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-light]")?.dataset.light;
    if (way !== undefined) light(way.trim().split(/\s+/));
  });
  window.flowDrawing = { light };
}
