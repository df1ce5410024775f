// How much of a message is used, and how many SMS it takes.
import { asSent, smsSize } from "../simulator/gsm7.js";

export function count(box, told) {
  if (!box || !told) return;
  const tell = () => {
    const max = Number(box.dataset.max);
    const used = [...box.value].length;
    const { parts } = smsSize(asSent(box.value));
    const sms = box.dataset.channel === "sms" && used ? ` · ${parts} SMS` : "";
    told.textContent = used ? `${used} de ${max}${sms}` : "";
    told.classList.toggle("over", used > max);
  };
  box.addEventListener("input", tell);
  tell();
}
