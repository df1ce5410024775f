// A form's fields that depend on others: shown when they are asked for, and days counted as they are chosen.
const DAY_MS = 24 * 60 * 60 * 1000;

function answers(form, name) {
  return new FormData(form).getAll(name).map((value) => String(value).toLowerCase());
}

function isAsked(form, when) {
  return Object.entries(when).some(([name, wanted]) => {
    const given = answers(form, name);
    return wanted.some((answer) => given.includes(answer.toLowerCase()));
  });
}

function refresh(form) {
  for (const field of form.querySelectorAll("[data-when]")) {
    const written = field.querySelector("input, textarea")?.value.trim();
    field.hidden = !written && !isAsked(form, JSON.parse(field.dataset.when));
  }
  for (const shown of form.querySelectorAll("[data-days]")) {
    const [first, last] = shown.dataset.days.split(" ").map((name) => Date.parse(form.elements[name]?.value));
    const days = Math.round((last - first) / DAY_MS);
    shown.textContent = Number.isNaN(days) ? "calculado das duas datas" : `${days}`;
  }
}

function refreshAll() {
  document.querySelectorAll("form[data-form]").forEach(refresh);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-form]");
  if (form) refresh(form);
});
document.addEventListener("htmx:afterSettle", refreshAll);
refreshAll();
document.querySelector(".flaw")?.closest(".field, fieldset")?.querySelector("input, select, textarea")?.focus();
