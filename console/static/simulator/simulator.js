// The phone: shows the screen as the service has it, sends what the tester does, reports what was read.
import { openDrawer } from "./drawer.js";
import { listDebtors } from "./debtors.js";
import { tellAround } from "./around.js";
import { merge } from "./merge.js";
import { smsSize } from "./gsm7.js";
import { watchService } from "./service.js";

const QUICK_MS = 350;
const CALM_MS = 1000;
const page = document.body.dataset;
const screen = document.getElementById("screen");
const trouble = document.getElementById("trouble");
const presence = document.getElementById("presence");
const composer = document.getElementById("composer");
const body = document.getElementById("body");
const sheet = document.getElementById("sheet");
const line = { channel: page.channel, contact: page.contact, sender: page.sender };
const idle = presence.textContent;
const startKey = `after:${Object.values(line).join(":")}`;
const told = new Set(); // messages already reported as read
let drawn = "";
let atEnd = true;
let unsent = ""; // what to say of a message that was lost, until the next one goes out
let next = 0;
const around = tellAround({ send: (body) => send({ body }), sendFile: () => send({ what: "image" }), tap: tapNamed });

const startedAt = () => Math.max(sessionStorage.getItem(startKey) ?? 0, page.after ?? 0);
const query = (more) => new URLSearchParams({ ...line, ...more });

async function fetchText(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function post(path, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...line, ...fields })) {
    for (const one of [value].flat()) form.append(name, one);
  }
  const answer = await fetch(`/simulator/${path}`, { method: "POST", body: form });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function complain(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

async function refresh() {
  clearTimeout(next);
  try {
    const html = await fetchText(`/simulator/screen?${query({ after: startedAt() })}`);
    if (html !== drawn) draw(html);
    complain(unsent);
    await reportRead();
  } catch {
    complain("O serviço não respondeu. Tentando de novo…");
  }
  const pending = screen.querySelector("[data-pending='1']");
  presence.textContent = pending ? "digitando…" : idle;
  clearTimeout(next);
  next = setTimeout(refresh, pending ? QUICK_MS : CALM_MS);
}

function draw(html) {
  merge(screen, html);
  if (atEnd) toEnd();
  drawn = html;
  around(screen.querySelector(".bubbles"));
  refreshCard();
}

function toEnd() {
  screen.scrollTop = screen.scrollHeight;
}

async function refreshCard() {
  if (!document.getElementById("card")) return;
  const html = await fetchText(`/simulator/card?${query({ debtor: page.debtor })}`);
  document.getElementById("card").innerHTML = html;
}

async function reportRead() {
  if (document.hidden || page.channel !== "whatsapp") return;
  const seen = [...screen.querySelectorAll("[data-state='delivered']")].map((bubble) => bubble.dataset.sid);
  const fresh = seen.filter((sid) => !told.has(sid));
  if (!fresh.length) return;
  fresh.forEach((sid) => told.add(sid));
  await post("reads", { sids: fresh });
}

async function send(fields) {
  try {
    await post("messages", fields);
    unsent = "";
    atEnd = true;
    await refresh();
  } catch {
    unsent = "A mensagem não chegou ao serviço. Tente de novo.";
    complain(unsent);
    throw new Error("not sent");
  }
}

async function sendText() {
  const text = body.value;
  if (!text.trim()) return;
  body.value = "";
  resize();
  await send({ body: text }).catch(() => { body.value = text; resize(); });
}

function tap(chip, sid, fromList) {
  const { payload, label } = chip.dataset;
  return send({ payload, label, replied_to: sid, from_list: fromList }).catch(() => {});
}

// The last thing offered under that name; the first of a list where none is named so.
function tapNamed(label) {
  const all = [...screen.querySelectorAll(".options")].at(-1);
  const chips = [...(all?.querySelectorAll(".chip[data-payload]") ?? [])];
  const chip = chips.find((one) => one.dataset.label === label) ?? (/^\d+$/.test(label) ? chips[label - 1] : undefined);
  if (!chip) return send({ body: label });
  return tap(chip, all.dataset.sid, all.classList.contains("list"));
}

function openList(options) {
  const choices = document.getElementById("sheet-choices");
  choices.innerHTML = options.querySelector(".choices").innerHTML;
  sheet.dataset.sid = options.dataset.sid;
  sheet.showModal();
}

function resize() {
  body.style.height = "auto";
  body.style.height = `${body.scrollHeight}px`;
  const counter = document.getElementById("segments");
  if (!counter) return;
  const { left, size, parts } = smsSize(body.value);
  counter.textContent = `${left}/${size} · ${parts} SMS`;
}

async function startOver() {
  const { after } = await post("contacts", {});
  sessionStorage.setItem(startKey, after);
  await refresh();
  body.focus();
}

composer.addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
body.addEventListener("input", resize);
body.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendText();
});
composer.addEventListener("click", (event) => {
  const item = event.target.closest("[data-send]");
  if (!item) return;
  const caption = body.value;
  body.value = "";
  document.getElementById("tray").open = false;
  send({ what: item.dataset.send, body: caption }).catch(() => { body.value = caption; });
});
screen.addEventListener("scroll", () => {
  atEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
});
screen.addEventListener("load", () => { if (atEnd) toEnd(); }, true); // a picture arrives after its bubble
screen.addEventListener("click", (event) => {
  const options = event.target.closest(".options");
  const chip = event.target.closest(".chip");
  if (!options || !chip) return;
  if ("openList" in chip.dataset) openList(options);
  else tap(chip, options.dataset.sid, false);
});
sheet.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) tap(chip, sheet.dataset.sid, true);
  if (chip || event.target === sheet || event.target.closest("[data-close-sheet]")) sheet.close();
});
document.getElementById("start-over").addEventListener("click", () => {
  startOver().catch(() => complain("Não foi possível recomeçar. Tente de novo."));
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

if (document.getElementById("drawer")) {
  openDrawer();
  listDebtors(page.channel);
}
watchService(document.getElementById("service"));
toEnd();
refresh();
composer.querySelector(".send").disabled = false; // before, the browser would post the form by itself
page.ready = "yes";
