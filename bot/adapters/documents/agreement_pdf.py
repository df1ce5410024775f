"""The written agreement: who, what, how much down to the fee of each slip, when, and on which words (P8, P12)."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.documents.parts import charged, debtor, organisations, part_name, sheet_of, where_to_check
from bot.adapters.documents.sheet import Block, in_words, printed, section, text_block, title
from bot.adapters.documents.sheet_tables import Column, facts, ledger
from bot.adapters.documents.texts import Words
from bot.application.wording import brl, full_date, long_day
from bot.domain.agreements import Agreement
from bot.domain.money import ZERO
from bot.domain.people import Person
from bot.domain.policy import Means, Policy

WORDS = Words("agreement")


def agreement_pdf(policy: Policy, person: Person, agreements: Sequence[Agreement], at: datetime) -> tuple[bytes, str]:
    """One paper for all that was accepted at once, and the same as plain text."""
    blocks = _blocks(policy, person, agreements, at)
    return printed(sheet_of(WORDS, policy, _numbers(agreements)), blocks), in_words(blocks)


def _blocks(policy: Policy, person: Person, agreements: Sequence[Agreement], at: datetime) -> list[Block]:
    return [
        *title(WORDS.say("title"), WORDS.say("subject", number=_numbers(agreements))),
        *section(WORDS.say("parties"), facts([*organisations(WORDS, policy), debtor(WORDS, person)])),
        *[block for agreement in agreements for block in _deal(policy, agreement, len(agreements))],
        *_means(policy, agreements),
        *section(WORDS.say("statement"), *[text_block(line) for line in policy.closing_statement]),
        *where_to_check(WORDS, policy),
        *section(WORDS.say("acceptance"), text_block(_accepted(person, at))),
    ]


def _numbers(agreements: Sequence[Agreement]) -> str:
    return ", ".join(agreement.number for agreement in agreements)


def _deal(policy: Policy, agreement: Agreement, of_several: int) -> list[Block]:
    heading = "included" if of_several == 1 else "included_nth"
    return [
        *section(WORDS.say(heading, number=agreement.number), charged(WORDS, policy, agreement)),
        *section(WORDS.say("values"), _composition(agreement)),
        *section(WORDS.say("schedule"), _schedule(agreement)),
    ]


def _composition(agreement: Agreement) -> Block:
    """The fee itemised always, whatever the conversation raised (P8)."""
    fees = agreement.total - agreement.value
    rows = [(WORDS.say("negotiated"), brl(agreement.value)), (WORDS.say("fee"), _fees(agreement))]
    return facts(rows, (WORDS.say("total" if fees else "total_without_fee"), brl(agreement.total)))


def _fees(agreement: Agreement) -> str:
    fee, count = agreement.installments[0].fee, len(agreement.installments)
    if fee == ZERO:
        return WORDS.say("no_fee")
    slips = WORDS.say("slip") if count == 1 else WORDS.say("slips", count=count)
    return WORDS.say("fees", fee=brl(fee), slips=slips, total=brl(agreement.total - agreement.value))


def _schedule(agreement: Agreement) -> Block:
    parts = agreement.installments
    columns = (
        Column(WORDS.say("part"), 0.19),
        Column(WORDS.say("due"), 0.39),
        Column(WORDS.say("value"), 0.15, is_figure=True),
        Column(WORDS.say("fee_column"), 0.11, is_figure=True),
        Column(WORDS.say("total_column"), 0.16, is_figure=True),
    )
    rows = [
        (part_name(WORDS, part, parts), long_day(part.due), brl(part.value), brl(part.fee), brl(part.total))
        for part in parts
    ]
    fees = agreement.total - agreement.value
    total = (WORDS.say("total_column"), "", brl(agreement.value), brl(fees), brl(agreement.total))
    return ledger(columns, rows, total)


def _means(policy: Policy, agreements: Sequence[Agreement]) -> list[Block]:
    lines = []
    if Means.BOLETO in policy.payment.means:
        lines.append(WORDS.say("boleto"))
    if Means.PIX in policy.payment.means and policy.payment.pix is not None:
        lines.append(WORDS.say("pix", merchant=policy.payment.pix.merchant_name))
        if any(agreement.total != agreement.value for agreement in agreements):
            lines.append(WORDS.say("pix_without_fee"))
    lines.append(WORDS.say("weekend"))
    return section(WORDS.say("means"), *[text_block(line) for line in lines])


def _accepted(person: Person, at: datetime) -> str:
    return WORDS.say("accepted", name=person.name, day=full_date(at.date()), hour=f"{at:%H:%M}")
