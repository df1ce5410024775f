"""A quote as a person at a terminal reads it."""

from collections.abc import Iterator
from typing import Any


def quote_lines(document: dict[str, Any]) -> Iterator[str]:
    """The negotiations one under the other, each with its steps."""
    yield f"{document['creditor']}  {document['debtor']}  {document['today']}"
    if not document["negotiations"]:
        yield "nothing to negotiate"
    for negotiation in document["negotiations"]:
        yield ""
        yield from _negotiation(negotiation)


def _negotiation(negotiation: dict[str, Any]) -> Iterator[str]:
    yield f"code {negotiation['title_code']}  titles {', '.join(negotiation['titles'])}"
    yield (
        f"  {negotiation['days_overdue']} days overdue: {negotiation['principal']} + fine {negotiation['fine']}"
        f" + interest {negotiation['interest']} = {negotiation['updated']}"
    )
    if "handoff" in negotiation:
        yield f"  for a person: {negotiation['handoff']}"
    for step in negotiation["lump_sum"]:
        yield f"  à vista {step['total']:>12}  (discount {step['discount']}, fee {step['fee']}) due {step['due_date']}"
    for plan in negotiation["installments"]:
        yield (
            f"  {plan['count']:>3}x    {plan['installment']:>12}  down payment {plan['down_payment']},"
            f" total {plan['total']}, first due {plan['due_dates'][0]}"
        )
