"""Any number of invented conversations, written as turns and people leave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, count

from bot.adapters.db.engine import Database
from bot.adapters.db.people import person_values
from bot.adapters.db.tables import ConversationRow, HandoffRow, MessageRow, PersonRow, Row, SnoozeRow
from bot.adapters.db.vault import Vault
from bot.domain.conversation import Channel, Owner
from bot.domain.documents import cpf_from
from bot.domain.people import Person, Role

FIRST = ("Maria", "Antônia", "José", "Conceição", "Fábio", "Luzia", "Raimundo", "Tereza", "Élcio", "Vânia", "Otávio")
LAST = ("Barbosa", "Nogueira", "Assunção", "Figueiredo", "Lacerda", "Prado", "Quevedo", "Moura", "Sá", "Tavares")
WORDS = (
    "consigo pagar metade agora e o resto no mês que vem",
    "quero falar com uma pessoa",
    "vocês podem tirar os juros?",
    "meu marido está internado, não consigo ver isso hoje",
    "já paguei esse boleto semana passada",
    "faz em 10 vezes que eu fecho",
)
REASONS = ("asked", "hardship", "hospitalised", "misunderstood", "media", "other_debts", "lawyer", "prescribed")
_AT_ONCE = 500
_LINES = 4  # of each conversation


@dataclass(frozen=True)
class Share:
    """How many of all are with whom; the rest are the bot's."""

    queue: int
    mine: int
    snoozed: int
    closed: int

    @classmethod
    def of(cls, talks: int) -> "Share":
        return cls(talks * 6 // 100, min(18, talks // 10), min(6, talks // 10), talks * 30 // 100)

    def owners(self) -> Iterator[str]:
        yield from ["queue"] * self.queue + ["mine"] * self.mine + ["snoozed"] * self.snoozed + ["closed"] * self.closed
        while True:
            yield "bot"


async def write_talks(database: Database, talks: int, agent: str, now: datetime) -> None:
    """Numbered from one, in a database without any."""
    with_whom = dict(zip(range(1, talks + 1), Share.of(talks).owners(), strict=False))
    lines = count(1)
    for some in batched(with_whom.items(), _AT_ONCE):
        written = [_Talk(number, place, agent, now, database.vault) for number, place in some]
        async with database.writing() as session:
            for rows in ("people", "talks", "asked"):
                session.add_all([row for talk in written for row in getattr(talk, rows)()])
                await session.flush()
            session.add_all([row for talk in written for row in talk.lines(lines)])


@dataclass(frozen=True)
class _Talk:
    number: int
    place: str
    agent: str
    now: datetime
    vault: Vault

    @property
    def owner(self) -> Owner:
        return {"queue": Owner.QUEUE, "mine": Owner.AGENT, "snoozed": Owner.AGENT}.get(self.place, Owner.BOT)

    @property
    def came(self) -> datetime:
        """Those waiting came within the last hours, the others within the month."""
        spread = 180 if self.place in ("queue", "mine") else 40_000
        return self.now - timedelta(minutes=1 + self.number * 7919 % spread)

    @property
    def phone(self) -> str:
        return f"+55679{90_000_000 + self.number:08d}"

    def people(self) -> list[Row]:
        first, last = FIRST[self.number % len(FIRST)], LAST[self.number // len(FIRST) % len(LAST)]
        person = Person(
            id=self.number,
            creditor=self._creditor,
            registration=str(self.number),
            role=Role.HOLDER,
            name=f"{first} {last} {self.number}",
            document=cpf_from(str(100_000_000 + self.number)),
        )
        return [PersonRow(id=self.number, **person_values(self.vault, person))]

    def talks(self) -> list[Row]:
        channel = Channel.SMS if self.number % 9 == 0 else Channel.WHATSAPP
        row = ConversationRow(
            id=self.number,
            channel=channel.value,
            contact_hash=self.vault.phone_index(self.phone),
            contact=self.vault.seal(self.phone),
            sender="+556733140000",
            creditor=self._creditor,
            owner=self.owner.value,
            agent=self.agent if self.owner is Owner.AGENT else None,
            protocol=f"419534{20261100000000 + self.number}" if self.place != "closed" else None,
            last_inbound_at=self.came,
            last_seq=_LINES,
            person_id=self.number if self.place != "closed" and self.number % 5 else None,
            created_at=self.came,
        )
        return [row]

    def asked(self) -> list[Row]:
        if self.place == "bot":
            return []
        asked = HandoffRow(
            id=self.number,
            conversation_id=self.number,
            reason=REASONS[self.number % len(REASONS)],
            urgent=self.number % 23 == 0,
            packet=self.vault.seal_json({}),
            since=self.came - timedelta(seconds=30),
        )
        if self.place == "closed":
            asked.closed_at, asked.outcome, asked.person_id = self.came, "promise", self.number
            asked.accepted_by, asked.protocol = self.agent, f"419534{20261100000000 + self.number}"
        elif self.place != "queue":
            asked.accepted_by, asked.accepted_at = self.agent, self.came
        return [asked, *self._snoozed()]

    def lines(self, ids: Iterator[int]) -> list[Row]:
        """The last is the debtor's, but for a third of those an agent has."""
        answered = self.place == "mine" and self.number % 3 == 0
        return [
            self._line(next(ids), seq, (seq % 2 == 0) != (answered and seq == _LINES)) for seq in range(1, _LINES + 1)
        ]

    def _line(self, number: int, seq: int, is_in: bool) -> Row:
        return MessageRow(
            id=number,
            conversation_id=self.number,
            seq=seq,
            direction="in" if is_in else "out",
            speaker="debtor" if is_in else self.agent if seq == _LINES else "bot",
            body=self.vault.seal(WORDS[(self.number + seq) % len(WORDS)]),
            at=self.came - timedelta(seconds=20 * (_LINES - seq)),
        )

    def _snoozed(self) -> list[Row]:
        if self.place != "snoozed":
            return []
        until = self.now + timedelta(hours=self.number % 20 + 1)
        why = self.vault.seal("vai falar com a esposa")
        return [
            SnoozeRow(
                conversation_id=self.number, agent=self.agent, why=why, last_seq=_LINES, at=self.came, until=until
            )
        ]

    @property
    def _creditor(self) -> str:
        return "assefaz" if self.number % 4 == 0 else "cassems"
