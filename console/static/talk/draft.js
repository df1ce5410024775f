// What is being written survives a reload and a refusal, and is this tab's only.
const key = (id) => `draft-${id}`;

export function keepDraft(id, box) {
  if (!box) return;
  if (!box.value) box.value = sessionStorage.getItem(key(id)) ?? "";
  box.addEventListener("input", () => sessionStorage.setItem(key(id), box.value));
}

export function dropDraft(id) {
  sessionStorage.removeItem(key(id));
  const box = document.getElementById("text");
  if (box) {
    box.value = "";
    box.dispatchEvent(new Event("input"));
    sessionStorage.removeItem(key(id));
  }
}
