"""Offers and agreements as rows, and back."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from bot.adapters.db.tables import AgreementRow, InstallmentRow, OfferRow
from bot.adapters.db.vault import Vault
from bot.application.changes import AgreementClosed, OfferMade
from bot.domain.agreements import Agreement, Installment
from bot.domain.ladder import Offer, OfferKind, Trigger
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.plans import Plan


def offer_row(change: OfferMade, conversation_id: int, at: datetime) -> OfferRow:
    offer = change.offer
    return OfferRow(
        person_id=change.person_id,
        conversation_id=conversation_id,
        code=offer.code,
        kind=offer.kind,
        step=offer.step,
        trigger=offer.trigger,
        terms=json.dumps(terms_document(offer.terms)),
        made_on=offer.made_on,
        at=at,
    )


def open_offer(row: OfferRow) -> Offer:
    terms = open_terms(OfferKind(row.kind), json.loads(row.terms))
    return Offer(row.code, terms, Trigger(row.trigger), row.made_on, row.step)


def agreement_row(vault: Vault, change: AgreementClosed, conversation_id: int, at: datetime) -> AgreementRow:
    agreement = change.agreement
    return AgreementRow(
        number=agreement.number,
        person_id=change.person_id,
        conversation_id=conversation_id,
        creditor=agreement.creditor,
        code=agreement.code,
        title_numbers=",".join(change.title_numbers),
        closed_on=agreement.closed_on,
        closed_at=at,
        accepted_text=vault.seal(change.accepted_text),
        statement=vault.seal(change.statement),
        delivery=vault.seal_json(dict(change.delivery)),
    )


def installment_rows(agreement_id: int, agreement: Agreement) -> list[InstallmentRow]:
    return [
        InstallmentRow(
            agreement_id=agreement_id,
            number=part.number,
            due=part.due,
            original_due=part.original_due,
            value=part.value.cents,
            fee=part.fee.cents,
            paid_on=part.paid_on,
        )
        for part in agreement.installments
    ]


def open_agreement(row: AgreementRow, parts: Sequence[InstallmentRow]) -> Agreement:
    return Agreement(
        number=row.number,
        creditor=row.creditor,
        code=row.code,
        title_numbers=tuple(row.title_numbers.split(",")),
        closed_on=row.closed_on,
        installments=tuple(_open_installment(part) for part in parts),
    )


def _open_installment(row: InstallmentRow) -> Installment:
    return Installment(row.number, row.due, Money(row.value), Money(row.fee), row.paid_on, row.original_due)


def terms_document(terms: LumpSum | Plan) -> Mapping[str, int | str]:
    if isinstance(terms, LumpSum):
        amounts = {"discount": terms.discount, "value": terms.value, "fee": terms.fee}
        return {"share": str(terms.share), **{name: amount.cents for name, amount in amounts.items()}}
    amounts = {"down_payment": terms.down_payment, "installment": terms.installment, "fee": terms.fee}
    return {"count": terms.count, **{name: amount.cents for name, amount in amounts.items()}}


def open_terms(kind: OfferKind, kept: Mapping[str, Any]) -> LumpSum | Plan:
    fee = Money(kept["fee"])
    if kind is OfferKind.LUMP_SUM:
        return LumpSum(Fraction(kept["share"]), Money(kept["discount"]), Money(kept["value"]), fee)
    return Plan(kept["count"], Money(kept["down_payment"]), Money(kept["installment"]), fee)
