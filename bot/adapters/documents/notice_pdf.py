"""The ANS notice on paper: its full text word for word, on as few pages as it needs (N0, N1)."""

from bot.adapters.documents.sheet import Sheet, printed, section, text_block, title
from bot.adapters.documents.texts import Words
from bot.application.notices.text import WrittenNotice
from bot.domain.policy import Policy

WORDS = Words("notice")


def notice_pdf(policy: Policy, written: WrittenNotice) -> bytes:
    """In the operator's name, whoever sends it."""
    subject = WORDS.say("subject", protocol=written.protocol)
    parts = [section(heading, *map(text_block, words.split("\n"))) for heading, words in written.sections]
    sheet = Sheet(
        title=f"{written.title} {written.protocol}",
        subject=subject,
        author=policy.parties.creditor.name,
        footer=WORDS.say("footer", name=written.title, number=written.protocol),
        page=lambda page, pages: WORDS.say("page", page=page, pages=pages),
    )
    return printed(sheet, [*title(written.title, subject), *[block for part in parts for block in part]])
