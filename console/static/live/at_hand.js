// What is at hand: the number in the title, the seconds an offer still stands, and a sound when something comes.
import { alertOnce } from "./alerts.js";

const title = document.title;
const SHOWN = 2; // offers, by live.css; the others wait behind a link
let known = null; // what was there when the page was last told: nothing is rung for what it came with

export function watch(place) {
  if (!place) return;
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === place) look(place); });
  setInterval(() => tick(place), 1000);
}

function look(place) {
  const told = place.querySelector(".at-hand");
  if (!told) return;
  const unread = Number(told.dataset.unread);
  const offers = [...told.querySelectorAll("[data-offer]")];
  const badge = unread + offers.length;
  document.title = badge ? `(${badge}) ${title}` : title;
  const ahead = Date.now() - Date.parse(told.dataset.now); // the clock of this machine is not the server's
  for (const offer of offers) offer.dataset.ends = Date.parse(offer.dataset.until) + ahead;
  const now = { unread, offers: new Set(offers.map((offer) => offer.dataset.offer)) };
  const isOffered = [...now.offers].some((offer) => !known?.offers.has(offer));
  if (isOffered) alertOnce("Conversa para você", "Aceite em 30 segundos, ou ela vai para outra pessoa.");
  else if (known && unread > known.unread) alertOnce("Nova mensagem", "Alguém que você atende escreveu.");
  known = now;
  tick(place);
}

function tick(place) {
  for (const offer of place.querySelectorAll("[data-ends]")) {
    const left = Math.ceil((Number(offer.dataset.ends) - Date.now()) / 1000);
    if (left <= 0) offer.remove();
    else offer.querySelector(".left").textContent = `${left} s`;
  }
  const more = place.querySelector(".offers .more");
  if (!more) return;
  const behind = place.querySelectorAll("[data-offer]").length - SHOWN;
  more.hidden = behind <= 0;
  more.textContent = `+${behind} na fila`;
}
