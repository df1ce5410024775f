// Keeps what is changed, one change after the other: said when it is, kept on the page and said when it is not.
import { askWhich } from "./panel_stale.js";

const token = document.querySelector('meta[name="csrf"]').content;
const PAUSE_MS = 800;
let last = { step: "", said: "" }; // what was said stays said when the same step's panel is fetched again

export function keeping(step) {
  const said = step.querySelector(".kept");
  const trouble = step.querySelector(".not-kept");
  const waiting = new Map(); // by field: what is to be kept once its writer pauses
  const failed = new Map();
  let turn = Promise.resolve();
  let going = 0;
  if (last.step === step.dataset.step) said.textContent = last.said;

  function post(fields) {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
    form.set("seen", step.dataset.digest);
    return fetch(step.dataset.edit, { method: "POST", body: form, headers: { "X-CSRF-Token": token, "HX-Request": "true" } });
  }

  // `change`: { fields, was, wrong (where a refusal is told), theirs(text), kept(told) }; in turn, as each gives the next its digest.
  function now(change) {
    const done = turn.then(() => one(change));
    turn = done.catch(() => {});
    return done;
  }

  async function one(change) {
    going += 1;
    said.textContent = "Salvando…";
    const fields = change.was === undefined ? change.fields : { ...change.fields, was: change.was() };
    try {
      const answer = await post(fields);
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) return accepted(change, told);
      if (answer.status === 409 && told.stale) return stale(change, told);
      if (answer.status === 422) return refused(change, told);
      throw new Error(answer.status === 401 ? "Sua sessão terminou. Entre de novo em outra aba e tente outra vez." : told.message ?? "");
    } catch (error) {
      lost(change, error.message && !(error instanceof TypeError) ? error.message : "");
    } finally {
      going -= 1;
    }
    return null;
  }

  function accepted(change, told) {
    step.dataset.digest = told.digest;
    said.textContent = failed.size ? "" : `Salvo às ${told.at}`;
    last = { step: step.dataset.step, said: said.textContent };
    if (change.wrong) change.wrong.textContent = "";
    change.kept?.(told);
    document.dispatchEvent(new CustomEvent("draft:kept", { detail: told }));
    return told;
  }

  function refused(change, told) {
    said.textContent = "";
    const place = change.wrong ?? trouble;
    place.replaceChildren(told.message ?? "Não foi salvo.");
    for (const [at, one] of (told.steps ?? []).entries()) {
      const link = Object.assign(document.createElement("a"), { href: `${step.dataset.place}/${one.flow}#${one.step}`, textContent: one.name });
      place.append(at ? ", " : " ", link);
    }
    change.refused?.(told);
    return null;
  }

  // Whoever changed it, and both texts, until one of them is chosen.
  function stale(change, told) {
    said.textContent = "";
    change.stale?.(told);
    if (!told.digest) { trouble.textContent = `Esta etapa não está mais no rascunho: ${told.by} a tirou às ${told.at}.`; return null; }
    askWhich(change, told, {
      mine: () => { step.dataset.digest = told.digest; now({ ...change, was: undefined }); },
      theirs: () => { step.dataset.digest = told.digest; change.theirs?.(told.theirs ?? ""); if (!change.theirs) again(); },
    });
    return null;
  }

  function lost(change, reason) {
    said.textContent = "";
    failed.set(change, reason);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Tentar de novo" });
    button.addEventListener("click", retry);
    trouble.replaceChildren(reason || "Não foi salvo: o servidor não respondeu.", " O que você escreveu continua aqui. ", button);
  }

  function retry() {
    const changes = [...failed.keys()];
    failed.clear();
    trouble.replaceChildren();
    changes.forEach(now);
  }

  const again = () => document.dispatchEvent(new CustomEvent("panel:again"));
  addEventListener("online", () => { if (failed.size && step.isConnected) retry(); });

  // After a pause, or at once when the field is left; only the last words of a field count.
  function soon(field, change) {
    clearTimeout(waiting.get(field)?.timer);
    waiting.set(field, { change, timer: setTimeout(() => flush(field), PAUSE_MS) });
  }

  function flush(field) {
    const found = waiting.get(field);
    if (!found) return;
    clearTimeout(found.timer);
    waiting.delete(field);
    const change = found.change();
    if (change) now(change);
  }

  const leave = () => [...waiting.keys()].forEach(flush);
  return { now, soon, flush, leave, isBusy: () => going > 0 || waiting.size > 0 || failed.size > 0 || Boolean(step.querySelector(".which")) };
}
