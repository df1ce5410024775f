"""The clearance letter: the creditor's word that an agreement was paid in full (G2)."""

from datetime import date

from bot.adapters.documents.parts import charged, naming, organisations, part_name, sheet_of, where_to_check
from bot.adapters.documents.sheet import Block, in_words, printed, section, text_block, title
from bot.adapters.documents.sheet_tables import Column, facts, ledger
from bot.adapters.documents.texts import Words
from bot.application.wording import brl, day, full_date
from bot.domain.agreements import Agreement
from bot.domain.documents import formatted
from bot.domain.errors import BotError
from bot.domain.people import Person
from bot.domain.policy import Policy

WORDS = Words("clearance")


class NotSettled(BotError):
    """A clearance letter was asked for an agreement with a part still to pay."""

    def __init__(self, number: str) -> None:
        super().__init__(f"agreement {number} is not settled")
        self.number = number


def clearance_pdf(policy: Policy, person: Person, agreement: Agreement, on: date) -> tuple[bytes, str]:
    """The letter, and the same as plain text."""
    blocks = _blocks(policy, person, agreement, on)
    return printed(sheet_of(WORDS, policy, agreement.number), blocks), in_words(blocks)


def _blocks(policy: Policy, person: Person, agreement: Agreement, on: date) -> list[Block]:
    if agreement.next_unpaid is not None:
        raise NotSettled(agreement.number)
    return [
        *title(WORDS.say("title"), WORDS.say("subject", number=agreement.number)),
        *section(WORDS.say("declaration"), text_block(_opening(policy, person, agreement))),
        *section(WORDS.say("included"), charged(WORDS, policy, agreement)),
        *section(WORDS.say("payments"), _payments(agreement), *_notes(agreement)),
        *section(WORDS.say("parties"), facts(organisations(WORDS, policy))),
        *where_to_check(WORDS, policy),
        *section(WORDS.say("issue"), text_block(WORDS.say("issued", day=full_date(on)))),
    ]


def _opening(policy: Policy, person: Person, agreement: Agreement) -> str:
    creditor, office = policy.parties.creditor, policy.parties.office
    own = {"creditor": creditor.name, "creditor_cnpj": formatted(creditor.cnpj)}
    speaker = (
        WORDS.say("speaker", **own)
        if office is None
        else WORDS.say("speaker_for", name=office.name, cnpj=formatted(office.cnpj), **own)
    )
    closed_on = day(agreement.closed_on)
    return WORDS.say("opening", speaker=speaker, number=agreement.number, closed_on=closed_on, **naming(person))


def _payments(agreement: Agreement) -> Block:
    parts = agreement.installments
    columns = (
        Column(WORDS.say("part"), 0.3),
        Column(WORDS.say("due"), 0.23),
        Column(WORDS.say("paid_on"), 0.23),
        Column(WORDS.say("value"), 0.24, is_figure=True),
    )
    rows = [
        (part_name(WORDS, part, parts), day(part.due), day(part.paid_on), brl(part.value))
        for part in parts
        if part.paid_on is not None
    ]
    return ledger(columns, rows, (WORDS.say("paid"), "", "", brl(agreement.paid)))


def _notes(agreement: Agreement) -> list[Block]:
    notes = [WORDS.say("scope")]
    if agreement.total != agreement.value:
        notes.insert(0, WORDS.say("fee_note"))
    return [text_block(note) for note in notes]
