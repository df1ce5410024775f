// What a creditor's steps may be made of: where they may lead, what people mean, what acts do. Fetched once, when asked.
const known = new Map();

export const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

export function listsOf(place) {
  return () => {
    if (!known.has(place)) known.set(place, fetched(`${place}/lists.json`));
    return known.get(place);
  };
}

// Steps come and go.
export const forget = () => known.clear();
document.addEventListener("draft:changed", forget);

async function fetched(address) {
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok) return answer.json();
  known.clear();
  return { targets: [], intents: [], acts: [] };
}

// The list of a select, filled when it is first touched, with what is chosen staying so.
export function filling(select, options) {
  let filled = false;
  const fill = async () => {
    if (filled) return;
    filled = true;
    const here = new Set([...select.options].map((option) => option.value));
    for (const { code, name } of await options()) if (!here.has(code)) select.append(new Option(name, code));
  };
  for (const name of ["pointerenter", "pointerdown", "focus"]) select.addEventListener(name, fill, { once: true });
  return fill;
}
