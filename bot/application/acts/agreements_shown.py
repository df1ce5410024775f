"""Running agreements in words: what was agreed, what is paid, what comes next."""

from collections.abc import Iterable, Sequence

from bot.application.agreement_states import state_on
from bot.application.desk import Desk
from bot.application.wording import brl, day
from bot.domain.agreements import ENDED, Agreement, AgreementState
from bot.domain.conversation import Channel


def state_of(desk: Desk, agreement: Agreement) -> AgreementState:
    return state_on(desk.today, agreement, desk.policy.limits, desk.services.calendar, desk.debtor.person.state)


def running(desk: Desk) -> Sequence[Agreement]:
    """The debtor's agreements that are neither broken nor settled."""
    return [agreement for agreement in desk.debtor.agreements if state_of(desk, agreement) not in ENDED]


def summary_of(desk: Desk, agreements: Iterable[Agreement]) -> str:
    """One line for each agreement not yet settled."""
    return "\n".join(_line(desk, agreement) for agreement in agreements if agreement.next_unpaid is not None)


def label_of_code(desk: Desk, code: str) -> str:
    kind = desk.policy.title_kinds.get(code)
    if kind is None:
        return code
    return kind.label if desk.conversation.channel is Channel.WHATSAPP else kind.neutral_label


def _line(desk: Desk, agreement: Agreement) -> str:
    parts = agreement.installments
    upcoming = agreement.next_unpaid or parts[-1]
    return desk.phrases.say(
        "summary_line_one" if len(parts) == 1 else "summary_line_many",
        label=label_of_code(desk, agreement.code),
        code=agreement.code,
        number=agreement.number,
        total=brl(agreement.total),
        first_due=day(parts[0].due),
        paid=sum(part.paid_on is not None for part in parts),
        parts=len(parts),
        next_value=brl(upcoming.total),
        next_due=day(upcoming.due),
    )
