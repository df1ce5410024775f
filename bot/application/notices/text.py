"""The full notice in words: the profile's text filled with the contents of one notice (N1, N9, N11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.application.phrases import Phrases
from bot.application.wording import brl, day, month_year
from bot.domain.documents import digits_of, formatted
from bot.domain.notices.contents import NoticeContents, OpenFee
from bot.domain.policy import Parties
from flows.notice_text import NoticeText


@dataclass(frozen=True)
class WrittenNotice:
    """A notice ready to be read: `text` is what the person is notified of, and what its hash is made of."""

    title: str
    sections: tuple[tuple[str, str], ...]  # heading and words
    protocol: str

    @property
    def text(self) -> str:
        return "\n\n".join([self.title, *(f"{heading}\n{words}" for heading, words in self.sections)])


def written(contents: NoticeContents, wording: NoticeText, parties: Parties, phrases: Phrases) -> WrittenNotice:
    """The text for a plan in force, or the one for a plan already cancelled."""
    values = _values(contents, wording, parties, phrases)
    sections = wording.cancelled if contents.plan_cancelled else wording.sections
    filled = tuple((section.heading, section.text.strip().format(**values)) for section in sections.values())
    return WrittenNotice(wording.title, filled, contents.protocol)


def _values(contents: NoticeContents, wording: NoticeText, parties: Parties, phrases: Phrases) -> Mapping[str, str]:
    operator, plan = contents.operator, contents.plan
    return {
        "operator": operator.name,
        "operator_cnpj": formatted(digits_of(operator.cnpj)),
        "operator_address": operator.address,
        "ans_number": operator.ans_number,
        "house": parties.speaker.name,
        "house_cnpj": formatted(digits_of(parties.speaker.cnpj)),
        "notified": contents.notified,
        "beneficiaries": phrases.joined([*contents.beneficiaries], "names_joined_by"),
        "plan_name": plan.name,
        "plan_number": plan.number,
        "registration": plan.registration,
        "fees": "\n".join(_fee(fee, wording, phrases) for fee in contents.fees),
        "delay": phrases.counted("delay_days", contents.days_overdue),
        "total": brl(contents.total),
        "issued_on": day(contents.issued_on),
        "pay_how": contents.pay_how,
        "contact_channels": phrases.joined([*contents.contact_channels], "channels_joined_by"),
        "term_days": str(contents.term_days),
        "protocol": contents.protocol,
    }


def _fee(fee: OpenFee, wording: NoticeText, phrases: Phrases) -> str:
    """Without the title's label, which may speak of health (T3)."""
    return wording.fee_line.format(
        competence=month_year(fee.competence),
        due_date=day(fee.due_date),
        value=brl(fee.value),
        updated=brl(fee.updated),
        days=phrases.counted("delay_days", fee.days_overdue),
    )
