"""Our reckoning of the signature is Twilio's own, whatever the form; and what a wrong one tells (section 9)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.application.refused import Cause, RefusedRequest, Verdict
from tests.unit.webhooks.conftest import PUBLIC_URL, TOKENS
from webhooks.again import SignatureJudge
from webhooks.form import PostedForm
from webhooks.signature import SignatureCheck, bases_of, fits

PATH = "/webhooks/twilio/messages"
PAIRS = (("Body", "oi"), ("From", "whatsapp:+5567900000007"), ("MessageSid", "SM1"))
RETIRED = "a-token-of-last-year"
JUDGE = SignatureJudge(SignatureCheck(PUBLIC_URL, TOKENS), (RETIRED,))


def signed(url: str, token: str) -> str:
    return RequestValidator(token).compute_signature(url, PostedForm(PAIRS))


def refused(signature: str, *, query: str = "", origin: str = "http://10.0.0.7:8000") -> RefusedRequest:
    return RefusedRequest("twilio", PATH, query, origin, signature, PAIRS, datetime(2026, 11, 21, tzinfo=UTC))


@given(st.lists(st.tuples(st.text(), st.text())), st.sampled_from(["", "?a=b", "?a=ç%20d"]))
def test_a_form_is_signed_as_the_providers_own_library_signs_it(pairs: list[tuple[str, str]], query: str) -> None:
    form, url = PostedForm(tuple(pairs)), f"{PUBLIC_URL}{PATH}{query}"

    assert fits([url], form, RequestValidator(TOKENS[1]).compute_signature(url, form), TOKENS)
    assert not fits([url], form, RequestValidator("another").compute_signature(url, form), TOKENS)


@pytest.mark.parametrize(
    ("url", "bases"),
    [
        ("https://a.invalid", ("https://a.invalid", "https://a.invalid:443")),
        ("http://a.invalid:8000/x", ("http://a.invalid:8000/x", "http://a.invalid/x")),
        ("http://[::1]:8000", ("http://[::1]:8000", "http://[::1]")),
    ],
)
def test_an_address_is_signed_as_it_is_written_or_else_with_its_port_or_without(
    url: str, bases: tuple[str, ...]
) -> None:
    assert bases_of(url) == bases


@pytest.mark.parametrize("token", TOKENS)
def test_what_fits_the_settings_of_now_was_refused_by_those_of_before(token: str) -> None:
    assert JUDGE(refused(signed(f"{PUBLIC_URL}{PATH}", token))) == Verdict(Cause.FITS_NOW)


@pytest.mark.parametrize(
    "url",
    [
        f"http://negocia.exemplo.invalid{PATH}",
        f"https://negocia.exemplo.invalid{PATH}/",
        f"http://negocia.exemplo.invalid:80{PATH}/",
        f"https://10.0.0.7:8000{PATH}",
        f"http://10.0.0.7{PATH}",
    ],
)
def test_what_was_signed_for_another_address_of_ours_says_which(url: str) -> None:
    """http or https, with its port or without, with a slash at the end, or the address it was reached under."""
    assert JUDGE(refused(signed(url, TOKENS[0]))) == Verdict(Cause.OTHER_ADDRESS, url)


def test_a_query_lost_on_the_way_is_another_address() -> None:
    signature = signed(f"{PUBLIC_URL}{PATH}", TOKENS[0])

    assert JUDGE(refused(signature, query="a=b")) == Verdict(Cause.OTHER_ADDRESS, f"{PUBLIC_URL}{PATH}")


@pytest.mark.parametrize("url", [f"{PUBLIC_URL}{PATH}", f"http://negocia.exemplo.invalid{PATH}"])
def test_a_retired_token_is_told_apart(url: str) -> None:
    assert JUDGE(refused(signed(url, RETIRED))) == Verdict(Cause.OLD_TOKEN)
    assert not JUDGE.check.is_valid(PATH, "", PostedForm(PAIRS), signed(url, RETIRED))


@pytest.mark.parametrize("token", ["somebody-elses", ""])
def test_what_no_token_of_ours_signed_stays_unknown(token: str) -> None:
    assert JUDGE(refused(signed(f"{PUBLIC_URL}{PATH}", token))) == Verdict(Cause.UNKNOWN)
    assert JUDGE(refused("")) == Verdict(Cause.UNKNOWN)


def test_a_form_changed_after_it_was_signed_is_unknown_whatever_its_signature() -> None:
    url = f"{PUBLIC_URL}{PATH}"
    signature = RequestValidator(TOKENS[0]).compute_signature(url, PostedForm((*PAIRS, ("x", "y"))))

    assert JUDGE(refused(signature)).cause is Cause.UNKNOWN
