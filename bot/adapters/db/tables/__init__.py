"""The rows of the database, by subject."""

from bot.adapters.db.tables.attending import ConversationSeenRow, SnoozeRow
from bot.adapters.db.tables.clock import ClockDecisionRow, ClockLookRow
from bot.adapters.db.tables.columns import Row
from bot.adapters.db.tables.conversations import (
    ContactBookingRow,
    ConversationRow,
    HandoffRow,
    NumberSequenceRow,
    OptOutRow,
    TurnRow,
)
from bot.adapters.db.tables.deals import (
    AgreementRow,
    CaseRow,
    InstallmentRow,
    NewsRow,
    OfferRow,
    SlipRequestRow,
)
from bot.adapters.db.tables.desk import DeskEventRow
from bot.adapters.db.tables.drafts import (
    DraftEditFileRow,
    DraftEditRow,
    DraftFileRow,
    DraftPresenceRow,
    DraftRow,
)
from bot.adapters.db.tables.evidence import (
    EvidenceEntryRow,
    EvidenceHeadRow,
    EvidenceNodeRow,
    EvidenceRegisterRow,
    EvidenceStampRow,
)
from bot.adapters.db.tables.healing import HealingRow
from bot.adapters.db.tables.learning import LearnedPhraseRow, MeasureRow
from bot.adapters.db.tables.messages import (
    AttachmentRow,
    ContentTemplateRow,
    DeliveryRow,
    InboxRow,
    MessageRow,
    OutboxRow,
)
from bot.adapters.db.tables.notes import ConversationNoteRow
from bot.adapters.db.tables.notices import (
    DelayExcuseRow,
    NoticeAttemptRow,
    NoticeBatchRow,
    NoticeMessageRow,
    NoticeRow,
)
from bot.adapters.db.tables.office import IssuedSlipRow, MediaFileRow
from bot.adapters.db.tables.ownership import HandoffOfferRow, OfferExceptionRow, OwnerChangeRow
from bot.adapters.db.tables.papers import PaperLinkRow
from bot.adapters.db.tables.people import AccessRecordRow, IdentityTryRow
from bot.adapters.db.tables.portfolio import PersonRow, PhoneRow, PortfolioImportRow, TitleHistoryRow, TitleRow
from bot.adapters.db.tables.refused import RefusedRequestRow
from bot.adapters.db.tables.releases import PublicationRow, ReleaseModelRow, ReleaseRow
from bot.adapters.db.tables.reviews import PublicationRequestRow
from bot.adapters.db.tables.staff import (
    ApiKeyRow,
    DoorTryRow,
    InvitationRow,
    RecoveryCodeRow,
    StaffEventRow,
    StaffSessionRow,
    StaffUserRow,
)
from bot.adapters.db.tables.trying import TrialPhoneRow, TrialWorkRow
from bot.adapters.db.tables.wrap_up import ContactAttemptRow, WrapUpRow

__all__ = [
    "AccessRecordRow",
    "AgreementRow",
    "ApiKeyRow",
    "AttachmentRow",
    "CaseRow",
    "ClockDecisionRow",
    "ClockLookRow",
    "ContactAttemptRow",
    "ContactBookingRow",
    "ContentTemplateRow",
    "ConversationNoteRow",
    "ConversationRow",
    "ConversationSeenRow",
    "DelayExcuseRow",
    "DeliveryRow",
    "DeskEventRow",
    "DoorTryRow",
    "DraftEditFileRow",
    "DraftEditRow",
    "DraftFileRow",
    "DraftPresenceRow",
    "DraftRow",
    "EvidenceEntryRow",
    "EvidenceHeadRow",
    "EvidenceNodeRow",
    "EvidenceRegisterRow",
    "EvidenceStampRow",
    "HandoffOfferRow",
    "HandoffRow",
    "HealingRow",
    "IdentityTryRow",
    "InboxRow",
    "InstallmentRow",
    "InvitationRow",
    "IssuedSlipRow",
    "LearnedPhraseRow",
    "MeasureRow",
    "MediaFileRow",
    "MessageRow",
    "NewsRow",
    "NoticeAttemptRow",
    "NoticeBatchRow",
    "NoticeMessageRow",
    "NoticeRow",
    "NumberSequenceRow",
    "OfferExceptionRow",
    "OfferRow",
    "OptOutRow",
    "OutboxRow",
    "OwnerChangeRow",
    "PaperLinkRow",
    "PersonRow",
    "PhoneRow",
    "PortfolioImportRow",
    "PublicationRequestRow",
    "PublicationRow",
    "RecoveryCodeRow",
    "RefusedRequestRow",
    "ReleaseModelRow",
    "ReleaseRow",
    "Row",
    "SlipRequestRow",
    "SnoozeRow",
    "StaffEventRow",
    "StaffSessionRow",
    "StaffUserRow",
    "TitleHistoryRow",
    "TitleRow",
    "TrialPhoneRow",
    "TrialWorkRow",
    "TurnRow",
    "WrapUpRow",
]
