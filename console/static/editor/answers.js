// One ready answer as it is written: counted, and shown on both phones with invented values.
import { counted } from "./panel_count.js";
import { preview } from "./panel_preview.js";
import { completing, insert, valuesOf } from "./panel_values.js";

const data = JSON.parse(document.getElementById("answer-data").textContent);
const form = document.querySelector("form.answer");
const [title, text, step] = ["title", "text", "says-as"].map((id) => document.getElementById(id));
const seen = document.querySelector(".seen-as");
const values = valuesOf(data.values, (name) => `«${name}» quase nunca tem valor aqui: a resposta não apareceria.`);
const isOwn = () => form.elements.source.value === "own";
let isDirty = false;

function show() {
  document.getElementById("title-count").textContent = `${title.value.trim().length} de ${data.limits.title} letras`;
  const pieces = values.pieces(text.value.trim());
  const both = ["whatsapp", "sms"].map((channel) => counted(channel, pieces, [], data.limits, false));
  document.getElementById("text-count").textContent = both.map((one) => one.count).join(" · ");
  const warned = form.querySelector(".warned");
  const wrong = (isOwn() && (values.wrong(text.value) || both.map((one) => one.wrong).find(Boolean))) || "";
  if (warned.textContent !== wrong) warned.textContent = wrong;
  for (const channel of ["whatsapp", "sms"]) {
    const known = step.value === seen.dataset.step ? seen.dataset[channel] : "";
    const said = isOwn() ? pieces : values.pieces(known);
    const place = seen.querySelector(`.phone.${channel} .seen`);
    if (!isOwn() && step.value && !known) place.textContent = "Salve para ver o que a etapa diz.";
    else preview(place, channel, said, { labels: [], list: "" });
  }
}

for (const one of values.all.filter((value) => value.here)) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  button.append(one.name, Object.assign(document.createElement("small"), { textContent: one.sample }));
  button.addEventListener("click", () => insert(text, one));
  const item = document.createElement("li");
  item.append(button);
  form.querySelector(".values ul").append(item);
}
completing(text, values);
form.addEventListener("input", () => { isDirty = true; show(); });
form.addEventListener("submit", () => { isDirty = false; });
addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
show();
