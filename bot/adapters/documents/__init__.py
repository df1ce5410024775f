"""Papers and codes given to the debtor: Pix codes, the written agreement, the clearance letter, the ANS notice.

Their words lie in `texts.yml` beside this module and not in a release: a paper is signed by the creditor and reads
alike in every flow, and all that differs between creditors (names, statement, means, fee) comes from the policy, which
is in the release. The words of the notice are the profile's own, in its release too.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from bot.adapters.documents.agreement_pdf import agreement_pdf
from bot.adapters.documents.clearance_pdf import NotSettled, clearance_pdf
from bot.adapters.documents.notice_pdf import notice_pdf
from bot.adapters.documents.pix import PixImpossible, pix_code, pix_qr
from bot.application.messages import Attachment
from bot.application.notices.text import WrittenNotice
from bot.domain.agreements import Agreement, Installment
from bot.domain.people import Person
from bot.domain.policy import Policy

__all__ = ["NotSettled", "PaperDocuments", "PixImpossible"]

PDF = "application/pdf"


class PaperDocuments:
    """The `Documents` port: PDF on A4, and QR codes as PNG; drawn in a thread, so that no other turn waits."""

    # With the interpreter's own switch interval: a tenth of it took 2 of 6 ms off what others wait (p99) while a paper
    # is drawn, and cost a fifth more of a core. Drawn on the loop, all others wait for the whole paper.

    async def agreement(
        self, policy: Policy, person: Person, agreements: Sequence[Agreement], at: datetime
    ) -> Attachment:
        content, words = await asyncio.to_thread(agreement_pdf, policy, person, agreements, at)
        return Attachment("agreement_pdf", PDF, f"acordo-{agreements[0].number}.pdf", content, words)

    async def clearance(self, policy: Policy, person: Person, agreement: Agreement, on: date) -> Attachment:
        content, words = await asyncio.to_thread(clearance_pdf, policy, person, agreement, on)
        return Attachment("clearance_pdf", PDF, f"carta-de-quitacao-{agreement.number}.pdf", content, words)

    async def notice(self, policy: Policy, written: WrittenNotice) -> Attachment:
        content = await asyncio.to_thread(notice_pdf, policy, written)
        return Attachment("notice_pdf", PDF, f"notificacao-{written.protocol}.pdf", content, written.text)

    def pix_code(self, policy: Policy, agreement: Agreement, installment: Installment) -> str:
        return pix_code(policy, agreement, installment)

    async def pix_qr(self, code: str) -> Attachment:
        return Attachment("pix_qr", "image/png", "pix.png", await asyncio.to_thread(pix_qr, code))
