// On a narrow screen the panels lie in a drawer over the phone.
export function openDrawer() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer]")) toggle(!document.body.classList.contains("with-drawer"));
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") toggle(false); });
}

function toggle(open) {
  document.body.classList.toggle("with-drawer", open);
  document.querySelector(".open-drawer").setAttribute("aria-expanded", String(open));
}
