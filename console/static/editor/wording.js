// The robot's phrases as they are written: counted, and shown with invented values.
import { counted } from "./panel_count.js";
import { preview } from "./panel_preview.js";
import { valuesOf } from "./panel_values.js";

const data = JSON.parse(document.getElementById("wording-data").textContent);
const form = document.querySelector(".wording form[method=post][action$=wording]");
let isDirty = false;

for (const area of form.querySelectorAll("textarea[data-phrase]")) {
  const values = valuesOf(data.values[area.dataset.phrase]);
  const place = area.closest(".on");
  const channels = area.dataset.channel ? [area.dataset.channel] : ["whatsapp", "sms"];
  const show = () => {
    const pieces = values.pieces(area.value.trim());
    const each = channels.map((channel) => counted(channel, pieces, [], data.limits, false));
    place.querySelector(".count").textContent = each.map((one) => one.count).join(" · ");
    place.querySelector(".warned").textContent = values.wrong(area.value) || each.map((one) => one.wrong).find(Boolean) || "";
    preview(place.querySelector(".seen"), channels[0], pieces, { labels: [], list: "" });
  };
  area.addEventListener("input", show);
  show();
}
form.addEventListener("input", () => { isDirty = true; });
form.addEventListener("submit", () => { isDirty = false; });
addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
