"""Nothing of what a stranger sends is read: who sends it is asked first (section 10)."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from console.auth.cookies import SESSION
from tests.integration.office_pages.conftest import Comes

A_MEGABYTE = b"x" * 1024 * 1024
KINDS = ("multipart/form-data; boundary=b", "application/x-www-form-urlencoded")
# One whose form is read by the handler, and one whose form is declared: that is read before any dependency.
UPLOADS = ("/console/office/slips/1/issue", "/console/office/cases/1/end")


class Upload:
    """Twenty megabytes, of which it is counted how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(20):
            self.taken += 1
            yield A_MEGABYTE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize("cookies", [{}, {SESSION: "made-up"}])
async def test_an_unsigned_upload_is_refused_before_any_of_it_is_read(
    app: FastAPI, path: str, kind: str, cookies: dict[str, str]
) -> None:
    upload = Upload()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver", cookies=cookies) as stranger:
        answer = await stranger.post(path, content=upload, headers={"content-type": kind})

    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
    assert upload.taken == 0


async def test_what_somebody_signed_in_sends_is_read_and_looked_at(comes: Comes) -> None:
    browser = await comes()
    await browser.opens("/console/office")

    answer = await browser.sends("/console/office/cases/1/end", {"code": "paid"})

    assert answer.status_code == 404
