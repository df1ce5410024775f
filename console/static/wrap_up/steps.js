// Finds a step among the many by words of its name or of what it is about, accents or not.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function ready() {
  for (const one of document.querySelectorAll(".more-steps [data-needs-script]")) one.hidden = false;
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "find-step") return;
  const words = plain(event.target.value).split(/\s+/).filter(Boolean);
  let left = 0;
  for (const about of document.querySelectorAll(".more-steps .about")) {
    const subject = plain(about.getAttribute("aria-label"));
    let here = 0;
    for (const label of about.querySelectorAll("label")) {
      const name = `${subject} ${plain(label.textContent)}`;
      label.hidden = !words.every((word) => name.includes(word));
      here += label.hidden ? 0 : 1;
    }
    about.hidden = !here;
    left += here;
  }
  document.getElementById("no-step").hidden = left > 0;
});
document.addEventListener("change", (event) => {
  if (event.target.id === "find-step") event.stopPropagation(); // words looked for choose nothing
}, true);
document.addEventListener("keydown", (event) => {
  if (event.target.id === "find-step" && event.key === "Enter") event.preventDefault();
});
document.addEventListener("htmx:afterSettle", ready);
ready();
