// A text as the phone shows it, with invented values in place of names and the buttons below.
import { asSent } from "../simulator/gsm7.js";

const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

export function preview(place, channel, pieces, { labels, list }) {
  const bubble = make("p", "bubble");
  for (const piece of pieces) {
    const words = piece.sample ?? `{${piece.word}}`;
    const shown = channel === "sms" ? asSent(words) : words;
    if (piece.isValue) bubble.append(make("span", piece.code ? "value" : "value unknown", shown));
    else bubble.append(...(channel === "sms" ? [shown] : bold(shown)));
  }
  const options = labels.filter(Boolean);
  if (channel === "sms" && options.length) bubble.append(`\n${options.map((label, at) => `${at + 1} ${asSent(label)}`).join("\n")}`);
  const shown = bubble.textContent ? [bubble] : [make("p", "hint", "Não diz nada.")];
  if (channel === "whatsapp" && options.length) {
    const buttons = make("ul", "buttons");
    buttons.append(...options.map((label) => make("li", "", label)));
    shown.push(buttons);
  }
  if (list) shown.push(make("p", "hint", `Depois vem: ${list}`));
  place.replaceChildren(...shown);
}

// WhatsApp shows *so* in bold.
function bold(text) {
  return text.split(/\*([^*\n]+)\*/).map((part, at) => (at % 2 ? make("strong", "", part) : part));
}

export const asSms = (pieces, labels) => asSent(pieces.map((piece) => piece.sample ?? "").join(""))
  + labels.filter(Boolean).map((label, at) => `\n${at + 1} ${asSent(label)}`).join("");
