// A draft's drawing as the draft changes, by this page's own edits or another's: the same place and the same choice.
import { elementsOf, redrawn } from "./graph_elements.js";

const GATHER_MS = 150;
const LISTS = ".flows ul, #listed";

export function refreshing(cy, choice, problems, desk) {
  const canvas = document.getElementById("drawing");
  let timer = 0;
  let asked = 0;
  let shown = 0;
  let barTold = Promise.resolve(); // one after the other, as the last of them counts

  // Of answers that cross on their way the later one counts.
  async function again() {
    const mine = asked += 1;
    const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine < shown || !answer) return false;
    if (answer.status === 404) return gone();
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const version = page.getElementById("desk")?.dataset.version;
    if (mine < shown || !version) return false;
    shown = mine;
    if (version === desk.dataset.version) return false;
    desk.dataset.version = version;
    drawn(page);
    return true;
  }

  function drawn(page) {
    redrawn(cy, elementsOf(JSON.parse(page.getElementById("drawing-data").textContent), canvas));
    const fresh = page.querySelectorAll(LISTS);
    document.querySelectorAll(LISTS).forEach((list, at) => { if (fresh[at]) list.innerHTML = fresh[at].innerHTML; });
    choice.again();
    document.dispatchEvent(new Event("draft:changed"));
    problems.soon();
  }

  const soon = () => { clearTimeout(timer); timer = setTimeout(again, GATHER_MS); };
  const bar = () => { barTold = barTold.then(barAgain).catch(() => {}); }; // it asks by itself every 20 s, too

  async function barAgain() {
    const address = document.getElementById("draft-bar")?.getAttribute("hx-get");
    const answer = address && await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer?.ok) htmx.swap("#draft-bar", await answer.text(), { swapStyle: "outerHTML" });
  }

  // The flow is in the draft no more, or the draft is closed.
  function gone() {
    location.assign(desk.dataset.place);
    return false;
  }

  async function goTo(step) {
    await again();
    const shape = cy.getElementById(step);
    if (step && shape.nonempty()) choice.choose(shape);
    else choice.release();
  }

  document.addEventListener("draft:kept", () => { soon(); bar(); });
  document.addEventListener("panel:go", ({ detail }) => goTo(detail));
  for (const name of ["live:draft", "live:fresh"]) document.body.addEventListener(name, soon);
  undoing(again, bar);
  return again;
}

// Undo and redo without leaving the drawing; what cannot be taken back any more is told.
function undoing(again, bar) {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#draft-bar .moves form");
    if (!form) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!answer?.ok) return document.dispatchEvent(new CustomEvent("panel:trouble", { detail: answer?.status === 409 ? "Isso não pode mais ser desfeito por aqui: alguém mudou a mesma parte depois. Veja em “Mudanças”." : "Não foi possível desfazer. Tente de novo." }));
    await again();
    document.dispatchEvent(new Event("panel:again"));
    return bar();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    const [undo, redo] = document.querySelectorAll("#draft-bar .moves form");
    const button = (key === "y" || event.shiftKey ? redo : undo)?.querySelector("button");
    event.preventDefault();
    if (button && !button.disabled) button.click();
  });
}
