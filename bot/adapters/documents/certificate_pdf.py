"""The certificate of a notice: one page on which a judge reads who notified whom, when, and what that proves (N5)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import segno
from reportlab.platypus import Image, KeepInFrame, Table

from bot.adapters.documents.certificate_looks import (
    FINE,
    HEAD,
    QUOTE,
    STRONG,
    TEXT,
    instant_at,
    pairs,
    quoted,
    shortened,
    tight,
)
from bot.adapters.documents.sheet import (
    LINE,
    SHADE,
    WIDTH,
    Block,
    Sheet,
    printed,
    text_block,
    title,
)
from bot.adapters.documents.texts import Words
from bot.application.evidence.bundle import Evidence
from bot.application.evidence.story import Moment, Story, Telling, tell_story
from bot.application.messages import Attachment
from bot.domain.documents import CPF_DIGITS, formatted
from bot.domain.errors import BotError
from bot.domain.evidence.encoding import head_hash, read_instant
from bot.domain.evidence.entries import EvidenceEntry
from bot.domain.notices.notice import Notice
from bot.domain.policy import AcknowledgementRule, Policy

WORDS = Words("certificate")
PDF = "application/pdf"
ALWAYS = (Moment.SENT, Moment.DELIVERED, Moment.VIEWED, Moment.OPENED, Moment.REPLIED, Moment.ACKNOWLEDGED)
MOST_REPLIES, LONGEST_REPLY, LONGEST_MESSAGE, LONGEST_NAME = 2, 420, 420, 150  # so that all of it fits one page
COLUMNS, QR_SIDE = (0.2, 0.24, 0.56), 62


class EvidenceErased(BotError):
    """The person was erased: what happened is proven by its hashes only, and no certificate can tell of it."""


@dataclass(frozen=True)
class Terms:
    """What a certificate says besides the record: when it is made, whose key signed, where it is checked."""

    at: datetime
    public_key: bytes
    public_url: str


def certificate(policy: Policy, notice: Notice, evidence: Evidence, terms: Terms) -> Attachment:
    """Every word of it comes from the log, but for the names of creditor and office."""
    entries = [logged.entry for logged in evidence.entries if logged.entry is not None]
    if len(entries) < len(evidence.entries):
        raise EvidenceErased(f"the evidence of notice {notice.id} was erased")
    told = _Told(policy, notice, evidence, terms, tell_story(entries))
    sheet = Sheet(
        title=f"{WORDS.say('title')} {told.protocol}",
        subject=WORDS.say("subject", protocol=told.protocol),
        author=policy.parties.speaker.name,
        footer=WORDS.say("issued", at=instant_at(terms.at)),
        page=lambda page, pages: WORDS.say("page", page=page, pages=pages),
    )
    return Attachment("certificate_pdf", PDF, f"comprovante-{told.protocol}.pdf", printed(sheet, _blocks(told)))


@dataclass(frozen=True)
class _Told:
    """All a certificate is made of."""

    policy: Policy
    notice: Notice
    evidence: Evidence
    terms: Terms
    story: Story

    def fact(self, name: str) -> str:
        return self.story.issued.facts.get(name, "") if self.story.issued else ""

    @property
    def protocol(self) -> str:
        return self.fact("protocol") or self.notice.protocol or "-"

    @property
    def channel(self) -> str:
        return WORDS.say(self.fact("channel") or self.notice.channel.value)


def _blocks(told: _Told) -> list[Block]:
    return [KeepInFrame(0, 0, _page(told), mode="shrink")]  # the longest of all stories, smaller


def _page(told: _Told) -> list[Block]:
    return [
        *title(WORDS.say("title"), WORDS.say("kind", channel=told.channel, protocol=told.protocol)),
        pairs(_who(told)),
        _heading("timeline"),
        _timeline(told),
        _heading("reply"),
        *_replies(told),
        _heading("message"),
        *_message(told),
        _heading("log"),
        pairs(_log(told), FINE),
        text_block(WORDS.say("limits"), FINE),
        _heading("check"),
        _check(told),
    ]


def _heading(name: str) -> Block:
    return text_block(WORDS.say(name), HEAD)


def _who(told: _Told) -> Iterator[tuple[str, str]]:
    yield WORDS.say("register"), told.evidence.register
    yield WORDS.say("recipient"), _recipient(told)
    if told.story.earlier:
        yield WORDS.say("told_before"), "; ".join(map(_told_before, told.story.earlier))
    yield WORDS.say("sender"), _sender(told)
    factors = ", ".join(WORDS.say(name) for name in told.story.factors)
    yield WORDS.say("identity"), WORDS.say("identity_is", factors=factors) if factors else WORDS.say("identity_none")
    yield WORDS.say("texts"), WORDS.say("texts_are", release=told.fact("release") or told.notice.release or "-")
    yield WORDS.say("standing"), _standing(told)


def _recipient(told: _Told) -> str:
    document = told.fact("document")
    known = told.notice.contents.notified if told.notice.contents else "-"
    return WORDS.say(
        "recipient_is",
        name=shortened(told.fact("notified") or known, LONGEST_NAME),
        document_kind="CPF" if len(document) == len(formatted("0" * CPF_DIGITS)) else "CNPJ",
        document=document or "-",
        contact=told.fact("contact") or told.notice.contact,
        channel=told.channel,
    )


def _told_before(telling: Telling) -> str:
    channel = WORDS.say(telling.channel)
    return WORDS.say("told_before_is", contact=telling.contact, channel=channel, at=instant_at(telling.sent_at))


def _sender(told: _Told) -> str:
    parties = told.policy.parties
    named = {"creditor": parties.creditor.name, "creditor_cnpj": formatted(parties.creditor.cnpj)}
    if parties.office is None:
        text = WORDS.say("sender_is", **named)
    else:
        text = WORDS.say("sender_for", name=parties.office.name, cnpj=formatted(parties.office.cnpj), **named)
    sender = told.fact("sender")
    return text + (WORDS.say("sender_number", sender=sender) if sender else "")


def _standing(told: _Told) -> str:
    rules, voided = told.policy.notice, told.story.moments.get(Moment.VOIDED)
    if voided is not None:
        return WORDS.say("not_valid_any_more", at=instant_at(voided))
    approved = WORDS.say("rule_approved", approved_by=rules.approved_by) if rules.approved_by else ""
    is_explicit = rules.acknowledgement is AcknowledgementRule.EXPLICIT
    rule = WORDS.say("rule_ack" if is_explicit else "rule_reply", approved=approved)
    valid = told.story.valid_from(rules.acknowledgement)
    if valid is None:
        return WORDS.say("not_valid", rule=rule)
    by = WORDS.say("valid_by_ack" if is_explicit else "valid_by_reply")
    return WORDS.say("valid", at=instant_at(valid), by=by, rule=rule) + _deadline(told.story)


def _deadline(story: Story) -> str:
    if story.deadline is None:
        return ""
    year, month, day = story.deadline.split("-")
    return WORDS.say("deadline", deadline=f"{day}/{month}/{year}")


def _timeline(told: _Told) -> Block:
    rows = [[text_block(WORDS.say(name), STRONG) for name in ("what", "when", "proves")]]
    for moment in Moment:
        at = told.story.moments.get(moment)
        if moment is Moment.IDENTIFIED or (at is None and moment not in ALWAYS):
            continue
        proves = WORDS.say(f"{moment}_proves", channel=told.channel)
        if moment is Moment.SENT and told.story.message_id:
            proves += WORDS.say("sent_id", provider_id=told.story.message_id)
        cells = (WORDS.say(moment), instant_at(at) if at else WORDS.say("never"), proves)
        rows.append([text_block(cell, TEXT) for cell in cells])
    style = [("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), *tight(1.4)]
    return Table(rows, [WIDTH * share for share in COLUMNS], style=style, hAlign="LEFT")


def _replies(told: _Told) -> Iterator[Block]:
    for reply in told.story.replies[:MOST_REPLIES]:
        text, cut = quoted(reply.facts["text"], LONGEST_REPLY)
        digest = sha256(reply.facts["text"].encode()).hexdigest()
        provider_id = reply.facts.get("provider_id", "-")
        head = WORDS.say("reply_of", at=instant_at(reply.at), provider_id=provider_id)
        yield text_block(head + _reply_from(told, reply), TEXT)
        yield text_block(f"“{text}”" + (WORDS.say("reply_cut", hash=digest) if cut else ""), QUOTE)
    if not told.story.replies:
        yield text_block(WORDS.say("no_reply"), TEXT)


def _reply_from(told: _Told, reply: EvidenceEntry) -> str:
    """The number, once there is more than the one of the recipient it can have come from."""
    contact = reply.facts.get("contact") or (told.fact("contact") if told.story.earlier else "")
    return WORDS.say("reply_from", contact=contact) if contact else ""


def _message(told: _Told) -> Iterator[Block]:
    whole = told.fact("text") or told.notice.text or ""
    text, cut = quoted(" ".join(whole.split()), LONGEST_MESSAGE)
    yield text_block(text + (WORDS.say("message_cut") if cut else ""), QUOTE)
    digest = told.fact("body_sha256") or sha256(whole.encode()).hexdigest()
    notes, replies = [WORDS.say("message_hash", hash=digest)], told.story.replies
    if any("[U+" in quoted(said, len(said))[0] for said in (whole, *[reply.facts["text"] for reply in replies])):
        notes.append(WORDS.say("message_note"))
    yield text_block("\n".join(notes), FINE)


def _log(told: _Told) -> Iterator[tuple[str, str]]:
    entries, signed = told.evidence.entries, told.evidence.heads[-1]
    first, last = entries[0].position, entries[-1].position
    stamps = [stamp for head in told.evidence.heads for stamp in head.stamps if head.size > last]
    signed_at = instant_at(read_instant(str(signed.head["at"])))
    yield WORDS.say("positions"), WORDS.say("positions_are", count=len(entries), first=first, last=last)
    yield WORDS.say("head"), WORDS.say("head_is", size=signed.size, at=signed_at)
    yield WORDS.say("head_hash"), f"SHA-256 {head_hash(signed.head).hex()}"
    yield WORDS.say("signature"), signed.signature.hex()
    yield WORDS.say("key"), WORDS.say("key_is", key=told.terms.public_key.hex())
    said = [WORDS.say("stamp", at=instant_at(stamp.at), authority=stamp.authority) for stamp in stamps[:1]]
    yield WORDS.say("stamps"), said[0] if said else WORDS.say("no_stamps")


def _check(told: _Told) -> Block:
    url = f"{told.terms.public_url}/verify/{told.evidence.register}"
    png = io.BytesIO()
    segno.make_qr(url, error="m").save(png, kind="png", scale=6, border=2)
    png.seek(0)
    words = [text_block(WORDS.say("check_page", url=url), TEXT), text_block(WORDS.say("check_file"), TEXT)]
    widths = [WIDTH - QR_SIDE - 6, QR_SIDE + 6]
    return Table([[words, Image(png, QR_SIDE, QR_SIDE)]], widths, style=tight(0), hAlign="LEFT")
