"""The simulator's deliveries pass the same signature check as the provider's."""

from urllib.parse import parse_qsl

import httpx
import pytest
from twilio.request_validator import RequestValidator

from console.simulator.ingress import MESSAGES, Ingress, IngressRefused

TOKEN = "a-token-made-up"
FORM = {"Body": "não, é à vista", "From": "whatsapp:+5567999990001"}


def an_ingress(answer: httpx.Response | Exception, seen: list[httpx.Request]) -> Ingress:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Ingress("http://127.0.0.1:8000", "https://bot.exemplo.invalid", TOKEN, httpx.MockTransport(handle))


async def test_a_delivery_goes_to_the_local_address_signed_over_the_public_one() -> None:
    seen: list[httpx.Request] = []
    ingress = an_ingress(httpx.Response(200), seen)

    await ingress.post(MESSAGES, FORM)
    await ingress.close()

    [request] = seen
    form = dict(parse_qsl(request.content.decode()))
    signature = request.headers["X-Twilio-Signature"]
    assert str(request.url) == f"http://127.0.0.1:8000{MESSAGES}"
    assert RequestValidator(TOKEN).validate(f"https://bot.exemplo.invalid{MESSAGES}", form, signature)


@pytest.mark.parametrize(
    ("answer", "status"), [(httpx.Response(403), 403), (httpx.Response(503), 503), (httpx.ConnectError("away"), None)]
)
async def test_a_delivery_not_taken_is_refused_aloud(answer: httpx.Response | Exception, status: int | None) -> None:
    ingress = an_ingress(answer, [])

    with pytest.raises(IngressRefused) as refused:
        await ingress.post(MESSAGES, FORM)
    await ingress.close()

    assert refused.value.status == status
