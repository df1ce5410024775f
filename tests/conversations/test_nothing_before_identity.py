"""I1: before identity nothing that can be said, and nothing that is logged, speaks of a debt or of a person."""

import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.lanes.lines import attempt
from flows.catalogue import ACTS
from flows.graph import Graph, build_graph, placeholders
from flows.parsing import parse_content
from flows.tree import read_tree
from flows.walk import explore
from tests.conversations.conftest import Dial, LoadPortfolio
from tests.conversations.debtors import PORTFOLIOS

CONTENT = Path(__file__).resolve().parents[2] / "flows" / "content"
PROFILES = sorted(path.parent.name for path in CONTENT.glob("*/profile.yml"))
CHANNELS = ("whatsapp", "sms")
# Product requirement I1 word by word, kept apart from the list the content checks use.
FORBIDDEN = re.compile(
    r"\b(?:dividas?|debitos?|deve|devedor[ae]?s?|pendencias? financeiras?|inadimplen\w*|em atraso|atrasad[ao]s?"
    r"|cobranc?as?|cobrar|acordos?|titulos?|mensalidades?|parcelas?|boletos?|spc|serasa|vencid[ao]s?|pagar|r\$)"
    r"|\d,\d{2}\b"
)
# What only an act that speaks of the debt fills; "first_name" and the like come from others too.
TELLING = frozenset().union(*(act.fills for act in ACTS.values() if act.discloses)) - frozenset().union(
    *(act.fills for act in ACTS.values() if not act.discloses)
)


def graph_of(profile: str) -> Graph:
    content, problems = parse_content(read_tree(CONTENT))
    assert not problems
    graph, broken = build_graph(content.profiles[profile])
    assert not broken
    return graph


def said_unverified(profile: str, channel: str) -> Iterator[tuple[str, str]]:
    """Every text, and every label under it, that somebody who proved nothing may read."""
    graph = graph_of(profile)
    unverified = {state.node for state in explore(graph).states() if not state.verified}
    for name in sorted(unverified):
        step = graph.nodes[name].step
        for text in step.texts():
            yield name, text.on(channel)
        for button in step.buttons:
            yield name, button.label


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_no_text_before_identity_says_a_word_of_a_debt(profile: str, channel: str) -> None:
    """I1"""
    texts = list(said_unverified(profile, channel))

    assert len(texts) > 60
    assert [(name, found[0]) for name, text in texts if (found := FORBIDDEN.search(plain(text)))] == []


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_no_text_before_identity_has_room_for_a_value_of_the_debt(profile: str, channel: str) -> None:
    """I1"""
    told = [(name, TELLING & set(placeholders(text))) for name, text in said_unverified(profile, channel)]

    assert {"titles_list", "lump_total", "plan_down", "agreement_summary"} <= TELLING
    assert [(name, values) for name, values in told if values] == []


async def test_no_log_line_before_identity_names_anyone_or_anything(
    dial: Dial, portfolio: LoadPortfolio, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """I1, section 10: wrong guesses, names and questions of somebody unverified leave nothing readable behind."""
    await portfolio(*PORTFOLIOS["fabio_several"].rows)
    phone = dial("+5567911112222")

    with capture_logs() as kept:
        for said in ("oi", "159.083.016-47", "Pedro Souza Lima", "quanto eu devo de R$ 963,00?", "Fábio Barbosa"):
            result = await attempt(partial(phone.says, said), "turn failed", id=1)
            assert isinstance(result, str)
            assert FORBIDDEN.search(plain(result)) is None
        await attempt(partial(_fail_with, "159.083.016-47 Fábio R$ 963,00"), "turn failed", id=1)

    printed = capsys.readouterr()
    logged = plain(f"{kept} {caplog.text} {printed.out} {printed.err}")
    assert "turn failed" in logged
    secrets = ("15908301647", "159.083", "016-47", "fabio", "barbosa", "pedro", "souza", "963", "opme", "contribuicao")
    assert [secret for secret in secrets if secret in logged] == []


async def _fail_with(text: str) -> None:
    raise RuntimeError(text)
