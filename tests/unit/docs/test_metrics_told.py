"""The figures and what is told of them agree both ways: the table, the dashboard and the alarms (section 9)."""

import json
import re
from runpy import run_path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import bot.main
import bot.worker
from bot.config import ROOT

DOCS = ROOT / "docs"
ROW = re.compile(r"^\| `(concilia_\w+)` \| ([\w, ]+) \|([`\w, ]*)\| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"\bconcilia_\w+")
PARTS = re.compile(r"_(bucket|sum|count)$")
STARTED = (bot.main, bot.worker)  # importing them declares every figure of the service
NOT_SHOWN = {"concilia_nlu_releases_loaded"}  # of use when something is looked into, and on no panel


def of_the_nlu() -> dict[str, Any]:
    """Its module of figures needs nothing of its own environment."""
    found: dict[str, Any] = run_path(str(ROOT / "nlu" / "serving" / "figures.py"))["WHAT_THEY_ARE"]
    return found


def exported() -> dict[str, set[str]]:
    """Every metric of ours by the name it is asked for, with its labels."""
    found = {}
    for metric, names in REGISTRY._collector_to_names.items():
        name, kind = getattr(metric, "_name", ""), getattr(metric, "_type", "")
        if name.startswith("concilia_"):
            assert names
            found[f"{name}_total" if kind == "counter" else name] = set(metric._labelnames)  # type: ignore[attr-defined]
    return found


def told() -> dict[str, set[str]]:
    rows = ROW.findall((DOCS / "metrics.md").read_text(encoding="utf-8"))
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, _, labels, _ in rows}


def named_in(text: str) -> set[str]:
    return {PARTS.sub("", name) for name in NAME.findall(text)}


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "grafana" / "concilia.json").read_text(encoding="utf-8"))
    return found


def queries() -> list[str]:
    return [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", ())]


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DOCS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_each_metric_is_told_of_with_its_labels_and_nothing_else_is() -> None:
    ours = {name: labels for name, labels in told().items() if name not in of_the_nlu()}

    assert STARTED
    assert ours == exported()


def test_the_nlus_metrics_are_told_of_too() -> None:
    assert set(of_the_nlu()) <= set(told())


def test_each_metric_named_on_the_dashboard_exists_and_each_of_ours_is_on_it() -> None:
    shown = set().union(*map(named_in, queries()))

    assert shown - set(told()) == set()
    assert set(told()) - shown == NOT_SHOWN


def test_each_panel_has_a_title_a_place_and_something_to_show() -> None:
    panels = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert all(panel["title"] and panel["targets"] for panel in panels)
    assert len({panel["id"] for panel in dashboard()["panels"]}) == len(dashboard()["panels"])
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_each_alarm_asks_for_what_exists_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert named_in(rule["expr"]) - set(told()) == set()
    assert named_in(rule["expr"]) or "up{" in rule["expr"]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["action"]


def test_every_label_an_alarm_asks_for_is_one_the_figure_has() -> None:
    """A label that is none makes an alarm that never sounds."""
    labels = {name: {*found, "le"} for name, found in told().items()}
    asked = [
        (PARTS.sub("", name), label)
        for rule in rules()
        for name, chosen in re.findall(r"\b(concilia_\w+)\{([^}]*)\}", rule["expr"])
        for label in re.findall(r"(\w+)\s*=~?", chosen)
    ]

    assert len(asked) > 5
    assert [(name, label) for name, label in asked if label not in labels[name]] == []


def test_a_stranger_wakes_nobody() -> None:
    """Anybody may post to the doors; what pages somebody is what names our account (issue 6, 2)."""
    of_refused = [rule for rule in rules() if "reject" in rule["expr"] or "refused" in rule["expr"]]
    pages = [rule["expr"] for rule in of_refused if rule["labels"]["severity"] == "page"]

    assert len(of_refused) > len(pages) > 0
    assert all('whose="ours"' in asked for asked in pages)


def test_the_jobs_told_of_are_those_the_alarms_know() -> None:
    [pattern] = {found for rule in rules() for found in re.findall(r'up\{job=~"([^"]+)"\}', rule["expr"])}
    written = re.search(r"```yaml\n(.+?)```", (DOCS / "metrics.md").read_text(encoding="utf-8"), re.DOTALL)
    assert written is not None
    jobs = yaml.safe_load(written[1])["scrape_configs"]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]

    assert {name for job in jobs for found in job["dns_sd_configs"] for name in found["names"]} <= set(services)
    assert len(jobs) == 3
    assert all(re.fullmatch(pattern, job["job_name"]) for job in jobs)


def test_there_is_an_alarm_for_each_thing_that_must_not_go_unseen() -> None:
    assert {str(rule["alert"]) for rule in rules()} >= {
        "WebhooksRefused",
        "TurnsLate",
        "OutboxUnknown",
        "EvidenceLate",
        "QueueWaits",
        "NoReleaseLive",
        "DiskFilling",
        "RedisAway",
        "DatabaseAway",
        "NluAway",
        "TurnsFail",
    }
