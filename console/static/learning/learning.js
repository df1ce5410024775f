// One key a group: what carries data-key is pressed by it; the list of meanings is narrowed by typing.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const finder = () => document.getElementById("find");

function narrow() {
  const words = fold(finder().value).split(/\s+/).filter(Boolean);
  const choices = [...document.querySelectorAll(".all button")];
  const fitting = choices.filter((choice) => words.every((word) => fold(choice.dataset.words).includes(word)));
  for (const choice of choices) choice.closest("li").hidden = !fitting.includes(choice);
  document.getElementById("found").textContent = words.length
    ? fitting.length ? `${fitting.length === 1 ? "1 significado" : `${fitting.length} significados`}; Enter escolhe «${fitting[0].querySelector("strong").textContent}»` : "Nenhum significado com essas palavras"
    : "";
  return words.length ? fitting[0] : undefined;
}

document.addEventListener("input", (event) => { if (event.target === finder()) narrow(); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target === finder()) {
    if (event.key === "Escape") { finder().value = ""; narrow(); document.getElementById("group-title").focus(); }
    if (event.key === "Enter") { event.preventDefault(); narrow()?.click(); }
    return;
  }
  if (event.target.matches("input, textarea, select")) return;
  if (event.key === "/" && finder()) { event.preventDefault(); finder().select(); return; }
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]:not(:disabled)`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

// The next group is read out, and keys go on working.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "bench") document.getElementById("group-title")?.focus({ preventScroll: true });
});
