"""Turns sealed columns into domain values and back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.adapters.db.tables import ConversationRow, InboxRow
from bot.adapters.db.vault import Vault
from bot.application.messages import InboundMessage, Media, MessageKind, OutgoingMessage
from bot.domain.conversation import Channel, Conversation, Option, Owner, VariableValue, Verification


def seal_inbound(vault: Vault, message: InboundMessage) -> bytes:
    return vault.seal_json(
        {
            "contact": message.contact,
            "channel": message.channel,
            "sender": message.sender,
            "kind": message.kind,
            "body": message.body,
            "payload": message.payload,
            "reply_to": message.reply_to,
            "media": [[media.url, media.content_type] for media in message.media],
            "raw": dict(message.raw),
            "simulated": message.simulated,
            **_traced(message.trace),
        }
    )


def open_inbound(vault: Vault, row: InboxRow) -> InboundMessage:
    kept = vault.open_json(row.sealed)
    return InboundMessage(
        external_id=row.external_id,
        channel=Channel(kept["channel"]),
        contact=kept["contact"],
        sender=kept["sender"],
        kind=MessageKind(kept["kind"]),
        body=kept["body"],
        payload=kept["payload"],
        reply_to=kept["reply_to"],
        media=tuple(Media(*media) for media in kept["media"]),
        received_at=row.received_at,
        raw=kept["raw"],
        source=row.source,
        simulated=kept["simulated"],
        id=row.id,
        trace=kept.get("trace", ""),
    )


def seal_outgoing(vault: Vault, message: OutgoingMessage) -> bytes:
    return vault.seal_json(
        {
            "body": message.body,
            "options": _pairs(message.options),
            "responses": list(message.responses),
            "speaker": message.speaker,
            "step": message.step,
            "template": message.template,
            "variables": dict(message.template_variables),
            "carries_notice": message.carries_notice,
            **_traced(message.trace),
        }
    )


def open_outgoing(vault: Vault, key: str, sealed: bytes) -> OutgoingMessage:
    kept = vault.open_json(sealed)
    return OutgoingMessage(
        key=key,
        body=kept["body"],
        options=_options(kept["options"]),
        responses=tuple(kept["responses"]),
        speaker=kept["speaker"],
        step=kept["step"],
        template=kept.get("template", ""),
        template_variables=kept["variables"],
        carries_notice=kept.get("carries_notice", False),  # one kept before there were notices carries none
        trace=kept.get("trace", ""),
    )


def conversation_values(vault: Vault, conversation: Conversation) -> dict[str, Any]:
    """The columns a turn writes; what identifies a conversation never changes, and seq and epoch are the commit's."""
    return {
        "creditor": conversation.creditor,
        "owner": conversation.owner.value,
        "agent": conversation.agent,
        "protocol": conversation.protocol,
        "opened_at": conversation.opened_at,
        "release": conversation.release,
        "trial": conversation.trial,
        "person_id": conversation.verification.person_id,
        "state": vault.seal_json(_state(conversation)),
    }


def open_conversation(vault: Vault, row: ConversationRow) -> Conversation:
    bare = Conversation(
        id=row.id,
        channel=Channel(row.channel),
        contact=vault.open(row.contact),
        sender=row.sender,
        creditor=row.creditor,
        owner=Owner(row.owner),
        agent=row.agent,
        epoch=row.epoch,
        protocol=row.protocol,
        opened_at=row.opened_at,
        last_inbound_at=row.last_inbound_at,
        last_seq=row.last_seq,
        release=row.release,
        simulated=row.simulated,
        trial=row.trial,
    )
    return bare if row.state is None else _with_state(bare, vault.open_json(row.state))


def _traced(trace: str) -> dict[str, str]:
    return {"trace": trace} if trace else {}


def _state(conversation: Conversation) -> Mapping[str, object]:
    proved = conversation.verification
    return {
        "slots": dict(conversation.slots),
        "variables": dict(conversation.variables),
        "memory": dict(conversation.memory),
        "options": _pairs(conversation.options),
        "verification": {
            "person_id": proved.person_id,
            "factors": sorted(proved.factors),
            "confirmed_at": proved.confirmed_at.isoformat() if proved.confirmed_at else None,
            "known_phone": proved.known_phone,
        },
    }


def _with_state(conversation: Conversation, state: Mapping[str, Any]) -> Conversation:
    return replace(
        conversation,
        slots=state["slots"],
        variables={name: _variable(value) for name, value in state["variables"].items()},
        memory=state["memory"],
        options=_options(state["options"]),
        verification=_verification(state["verification"]),
    )


def _verification(kept: Mapping[str, Any]) -> Verification:
    confirmed_at = kept["confirmed_at"]
    return Verification(
        person_id=kept["person_id"],
        factors=frozenset(kept["factors"]),
        confirmed_at=datetime.fromisoformat(confirmed_at) if confirmed_at else None,
        known_phone=kept["known_phone"],
    )


def _variable(value: str | list[list[str]]) -> VariableValue:
    return value if isinstance(value, str) else tuple((label, payload) for label, payload in value)


def _pairs(options: tuple[Option, ...]) -> list[list[str]]:
    return [[option.label, option.payload] for option in options]


def _options(pairs: list[list[str]]) -> tuple[Option, ...]:
    return tuple(Option(label, payload) for label, payload in pairs)
