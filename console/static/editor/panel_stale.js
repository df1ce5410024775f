// Two people changed the same: both are shown, and whoever comes second says which stays.
export function askWhich(change, told, choose) {
  const place = change.at;
  place.querySelector(":scope > .which")?.remove();
  const box = document.createElement("div");
  box.className = "which";
  box.setAttribute("role", "alert");
  const title = document.createElement("p");
  title.textContent = `${told.by} mudou isto às ${told.at}, enquanto você editava.`;
  box.append(title);
  if (change.shown && told.theirs !== null) box.append(text("A minha", change.shown(change.mine())), text(`A de ${told.by}`, change.shown(told.theirs)));
  const does = (words, what) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
    button.addEventListener("click", () => { box.remove(); what(); });
    box.append(button);
  };
  does("Ficar com a minha", choose.mine);
  does(change.theirs ? `Usar a de ${told.by}` : "Ver como está agora", choose.theirs);
  place.append(box);
}

function text(whose, words) {
  const figure = document.createElement("figure");
  const caption = Object.assign(document.createElement("figcaption"), { textContent: whose });
  const quote = Object.assign(document.createElement("blockquote"), { textContent: words });
  figure.append(caption, quote);
  return figure;
}
