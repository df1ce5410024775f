"""The back office's parts on a real database, for its pages and for the walk over every route."""

from bot.adapters.db.media import SqlMedia
from bot.adapters.db.office.cases import SqlCaseDesk
from bot.adapters.db.office.desk import SqlTasks
from bot.adapters.db.office.slips import SqlSlipDesk
from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.adapters.db.storage import SqlStorage
from bot.adapters.documents.slip_reader import PdfSlipReader
from bot.application.office.tools import OfficeTools
from bot.application.ports import Clock
from bot.application.releases import LoadedRelease
from tests.fakes import FakeCalendar
from tests.integration.api.desk import OneRelease


def office_parts(storage: SqlStorage, clock: Clock, release: LoadedRelease) -> OfficeTools:
    database = storage.database
    return OfficeTools(
        tasks=SqlTasks(database),
        cases=SqlCaseDesk(database),
        slips=SqlSlipDesk(database),
        media=SqlMedia(database),
        personal_data=SqlPersonalData(database),
        releases=OneRelease(release),
        calendar=FakeCalendar(),
        clock=clock,
        reader=PdfSlipReader(),
    )
