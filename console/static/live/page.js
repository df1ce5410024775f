// Every page of somebody signed in: the token of htmx's requests, what went wrong, and the news of what changed.
import { watch } from "./at_hand.js";
import { listen } from "./news.js";
import { noteSeen } from "./seen.js";

const token = document.querySelector('meta[name="csrf"]').content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = token;
});

// A session that ended takes nobody off a page with something half written on it.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 401) return;
  event.preventDefault();
  askToComeIn(xhr.getResponseHeader("HX-Redirect"));
});

// A whole page that came instead of a part (no right, an old form) is told, not put into the part's place.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  event.detail.shouldSwap = false;
  tell(page.querySelector("main")?.innerText.trim() || "Não foi possível fazer isso. Recarregue a página.");
});

document.addEventListener("htmx:responseError", () => tell("Algo falhou do nosso lado. Tente de novo em instantes."));
document.addEventListener("htmx:sendError", () => tell("Sem conexão com o servidor. O que você escreveu continua aqui."));
// News whose part could not be fetched is told once only: the parts are fetched again until they come.
const AGAIN_MS = 5000;
let again = 0;
function missed() {
  clearTimeout(again);
  again = setTimeout(() => document.body.dispatchEvent(new CustomEvent("live:fresh")), AGAIN_MS);
}
document.addEventListener("htmx:sendError", (event) => { if (event.detail.requestConfig?.verb === "get") missed(); });
document.addEventListener("live:missed", missed);
addEventListener("online", missed);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.getElementById("trouble")?.remove();
});

function askToComeIn(way) {
  const link = document.createElement("a");
  link.href = way ?? "/console/sign-in";
  link.target = "_blank";
  link.textContent = "Entrar de novo em outra aba";
  const told = tell("Sua sessão terminou. O que você escreveu continua nesta página. ");
  told.append(link);
}

function tell(text) {
  document.getElementById("trouble")?.remove();
  const told = document.createElement("p");
  told.id = "trouble";
  told.className = "told trouble";
  told.role = "alert";
  told.textContent = text;
  document.getElementById("page").prepend(told);
  return told;
}

watch(document.getElementById("at-hand"));
noteSeen(token);
listen(document.body, askToComeIn);
