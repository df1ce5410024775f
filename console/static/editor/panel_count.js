// How long a text is on a channel, what its SMS cost, and what is too long about it.
import { smsSize } from "../simulator/gsm7.js";
import { asSms } from "./panel_preview.js";

export function counted(channel, pieces, labels, limits, hasChoices) {
  const whole = pieces.map((piece) => piece.sample ?? "").join("").length;
  const fixed = pieces.filter((piece) => !piece.isValue).map((piece) => piece.sample).join("").length;
  if (channel === "whatsapp") {
    const most = hasChoices ? limits.bodyWithChoices : limits.body;
    return { count: `${whole} de ${most} letras`, wrong: fixed > most ? `Passa de ${most} letras, o limite do WhatsApp.` : "" };
  }
  const { left, size, parts } = smsSize(asSms(pieces, labels));
  const bare = smsSize(asSms(pieces.filter((piece) => !piece.isValue), labels)).parts;
  const count = `${parts} SMS: ${left} de ${size} letras${priced(parts, limits.smsCents)}`;
  if (!channel && fixed > limits.shared) return { count, wrong: `Um texto para os dois canais tem até ${limits.shared} letras: escreva um para cada.` };
  return { count, wrong: bare > limits.segments ? `Passa de ${limits.segments} SMS: encurte o texto.` : "" };
}

// Whole centavos, as all money; nothing where the creditor's policy tells no price.
function priced(parts, cents) {
  if (!cents) return "";
  const total = parts * cents;
  return ` · R$ ${Math.floor(total / 100)},${String(total % 100).padStart(2, "0")}`;
}
