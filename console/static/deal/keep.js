// What somebody opened or is filling in stays as it was when the facts beside it come anew.
const kept = new Map();
const choice = (radio) => `${radio.name}=${radio.value}`;

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "deal-facts") return;
  kept.clear();
  for (const one of detail.target.querySelectorAll("details[data-keep]")) kept.set(one.dataset.keep, one.open);
  for (const one of detail.target.querySelectorAll("input[type=date]")) if (one.value) kept.set(one.name, one.value);
  for (const one of detail.target.querySelectorAll("input[type=radio]:checked")) kept.set(choice(one), true);
});

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "deal-facts") return;
  const fresh = document.getElementById("deal-facts");
  for (const one of fresh.querySelectorAll("details[data-keep]")) one.open = kept.get(one.dataset.keep) ?? one.open;
  for (const one of fresh.querySelectorAll("input[type=date]")) one.value = kept.get(one.name) ?? one.value;
  for (const one of fresh.querySelectorAll("input[type=radio]")) one.checked = kept.get(choice(one)) ?? one.checked;
});

// Taken over, passed on or identified under the reader: what may be offered comes or goes with it.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const facts = document.getElementById("deal-facts");
  if (!facts || !["deal-facts", "deal"].includes(detail.elt.id)) return;
  if ("mayOffer" in facts.dataset === Boolean(document.getElementById("deal-quote"))) return;
  htmx.ajax("GET", `${facts.dataset.home}/deal`, { target: "#deal-panel", swap: "outerHTML" });
});

// What became of an act is seen, wherever the column was scrolled to.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "deal-panel") return;
  const panel = document.getElementById("deal-panel");
  (panel.querySelector(":scope > .told, :scope > .done") ?? panel.querySelector(".result, #deal-quote > .told"))?.scrollIntoView({ block: "nearest" });
});
