"""What a creditor allows: every rule the policy document holds, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from fractions import Fraction

from bot.domain.brackets import DiscountRow
from bot.domain.conversation import Channel
from bot.domain.identity_policy import IdentityPolicy
from bot.domain.money import Money
from bot.domain.plans import PlanLimits
from bot.domain.titles import TitleKind, UpdateRules


class CreditorKind(StrEnum):
    """The three kinds of profile, in the field's words."""

    OPERATOR = "operadora"
    OFFICE = "escritório"
    COUNCIL = "conselho"


class FeeDisclosure(StrEnum):
    """Whether the bot raises the slip fee itself; asked, it always tells."""

    ITEMISED = "itemised"
    ON_REQUEST = "on_request"


class Means(StrEnum):
    """How a debtor may pay."""

    BOLETO = "boleto"
    PIX = "pix"


class AcknowledgementRule(StrEnum):
    """From which reply an ANS notice counts."""

    EXPLICIT = "explicit"
    ANY_REPLY = "any_reply"


@dataclass(frozen=True)
class Organisation:
    """A legal person as charging documents must name it."""

    name: str
    cnpj: str
    address: str
    phone: str  # as people read it: "67 3314-1010"
    ans_number: str | None = None


@dataclass(frozen=True)
class Parties:
    """Who is owed, who speaks for it, and where each can be checked."""

    kind: CreditorKind
    creditor: Organisation
    office: Organisation | None
    attendant: str
    official_phone: str
    portal: str
    protocol_prefix: str  # the six first digits of a protocol number

    @property
    def speaker(self) -> Organisation:
        """The house the debtor is talking to: the office, where one acts for the creditor."""
        return self.office or self.creditor


@dataclass(frozen=True)
class SmallDebt:
    """Other discount ceilings for a negotiation worth at most a given value."""

    up_to: Money
    table: tuple[DiscountRow, ...]


@dataclass(frozen=True)
class Campaign:
    """Other discount ceilings inside a window, by the act that authorises them."""

    act: str
    first_day: date
    last_day: date
    table: tuple[DiscountRow, ...]

    def runs_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class NegotiationPolicy:
    """What may be conceded, and in which steps."""

    negotiates: bool
    discount_table: tuple[DiscountRow, ...]
    lump_sum_steps: tuple[Fraction, ...]
    installment_fractions: tuple[Fraction, ...]
    minimum_down_payment: Money
    minimum_installment: Money
    small_debt: SmallDebt | None = None
    campaigns: tuple[Campaign, ...] = ()


@dataclass(frozen=True)
class PixKey:
    """The key a Pix code is made for, with the names the code must carry."""

    key: str
    merchant_name: str
    merchant_city: str


@dataclass(frozen=True)
class ReissueWindow:
    """How near its due date, on either side, a slip may be issued again."""

    days_before: int
    days_after: int


@dataclass(frozen=True)
class PaymentPolicy:
    """How and until when a part is paid."""

    means: tuple[Means, ...]
    slip_fee: Money
    fee_disclosure: FeeDisclosure
    first_due_within_days: int
    reissue: ReissueWindow
    pix: PixKey | None = None


@dataclass(frozen=True)
class DebtLimits:
    """When a title, a file or an agreement is too old to be dealt with by the bot."""

    prescription_years: int
    base_date_max_age_days: int
    agreement_broken_after_days: int
    bad_payer_after_days: int


@dataclass(frozen=True)
class StaffedHours:
    """When people answer; None on a day nobody does."""

    weekdays: tuple[time, time] | None
    saturdays: tuple[time, time] | None
    closed_on_holidays: bool = True


@dataclass(frozen=True)
class NoticePolicy:
    """Settings of the ANS notice; departures from the default carry who approved them.

    Days overdue are those of the oldest unpaid mensalidade.
    """

    acknowledgement: AcknowledgementRule
    full_text_first: bool
    alert_from_day: int
    issue_by_day: int  # issued after it too, marked late
    answer_within_days: int  # the term: uninterrupted days from the valid notice
    approved_by: str | None = None
    channels: tuple[Channel, ...] = (Channel.WHATSAPP, Channel.SMS)  # tried in this order (N6)
    wait_days: int = 3  # from one attempt to the next
    max_attempts: int = 5
    opener: str = "notice.opener"  # flow and step that open the contact (N0)


@dataclass(frozen=True)
class Policy:
    """A creditor's whole policy, as one release holds it."""

    slug: str
    parties: Parties
    title_kinds: Mapping[str, TitleKind]
    update_rules: UpdateRules
    negotiation: NegotiationPolicy
    payment: PaymentPolicy
    identity: IdentityPolicy
    limits: DebtLimits
    hours: StaffedHours
    notice: NoticePolicy
    closing_statement: tuple[str, ...]
    uses_credit_bureau: bool
    asks_if_aware: bool = False  # N10

    @property
    def plan_limits(self) -> PlanLimits:
        negotiation = self.negotiation
        return PlanLimits(negotiation.minimum_down_payment, negotiation.minimum_installment, self.payment.slip_fee)
