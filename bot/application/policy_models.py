"""The shape of the policy document, section by section, and its translation to the domain."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.application.identity_models import IdentityModel
from bot.application.notice_models import NoticeModel
from bot.application.policy_fields import Amount, Cnpj, Days, Disclosure, Percent, Share, SixDigits, Span, Text
from bot.application.policy_limits import LONGEST_PIX_CITY, LONGEST_PIX_NAME, MOST_OF_AN_SMS
from bot.domain.brackets import Discount, DiscountRow
from bot.domain.money import Money
from bot.domain.policy import (
    Campaign,
    CreditorKind,
    DebtLimits,
    Means,
    NegotiationPolicy,
    Organisation,
    Parties,
    PaymentPolicy,
    PixKey,
    Policy,
    ReissueWindow,
    SmallDebt,
    StaffedHours,
)
from bot.domain.titles import TitleKind, UpdateRules


class Section(BaseModel):
    """A part of the document; a field it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationModel(Section):
    name: Text
    cnpj: Cnpj
    address: Text
    phone: Text
    ans_number: SixDigits | None = None

    def to_domain(self) -> Organisation:
        return Organisation(self.name, self.cnpj, self.address, self.phone, self.ans_number)


class PartiesModel(Section):
    creditor: OrganisationModel
    office: OrganisationModel | None = None
    attendant: Text
    official_phone: Text
    portal: Text
    protocol_prefix: SixDigits

    def to_domain(self, kind: CreditorKind) -> Parties:
        return Parties(
            kind=kind,
            creditor=self.creditor.to_domain(),
            office=self.office.to_domain() if self.office else None,
            attendant=self.attendant,
            official_phone=self.official_phone,
            portal=self.portal,
            protocol_prefix=self.protocol_prefix,
        )


class UpdatingModel(Section):
    fine_percent: Percent
    interest_percent_per_month: Percent

    def to_domain(self) -> UpdateRules:
        return UpdateRules(self.fine_percent, self.interest_percent_per_month)


class DiscountModel(Section):
    interest_and_fine: Percent
    principal: Percent

    def to_domain(self) -> Discount:
        return Discount(self.interest_and_fine, self.principal)


class DiscountRowModel(Section):
    from_day: Days
    to_day: Days | None = None
    lump_sum: DiscountModel
    installments: DiscountModel

    @model_validator(mode="after")
    def _the_lump_sum_never_costs_more(self) -> Self:
        lump_sum, plan = self.lump_sum, self.installments
        if lump_sum.interest_and_fine < plan.interest_and_fine or lump_sum.principal < plan.principal:
            raise ValueError("installments may not have a larger discount than the lump sum")
        return self

    def to_domain(self) -> DiscountRow:
        return DiscountRow(self.from_day, self.to_day, self.lump_sum.to_domain(), self.installments.to_domain())


def _covers_every_day(rows: tuple[DiscountRowModel, ...]) -> tuple[DiscountRowModel, ...]:
    """From day 0 on without end, in order, no day in two rows and none in no row."""
    if rows[0].from_day != 0:
        raise ValueError("the first row must begin at day 0")
    for row, following in pairwise(rows):
        if row.to_day is None or row.to_day < row.from_day or following.from_day != row.to_day + 1:
            raise ValueError(f"gap or overlap between the rows from day {row.from_day} and {following.from_day}")
    if rows[-1].to_day is not None:
        raise ValueError("the last row must have no to_day: longer delays would be in no row")
    return rows


type DiscountTable = Annotated[tuple[DiscountRowModel, ...], Field(min_length=1), AfterValidator(_covers_every_day)]


class SmallDebtModel(Section):
    up_to: Amount
    discount_table: DiscountTable


class CampaignModel(Section):
    act: Text
    first_day: date
    last_day: date
    discount_table: DiscountTable

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day comes before first_day")
        return self


