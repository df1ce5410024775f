// The phone and the drawing beside each other: the step where the conversation waits is lit; a problem is played.
const bench = document.getElementById("bench");
const phone = document.getElementById("phone-frame");
const drawing = document.getElementById("drawing-frame");
const told = document.getElementById("where-it-is");
const place = bench.dataset.place;
const TRIES = 240, PAUSE_MS = 250;
const passed = [];
let step = "";

const pause = () => new Promise((done) => { setTimeout(done, PAUSE_MS); });
const flowOf = (id) => id.split(".")[0];

// What the drawing shows, once it is there.
async function drawn(flow) {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const page = drawing.contentWindow;
    const desk = page?.document?.getElementById("desk");
    if (desk?.dataset.ready && desk.dataset.flow === flow && page.flowDrawing) return page;
    await pause();
  }
  return null;
}

async function lit(id) {
  const flow = flowOf(id);
  const shown = drawing.contentDocument?.getElementById("desk")?.dataset.flow;
  if (shown && shown !== flow) drawing.contentWindow.location.replace(`${place}/${flow}`);
  const page = await drawn(flow);
  if (!page || id !== step) return;
  page.flowDrawing.light(passed.filter((one) => flowOf(one) === flow), id);
  const row = page.document.querySelector(`#row-${CSS.escape(id)} a`);
  tell(row?.textContent.trim() || id);
  bench.dataset.lit = id;
}

function tell(name) {
  const strong = Object.assign(document.createElement("strong"), { textContent: name });
  told.replaceChildren("O robô espera em: ", strong);
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== phone.contentWindow || !data.phone) return;
  const now = data.phone.step;
  if (now === step) return;
  step = now;
  if (!now) { passed.length = 0; told.textContent = "A conversa ainda não começou."; return; }
  passed.push(now);
  lit(now);
});

for (const button of document.querySelectorAll("[data-side]:not(#bench)")) {
  button.addEventListener("click", () => {
    bench.dataset.side = button.dataset.side;
    for (const one of document.querySelectorAll(".sides button")) one.setAttribute("aria-pressed", String(one === button));
  });
}

// A message after the other, each once the one before was answered.
async function answered(before) {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const now = phone.contentWindow.simulatedPhone?.now;
    if (now && !now.pending && now.lastSeq > before + 1) return true;
    if (now && !now.pending && now.owner !== "bot" && now.lastSeq > before) return true;
    await pause();
  }
  return false;
}

async function ready() {
  for (let turn = 0; turn < TRIES; turn += 1) {
    if (phone.contentWindow.simulatedPhone?.now) return phone.contentWindow.simulatedPhone;
    await pause();
  }
  return null;
}

async function play(moves, button) {
  const status = document.getElementById("played");
  const rows = document.querySelectorAll("#moves li");
  button.disabled = true;
  const keys = await ready();
  phone.scrollIntoView({ block: "nearest" });
  for (const [at, move] of moves.entries()) {
    rows.forEach((row, place) => { row.className = place < at ? "sent" : place === at ? "now" : ""; });
    if (!keys || move.how === "begin") {
      status.textContent = "Este caminho começa com uma mensagem nossa: aqui não há o que tocar.";
      return;
    }
    if (move.how === "data" || !move.sends) continue;
    const before = keys.now.lastSeq;
    if (move.how === "tap") await keys.tap(move.sends);
    else if (move.how === "file") await keys.sendFile();
    else await keys.send(move.sends);
    if (!await answered(before)) { status.textContent = "O robô não respondeu. Tente de novo."; button.disabled = false; return; }
  }
  rows.forEach((row) => { row.className = "sent"; });
  status.textContent = "Chegou: o problema aparece aqui.";
  bench.dataset.played = "yes";
}

const moves = document.getElementById("moves-data");
document.getElementById("play")?.addEventListener("click", ({ currentTarget }) => {
  play(JSON.parse(moves.textContent), currentTarget);
});
