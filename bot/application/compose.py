"""From the lines the dialogue chose to the messages that go out, and the record that is written with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.application.changes import PaperShared, TurnRecord
from bot.application.desk import Desk
from bot.application.fixed_templates import fixed_template, fixed_variables
from bot.application.messages import Attachment, OutgoingMessage
from bot.application.moments import staffed_hours_in_words
from bot.application.not_twice import not_twice
from bot.application.paper_links import Tokens, shared_paper, tokens_for, with_links
from bot.application.ports import Claim
from bot.application.releases import LoadedRelease
from bot.application.wording import Line, OutgoingText, Texts, render
from bot.domain.conversation import Channel, Option, VariableValue
from bot.domain.documents import digits_of, formatted
from bot.domain.policy import Means
from flows.catalogue import PAPER_LINK

NOON, EVENING = 12, 18
NOTICE = "notice_pdf"  # the line that carries the full notice, attached or linked


def compose(
    claim: Claim, desk: Desk, release: LoadedRelease, lines: Sequence[Line], events: tuple[Mapping[str, object], ...]
) -> TurnRecord:
    """Put the lines into words for the channel; the last options offered are those a number may choose."""
    values = profile_variables(desk)
    fresh = not_twice(desk, lines, release.texts, {**values, PAPER_LINK: ""})
    tokens = tokens_for(desk, fresh, release.texts)
    linked, worded = with_links(desk, fresh, release.texts, tokens)
    rendered = render(linked, worded, values, desk.conversation.channel)
    texts = [text for text in rendered if text.body or text.attach in desk.attachments]
    handled = tuple(message.id for message in claim.messages)
    replies = tuple(
        _templated(_outgoing(desk, text, position, handled, tokens), text, release.texts)
        for position, text in enumerate(texts)
    )
    _share_papers(desk, texts, replies, tokens)
    replies = _enclosed(desk, replies, handled)
    offered = next((reply.options for reply in reversed(replies) if reply.options), desk.conversation.options)
    conversation = replace(desk.conversation, options=offered, variables=dict(desk.variables), memory=dict(desk.memory))
    return TurnRecord(
        conversation=conversation,
        handled=handled,
        replies=replies,
        changes=tuple(desk.changes),
        intent=desk.intent,
        confidence=desk.confidence,
        events=events,
        masked_text="\n".join(reading.masked for reading in desk.readings),
    )


def under_key(turn: TurnRecord, key: str) -> TurnRecord:
    """The same turn with its replies told apart by another key than the messages answered."""
    keys = {reply.key: f"{key}:{place}" for place, reply in enumerate(turn.replies)}
    changes = (
        replace(change, message_key=keys[change.message_key]) if isinstance(change, PaperShared) else change
        for change in turn.changes
    )
    replies = (replace(reply, key=keys[reply.key]) for reply in turn.replies)
    return replace(turn, replies=tuple(replies), changes=tuple(changes))


def profile_variables(desk: Desk) -> dict[str, VariableValue]:
    """The placeholders every text may use: from the profile and the hour, not from an act."""
    parties = desk.policy.parties
    return {
        "greeting": _greeting(desk),
        "attendant": parties.attendant,
        "house": parties.speaker.name,
        "house_cnpj": formatted(digits_of(parties.speaker.cnpj)),
        "creditor": parties.creditor.name,
        "creditor_cnpj": formatted(digits_of(parties.creditor.cnpj)),
        "creditor_address": parties.creditor.address,
        "official_phone": parties.official_phone,
        "official_site": parties.portal,
        "payment_phone": parties.creditor.phone,
        "portal": parties.portal,
        "protocol": desk.conversation.protocol or "",
        "staffed_hours": staffed_hours_in_words(desk, desk.policy.hours),
        "means": _means(desk),
    }


def _greeting(desk: Desk) -> str:
    hour = desk.at.business.hour
    part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "night"
    return desk.phrases.say(f"greeting_{part}")


def _means(desk: Desk) -> str:
    ordered = sorted(desk.policy.payment.means, key=lambda means: means is not Means.PIX)
    return desk.phrases.joined([desk.phrases.say(f"means_{means.value}") for means in ordered], "means_joined_by")


def _outgoing(
    desk: Desk, text: OutgoingText, position: int, handled: tuple[int, ...], tokens: Tokens
) -> OutgoingMessage:
    """The key is made of the messages answered and the place among the replies: the same turn cannot speak twice."""
    return OutgoingMessage(
        key=f"turn:{desk.conversation.id}:{max(handled, default=0)}:{position}",
        body=text.body,
        options=tuple(Option(label, payload) for label, payload in text.options),
        responses=text.response_ids,
        step=desk.conversation.slots.get("step", ""),
        attachment=_attachment(desk, text, tokens),
        carries_notice=text.attach == NOTICE and NOTICE in desk.attachments,  # said again, it carries nothing
    )


def _enclosed(
    desk: Desk, replies: tuple[OutgoingMessage, ...], handled: tuple[int, ...]
) -> tuple[OutgoingMessage, ...]:
    """Documents follow the words that announce them, before what is asked after."""
    first, *rest = replies or (None,)
    if first is None or not desk.enclosures:
        return replies
    is_attached = desk.conversation.channel is Channel.WHATSAPP
    key = f"turn:{desk.conversation.id}:{max(handled, default=0)}:"
    enclosed = (
        replace(first, key=f"{key}e{place}", body=one.body, attachment=one.attachment if is_attached else None)
        for place, one in enumerate(desk.enclosures)
    )
    plain = {"options": (), "responses": (), "template": "", "template_variables": {}, "carries_notice": False}
    return (first, *(replace(one, **plain) for one in enclosed), *rest)  # type: ignore[arg-type]


def _templated(message: OutgoingMessage, said: OutgoingText, texts: Texts) -> OutgoingMessage:
    """What is sent instead where only an approved template may begin a talk (R3)."""
    if said.template is None:
        return message
    text = texts.response(said.response_ids[0])
    template, variables = fixed_template(text), fixed_variables(text, said.template)
    if template is None or variables is None:
        return message
    return replace(message, template=template.name, template_variables=variables)


def _share_papers(
    desk: Desk, texts: Sequence[OutgoingText], replies: Sequence[OutgoingMessage], tokens: Tokens
) -> None:
    for text, reply in zip(texts, replies, strict=True):
        paper = shared_paper(desk, text, reply.key, tokens)
        if paper is not None:
            desk.record(paper)


def _attachment(desk: Desk, text: OutgoingText, tokens: Tokens) -> Attachment | None:
    """A document goes with its line where that carries one: elsewhere a paper has a link, and the rest is text."""
    is_carried = desk.conversation.channel is Channel.WHATSAPP and text.attach not in tokens
    return desk.attachments.get(text.attach) if is_carried else None
