// The choice of sounds and notices, what the browser allows, and a try of both.
import { choose, chosen, ring, show } from "../live/alerts.js";

const panel = document.getElementById("alerts");
if (panel) {
  const [sound, notify, state] = ["sound-on", "notify-on", "notify-state"].map((id) => document.getElementById(id));
  const can = "Notification" in window;
  const told = {
    granted: "O navegador permite avisos desta página.",
    denied: "O navegador está bloqueando avisos desta página. Libere no cadeado ao lado do endereço e tente de novo.",
    default: "Ao marcar, o navegador pergunta se permite. Responda que sim.",
  };

  const refresh = (text) => {
    sound.checked = chosen().sound;
    notify.checked = chosen().notify && can && Notification.permission === "granted";
    notify.disabled = !can;
    state.textContent = text ?? (can ? told[Notification.permission] : "Este navegador não mostra avisos fora da página.");
  };

  document.getElementById("open-alerts").addEventListener("click", () => { refresh(); panel.showModal(); });
  sound.addEventListener("change", () => choose({ sound: sound.checked }));
  notify.addEventListener("change", async () => {
    if (notify.checked && Notification.permission === "default") await Notification.requestPermission();
    choose({ notify: notify.checked && Notification.permission === "granted" });
    refresh();
  });
  document.getElementById("try-alerts").addEventListener("click", async () => {
    const rang = chosen().sound ? await ring() : null;
    const shown = chosen().notify ? show("Teste de aviso", "É assim que um aviso aparece.") : null;
    const heard = rang === null ? "Som desligado." : rang ? "Som tocado." : "O navegador não deixou tocar o som.";
    const seen = shown === null ? "Aviso desligado." : shown ? "Aviso mostrado." : "O navegador não deixou mostrar o aviso.";
    refresh(`${heard} ${seen}`);
  });
}
