"""A draft of the sample content, the parts its policy pages work with, and people who owe."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.portfolio.book import SqlPortfolioBook
from bot.adapters.db.storage import SqlStorage
from bot.application.editor.drafts.drafts import Edit
from bot.application.editor.policy.desk import PolicyTools
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow, Portfolios
from bot.application.releases import Releases
from bot.domain.money import Money
from flows.tree import read_tree
from tests.builders import TODAY, a_person, a_row, a_title
from tests.fakes import FakeClock

CONTENT = Path(__file__).parents[3] / "flows" / "content"
AUTHOR = "helena@exemplo.invalid"
POLICY = "cassems/policy.yml"


def policy_tools(storage: SqlStorage, clock: FakeClock, releases: Releases) -> PolicyTools:
    database = storage.database
    drafts, book = SqlDrafts(database, clock), SqlPortfolioBook(database)
    return PolicyTools(drafts, releases, book, SqlConversations(database, clock), clock)


async def begun(tools: PolicyTools, changed: Mapping[str, str] | None = None) -> int:
    """A draft of the checkout's content; its id."""
    files = {**read_tree(CONTENT), **(changed or {})}
    return (await tools.drafts.begin("Entrada menor", "a1b2c3", files, AUTHOR)).id


async def policy_of(draft_id: int, tools: PolicyTools) -> str:
    return (await tools.drafts.files(draft_id)).files[POLICY]


async def changes_behind(draft_id: int, tools: PolicyTools, before: str, after: str) -> None:
    """Somebody else's edit of the policy."""
    text = await policy_of(draft_id, tools)
    assert before in text
    changed = text.replace(before, after, 1)
    await tools.drafts.write(Edit(draft_id, "caio@exemplo.invalid", "mudança", {POLICY: text}, {POLICY: changed}))


def debtor(number: int, days: int = 400, cents: int = 300_00, code: str = "001") -> PortfolioRow:
    """Somebody invented who owes one title."""
    document = cpf(100_000_000 + number)
    person = replace(
        a_person(), id=0, name=f"Marina Alves Prado {number}", document=document, registration=f"{number:08d}"
    )
    due = TODAY - timedelta(days=days)
    title = replace(
        a_title(), number=f"T{number}", code=code, due_date=due, competence=due.replace(day=1), principal=Money(cents)
    )
    return replace(a_row(title), person=person)


async def owing(portfolios: Portfolios, *rows: PortfolioRow) -> None:
    file = PortfolioFile("cassems", "carteira.xlsx", TODAY, is_full=False)
    taken = await portfolios.begin(file)
    await taken.apply(rows)
    await taken.finish(rows=len(rows), rejected=0)


def cpf(root: int) -> str:
    digits = [int(one) for one in f"{root:09d}"]
    for _ in range(2):
        weighed = sum(digit * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
        digits.append(weighed * 10 % 11 % 10)
    return "".join(map(str, digits))
