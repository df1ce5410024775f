// A short sound made on the spot and a notice of the system, as chosen in this browser.
const KEPT = "concilia-alerts";
let audio = null;

export function chosen() {
  try {
    return { sound: true, notify: false, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { sound: true, notify: false };
  }
}

export function choose(change) {
  localStorage.setItem(KEPT, JSON.stringify({ ...chosen(), ...change }));
}

export function alertOnce(heading, text) {
  const { sound, notify } = chosen();
  if (sound) ring();
  if (notify && document.visibilityState === "hidden") show(heading, text);
}

// Two soft notes. Browsers let a page sound only after somebody clicked or typed in it.
export async function ring() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((go) => setTimeout(go, 300))]);
  if (audio.state !== "running") return false;
  for (const [at, hertz] of [[0, 660], [0.16, 880]]) {
    const note = audio.createOscillator();
    const loud = audio.createGain();
    const from = audio.currentTime + at;
    note.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.18, from + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.22);
    note.connect(loud).connect(audio.destination);
    note.start(from);
    note.stop(from + 0.24);
  }
  return true;
}

export function show(heading, text) {
  if (!("Notification" in window) || Notification.permission !== "granted") return false;
  const notice = new Notification(heading, { body: text, tag: "concilia", lang: "pt-BR" });
  notice.onclick = () => { window.focus(); notice.close(); };
  return true;
}
