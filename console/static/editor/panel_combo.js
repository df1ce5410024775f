// A step searched by its name: those of the same flow come first. What is not chosen from the list stays as it was.
import { plain } from "./panel_lists.js";
import { popup } from "./panel_popup.js";

const MOST = 40;

export function combo(input, step, lists, chosen) {
  const list = popup(input, (one) => {
    input.value = one.short;
    input.dataset.code = one.code;
    kept = one.short;
    chosen(one.code);
  });
  let kept = input.value;

  async function search() {
    const { targets } = await lists();
    const asked = plain(input.value === kept ? "" : input.value).split(/\s+/).filter(Boolean);
    const hits = targets.filter((one) => asked.every((word) => plain(one.name).includes(word)));
    hits.sort((one, other) => (other.flow === step.dataset.flow) - (one.flow === step.dataset.flow));
    if (document.activeElement === input) list.show(hits.slice(0, MOST).map((one) => told(one)));
  }

  // A step of the same flow needs no name of the flow.
  function told(one) {
    const [flow, ...rest] = one.name.split(": ");
    const here = one.flow === step.dataset.flow;
    const short = rest.length ? rest.join(": ") : flow;
    return { code: one.code, short, name: short, hint: here ? "neste fluxo" : flow };
  }

  input.addEventListener("focus", () => { input.select(); search(); });
  input.addEventListener("click", search);
  input.addEventListener("input", search);
  input.addEventListener("blur", () => { input.value = kept; });
  return { put: (name, code) => { input.value = kept = name; input.dataset.code = code; } };
}
