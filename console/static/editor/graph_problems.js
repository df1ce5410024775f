// What is wrong where, once all is checked: badges on shapes, counts beside the flows, and a list to begin with.
const AFTER_MS = 700;
const badge = (count) => `data:image/svg+xml;utf8,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="44" height="44"><circle cx="22" cy="22" r="21" fill="#b3261e"/><text x="22" y="30" font-family="sans-serif" font-size="24" font-weight="bold" fill="#fff" text-anchor="middle">${count}</text></svg>`,
)}`;

function counted(problems, by) {
  const counts = new Map();
  for (const problem of problems) if (by(problem)) counts.set(by(problem), (counts.get(by(problem)) ?? 0) + 1);
  return counts;
}

export function watchingProblems(cy, { place, flow }) {
  const desk = document.getElementById("desk");
  let problems = [];
  let asked = 0;
  let timer = 0;

  // Of checks asked one after the other only the last counts.
  async function look() {
    const mine = asked += 1;
    delete desk.dataset.checked;
    const answer = await fetch(`${place}/problems.json`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    problems = await answer.json();
    if (mine !== asked) return;
    mark();
    tell();
    desk.dataset.checked = "yes";
    document.body.dispatchEvent(new Event("drawing:checked"));
  }

  function mark() {
    const byFlow = counted(problems, (one) => one.flow);
    const counts = flow ? counted(problems, (one) => one.step) : byFlow;
    cy.nodes("[faults]").filter((node) => !counts.has(node.id())).removeData("faults badge");
    for (const [id, count] of counts) cy.getElementById(id).data({ faults: count, badge: badge(count) });
    for (const old of document.querySelectorAll(".flows .faults")) old.remove();
    for (const [id, count] of byFlow) {
      const shown = Object.assign(document.createElement("span"), { className: "faults", textContent: count, title: "problemas" });
      document.querySelector(`.flows a[data-flow="${CSS.escape(id)}"]`)?.append(shown);
    }
  }

  const tell = () => list(problems.filter((one) => !flow || one.flow === flow), place);
  document.addEventListener("drawing:released", tell);
  look();
  return { soon: () => { clearTimeout(timer); mark(); timer = setTimeout(look, AFTER_MS); } };
}

function list(problems, place) {
  const box = document.getElementById("all-problems");
  if (!box) return;
  box.className = problems.length ? "problems" : "";
  box.replaceChildren();
  if (!problems.length) return;
  const title = document.createElement("h3");
  title.textContent = problems.length === 1 ? "1 problema" : `${problems.length} problemas`;
  const items = document.createElement("ul");
  for (const problem of problems) {
    const link = document.createElement("a");
    link.href = `${place}/${problem.flow}${problem.step ? `#${problem.step}` : ""}`;
    link.textContent = `${problem.name}: ${problem.message}`;
    const item = document.createElement("li");
    item.append(link);
    items.append(item);
  }
  box.replaceChildren(title, items);
}
