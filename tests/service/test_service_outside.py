"""The same service on PostgreSQL and a Valkey that somebody else runs, with two workers."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.service.collector import Collector, Told
from tests.service.conftest import Dial
from tests.service.deaths import AGAIN_WITHIN_S, die_in_a_turn
from tests.service.running import ALL_READY, Service
from tests.service.waiting import wait_until


def test_only_what_is_not_configured_is_started_here(outside: Service) -> None:
    assert sorted(outside.services()) == ["api", "nlu", "worker-1", "worker-2"]
    wait_until(lambda: outside.get("/ready").json() == ALL_READY, "all ready")


def test_an_agreement_is_closed_by_two_workers_and_queued_once(outside: Service, dial_outside: Dial) -> None:
    """P1, P12: the same figures on either database."""
    phone = dial_outside()

    phone.says("oi")
    assert "À vista: R$ 1.802,50" in phone.says(phone.debtor.cpf_first3)
    phone.says("1")
    closed, _, _ = phone.says("sim").split("\n---\n")

    assert "acordo AC20261121" in closed
    assert [slip["person"] for slip in outside.document("slips", "list")] == [phone.debtor.name]


def test_repeated_webhooks_and_bursts_of_several_phones_are_answered_once_each(
    outside: Service, dial_outside: Dial
) -> None:
    """Section 9: two workers hear the same bells."""
    phones, before = [dial_outside() for _ in range(4)], outside.kept.turns()
    deliveries = [(phone, phone.form(text)) for text in ("oi", "bom dia") for phone in phones] * 3

    # A busy machine may take longer over them than a turn waits for more: the workers wait for all of them here.
    with outside.paused("worker-1", "worker-2"), ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(lambda delivery: delivery[0].post(delivery[1]).status_code, deliveries))
    phones[0].until_answered()

    assert set(answers) == {200}
    assert outside.kept.turns() == before + len(phones)
    assert [len(phone.got) for phone in phones] == [1] * len(phones)


def test_both_workers_killed_in_the_middle_of_a_turn_leave_it_to_the_next(outside: Service, dial_outside: Dial) -> None:
    """A turn is done or not begun, on PostgreSQL too: answered once, by a worker started again."""
    phone = dial_outside()

    die_in_a_turn(outside, phone, "worker-1", "worker-2")
    phone.until_answered(AGAIN_WITHIN_S)

    assert "R$ 1.802,50" in phone.got[-1].body
    assert len(phone.got) == 2


def test_a_message_is_one_trace_over_api_worker_and_nlu(
    outside: Service, dial_outside: Dial, collector: Collector
) -> None:
    """Each step hangs below the one that led to it, and says nothing of whom it was about."""
    phone = dial_outside()

    phone.says(f"oi, sou {phone.debtor.name}, cpf {phone.debtor.cpf}")
    trace = wait_until(lambda: _whole_trace(collector), "a trace from the door to the provider")

    by_id = {span.id: span for span in trace}
    above = {span.name: by_id[span.parent].name if span.parent else "" for span in trace}
    assert {"concilia-api", "concilia-worker", "concilia-nlu"} == {span.service for span in trace}
    assert above | {"webhook": "", "turn": "webhook", "commit": "turn", "send": "turn"} == above
    assert above["nlu understand"] == "turn"
    assert above["nlu /turn"] == "nlu understand"
    assert above["act open_contact"] == "turn"
    secrets = (phone.debtor.name, phone.debtor.first_name, phone.debtor.cpf, phone.debtor.phone[1:], "+")
    assert [span for span in collector.spans if any(secret in span.whole for secret in secrets)] == []


def test_every_process_shows_its_figures(outside: Service, dial_outside: Dial) -> None:
    """What the two workers did is theirs to tell, on ports of their own; what waits is the api's."""
    dial_outside().says("oi")
    port = int(outside.settings["CONCILIA_METRICS_PORT"])
    api, *workers = (
        httpx.get(f"http://127.0.0.1:{one}/metrics", trust_env=False) for one in (outside.port, port, port + 1)
    )

    assert 'concilia_webhooks_total{code="200",door="messages"}' in api.text
    assert 'concilia_messages_total{outcome="new"}' in api.text
    assert 'concilia_up{part="database"} 1.0' in api.text
    assert 'concilia_up{part="redis"} 1.0' in api.text
    assert "concilia_release_live{release=" in api.text
    told = "\n".join(worker.text for worker in workers)
    for name in (
        "turns_total{outcome=",
        "nlu_client_seconds_count{call=",
        "sendings_total{outcome=",
        "acts_total{act=",
    ):
        assert f"concilia_{name}" in told


def _whole_trace(collector: Collector) -> list[Told]:
    """The first that has every step; a span is told when it has ended, so that the outer ones come last."""
    steps = {"webhook", "turn", "commit", "send", "nlu understand", "nlu /turn", "act open_contact"}
    return next((trace for trace in collector.traces() if steps <= {span.name for span in trace}), [])
