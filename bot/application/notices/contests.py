"""A contest of a notice is answered in a case: one is opened where the talk itself opened none (N4)."""

from bot.application.acts.cases import open_case
from bot.application.desk import Desk
from bot.domain.notices.replies import ReplyVerdict

CONTEST = "contest"


async def open_case_of_contest(desk: Desk) -> None:
    """While a person holds the talk, after a failed turn, or where identity came later than the contest."""
    answered = desk.answered
    if answered is None or answered.verdict is not ReplyVerdict.CONTESTED or desk.account is None:
        return
    contest = answered.notice.open_contest
    is_open = any(case.kind == CONTEST for case in desk.account.cases)
    if contest is not None and contest.case_number is None and not is_open:
        desk.arguments = {"kind": CONTEST}
        await open_case(desk)
