"""Real conversations walked anew on a draft: where it answers differently, with nothing personal to be read (F2)."""

import json

import pytest

from bot.adapters.db.engine import Database
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.adapters.db.tables import ConversationRow, TurnRow
from bot.application.editor.drafts.drafts import Draft, Edit, files_of
from bot.application.editor.trying.replay import Differs, Replay, replay_in
from bot.application.editor.trying.replaying import Asked, Hiding, last_replay, start_replay, told
from bot.application.editor.trying.trying import TrialTools
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.domain.conversation import Channel
from tests.builders import NOON, TODAY, a_person, a_title
from tests.checkout import checkout_build
from tests.fakes import FakeClock
from tests.integration.trying.desk import trial_tools

BOSS, PROFILE = "helena.prado@exemplo.invalid", "cassems"
THANK, ASKED = "thank", "identity.ask_cpf_first3"
SAID = "obrigado, aqui é o Fábio Vasconcelos, meu telefone é numerotelefone e o cpf digitos"
FLOW = "common/flows/thank.yml"


@pytest.fixture
def tools(database: Database, clock: FakeClock) -> TrialTools:
    return trial_tools(database, clock, means={SAID: THANK})


async def begun(tools: TrialTools, path: str = "", old: str = "", new: str = "") -> Draft:
    files = files_of((await tools.bases.live()).sources)
    draft = await tools.drafts.begin("Outro texto", checkout_build().id, files, BOSS)
    if path:
        assert old in files[path]
        await tools.drafts.write(
            Edit(draft.id, BOSS, "Muda", {path: files[path]}, {path: files[path].replace(old, new)})
        )
    return draft


async def held(database: Database, events: list[dict[str, object]], *, number: int = 1, **changes: object) -> int:
    """A conversation of one turn, as turns are kept; `before` is what it began with."""
    vault, contact = database.vault, f"+55679900{number:05d}"
    async with database.writing() as session:
        talk = ConversationRow(
            channel="whatsapp",
            contact_hash=vault.phone_index(contact),
            contact=vault.seal(contact),
            sender="+5567900000000",
            creditor=PROFILE,
            created_at=NOON,
            **changes,  # type: ignore[arg-type]
        )
        session.add(talk)
        await session.flush()
        turn = TurnRow(
            conversation_id=talk.id,
            lease_token=1,
            epoch=0,
            release=checkout_build().id,
            intent=THANK,
            confidence=0.9,
            masked_text=vault.seal(SAID),
            events=vault.seal_json(events),
            before=vault.seal_json({"profile": PROFILE, "step": ASKED}),
            at=NOON,
        )
        session.add(turn)
        return talk.id


THANKED: list[dict[str, object]] = [
    {"event": "user", "metadata": {"source": "nlu", "conditional": False}},
    {"event": "slot", "name": "step", "value": "thank.welcome"},
    {"event": "action", "name": "utter_cassems__thank__welcome"},
    {"event": "slot", "name": "step", "value": "thank.back"},
]


async def replayed(tools: TrialTools, draft: Draft) -> Replay:
    assert await start_replay(Asked(draft.id, PROFILE, BOSS), tools) is None
    while tools.under_way:
        await next(iter(tools.under_way))
    _, found = await last_replay(draft.id, PROFILE, tools)
    assert found is not None
    return found


async def test_what_answers_alike_is_no_change(tools: TrialTools, database: Database) -> None:
    await held(database, THANKED)

    found = await replayed(tools, await begun(tools))

    assert (found.conversations, found.turns, found.changed, found.changes) == (1, 1, 0, ())


async def test_other_words_are_told_with_both_sides(tools: TrialTools, database: Database) -> None:
    talk = await held(database, THANKED)

    found = await replayed(tools, await begun(tools, FLOW, "Eu que agradeço.", "Por nada, {first_name}."))

    [change] = found.changes
    assert (change.conversation, change.differs) == (talk, Differs.WORDS)
    assert (change.before.texts, change.after.texts) == (("Eu que agradeço.",), ("Por nada, {first_name}.",))
    assert found.changed == 1


async def test_going_elsewhere_is_told(tools: TrialTools, database: Database) -> None:
    await held(database, THANKED)

    found = await replayed(tools, await begun(tools, FLOW, "next: back", f"next: {ASKED}"))

    [change] = found.changes
    assert change.differs is Differs.PLACE
    assert (change.before.step, change.after.step) == ("thank.back", ASKED)


async def test_an_act_that_was_not_done_then_ends_the_walk_and_is_not_done_now(
    tools: TrialTools, database: Database
) -> None:
    await held(database, THANKED)
    act = "act: hand_off\n    with: {reason: asked}\n    outcomes: {staffed: back, later: back}"

    found = await replayed(tools, await begun(tools, FLOW, "say: Eu que agradeço.\n    next: back", act))

    [change] = found.changes
    assert change.differs is Differs.ACT
    assert change.after.acts == ("hand_off",)


async def test_what_an_act_answered_then_it_answers_now(tools: TrialTools, database: Database) -> None:
    was: list[dict[str, object]] = [
        {"event": "user", "metadata": {"source": "reader", "conditional": False}},
        {"event": "action", "name": "act_hand_off"},
        {"event": "action", "name": "act_hand_off"},
        {"event": "slot", "name": "outcome", "value": "later"},
        {"event": "slot", "name": "step", "value": "thank.back"},
    ]
    await held(database, was)
    act = (
        "act: hand_off\n    with: {reason: asked}\n    outcomes: {staffed: other, later: back}\n  other: {return: true}"
    )

    found = await replayed(tools, await begun(tools, FLOW, "say: Eu que agradeço.\n    next: back", act))

    assert found.changes == ()


async def test_where_the_conversation_stood_may_be_gone(tools: TrialTools, database: Database) -> None:
    talk = await held(database, THANKED)
    async with database.writing() as session:
        turn = await session.get(TurnRow, talk)
        assert turn is not None
        turn.before = database.vault.seal_json({"profile": PROFILE, "step": "thank.no_more"})

    [change] = (await replayed(tools, await begun(tools))).changes

    assert change.differs is Differs.GONE


@pytest.mark.parametrize("left_out", [{"simulated": True}, {"trial": "abcdef123456"}])
async def test_simulated_talks_and_trials_are_no_real_conversations(
    tools: TrialTools, database: Database, left_out: dict[str, object]
) -> None:
    await held(database, THANKED, **left_out)

    assert (await replayed(tools, await begun(tools))).conversations == 0


async def test_nothing_personal_is_kept_in_the_result_or_shown(
    tools: TrialTools, database: Database, clock: FakeClock
) -> None:
    loading = await SqlPortfolios(database, clock).begin(PortfolioFile(PROFILE, "teste", TODAY))
    await loading.apply([PortfolioRow(a_person(), ((Channel.WHATSAPP, "+5567999990001"),), a_title())])
    await loading.finish(rows=1, rejected=0)
    await held(database, THANKED, person_id=1)
    draft = await begun(tools, FLOW, "Eu que agradeço.", "Por nada.")

    found = await replayed(tools, draft)
    [shown] = await told(found.changes, tools, Hiding())

    work, _ = await last_replay(draft.id, PROFILE, tools)
    assert work is not None
    kept = json.dumps(json.loads(work.result), ensure_ascii=False)
    assert "obrigado" in shown.said
    for personal in ("Fábio", "Vasconcelos", "Barbosa", "15908301647", "159.083", "99990001"):
        assert personal.casefold() not in shown.said.casefold()
        assert personal.casefold() not in kept.casefold()
    assert replay_in(work.result) == found
