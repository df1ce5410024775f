"""What the back office's use cases work with, bound once for the pages and the API."""

from dataclasses import dataclass

from bot.application.erasure import PersonalData
from bot.application.office.ending import CaseDesk
from bot.application.office.issuing import IssueTools, SlipDesk, SlipReader
from bot.application.office.media_shown import MediaShelf
from bot.application.office.work import Tasks
from bot.application.ports import Calendar, Clock
from bot.application.releases import Releases


@dataclass(frozen=True)
class OfficeTools:
    tasks: Tasks
    cases: CaseDesk
    slips: SlipDesk
    media: MediaShelf
    personal_data: PersonalData
    releases: Releases
    calendar: Calendar
    clock: Clock
    reader: SlipReader

    @property
    def issuing(self) -> IssueTools:
        return IssueTools(self.slips, self.tasks, self.calendar, self.clock, self.reader)
