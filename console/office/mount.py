"""All routers of the back office, for the service to add."""

from fastapi import APIRouter

from console.office.case_page import cases_router
from console.office.media_page import media_router
from console.office.slip_page import slips_router
from console.office.work_list import office_router


def office_routers() -> list[APIRouter]:
    """`app.state.office` is bound when the service starts."""
    return [office_router(), cases_router(), slips_router(), media_router()]
