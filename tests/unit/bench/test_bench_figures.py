"""The measurements' own sums; no time is asserted anywhere."""

import json
from pathlib import Path

import pytest

from bench.figures import Figure, Measured, keep, latencies, lines, percentile
from bench.http_client import post_request
from bench.negotiation import TURNS, Debtor
from bot.domain.documents import document_of

A_MEASURE = Measured(
    "ack", "a POST", "a bare one", (Figure("p50", "ms", 3.0, 2.0),), {"ours": [0.003], "reference": [0.002]}, ("short",)
)


@pytest.mark.parametrize(("percent", "time"), [(1, 1.0), (50, 50.0), (95, 95.0), (99, 99.0), (100, 100.0)])
def test_a_percentile_is_a_time_that_was_taken(percent: int, time: float) -> None:
    times = [float(number) for number in range(100, 0, -1)]

    assert percentile(times, percent) == time


def test_the_only_time_taken_is_every_percentile() -> None:
    assert [percentile([7.0], percent) for percent in (1, 50, 99)] == [7.0, 7.0, 7.0]


def test_latencies_stand_in_milliseconds_beside_the_reference() -> None:
    [figure] = latencies([0.003], [0.002], 50)

    assert (figure.name, figure.unit, figure.ours, figure.reference) == ("p50", "ms", 3.0, 2.0)
    assert figure.ratio == pytest.approx(1.5)


def test_a_figure_is_shown_with_its_reference_and_the_ratio() -> None:
    head, row, note = lines(A_MEASURE)

    assert head.startswith("ack: a POST, against a bare one (load ")
    assert row.split() == ["p50", "3.00", "ms", "reference", "2.00", "ratio", "1.50"]
    assert note.strip() == "short"


def test_every_time_taken_is_kept_with_what_the_machine_was_doing(tmp_path: Path) -> None:
    kept = json.loads(keep(A_MEASURE, tmp_path / "results").read_text())

    assert kept["raw_s"] == {"ours": [0.003], "reference": [0.002]}
    assert kept["figures"] == [{"name": "p50", "unit": "ms", "ours": 3.0, "reference": 2.0, "ratio": 1.5}]
    assert kept.keys() >= {"taken_at", "cores", "load"}


def test_a_request_tells_the_length_of_its_body_in_bytes() -> None:
    head, _, body = post_request("/x", "é=1".encode(), X_Twilio_Signature="abc").partition(b"\r\n\r\n")

    assert body == "é=1".encode()
    assert head.splitlines()[0] == b"POST /x HTTP/1.1"
    assert {b"Content-Length: 4", b"X-Twilio-Signature: abc"} <= set(head.splitlines())


def test_every_debtor_has_a_document_a_phone_and_titles_of_their_own() -> None:
    debtors = [Debtor(number) for number in (0, 1, 999_999)]

    assert all(document_of(debtor.document) == debtor.document for debtor in debtors)
    assert len({debtor.phone for debtor in debtors}) == len(debtors)
    numbers = [row.title.number for debtor in debtors for row in debtor.rows if row.title]
    assert len(set(numbers)) == len(numbers) == 2 * len(debtors)


def test_the_negotiation_has_eight_turns() -> None:
    assert len(TURNS) == 8