def _grows_to_the_whole(shares: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    if any(later <= earlier for earlier, later in pairwise(shares)) or shares[-1] != 1:
        raise ValueError("steps must grow and end at 1")
    return shares


type Steps = Annotated[tuple[Share, ...], Field(min_length=1), AfterValidator(_grows_to_the_whole)]


class NegotiationModel(Section):
    negotiates: bool
    discount_table: DiscountTable
    lump_sum_steps: Steps
    installment_fractions: Steps
    minimum_down_payment: Amount
    minimum_installment: Amount
    small_debt: SmallDebtModel | None = None
    campaigns: tuple[CampaignModel, ...] = ()

    @model_validator(mode="after")
    def _the_down_payment_is_the_larger_part(self) -> Self:
        if self.minimum_down_payment < self.minimum_installment:
            raise ValueError("minimum_down_payment is below minimum_installment, and a down payment is above each one")
        return self

    def to_domain(self) -> NegotiationPolicy:
        small = self.small_debt
        return NegotiationPolicy(
            negotiates=self.negotiates,
            discount_table=_table(self.discount_table),
            lump_sum_steps=self.lump_sum_steps,
            installment_fractions=self.installment_fractions,
            minimum_down_payment=self.minimum_down_payment,
            minimum_installment=self.minimum_installment,
            small_debt=SmallDebt(small.up_to, _table(small.discount_table)) if small else None,
            campaigns=tuple(Campaign(c.act, c.first_day, c.last_day, _table(c.discount_table)) for c in self.campaigns),
        )


def _table(rows: tuple[DiscountRowModel, ...]) -> tuple[DiscountRow, ...]:
    return tuple(row.to_domain() for row in rows)


class PixModel(Section):
    key: Text
    merchant_name: Annotated[str, Field(min_length=1, max_length=LONGEST_PIX_NAME)]
    merchant_city: Annotated[str, Field(min_length=1, max_length=LONGEST_PIX_CITY)]


class ReissueModel(Section):
    days_before: Days
    days_after: Days


def _a_price_of_one_sms(price: Money) -> Money:
    if not Money(1) <= price <= MOST_OF_AN_SMS:
        raise ValueError(f"an SMS costs between {Money(1)} and {MOST_OF_AN_SMS}")
    return price


class PaymentModel(Section):
    means: Annotated[tuple[Means, ...], Field(min_length=1)]
    slip_fee: Amount
    fee_disclosure: Disclosure
    first_due_within_days: Days
    reissue: ReissueModel
    pix: PixModel | None = None

    @model_validator(mode="after")
    def _pix_has_a_key(self) -> Self:
        if (Means.PIX in self.means) != (self.pix is not None):
            raise ValueError("pix must be given exactly when it is one of the means")
        return self

    def to_domain(self) -> PaymentPolicy:
        pix = self.pix
        return PaymentPolicy(
            means=self.means,
            slip_fee=self.slip_fee,
            fee_disclosure=self.fee_disclosure,
            first_due_within_days=self.first_due_within_days,
            reissue=ReissueWindow(self.reissue.days_before, self.reissue.days_after),
            pix=PixKey(pix.key, pix.merchant_name, pix.merchant_city) if pix else None,
        )


class MessagesModel(Section):
    """What sending costs us: shown to those who write texts, and in no quote."""

    sms_segment_price: Annotated[Amount, AfterValidator(_a_price_of_one_sms)]


class LimitsModel(Section):
    prescription_years: Annotated[int, Field(ge=1)]
    base_date_max_age_days: Days
    agreement_broken_after_days: Days
    bad_payer_after_days: Days

    def to_domain(self) -> DebtLimits:
        return DebtLimits(**self.model_dump())


class HoursModel(Section):
    weekdays: Span | None = None
    saturdays: Span | None = None
    closed_on_holidays: bool = True

    def to_domain(self) -> StaffedHours:
        return StaffedHours(self.weekdays, self.saturdays, self.closed_on_holidays)


class PolicyModel(Section):
    """The whole document."""

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    kind: CreditorKind
    parties: PartiesModel
    updating: UpdatingModel
    negotiation: NegotiationModel
    payment: PaymentModel
    identity: IdentityModel
    limits: LimitsModel
    hours: HoursModel
    notice: NoticeModel
    messages: MessagesModel | None = None
    uses_credit_bureau: bool
    asks_if_aware: bool = False
    closing_statement: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _parties_fit_the_kind(self) -> Self:
        if (self.kind is CreditorKind.OFFICE) != (self.parties.office is not None):
            raise ValueError("parties.office must be given exactly when kind is escritório")
        if self.kind is CreditorKind.OPERATOR and self.parties.creditor.ans_number is None:
            raise ValueError("parties.creditor.ans_number is missing for an operadora")
        return self

    def to_domain(self, title_kinds: Mapping[str, TitleKind]) -> Policy:
        return Policy(
            slug=self.slug,
            parties=self.parties.to_domain(self.kind),
            title_kinds=title_kinds,
            update_rules=self.updating.to_domain(),
            negotiation=self.negotiation.to_domain(),
            payment=self.payment.to_domain(),
            identity=self.identity.to_domain(),
            limits=self.limits.to_domain(),
            hours=self.hours.to_domain(),
            notice=self.notice.to_domain(),
            closing_statement=self.closing_statement,
            uses_credit_bureau=self.uses_credit_bureau,
            asks_if_aware=self.asks_if_aware,
        )
