"""F2: a release freezes everything under one content hash; a change of words alone trains nothing."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.release_shelf import ReleaseShelf, StoredReleases
from bot.adapters.release_store import LivePointer, ReleaseFolder, sources_in
from bot.adapters.trainer import SubprocessTrainer, TrainingFailed, engine_of, progress_in
from bot.application.publications import How, Signed
from bot.application.releases import (
    ReleaseMissing,
    ReleaseRefused,
    Sources,
    build_release,
    ensure_release,
    load_release,
    release_problems,
    sources_of,
)
from bot.domain.reading.mask import mask
from flows.compile import Training
from flows.tree import read_tree, write_tree
from tests.fake_publications import AT, FakePublications

FIXTURES = Path(__file__).parents[1] / "flows" / "fixtures"
POLICIES = Path(__file__).parents[3] / "flows" / "content" / "cassems"
BYE = "teste/flows/closing.yml"
LOGGED = "2026-11-21 19:52:56,101 INFO"


class CountingTrainer:
    """Writes a model that says what it was trained from."""

    def __init__(self) -> None:
        self.trained = 0

    def train(self, project: Path, out: Path) -> None:
        self.trained += 1
        out.write_text((project / "data/nlu.yml").read_text(encoding="utf-8"), encoding="utf-8")


def some_sources() -> Sources:
    sentences = {"a.yml": "nlu:\n- intent: affirm\n  examples: |\n    - sim\n"}
    return Sources(read_tree(FIXTURES), Training(sentences, "language: pt\n", lambda text: text))


def with_content(sources: Sources, name: str, change: Callable[[str], str]) -> Sources:
    assert change(sources.content[name]) != sources.content[name]
    return replace(sources, content={**sources.content, name: change(sources.content[name])})


def other_words(sources: Sources) -> Sources:
    return with_content(sources, BYE, lambda text: text.replace('"Obrigada."', '"Muito obrigada."'))


@pytest.fixture
def store(tmp_path: Path) -> ReleaseFolder:
    return ReleaseFolder.under(tmp_path)


def test_the_same_sources_give_the_same_release() -> None:
    assert build_release(some_sources()) == build_release(some_sources())


def test_a_change_of_words_is_another_release_with_the_same_model() -> None:
    before, after = build_release(some_sources()), build_release(other_words(some_sources()))

    assert before.id != after.id
    assert before.model_id == after.model_id


@pytest.mark.parametrize(
    "change",
    [
        lambda s: with_content(s, BYE, lambda text: text.replace("nothing: titles}", "nothing: bye}")),
        lambda s: with_content(s, "settings.yml", lambda text: text.replace("0.8", "0.9")),
    ],
)
def test_a_change_of_flows_or_settings_is_another_release_with_the_same_model(
    change: Callable[[Sources], Sources],
) -> None:
    """F2: what leaves the sentences alone trains nothing."""
    before, after = build_release(some_sources()), build_release(change(some_sources()))

    assert before.id != after.id
    assert before.model_id == after.model_id


@pytest.mark.parametrize(
    "change",
    [
        lambda s: replace(s, training=replace(s.training, config="language: en\n")),
        lambda s: replace(s, training=replace(s.training, mask=str.upper)),
    ],
)
def test_a_change_of_pipeline_or_sentences_needs_another_model(
    change: Callable[[Sources], Sources],
) -> None:
    before, after = build_release(some_sources()), build_release(change(some_sources()))

    assert before.id != after.id
    assert before.model_id != after.model_id


def test_a_change_of_policy_is_another_release_with_the_same_model() -> None:
    with_policy = replace(some_sources(), content={**some_sources().content, "teste/policy.yml": "a: 1\n"})

    before, after = build_release(some_sources()), build_release(with_policy)

    assert before.id != after.id
    assert before.model_id == after.model_id


def test_an_unchanged_release_is_trained_once(store: ReleaseFolder) -> None:
    trainer = CountingTrainer()

    first = ensure_release(build_release(some_sources()), store, trainer)
    second = ensure_release(build_release(some_sources()), store, trainer)

    assert first == second
    assert trainer.trained == 1
    assert store.ids() == [first]


def test_a_change_of_words_reuses_the_model(store: ReleaseFolder) -> None:
    trainer = CountingTrainer()

    first = ensure_release(build_release(some_sources()), store, trainer)
    second = ensure_release(build_release(other_words(some_sources())), store, trainer)

    assert trainer.trained == 1
    models = [(store.releases / release / "model.tar.gz").read_bytes() for release in (first, second)]
    assert models[0] == models[1]


def test_a_release_holds_what_the_nlu_process_and_the_service_read(store: ReleaseFolder) -> None:
    release_id = ensure_release(build_release(some_sources()), store, CountingTrainer())

    files = store.files(release_id)

    assert {"flows.json", "texts.json", "domain.yml", "config.yml", "manifest.json"} <= set(files)
    assert {"data/nlu.yml", "data/rules.yml"} <= set(files)
    assert json.loads(files["manifest.json"])["id"] == release_id
    assert files[f"content/{BYE}"] == some_sources().content[BYE]


def test_a_failed_training_leaves_nothing_behind(store: ReleaseFolder, tmp_path: Path) -> None:
    class BrokenTrainer:
        def train(self, project: Path, out: Path) -> None:
            out.write_text("half")
            raise TrainingFailed("out of memory")

    with pytest.raises(TrainingFailed):
        ensure_release(build_release(some_sources()), store, BrokenTrainer())

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_release_another_process_finished_first_stays_as_it_is(store: ReleaseFolder) -> None:
    build = build_release(some_sources())

    with store.writing(build.id, build.files) as folder:
        ensure_release(build, store, CountingTrainer())
        (folder / "model.tar.gz").write_text("late")

    assert (store.releases / build.id / "model.tar.gz").read_text() != "late"


def test_a_reference_to_nowhere_is_refused() -> None:
    broken = with_content(some_sources(), BYE, lambda text: text.replace("next: bye", "next: nowhere"))

    with pytest.raises(ReleaseRefused) as refused:
        build_release(broken)

    assert {problem.code for problem in refused.value.problems} == {"unknown_step"}


def test_problems_of_flows_policy_and_sentences_are_told_together() -> None:
    """F3: a policy leaving its own bounds is refused like a broken flow."""
    sources = with_content(some_sources(), BYE, lambda text: text.replace("sure: [affirm]", "sure: [deny]"))
    sentences = {**sources.training.sentences, "b.yml": "nlu:\n- intent: deny\n  examples: |\n    - sim\n"}
    sources = Sources({**sources.content, "teste/policy.yml": "a: 1\n"}, replace(sources.training, sentences=sentences))

    codes = {problem.code for problem in release_problems(sources)}

    assert codes == {"closing_without_yes", "policy_refused", "ambiguous_sentence"}


def test_a_checkout_is_read_with_its_sentences_masked(tmp_path: Path) -> None:
    sentences = "nlu:\n- intent: inform_identity\n  examples: |\n    - meu cpf é 529.982.247-25\n"
    write_tree({"nlu/data/a.yml": sentences, "nlu/config.yml": "language: pt\n"}, tmp_path)
    write_tree({f"flows/content/{name}": text for name, text in read_tree(FIXTURES).items()}, tmp_path)

    sources = sources_in(tmp_path)
    build = build_release(sources)

    assert sources.content == read_tree(FIXTURES)
    assert "meu cpf" in build.files["data/nlu.yml"]
    assert "529" not in build.files["data/nlu.yml"]


def test_a_stored_release_gives_back_what_it_was_built_from(store: ReleaseFolder) -> None:
    """F2: a draft may begin from any release, and building it unchanged gives that release again."""
    mailed = {"a.yml": "nlu:\n- intent: inform_identity\n  examples: |\n    - meu cpf é 529.982.247-25\n"}
    sources = Sources(read_tree(FIXTURES), Training(mailed, "language: pt\n", mask), "of this code")
    release_id = ensure_release(build_release(sources), store, CountingTrainer())

    again = sources_of(store.files(release_id))

    assert again == sources
    assert build_release(again).id == release_id


def test_the_good_sample_may_be_published() -> None:
    assert release_problems(some_sources()) == []


def test_a_loaded_release_answers_for_its_steps_texts_and_policies() -> None:
    sources = some_sources()
    policy = {
        f"teste/{path.name}": path.read_text(encoding="utf-8")
        for path in (POLICIES / "policy.yml", POLICIES / "titles.csv")
    }
    phrases = {"common/phrases.yml": "joined_by: ' e '\n"}
    build = build_release(replace(sources, content={**sources.content, **policy, **phrases}))

    release = load_release(build.files)

    assert release.id == build.id
    assert release.expects("teste", "closing.confirm") == ["yes_no", "date"]
    assert release.expects("teste", "nowhere") == []
    assert release.waiting_steps("teste") == ["closing.confirm", "identity.ask", "opt_out.sure", "titles.propose"]
    assert release.texts.response("utter_teste__closing__bye").sms == "Obrigada."
    assert release.policy("teste") is release.policies["teste"]
    assert release.phrases == {"joined_by": " e "}


def shelved(store: ReleaseFolder, publications: FakePublications, seen: LivePointer | None = None) -> StoredReleases:
    return StoredReleases(ReleaseShelf(store), publications, seen, look_every_s=0)


async def test_the_last_publication_is_live_and_this_machine_remembers_it(store: ReleaseFolder, tmp_path: Path) -> None:
    """F2: publishing names another release, rolling back the one before."""
    trainer, publications = CountingTrainer(), FakePublications()
    seen = LivePointer(tmp_path / "home" / "live-release")
    releases = shelved(store, publications, seen)
    old = ensure_release(build_release(some_sources()), store, trainer)
    new = ensure_release(build_release(other_words(some_sources())), store, trainer)

    live = []
    for release_id in (old, new, old):
        await publications.add(release_id, How.PUBLISHED, Signed("ana@exemplo.invalid"), AT)
        live.append(((await releases.live()).id, seen.read()))

    assert live == [(old, old), (new, new), (old, old)]
    assert (await releases.get(new)).texts.response("utter_teste__closing__bye").sms == "Muito obrigada."


def test_a_loaded_release_is_told_by_its_id_alone() -> None:
    build = build_release(some_sources())

    assert repr(load_release(build.files)) == f"LoadedRelease('{build.id}')"


async def test_what_is_live_is_asked_once_in_a_while(store: ReleaseFolder) -> None:
    """F2: at most once a second and process."""
    old = ensure_release(build_release(some_sources()), store, CountingTrainer())
    new = ensure_release(build_release(other_words(some_sources())), store, CountingTrainer())
    publications = FakePublications.of(old)
    releases = StoredReleases(ReleaseShelf(store), publications, look_every_s=3600)
    assert (await releases.live()).id == old

    await publications.add(new, How.PUBLISHED, Signed("ana@exemplo.invalid"), AT)

    assert (await releases.live()).id == old


async def test_where_nothing_is_live_the_first_publication_is_seen_at_once(store: ReleaseFolder) -> None:
    """F2: a service that has just begun answers as soon as there is something to answer with."""
    release_id = ensure_release(build_release(some_sources()), store, CountingTrainer())
    publications = FakePublications()
    releases = StoredReleases(ReleaseShelf(store), publications, look_every_s=3600)
    with pytest.raises(ReleaseMissing):
        await releases.live()

    await publications.add(release_id, How.PUBLISHED, Signed("ana@exemplo.invalid"), AT)

    assert (await releases.live()).id == release_id


async def test_a_stopped_bot_is_told_of_and_its_release_stays_live(store: ReleaseFolder) -> None:
    """F2."""
    release_id = ensure_release(build_release(some_sources()), store, CountingTrainer())
    publications = FakePublications.of(release_id)
    releases = shelved(store, publications)
    assert not await releases.is_stopped()

    await publications.add(release_id, How.STOPPED, Signed("ana@exemplo.invalid"), AT)

    assert await releases.is_stopped()
    assert (await releases.live()).id == release_id


async def test_a_release_that_is_not_there_is_missing(store: ReleaseFolder) -> None:
    releases = shelved(store, FakePublications())

    with pytest.raises(ReleaseMissing):
        await releases.live()
    with pytest.raises(ReleaseMissing) as missing:
        await releases.get("0123456789ab")

    assert missing.value.release_id == "0123456789ab"


def a_script(folder: Path, body: str) -> Path:
    script = folder / "train.py"
    script.write_text(f"import sys, pathlib\n{body}\n", encoding="utf-8")
    return script


def test_training_passes_its_progress_on_and_not_what_libraries_warn_of(tmp_path: Path) -> None:
    heard: list[str] = []
    lines = [f"{LOGGED} rasa.engine.training.hooks Starting to train component 'X'.", "WARNING:tensorflow: deprecated"]
    body = f"print({lines[0]!r}); print({lines[1]!r}, file=sys.stderr)"
    body += "; pathlib.Path(sys.argv[3]).write_text(' '.join(sys.argv[1:]))"
    trainer = SubprocessTrainer(Path(sys.executable), a_script(tmp_path, body), tmp_path / "cache", heard.append)

    trainer.train(tmp_path / "project", tmp_path / "model")

    assert heard == ["training: X…"]
    told = (tmp_path / "model").read_text(encoding="utf-8")
    parts = tmp_path / "cache" / engine_of(tmp_path)
    assert told == f"{tmp_path / 'project'} --out {tmp_path / 'model'} --cache {parts}"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("rasa.engine.training.hooks Starting to train component 'IntentRegression'.", "training: IntentRegression…"),
        ("rasa.engine.training.hooks Finished training component 'IntentRegression'.", None),
        ("rasa.engine.training.hooks Restored component 'FlowPolicy' from cache.", "training: FlowPolicy is as it was"),
        ("concilia.nlu trained /home/x/model.tar.gz in 81.4 s", "trained in 81 s"),
        ("concilia.nlu training failed: no such intent", "training failed: no such intent"),
        ("tensorflow The name tf.losses is deprecated", None),
        ("jax._src.lib jaxlib is old", None),
    ],
)
def test_of_what_training_logs_only_its_progress_is_told(line: str, told: str | None) -> None:
    assert progress_in(f"{LOGGED} {line}") == told


def test_lines_of_no_logger_are_no_progress() -> None:
    assert progress_in("  deprecate('keras.losses is deprecated')") is None


def test_other_training_code_makes_another_model_of_the_same_sentences() -> None:
    sources = some_sources()

    other = replace(sources, engine="other")

    assert build_release(other).model_id != build_release(sources).model_id


@pytest.mark.parametrize(
    ("body", "reason"), [("print('sem memória'); sys.exit(3)", "exit status 3"), ("print('sem memória')", "no model")]
)
def test_a_failed_training_says_what_it_said_last(tmp_path: Path, body: str, reason: str) -> None:
    trainer = SubprocessTrainer(Path(sys.executable), a_script(tmp_path, body), progress=lambda line: None)

    with pytest.raises(TrainingFailed, match=reason) as failed:
        trainer.train(tmp_path, tmp_path / "model")

    assert failed.value.last_lines == ("sem memória",)


def test_an_interpreter_that_is_not_there_is_a_failed_training(tmp_path: Path) -> None:
    trainer = SubprocessTrainer(tmp_path / "no-python", tmp_path / "train.py")

    with pytest.raises(TrainingFailed, match="did not start"):
        trainer.train(tmp_path, tmp_path / "model")
