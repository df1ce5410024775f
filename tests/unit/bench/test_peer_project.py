"""The stock project: what is made for it, and that it is a plain one."""

import re
from pathlib import Path

import yaml

from bench.negotiation import Debtor
from bench.peer.project import (
    FIGURES,
    STATIC,
    Addresses,
    digest_of,
    project_files,
    running_files,
    write_files,
)
from bot.publishing import NLU

FILES = project_files(NLU)
ADDRESSES = Addresses(actions=5055, redis=6390)
OURS_ALONE = {"name", "phone", "cpf_start", "agreement"}


def test_it_has_our_pipeline_and_rasas_own_policy() -> None:
    config, ours = yaml.safe_load(FILES["config.yml"]), yaml.safe_load((NLU / "config.yml").read_text())

    assert config["pipeline"] == ours["pipeline"]
    assert config["policies"] == [{"name": "RulePolicy"}]


def test_it_learns_from_the_same_sentences() -> None:
    assert FILES["data/negotiation.yml"] == (NLU / "data" / "negotiation.yml").read_text(encoding="utf-8")


def test_every_intent_of_its_rules_is_one_of_the_sentences() -> None:
    known = set(yaml.safe_load(FILES["domain/intents.yml"])["intents"])
    asked = set(re.findall(r"- intent: (\w+)", FILES["data/rules.yml"]))

    assert asked
    assert asked <= known


def test_every_value_of_its_texts_is_known_to_its_actions() -> None:
    wanted = set(re.findall(r"\{(\w+)\}", FILES["domain/domain.yml"]))

    assert wanted <= set(FIGURES) | OURS_ALONE


def test_no_text_is_cut_into_several_messages() -> None:
    responses = yaml.safe_load(FILES["domain/domain.yml"])["responses"]

    assert not [name for name, texts in responses.items() for text in texts if "\n\n" in text["text"]]


def test_it_keeps_talks_and_locks_in_redis_and_has_an_action_server() -> None:
    endpoints = yaml.safe_load(running_files([Debtor(1)], ADDRESSES)["endpoints.yml"])

    assert {endpoints[store]["type"] for store in ("tracker_store", "lock_store")} == {"redis"}
    assert endpoints["tracker_store"]["db"] != endpoints["lock_store"]["db"]
    assert endpoints["action_endpoint"]["url"] == "http://127.0.0.1:5055/webhook"


def test_its_actions_know_every_debtor_by_the_address_they_write_from() -> None:
    figures = running_files([Debtor(1), Debtor(2)], ADDRESSES)["figures.json"]

    assert all(f'"whatsapp:{Debtor(number).phone}"' in figures for number in (1, 2))


def test_the_same_files_and_code_give_the_same_model_whatever_is_not_trained() -> None:
    with_endpoints = {**FILES, **running_files([Debtor(1)], ADDRESSES)}

    assert digest_of(FILES, "engine") == digest_of(with_endpoints, "engine")


def test_another_rule_or_other_code_needs_another_model() -> None:
    other = {**FILES, "data/rules.yml": FILES["data/rules.yml"] + "\n"}

    assert len({digest_of(FILES, "one"), digest_of(other, "one"), digest_of(FILES, "two")}) == 3


def test_files_are_written_where_they_belong(tmp_path: Path) -> None:
    write_files(tmp_path, {"data/a.yml": "a", "b.yml": "b"})

    assert (tmp_path / "data" / "a.yml").read_text() + (tmp_path / "b.yml").read_text() == "ab"


def test_all_that_lies_there_goes_along() -> None:
    assert {file.name for file in STATIC.rglob("*.py")} == {"actions.py", "channel.py"}
    assert {"actions.py", "channel.py", "data/rules.yml", "domain/domain.yml"} <= set(FILES)
