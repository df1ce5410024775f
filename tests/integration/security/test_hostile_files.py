"""Files of others: a slip with a program in it, a file that grows, and who may send one that differs (G1)."""

import gzip
from datetime import date

import httpx
import pytest

from bot.adapters.twilio_http import Credentials
from bot.adapters.twilio_media import TwilioMedia, places_of
from bot.application.agents.roles import StaffRole
from bot.application.office.media import FetchFailed, Unavailable
from bot.domain.slip_checks import PdfProblem, pdf_problem
from tests.integration.office_pages.slips_made import PDF, a_line
from tests.integration.security.house import House


@pytest.mark.parametrize(
    "name",
    [b"/JS", b"/J#53", b"/#4aavaScript", b"/J#61vaScript", b"/Launch", b"/EmbeddedFile", b"/GoToR", b"/AA", b"/XFA"],
)
def test_a_pdf_that_would_do_something_is_refused_however_it_is_spelled(name: bytes) -> None:
    hostile = PDF.replace(b"/Type /Page", b"/Type /Page /OpenAction<<" + name + b" (app.alert(1))>>")

    assert pdf_problem(hostile) is PdfProblem.ACTIVE
    assert pdf_problem(PDF) is None


async def test_a_file_that_would_grow_is_not_unpacked() -> None:
    """100 KB that are 100 MB."""
    bomb = gzip.compress(bytes(100 * 1024 * 1024), 9)
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(bomb))

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    media = TwilioMedia(Credentials("AC0", "token"), places_of("http://127.0.0.1:9", ()), client=client)
    with pytest.raises(FetchFailed) as failed:
        await media.fetch("https://api.twilio.com/file")
    await media.close()

    assert (failed.value.reason, asked) == (Unavailable.NO_ANSWER, ["identity"])


async def test_nobody_but_a_supervisor_insists_over_the_api(house: House) -> None:
    """Digits that fail their own check go through nobody."""
    left = await house.is_left()
    ana, bia = await house.calls("ana"), await house.calls("bia", StaffRole.SUPERVISOR)
    dues = (date(2026, 11, 27), date(2026, 12, 27), date(2027, 1, 27))
    other = [{"number": n, "code": a_line(due, cents=1_00, free=n)} for n, due in enumerate(dues)]
    broken = [{**one, "code": one["code"][:-1] + "9"} for one in other]  # type: ignore[index]
    path, insists = f"/office/slips/{left.slip}/issue", {"insist": True, "why": "o banco arredondou"}

    plain = await ana.post(path, {"slips": other})
    alone = await ana.post(path, {"slips": other, **insists})
    false = await bia.post(path, {"slips": broken, **insists})
    silent = await bia.post(path, {"slips": other, "insist": True, "why": "  "})
    done = await bia.post(path, {"slips": other, **insists})
    again = await bia.post(path, {"slips": other, **insists})

    assert [answer.status_code for answer in (plain, alone, false, silent, done, again)] == [
        422,
        422,
        422,
        422,
        200,
        409,
    ]
    assert alone.json()["reason"] == "not_allowed"
