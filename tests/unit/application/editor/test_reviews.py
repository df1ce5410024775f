"""Who may say yes to a draft, what an edit does to it, and what keeps it from being published (F2)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.application.editor.drafts.drafts import Logged
from bot.application.editor.publishing.reviews import (
    SILENT_FOR,
    Lacking,
    NoSaying,
    Outcome,
    Request,
    Standing,
    State,
    Talks,
    Wish,
    Word,
    Work,
    authors_of,
    changes_policy,
    digest_of,
    outcome_in,
)

NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)
ANA, BIA, CAIO, DORA = (f"{name}@exemplo.invalid" for name in ("ana", "bia", "caio", "dora"))
FILES = {"cassems/policy.yml": "fee: 2.50\n", "common/flows/a.yml": "flow: a\n", "nlu/a.yml": "nlu: []\n"}
WISH = Wish(7, 3, digest_of(FILES), "abc123", ANA, (ANA,), "Entrada menor", needs_signature=True)
READY = Outcome("def456", talks=Talks(12))
AGREED = Request(
    1, WISH, NOW, reviewed=Word(BIA, NOW), signed=Word(DORA, NOW), work=Work.READY, seen_at=NOW, outcome=READY
)


def standing(request: Request = AGREED, **changes: object) -> Standing:
    return replace(Standing(request, digest_of(FILES), "abc123"), **changes)  # type: ignore[arg-type]


def test_what_is_ready_reviewed_and_signed_lacks_nothing() -> None:
    assert standing().lacks() is None


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"state": State.WITHDRAWN}, Lacking.ENDED),
        ({"state": State.PUBLISHED}, Lacking.ENDED),
        ({"work": Work.RUNNING}, Lacking.PREPARING),
        ({"work": Work.REFUSED}, Lacking.PREPARING),
        ({"reviewed": None}, Lacking.REVIEW),
        ({"signed": None}, Lacking.SIGNATURE),
        ({"outcome": replace(READY, talks=Talks(12, ("um",)))}, Lacking.TICK),
        ({"outcome": replace(READY, is_trained=True, is_measured=True, is_worse=True)}, Lacking.TICK),
        ({"outcome": replace(READY, is_trained=True)}, Lacking.TICK),
    ],
)
def test_each_thing_lacking_keeps_it_from_being_published(changes: dict[str, object], lacking: Lacking) -> None:
    assert standing(replace(AGREED, **changes)).lacks() is lacking  # type: ignore[arg-type]


def test_an_edit_after_review_and_signature_voids_both() -> None:
    edited = {**FILES, "common/flows/a.yml": "flow: b\n"}

    assert standing(digest=digest_of(edited)).lacks() is Lacking.VOID
    assert standing(digest=digest_of(edited)).refuses_review(CAIO) is NoSaying.VOID
    assert standing(digest=digest_of(edited)).refuses_signature(DORA) is NoSaying.VOID


def test_a_publication_of_another_draft_meanwhile_voids_what_was_agreed_on() -> None:
    assert standing(live="fed987").lacks() is Lacking.VOID


def test_a_warning_is_gone_over_only_by_somebody_who_wants_it() -> None:
    warned = standing(replace(AGREED, outcome=replace(READY, talks=Talks(12, ("um",)))))

    assert (warned.lacks(), warned.lacks(despite=True)) == (Lacking.TICK, None)


def test_without_the_setting_no_review_is_needed_but_the_signature_is() -> None:
    alone = replace(AGREED, reviewed=None, signed=None)

    assert standing(alone, reviews=False).lacks() is Lacking.SIGNATURE
    assert standing(replace(alone, signed=Word(DORA, NOW)), reviews=False).lacks() is None


def test_no_signature_is_asked_where_the_policy_is_as_it_was() -> None:
    plain = replace(AGREED, wish=replace(WISH, needs_signature=False), signed=None)

    assert standing(plain).lacks() is None
    assert standing(plain).refuses_signature(DORA) is NoSaying.NOT_NEEDED


def test_an_author_neither_reviews_nor_signs_their_own() -> None:
    request = replace(AGREED, wish=replace(WISH, authors=(ANA, CAIO)))

    assert {standing(request).refuses_review(who) for who in (ANA, CAIO)} == {NoSaying.AUTHOR}
    assert standing(request).refuses_signature(CAIO) is NoSaying.AUTHOR
    assert standing(request).refuses_review(BIA) is None
    assert standing(request).refuses_signature(DORA) is None


def test_whoever_reviewed_does_not_sign_too_and_the_other_way_round() -> None:
    reviewed, signed = replace(AGREED, signed=None), replace(AGREED, reviewed=None)

    assert standing(reviewed).refuses_signature(BIA) is NoSaying.SAME_PERSON
    assert standing(signed).refuses_review(DORA) is NoSaying.SAME_PERSON
    assert standing(reviewed, reviews=False).refuses_signature(BIA) is None


def test_authors_began_asked_wrote_or_took_back_and_whoever_took_back_their_own_is_none() -> None:
    def logged(number: int, by: str, undone_by: str = "") -> Logged:
        return Logged(number, number, by, "", NOW, (), undone_by, NOW if undone_by else None)

    assert authors_of(ANA, ANA, ()) == (ANA,)
    assert authors_of(ANA, BIA, [logged(1, CAIO)]) == (ANA, BIA, CAIO)
    assert authors_of(ANA, ANA, [logged(1, CAIO, CAIO)]) == (ANA,)
    assert authors_of(ANA, ANA, [logged(1, CAIO, DORA)]) == (ANA, DORA)


@pytest.mark.parametrize(
    ("path", "signs"),
    [
        ("cassems/policy.yml", True),
        ("croam/titles.csv", True),
        ("assefaz/notice.yml", True),
        ("common/flows/a.yml", False),
        ("nlu/a.yml", False),
    ],
)
def test_finance_signs_when_policy_titles_or_notice_is_another_file(path: str, signs: bool) -> None:
    assert changes_policy(FILES, {**FILES, path: "other\n"}) is signs


def test_a_policy_taken_out_is_signed_too() -> None:
    left = {path: text for path, text in FILES.items() if "policy" not in path}

    assert (changes_policy(FILES, left), changes_policy(FILES, dict(FILES))) == (True, False)


def test_the_digest_is_of_paths_and_texts_together() -> None:
    assert digest_of(FILES) == digest_of(dict(reversed(FILES.items())))
    assert digest_of({"a": "bc"}) != digest_of({"ab": "c"})


def test_a_preparing_that_gives_no_sign_for_long_has_ended() -> None:
    running = replace(AGREED, work=Work.RUNNING)
    just_before = NOW + SILENT_FOR - timedelta(microseconds=1)

    assert (running.work_at(just_before), running.work_at(NOW + SILENT_FOR)) == (Work.RUNNING, Work.FAILED)
    assert AGREED.work_at(NOW + SILENT_FOR) is Work.READY


@pytest.mark.parametrize("outcome", [Outcome(), READY, Outcome("a", ({"code": "x", "path": []},), True, None, True)])
def test_what_was_found_is_read_as_it_was_written(outcome: Outcome) -> None:
    assert outcome_in(outcome.as_json()) == outcome
