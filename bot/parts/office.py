"""Puts the parts together that the back office works with, for its pages and the API."""

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.media import SqlMedia
from bot.adapters.db.office.cases import SqlCaseDesk
from bot.adapters.db.office.desk import SqlTasks
from bot.adapters.db.office.slips import SqlSlipDesk
from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.adapters.documents.slip_reader import PdfSlipReader
from bot.application.office.tools import OfficeTools
from bot.assembly import Assembly


def office_tools(assembly: Assembly) -> OfficeTools:
    database = assembly.database
    return OfficeTools(
        tasks=SqlTasks(database),
        cases=SqlCaseDesk(database),
        slips=SqlSlipDesk(database),
        media=SqlMedia(database),
        personal_data=SqlPersonalData(database),
        releases=assembly.releases,
        calendar=HolidayCalendar(),
        clock=assembly.clock,
        reader=PdfSlipReader(),
    )
