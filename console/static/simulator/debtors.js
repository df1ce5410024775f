// The list of debtors follows what is typed in the search field.
const PAUSE_MS = 200;

export function listDebtors(channel) {
  const search = document.getElementById("search");
  const list = document.getElementById("debtors");
  let waiting = 0;
  let asked = 0;

  async function load() {
    const mine = ++asked;
    const answer = await fetch(`/simulator/debtors?${new URLSearchParams({ search: search.value.trim(), channel })}`);
    const html = answer.ok ? await answer.text() : '<p class="empty">A lista não carregou. Tente de novo.</p>';
    if (mine === asked) list.innerHTML = html;
  }

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => load().catch(() => {}), PAUSE_MS);
  });
}
