"""Papers on a channel that carries none: the line gets a link, and what it shows is kept with the turn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.application.changes import NoticeIssued, PaperShared
from bot.application.desk import Desk
from bot.application.messages import Attachment
from bot.application.wording import Line, OutgoingText, ResponseText, Texts
from bot.domain.conversation import Channel
from bot.domain.papers import LASTS, PaperKind
from flows.catalogue import PAPER_LINK

PATH = "/p"
_PLACE = f"{{{PAPER_LINK}}}"
_OWN_LINE = "paper_link_line"  # the phrase, and its place at the end of a text that names none

type Tokens = Mapping[str, str]  # by what is attached


def tokens_for(desk: Desk, lines: Sequence[Line], texts: Texts) -> Tokens:
    """One for each paper at hand, where it cannot be attached: an SMS in Brazil, and a template, carry no document."""
    said = [texts.response(line.response) for line in lines]
    linked = {text.attach for text in said if desk.conversation.channel is Channel.SMS or _PLACE in text.whatsapp}
    return {kind: desk.services.numbers.code() for kind in desk.attachments if kind in linked & set(PaperKind)}


def with_links(desk: Desk, lines: Sequence[Line], texts: Texts, tokens: Tokens) -> tuple[list[Line], Texts]:
    """The lines that carry a paper, with its link where their text puts it, else on a line of its own at the end."""
    linked, responses = [], dict(texts.responses)
    for line in lines:
        text = texts.response(line.response)
        if text.attach in tokens:
            link = f"{desk.services.public_url}{PATH}/{tokens[text.attach]}"
            told = {PAPER_LINK: link, _OWN_LINE: desk.phrases.say(_OWN_LINE, link=link)}
            line, responses[line.response] = replace(line, variables={**line.variables, **told}), _naming_it(text)
        linked.append(line)
    return linked, Texts(responses)


def shared_paper(desk: Desk, text: OutgoingText, message_key: str, tokens: Tokens) -> PaperShared | None:
    """What is behind the link of a message; None where it has none."""
    if text.attach not in tokens:
        return None
    paper, made_at = desk.attachments[text.attach], desk.at.real
    return PaperShared(
        token=tokens[text.attach],
        paper=paper,
        person_id=_whose(desk, paper),
        creditor=desk.policy.slug,
        message_key=message_key,
        expires=made_at + LASTS[PaperKind(paper.kind)],
    )


def _naming_it(text: ResponseText) -> ResponseText:
    return text if _PLACE in text.sms else replace(text, sms=f"{text.sms.rstrip()}\n{{{_OWN_LINE}}}")


def _whose(desk: Desk, paper: Attachment) -> int:
    """Whom a notice goes to may have proved nothing yet, or not be who was verified last on a phone of several."""
    notified = [change.person_id for change in desk.changes if isinstance(change, NoticeIssued)]
    return notified[-1] if paper.kind == PaperKind.NOTICE and notified else desk.debtor.person.id
