"""What the simulator shows: a phone's conversation as its owner sees it, and the debtor a tester plays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot.application.messages import DeliveryState
from bot.application.ports import Clock, Records
from bot.application.releases import ReleaseMissing, Releases
from bot.domain.agreements import Agreement
from bot.domain.conversation import Channel, Option, Owner
from bot.domain.ladder import Offer
from bot.domain.money import Money
from bot.domain.people import Account, Person
from bot.domain.policy import Policy
from bot.domain.titles import Title, update

# A form parameter of the simulator's own deliveries; the doors heed it only where there is a simulator.
SIMULATOR_MARK = "ConciliaSimulator"


@dataclass(frozen=True)
class PhoneLine:
    """A simulated phone talking to one of our numbers."""

    channel: Channel
    contact: str
    sender: str


@dataclass(frozen=True)
class File:
    """A picture, a voice note or a document inside a bubble."""

    address: str
    content_type: str
    name: str = ""


@dataclass(frozen=True)
class Bubble:
    """One message on the screen; `state` is what the provider told of ours, None on the debtor's own."""

    key: str  # i12 for one that came in, o34 for one that went out
    seq: int  # 0 while the message waits for its turn
    is_mine: bool  # written by the owner of the phone
    kind: str
    body: str
    at: datetime
    sid: str = ""
    speaker: str = "debtor"
    state: DeliveryState | None = None
    is_handled: bool = True
    options: tuple[Option, ...] = ()
    file: File | None = None
    replied_to: str = ""  # the message of which an option was tapped, by the provider's id


@dataclass(frozen=True)
class Screen:
    """A phone's conversation with us, and what a tester wants to know of it."""

    bubbles: tuple[Bubble, ...] = ()
    is_pending: bool = False  # an answer of ours is on its way
    last_seq: int = 0
    owner: Owner = Owner.BOT
    creditor: str | None = None
    protocol: str | None = None
    step: str = ""
    is_verified: bool = False


@dataclass(frozen=True)
class DebtorEntry:
    """A person of a portfolio in the list a tester picks from."""

    id: int
    name: str
    creditor: str
    role: str
    phone: str


@dataclass(frozen=True)
class Debtor:
    """A person with the numbers the file gives, by channel."""

    person: Person
    phones: tuple[tuple[Channel, str], ...] = ()

    def phone(self, channel: Channel) -> str | None:
        """The number used on a channel, or else any number of theirs."""
        ordered = sorted(self.phones, key=lambda known: known[0] is not channel)
        return ordered[0][1] if ordered else None


@dataclass(frozen=True)
class TitleLine:
    """A title with its label and today's value; both as the file has them while no release is live."""

    title: Title
    label: str
    updated: Money
    days_overdue: int
    in_agreement: bool


@dataclass(frozen=True)
class DebtorCard:
    """Everything a tester may be asked on the phone, and what was offered and agreed so far."""

    debtor: Debtor
    titles: tuple[TitleLine, ...]
    offers: tuple[Offer, ...]
    agreements: tuple[Agreement, ...]


class SimulatorView(Protocol):
    """What the simulator reads, and the few things it does to its own conversations."""

    async def debtors(self, search: str, limit: int) -> Sequence[DebtorEntry]:
        """People of all portfolios by part of the name, or by a whole CPF or phone; the first ones without a search."""
        ...

    async def debtor(self, person_id: int) -> Debtor | None: ...

    async def screen(self, line: PhoneLine, after: int = 0) -> Screen:
        """The conversation of a simulated phone, from a message on."""
        ...

    async def start_over(
        self, line: PhoneLine, at: datetime, creditor: str | None = None, trial: str | None = None
    ) -> int:
        """End the contact, so that the next message opens a new one; the last message of the old one.

        `trial` is the release it is held on from then on, for a line that tries a draft.
        """
        ...


async def debtor_card(debtor: Debtor, records: Records, releases: Releases, clock: Clock) -> DebtorCard:
    """The data sheet beside the phone."""
    account = await records.account(debtor.person)
    policy, today = await _policy(releases, debtor.person.creditor), clock.business_now().date()
    lines = [
        *(_line(title, policy, today) for title in account.titles),
        *(replace(_line(title, policy, today), in_agreement=True) for title in account.titles_in_agreement),
    ]
    return DebtorCard(debtor, tuple(lines), tuple(_standing(account)), tuple(account.agreements))


async def policies_of(releases: Releases) -> Mapping[str, Policy]:
    """The creditors a debtor may be invented for; none while no release is live."""
    try:
        return (await releases.live()).policies
    except ReleaseMissing:
        return {}


async def _policy(releases: Releases, creditor: str) -> Policy | None:
    return (await policies_of(releases)).get(creditor)


def _standing(account: Account) -> list[Offer]:
    """The last offer of each negotiation and form."""
    return list({(offer.code, offer.kind): offer for offer in account.offers}.values())


def _line(title: Title, policy: Policy | None, today: date) -> TitleLine:
    kind = policy.title_kinds.get(title.code) if policy else None
    label = kind.label if kind else ""
    if policy is None or not title.is_due(today):
        return TitleLine(title, label, title.principal, 0, in_agreement=False)
    valued = update(title, today, policy.update_rules)
    return TitleLine(title, label, valued.updated, valued.days_overdue, in_agreement=False)
