// What a step says: each text kept by itself, counted and shown on a phone as it is typed.
import { counted } from "./panel_count.js";
import { preview } from "./panel_preview.js";
import { completing, insert, valuesOf } from "./panel_values.js";

const kept = new Map(); // words that were not kept, by step and field: there again when one comes back

export function editingTexts(step, data, keep) {
  const values = valuesOf(data.values);
  const fields = [...step.querySelectorAll(".speech .channel")].map((place) => field(step, place, values, keep));
  const labels = () => [...step.querySelectorAll(".choice .label input")].map((input) => input.value.trim());

  function show() {
    for (const one of fields) one.tell(data.limits, data.list, one.said === "say" ? labels() : [], one.said === "say");
  }

  for (const one of fields) {
    completing(one.area, values);
    one.area.addEventListener("input", show);
  }
  for (const section of step.querySelectorAll(".speech")) offering(section, values);
  for (const button of step.querySelectorAll("[data-split]")) button.addEventListener("click", () => split(button, fields, show));
  show();
  return { show };
}

function field(step, place, values, keep) {
  const section = place.closest(".speech");
  const area = place.querySelector("textarea");
  const [said, channel] = [section.dataset.said, place.dataset.channel];
  const key = `${step.dataset.edit} ${said} ${channel}`;
  let was = area.value.trim();
  area.value = values.asNames(area.value);

  const change = () => {
    const words = values.asCodes(area.value).trim();
    if (words === was) return null;
    kept.set(key, area.value);
    return {
      fields: { change: "text", said, channel, words }, was: () => was, at: place, wrong: null,
      mine: () => words, shown: values.asNames,
      theirs: (text) => { was = text; area.value = values.asNames(text); kept.delete(key); area.dispatchEvent(new Event("input")); },
      kept: () => { was = words; kept.delete(key); },
    };
  };
  area.addEventListener("input", () => keep.soon(area, change));
  area.addEventListener("blur", () => keep.flush(area));
  if (kept.has(key) && kept.get(key) !== area.value) { area.value = kept.get(key); keep.soon(area, change); }

  function tell(limits, list, labels, offers) {
    if (place.hidden) return;
    area.rows = 2; // as many as its words take: the page allows no styles of its own
    const { lineHeight, paddingTop } = getComputedStyle(area);
    area.rows = Math.max(2, Math.round((area.scrollHeight - 2 * parseFloat(paddingTop)) / parseFloat(lineHeight)));
    const pieces = values.pieces(area.value.trim());
    const told = counted(channel, pieces, labels, limits, offers && (labels.some(Boolean) || list));
    place.querySelector(".count").textContent = told.count;
    const wrong = values.wrong(area.value) || told.wrong;
    const line = place.querySelector(".wrong");
    if (line.textContent !== wrong) line.textContent = wrong;
    area.setAttribute("aria-invalid", String(Boolean(wrong)));
    for (const phone of channel ? ["whatsapp", "sms"].filter((one) => one === channel) : ["whatsapp", "sms"]) {
      preview(section.querySelector(`[data-shows="${phone}"] .seen`), phone, pieces, { labels, list: offers ? list : "" });
    }
  }
  return { area, said, channel, place, tell };
}

// Offered below the texts; put where one was writing last.
function offering(section, values) {
  let last = section.querySelector(".channel:not([hidden]) textarea");
  section.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) last = target; });
  const list = section.querySelector(".values ul");
  for (const one of values.all.filter((value) => value.here)) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
    button.append(one.name, Object.assign(document.createElement("small"), { textContent: one.sample }));
    button.addEventListener("click", () => insert(last, one));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
}

// One text for both becomes one for each, which is kept once either of them is changed.
function split(button, fields, show) {
  const section = button.closest(".speech");
  const both = section.querySelector('.channel[data-channel=""]');
  for (const one of fields.filter(({ place }) => section.contains(place))) {
    if (one.channel) one.area.value = both.querySelector("textarea").value;
    one.place.hidden = !one.channel;
  }
  section.querySelector(".one-text").remove();
  section.querySelector(".channel:not([hidden]) textarea").focus();
  show();
}
