// The conversation's page: the thread goes on by itself, the draft is kept, and everything is done by keyboard.
import { keepDraft, dropDraft } from "./draft.js";
import { startAnswers } from "./answers.js";
import { count } from "./count.js";
import { thread } from "./thread.js";

const id = document.querySelector(".talk").dataset.conversation;
const composer = () => document.getElementById("composer");
const text = () => document.getElementById("text");
const lines = thread(id, (seq) => {
  const seen = composer().querySelector('input[name="last_seen"]');
  if (seen && !document.getElementById("refused")) seen.value = Math.max(Number(seen.value), seq);
});

function begin() {
  keepDraft(id, text());
  count(text(), document.getElementById("count"));
  startAnswers(composer(), text());
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "composer" || event.detail.elt.id === "composer") begin();
});
// A form somebody has open is not taken from under them.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id === "talk-acts" && event.detail.target.querySelector("details[open]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll("#talk-acts details[open]")) if (!one.contains(event.target)) one.open = false;
});
document.body.addEventListener(`live:conversation-${id}`, () => lines.refresh());
document.body.addEventListener("live:fresh", () => lines.refresh());
document.body.addEventListener("talk:changed", () => lines.refresh());
document.body.addEventListener("talk:sent", () => {
  dropDraft(id);
  lines.refresh(true);
  text()?.focus();
});

document.addEventListener("keydown", (event) => {
  const isWriting = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (event.key === "Escape" && document.querySelector("#talk-acts details[open]")) {
    const open = document.querySelector("#talk-acts details[open]");
    open.open = false;
    open.querySelector("summary").focus();
  } else if (event.key === "Escape" && isWriting) {
    event.target.blur();
  } else if (isWriting || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === "r" && text()) {
    event.preventDefault();
    text().focus();
  } else if (event.key === "n" && document.getElementById("note")) {
    event.preventDefault();
    document.getElementById("note").open = true;
    document.getElementById("note-text").focus();
  }
});

// How long the window stays open; when it closes the box becomes the one with approved words, the draft in it.
function tellTheWindow() {
  const told = document.querySelector(".window[data-until]");
  if (!told) return;
  const minutes = Math.floor((Date.parse(told.dataset.until) - Date.now()) / 60000);
  if (minutes < 0) {
    told.textContent = "Janela do WhatsApp fechada";
    told.classList.add("over");
    if (composer().dataset.open === "1" && text()) {
      htmx.ajax("GET", `/console/inbox/${id}/composer`, { target: "#composer", swap: "outerHTML" });
    }
    return;
  }
  const hours = Math.floor(minutes / 60);
  told.textContent = `Janela do WhatsApp: ${hours ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${minutes} min`}`;
  told.classList.toggle("soon", minutes < 60);
}

// A picture may come a moment before we have it.
const PICTURE_AGAIN_MS = 2000, PICTURE_TRIES = 8;
document.addEventListener("error", ({ target }) => {
  const tries = Number(target.dataset?.tries ?? 0);
  if (!target.matches?.(".picture img") || tries >= PICTURE_TRIES) return;
  target.dataset.tries = tries + 1;
  setTimeout(() => { target.src = `${target.src.split("?")[0]}?${tries + 1}`; }, PICTURE_AGAIN_MS);
}, true);

begin();
tellTheWindow();
setInterval(tellTheWindow, 20000);
