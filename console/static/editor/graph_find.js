// Finds shapes by name, words said or act, and flows at the left by name.
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export function finding(cy, view, choice) {
  const field = document.getElementById("find");
  const told = document.getElementById("found");
  const words = (node) => plain(`${node.data("label")} ${node.data("detail")} ${node.data("words")}`);
  let at = -1;

  function found() {
    const asked = plain(field.value).split(/\s+/).filter(Boolean);
    return asked.length ? cy.nodes().filter((node) => asked.every((word) => words(node).includes(word))) : cy.collection();
  }

  function light() {
    at = -1;
    const hits = found();
    cy.nodes().removeClass("found");
    hits.addClass("found");
    for (const row of document.querySelectorAll(".told-steps > li")) {
      row.hidden = field.value.trim() !== "" && !hits.some((node) => `row-${node.id()}` === row.id);
    }
    told.textContent = !field.value.trim() ? "" : hits.length === 1 ? "1 encontrada" : `${hits.length || "Nenhuma"} encontrada${hits.length > 1 ? "s" : ""}`;
    if (hits.nonempty()) view.show(hits.first());
  }

  field.addEventListener("input", light);
  field.addEventListener("keydown", (event) => {
    const hits = found();
    if (event.key === "Enter" && hits.nonempty()) { at = (at + 1) % hits.length; choice.choose(hits[at]); }
    if (event.key === "Escape") { field.value = ""; light(); cy.container().focus(); }
  });

  const flows = document.getElementById("find-flow");
  flows.addEventListener("input", () => {
    for (const item of document.querySelectorAll(".flows li")) item.hidden = !plain(item.textContent).includes(plain(flows.value));
  });
}
