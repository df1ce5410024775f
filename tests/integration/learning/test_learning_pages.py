"""The page of learning: groups without anybody's data, labels into a draft, and a measurement (F4)."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import LearnedPhraseRow, TurnRow
from bot.application.agents.reach import Reach, bind
from bot.application.editor.drafts.drafts import Edit, files_of
from bot.application.learning.evaluation import Change, Confusion, Measured
from bot.application.learning.groups import digest_of
from bot.application.learning.labelling import DraftBusy, GroupGone, groups_left, label, undo_last
from bot.application.learning.sentences import LEARNED_PATH, sentences_in
from bot.domain.reading.mask import mask
from console.learning.deps import LearningParts
from flows.checks import check_sentences
from tests.fakes import FakeClock
from tests.integration.learning.conftest import Enter
from tests.integration.learning.desk import CheckoutBase, Said, Told, heard

BOSS = "helena@exemplo.invalid"
TIGHT = [Said("ta osso pagar isso ai", who=1), Said("tá osso pagar isso aí!", who=2), Said("ta osso pagar isto", who=3)]
ODD = [Said("quero negocia em umas 40 vez", who=4, intent="affirm", confidence=0.6)]
PERSONAL = (
    "meu nome é Zuleide Krawczyk, cpf 529.982.247-25, fone (67) 99912-3456, moro em Aquidauana na rua Antonio Trajano"
)
_HASH = re.compile(r"[0-9a-f]{16,}")  # in which any three digits may stand


async def begun(parts: LearningParts, base: CheckoutBase, name: str = "Novembro") -> int:
    draft = await parts.tools.drafts.begin(name, "r", files_of(base.base.sources), BOSS)
    return draft.id


async def learned(parts: LearningParts, draft_id: int) -> dict[str, set[str]]:
    files = (await parts.tools.drafts.files(draft_id)).files
    found: dict[str, set[str]] = {}
    for sentence in sentences_in({LEARNED_PATH: files.get(LEARNED_PATH, "")}) if LEARNED_PATH in files else []:
        found.setdefault(sentence.intent, set()).add(sentence.text)
    return found


async def test_groups_are_those_not_understood_doubtful_or_denied_the_most_frequent_first(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts
) -> None:
    now = clock.now()
    await heard(sql_storage.database, now - timedelta(days=40), [Said("isso e antigo demais para ensinar", who=9)])
    said = [
        *ODD,
        *TIGHT,
        Said("tem outro jeito de acertar", who=5, intent="ask_titles", confidence=0.97),
        Said("não foi isso que eu perguntei", who=5, intent="deny", confidence=0.9),
        Said("Quero parcelar", who=6, intent="ask_installments", confidence=1.0, source="button"),
        Said("não é isso", who=6, intent="deny", confidence=0.9),
        Said("entendeu bem esta parte", who=7, intent="repeat", confidence=0.95),
        Said("calculado e depois recusado", who=7, superseded=True),
    ]
    await heard(sql_storage.database, now - timedelta(days=2), said)

    found = await groups_left(parts.tools)

    told = [(group.times, group.people, group.reason.value, group.taken) for group in found]
    assert told == [
        (3, 3, "not_understood", "out_of_scope"),
        (1, 1, "doubtful", "affirm"),
        (1, 1, "denied", "ask_titles"),
    ]
    assert [phrase.times for phrase in found[0].phrases] == [2, 1]
    assert [found[1].phrases[0].text, found[2].phrases[0].text] == [
        "quero negocia em umas digitos vez",
        "tem outro jeito de acertar",
    ]


async def test_nothing_of_a_person_comes_onto_the_page_or_into_the_draft(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, base: CheckoutBase, enters: Enter
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), [Said(f"ta osso pagar, {PERSONAL}", who=1)])
    draft_id = await begun(parts, base)
    browser = await enters()
    page = await browser.opens("/console/learning")
    key = re.search(r'name="group" value="(\w+)"', page.text)
    assert key is not None

    await browser.sends("/console/learning/labels", {"group": key[1], "intent": "hardship", "draft": str(draft_id)})

    [text] = (await learned(parts, draft_id))["hardship"]
    shown = _HASH.sub("", page.text.split('id="bench"')[1]).casefold()
    for secret in ("Zuleide", "Krawczyk", "529", "982", "25,", "99912", "3456", "Aquidauana", "Antonio", "Trajano"):
        assert secret.casefold() not in shown
        assert secret.casefold() not in text.casefold()
    assert "ta osso pagar" in text
    async with sql_storage.database.reading() as session:
        assert {row.digest for row in await session.scalars(select(LearnedPhraseRow))} >= {digest_of(text)}


async def test_a_label_teaches_the_draft_and_its_group_is_not_shown_again(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, base: CheckoutBase, enters: Enter
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), [*TIGHT, *ODD])
    draft_id = await begun(parts, base)
    browser = await enters()
    page = await browser.opens("/console/learning")
    assert "Faltam 2 grupos" in page.text
    assert page.text.index('value="hardship" data-key="1"') < page.text.index('value="ask_discount" data-key="2"')
    group = (await groups_left(parts.tools))[0]

    page = await browser.sends(
        "/console/learning/labels", {"group": group.key, "intent": "hardship", "draft": str(draft_id)}
    )

    assert "Falta 1 grupo" in page.text
    assert "1 feito hoje" in page.text
    assert await learned(parts, draft_id) == {"hardship": {"ta osso pagar isso ai", "ta osso pagar isto"}}
    files = (await parts.tools.drafts.files(draft_id)).files
    sentences = {path.removeprefix("nlu/"): text for path, text in files.items() if path.startswith("nlu/")}
    assert check_sentences(sentences, mask) == []

    page = await browser.sends("/console/learning/labels/undo", {"draft": str(draft_id)})

    assert "Faltam 2 grupos" in page.text
    assert await learned(parts, draft_id) == {}


async def test_what_teaches_nothing_is_dismissed_and_may_come_back(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, enters: Enter
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), TIGHT)
    browser = await enters()
    await browser.opens("/console/learning")
    [group] = await groups_left(parts.tools)

    page = await browser.sends("/console/learning/labels", {"group": group.key, "intent": "", "draft": ""})
    assert "Nenhum grupo à espera" in page.text
    assert "Tudo em dia" in page.text

    page = await browser.sends("/console/learning/labels/undo", {"draft": ""})
    assert "Falta 1 grupo" in page.text


async def test_of_somebody_erased_nothing_is_shown_any_more(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), TIGHT)
    assert len(await groups_left(parts.tools)) == 1
    async with sql_storage.database.writing() as session:
        await session.execute(update(TurnRow).values(masked_text=sql_storage.database.vault.seal("")))
    parts.tools.look_again()

    assert await groups_left(parts.tools) == []


async def test_who_is_bound_to_a_creditor_sees_its_messages_only_whoever_looked_before(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts
) -> None:
    said = [Said("ta osso pagar isso ai", 1, creditor="cassems"), Said("o carro quebrou ontem", 2, creditor="assefaz")]
    denied = Said("não foi isso", 2, "deny", 0.99, creditor="assefaz")
    await heard(sql_storage.database, clock.now() - timedelta(days=1), [*said, denied])
    assert len(await groups_left(parts.tools)) == 2

    bind(Reach(frozenset({"cassems"})))
    narrow = await groups_left(parts.tools)
    bind(Reach())

    assert [group.phrases[0].text for group in narrow] == ["ta osso pagar isso ai"]
    assert len(await groups_left(parts.tools)) == 2


async def test_a_group_skipped_waits_behind_the_others(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, enters: Enter
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), [*TIGHT, *ODD])
    first, second = await groups_left(parts.tools)
    browser = await enters()

    page = await browser.opens(f"/console/learning?skip={first.key}")
    assert f'name="group" value="{second.key}"' in page.text

    page = await browser.opens(f"/console/learning?skip={first.key},{second.key}")
    assert f'name="group" value="{first.key}"' in page.text


async def test_two_people_do_not_label_one_group_twice(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, base: CheckoutBase, enters: Enter
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), TIGHT)
    draft_id = await begun(parts, base)
    [group] = await groups_left(parts.tools)
    assert await label(group.key, "hardship", draft_id, "caio@exemplo.invalid", parts.tools) == 2
    browser = await enters()
    await browser.opens("/console/learning")

    page = await browser.sends(
        "/console/learning/labels", {"group": group.key, "intent": "later", "draft": str(draft_id)}
    )

    assert "já foi respondido por outra pessoa" in page.text
    assert set(await learned(parts, draft_id)) == {"hardship"}
    with pytest.raises(GroupGone):
        await label(group.key, "later", draft_id, BOSS, parts.tools)
    assert await undo_last(BOSS, parts.tools) is None  # it was another's


async def test_a_draft_somebody_else_writes_into_keeps_both(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, base: CheckoutBase
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), TIGHT)
    draft_id = await begun(parts, base)
    theirs = 'version: "3.1"\n\nnlu:\n- intent: thank\n  examples: |\n    - gratidão de montão\n'
    await parts.tools.drafts.write(
        Edit(draft_id, "caio@exemplo.invalid", "x", {LEARNED_PATH: None}, {LEARNED_PATH: theirs})
    )

    [group] = await groups_left(parts.tools)
    await label(group.key, "hardship", draft_id, BOSS, parts.tools)

    assert set(await learned(parts, draft_id)) == {"thank", "hardship"}


@pytest.mark.parametrize(
    ("intent", "answer"),
    [("choose_option", "não existe mais"), ("nonsense", "não existe mais"), ("hardship", "aberto")],
)
async def test_what_cannot_be_taught_is_refused_in_words(
    sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts, enters: Enter, intent: str, answer: str
) -> None:
    await heard(sql_storage.database, clock.now() - timedelta(days=1), TIGHT)
    [group] = await groups_left(parts.tools)
    browser = await enters()
    await browser.opens("/console/learning")

    page = await browser.sends("/console/learning/labels", {"group": group.key, "intent": intent, "draft": "99"})

    assert answer in page.text
    assert "Falta 1 grupo" in page.text


async def test_without_a_draft_one_is_begun_there(parts: LearningParts, enters: Enter) -> None:
    browser = await enters()
    page = await browser.opens("/console/learning")
    assert "Antes, comece um rascunho" in page.text
    assert "Medir antes e depois" not in page.text

    page = await browser.sends("/console/learning/drafts", {"name": "  Frases   de teste "})

    [draft] = await parts.tools.drafts.open_drafts()
    assert (draft.name, draft.author) == ("Frases de teste", BOSS)
    assert "Medir antes e depois" in page.text
    assert "nlu/answers.yml" in (await parts.tools.drafts.files(draft.id)).files


async def test_a_measurement_tells_what_got_worse(
    parts: LearningParts, base: CheckoutBase, enters: Enter, told: Told
) -> None:
    draft_id = await begun(parts, base)
    changes = (Change("hardship", 20, 0.9, 0.8, 0.9, 0.8), Change("later", 8, 0.5, 1.0, 0.5, 1.0))
    pairs = (Confusion("hardship", "later", 1, 4),)
    told.measured = Measured("r", draft_id, 0, 400, 0.951, 0.949, changes, pairs)
    browser = await enters()
    await browser.opens("/console/learning")

    await browser.sends(f"/console/learning/measurements/{draft_id}", {})
    await asyncio.gather(*parts.measuring.under_way)
    page = await browser.opens("/console/learning")

    assert "mas reconhece menos «Dificuldade para pagar»." in page.text
    assert "95,1%" in page.text
    assert "−10,0" in page.text
    assert "O que ele mais confunde" in page.text
    last = await parts.measuring.measurements.last(draft_id)
    assert last is not None
    assert last.measured == told.measured


async def test_a_measurement_that_fails_is_told_and_may_be_tried_again(
    parts: LearningParts, base: CheckoutBase, enters: Enter
) -> None:
    draft_id = await begun(parts, base)
    browser = await enters()
    await browser.opens("/console/learning")

    await browser.sends(f"/console/learning/measurements/{draft_id}", {})
    await asyncio.gather(*parts.measuring.under_way)
    page = await browser.opens(f"/console/learning/measurements/{draft_id}")

    assert "A última medição não terminou" in page.text
    assert "Medir antes e depois" in page.text


async def test_a_measurement_of_no_draft_is_not_there(enters: Enter) -> None:
    browser = await enters()
    assert (await browser.opens("/console/learning/measurements/7")).status_code == 404


def test_a_busy_draft_names_itself() -> None:
    assert "7" in str(DraftBusy(7))
