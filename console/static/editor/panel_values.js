// The values a text may name, by their Portuguese names: in the field "{valor à vista}", in the file "{lump_total}".
import { plain } from "./panel_lists.js";
import { popup } from "./panel_popup.js";

const VALUE = /\{([^{}\n]*)\}/g;

const MAY_LACK = (name) => `«${name}» pode não ter valor nesta etapa.`;

export function valuesOf(values, mayLack = MAY_LACK) {
  const byCode = new Map(values.map((one) => [one.code, one]));
  const byName = new Map(values.map((one) => [plain(one.name), one]));
  const named = (word) => byName.get(plain(word.trim())) ?? byCode.get(word.trim());

  const asNames = (text) => text.replace(VALUE, (whole, code) => (byCode.has(code) ? `{${byCode.get(code).name}}` : whole));
  const asCodes = (text) => text.replace(VALUE, (whole, word) => (named(word) ? `{${named(word).code}}` : whole));

  // Words and values in turn, as the phone shows them.
  function pieces(text) {
    return text.split(VALUE).map((part, place) => (place % 2 ? { ...named(part), word: part, isValue: true } : { sample: part }));
  }

  function wrong(text) {
    const found = [...text.matchAll(VALUE)].map(([, word]) => word);
    const unknown = found.filter((word) => !named(word));
    const empty = found.filter((word) => named(word) && !named(word).here).map((word) => named(word).name);
    if (unknown.length) return `Não existe o valor «${unknown[0]}». Escolha um da lista.`;
    if (text.replace(VALUE, "").match(/[{}]/)) return "Há uma chave { ou } sem par.";
    if (empty.length) return mayLack(empty[0]);
    return "";
  }

  return { all: values, asNames, asCodes, pieces, wrong };
}

export function insert(area, one, from = area.selectionStart) {
  area.focus();
  area.setRangeText(`{${one.name}}`, from, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// What follows a "{" that is still open.
function begun(area) {
  const found = /\{([^{}\n]*)$/.exec(area.value.slice(0, area.selectionStart));
  return found && { from: found.index, word: plain(found[1]) };
}

export function completing(area, values) {
  const list = popup(area, (one) => {
    const { from } = begun(area) ?? { from: area.selectionStart };
    if (area.value[area.selectionEnd] === "}") area.selectionEnd += 1;
    insert(area, one, from);
  });
  function offer() {
    const open = begun(area);
    const hits = open ? values.all.filter((one) => one.here && plain(one.name).includes(open.word)) : [];
    if (hits.length) list.show(hits.map((one) => ({ ...one, hint: one.sample })));
    else list.hide();
  }

  area.addEventListener("input", offer);
  area.addEventListener("click", list.hide);
  if (document.activeElement === area) offer(); // what was begun before this was loaded
}
