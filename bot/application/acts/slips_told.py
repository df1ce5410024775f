"""The slips themselves, in the conversation: what each is, how to check it, and what to copy (P12, G1, G4)."""

from collections.abc import Sequence

from bot.application.desk import Desk, Enclosure
from bot.application.messages import Attachment
from bot.application.news import SlipHere, SlipNews
from bot.application.phrases import Phrases
from bot.application.wording import brl, day
from bot.domain.banks import bank_name
from bot.domain.boleto_line import SlipLine, read_line
from bot.domain.documents import digits_of, formatted
from bot.domain.pix_code import PixCode, read_pix
from bot.domain.policy import Policy


def enclose_slips(desk: Desk, news: SlipNews) -> None:
    """One message a slip, with its PDF, and one with nothing but what is copied; how to check them is said once."""
    words = slip_words(news.here, desk.phrases, desk.policy)
    for slip, said in zip(news.here, words, strict=True):
        pdf = Attachment("slip_pdf", "application/pdf", _filename(news, slip), slip.pdf) if slip.pdf else None
        desk.enclosures.append(Enclosure(said, pdf))
        if slip.code:
            desk.enclosures.append(Enclosure(slip.code))


def slip_words(slips: Sequence[SlipHere], phrases: Phrases, policy: Policy) -> list[str]:
    """What is said with each of them."""
    words = [_headed(phrases, slip, len(slips)) for slip in slips]
    return [f"{words[0]}\n\n{_checked(phrases, policy, slips[0])}", *words[1:]] if words else []


def _headed(phrases: Phrases, slip: SlipHere, count: int) -> str:
    is_pix = isinstance(read_pix(slip.code), PixCode)
    key = "slip_here_pix" if is_pix else "slip_here_one" if count == 1 else "slip_here_many"
    amount = brl(slip.value if is_pix else slip.total)
    part = slip.number or phrases.say("slip_here_first")
    said = phrases.say(key, part=part, total=amount, due=day(slip.due))
    return f"{said} {phrases.say('slip_here_copy')}" if slip.code else said


def _checked(phrases: Phrases, policy: Policy, slip: SlipHere) -> str:
    """Who must appear as beneficiary, the bank, and a page and a phone that confirm it (G4)."""
    parties = policy.parties
    line, pix = read_line(slip.code), read_pix(slip.code)
    bank = bank_name(line.bank) if isinstance(line, SlipLine) and line.bank else ""
    told = phrases.say("slip_here_bank", bank=bank) if bank else ""
    return phrases.say(
        "slip_here_check",
        beneficiary=pix.beneficiary if isinstance(pix, PixCode) else parties.creditor.name,
        cnpj=formatted(digits_of(parties.creditor.cnpj)),
        bank=told,
        phone=parties.official_phone,
        site=parties.portal,
    )


def _filename(news: SlipNews, slip: SlipHere) -> str:
    return f"boleto-{news.agreement}-{slip.number}.pdf"
