"""What several papers show alike: the parties, what was charged, the names of parts, where to check."""

from collections.abc import Sequence

from bot.adapters.documents.sheet import Block, Sheet, section, text_block
from bot.adapters.documents.sheet_tables import facts
from bot.adapters.documents.texts import Words
from bot.domain.agreements import Agreement, Installment
from bot.domain.documents import CPF_DIGITS, formatted, masked
from bot.domain.people import Person
from bot.domain.policy import Organisation, Policy


def sheet_of(words: Words, policy: Policy, numbers: str) -> Sheet:
    name = words.say("title")
    return Sheet(
        title=f"{name} {numbers}",
        subject=words.say("subject", number=numbers),
        author=policy.parties.speaker.name,
        footer=words.say("footer", name=name, number=numbers),
        page=lambda page, pages: words.say("page", page=page, pages=pages),
    )


def organisations(words: Words, policy: Policy) -> list[tuple[str, str]]:
    """The creditor, and the office acting for it, as charging documents must name them (G4)."""
    parties = policy.parties
    rows = [(words.say("creditor"), _organisation(words, parties.creditor))]
    if parties.office is not None:
        rows.append((words.say("office"), _organisation(words, parties.office)))
    return rows


def debtor(words: Words, person: Person) -> tuple[str, str]:
    return words.say("debtor"), words.say("person", **naming(person))


def naming(person: Person) -> dict[str, str]:
    """The person by name and masked number: a paper gets into other hands."""
    kind = "CPF" if len(person.document) == CPF_DIGITS else "CNPJ"
    return {"name": person.name, "document_kind": kind, "document": masked(person.document)}


def charged(words: Words, policy: Policy, agreement: Agreement) -> Block:
    """The titles under the label anybody may read: a label that reveals health stays off paper (T3)."""
    kind = policy.title_kinds.get(agreement.code)
    if kind is None:
        charge = words.say("charge_unknown", code=agreement.code)
    else:
        label = kind.label_for(verified=True, private_channel=False)
        charge = words.say("charge_named", label=label, code=agreement.code)
    titles = ", ".join(agreement.title_numbers)
    return facts([(words.say("charge"), charge), (words.say("titles"), titles)])


def part_name(words: Words, part: Installment, parts: Sequence[Installment]) -> str:
    if len(parts) == 1:
        return words.say("lump_sum")
    if part.number == 0:
        return words.say("down_payment")
    return words.say("installment", number=part.number, count=len(parts) - 1)


def where_to_check(words: Words, policy: Policy) -> list[Block]:
    lines = [words.say("check_phone", phone=policy.parties.official_phone)]
    if policy.parties.portal:
        lines.append(words.say("check_portal", portal=policy.parties.portal))
    return section(words.say("check_title"), *[text_block(line) for line in lines])


def _organisation(words: Words, house: Organisation) -> str:
    named = words.say("organisation", name=house.name, cnpj=formatted(house.cnpj))
    return "\n".join([named, house.address, words.say("phone", phone=house.phone)])
