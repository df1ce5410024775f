// Buttons: what is on each and what touching it means; kept together, as their order matters.
import { filling } from "./panel_lists.js";

export function editingButtons(step, data, keep, lists, show) {
  const section = step.querySelector(".choices");
  if (!section) return;
  const rows = section.querySelector("ol");
  const more = section.querySelector("[data-add]");
  let was = section.dataset.was;
  const items = () => [...rows.children];
  const held = () => JSON.stringify(items().map((row) => [row.querySelector("input").value.trim(), row.querySelector("select").value]));

  function told(row) {
    const label = row.querySelector("input").value.trim();
    row.querySelector(".count").textContent = `${label.length}/${data.limits.label}`;
    if (label.length > data.limits.label) return `Passa ${label.length - data.limits.label} do limite de ${data.limits.label} letras. Não foi salvo.`;
    if (label && items().some((other) => other !== row && other.querySelector("input").value.trim() === label)) return "Outro botão já se chama assim.";
    if (!label) return row.dataset.touched ? "Escreva o que aparece no botão." : "";
    return row.querySelector("select").value ? "" : "Escolha o que quer dizer tocar nele.";
  }

  function look() {
    let isFine = true;
    for (const row of items()) {
      const wrong = told(row);
      row.querySelector(".wrong").textContent = wrong;
      row.querySelector("input").setAttribute("aria-invalid", String(wrong !== ""));
      isFine &&= wrong === "" && row.querySelector("input").value.trim() !== "" && row.querySelector("select").value !== "";
      row.querySelector('[data-move="up"]').disabled = row === rows.firstElementChild;
      row.querySelector('[data-move="down"]').disabled = row === rows.lastElementChild;
    }
    more.disabled = items().length >= data.limits.buttons;
    show();
    return isFine;
  }

  const change = () => {
    if (!look() || held() === was) return null;
    const pairs = JSON.parse(held());
    const mine = held();
    return {
      fields: { change: "buttons", label: pairs.map(([label]) => label), payload: pairs.map(([, payload]) => payload) },
      was: () => was, at: section, mine: () => mine, kept: () => { was = mine; },
      shown: (text) => JSON.parse(text || "[]").map(([label]) => label).join(", ") || "Sem botões",
    };
  };
  const keepSoon = () => { look(); keep.soon(rows, change); };
  const keepNow = () => { keep.soon(rows, change); keep.flush(rows); };

  function join(row) {
    row.querySelector("input").addEventListener("input", () => { row.dataset.touched = "yes"; keepSoon(); });
    row.querySelector("input").addEventListener("blur", () => keep.flush(rows));
    const select = row.querySelector("select");
    filling(select, async () => (await lists()).intents);
    select.addEventListener("change", keepNow);
    row.addEventListener("click", ({ target }) => move(row, target.closest("[data-move]")?.dataset.move));
  }

  function move(row, way) {
    if (!way) return;
    const near = row.nextElementSibling ?? row.previousElementSibling;
    if (way === "out") row.remove();
    if (way === "up") row.previousElementSibling?.before(row);
    if (way === "down") row.nextElementSibling?.after(row);
    (way === "out" ? near?.querySelector("input") ?? more : row.querySelector(`[data-move="${way}"]`)).focus();
    keepNow();
  }

  more.addEventListener("click", () => {
    rows.append(section.querySelector("template").content.firstElementChild.cloneNode(true));
    join(rows.lastElementChild);
    look();
    rows.lastElementChild.querySelector("input").focus();
  });
  items().forEach(join);
  look();
  wordChosen(section, keep);
}

function wordChosen(section, keep) {
  const select = section.querySelector("[data-word]");
  select?.addEventListener("change", () => keep.now({ fields: { change: "word", name: select.dataset.word, word: select.value }, at: section, kept: () => document.dispatchEvent(new Event("panel:again")) }));
}
