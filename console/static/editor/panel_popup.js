// A list under a field, walked by the arrows: for steps that are searched and values that are put into a text.
let count = 0;

export function popup(field, pick) {
  const list = document.createElement("ul");
  list.className = "choose";
  list.id = `choose-${count += 1}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Escolhas");
  list.hidden = true;
  let options = [];
  let at = -1;

  function show(found) {
    options = found;
    list.replaceChildren(...found.map((one, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      item.append(one.name);
      if (one.hint) item.append(Object.assign(document.createElement("small"), { textContent: one.hint }));
      return item;
    }));
    if (!list.isConnected) field.after(list);
    list.hidden = !found.length;
    expanded(!list.hidden);
    field.setAttribute("aria-controls", list.id);
    go(found.length ? 0 : -1);
  }

  // Said of a field that is a box to choose from; a text that is written is none.
  const expanded = (is) => { if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", String(is)); };

  function go(place) {
    list.children[at]?.removeAttribute("aria-selected");
    at = place;
    const item = list.children[at];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) field.setAttribute("aria-activedescendant", item.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function hide() {
    list.hidden = true;
    expanded(false);
    field.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const one = options[place];
    hide();
    if (one) pick(one);
  }

  const does = {
    ArrowDown: () => go((at + 1) % options.length),
    ArrowUp: () => go((at - 1 + options.length) % options.length),
    Enter: () => choose(at),
    Tab: () => choose(at),
    Escape: hide,
  };
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || !does[event.key] || event.shiftKey) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    does[event.key]();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) choose([...list.children].indexOf(item));
  });
  field.addEventListener("blur", hide);
  return { show, hide, isShown: () => !list.hidden };
}
