// Says aloud when the service cannot answer yet, and what it still lacks.
const LOOK_EVERY_MS = 4000;
const NAMES = { database: "banco de dados", redis: "Redis", release: "versão publicada", nlu: "compreensão" };

export function watchService(banner) {
  async function look() {
    const lacking = await lacks();
    banner.textContent = lacking ? `O robô ainda não pode responder: falta ${lacking}.` : "";
    banner.hidden = !lacking;
    setTimeout(look, LOOK_EVERY_MS);
  }
  look();
}

async function lacks() {
  try {
    const checks = await (await fetch("/ready")).json();
    return Object.entries(NAMES).filter(([name]) => checks[name] === false).map(([, shown]) => shown).join(", ");
  } catch {
    return "o serviço, que não respondeu";
  }
}
