"""Time stamps of heads by an RFC 3161 authority, against one of our own on this machine (N5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bot.adapters.db.vault import Vault
from bot.adapters.signing import LogSigner
from bot.adapters.timestamping import AuthorityAway, HttpAuthority, read_token, token_problem
from bot.adapters.token_signature import is_for_time_stamps
from bot.application.evidence.sequence import sequence, stamp_head
from bot.domain.evidence.encoding import head_message
from tests.builders import NOON
from tests.fake_evidence import FakeEvidenceLog, a_story
from tests.local_authority import LocalAuthority, running_authority

MESSAGE = b"concilia/evidence/head/v1\n{}"
DIGEST = sha256(MESSAGE).digest()


@pytest.fixture
def authority() -> Iterator[LocalAuthority]:
    with running_authority() as running:
        yield running


async def test_a_stamp_holds_for_the_head_it_was_asked_for(authority: LocalAuthority) -> None:
    stamp = await HttpAuthority(authority.url).stamp(MESSAGE)

    assert token_problem(stamp.token, DIGEST) is None
    assert token_problem(stamp.token, DIGEST, [authority.root]) is None
    assert token_problem(stamp.token, sha256(b"another").digest()) == "is about something else"
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=10)
    assert read_token(stamp.token).at == stamp.at


async def test_a_stamp_of_an_authority_nobody_trusts_does_not_hold(authority: LocalAuthority) -> None:
    stranger = LocalAuthority()

    problem = token_problem(stranger.token(DIGEST, NOON), DIGEST, [authority.root])

    assert problem is not None
    assert problem.startswith("is not signed as it should be")


def test_no_bit_of_what_a_token_states_can_be_changed(authority: LocalAuthority) -> None:
    token = authority.token(DIGEST, NOON)
    info = token.index(DIGEST)

    for place in range(info - 20, info + len(DIGEST) + 15):
        altered = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        assert token_problem(altered, DIGEST) is not None, place


def test_a_token_altered_anywhere_never_breaks_the_verifier(authority: LocalAuthority) -> None:
    """One bit of every byte; some say nothing of the stamp (a version), and the seal binds those."""
    token = authority.token(DIGEST, NOON)

    altered = [token[:n] + bytes([token[n] ^ (1 << n % 8)]) + token[n + 1 :] for n in range(len(token))]
    refused = [other for other in altered if token_problem(other, DIGEST, [authority.root]) is not None]

    assert len(refused) > len(token) / 2


def test_a_token_signed_by_another_key_than_its_certificate_s_does_not_hold(authority: LocalAuthority) -> None:
    authority.certificate = LocalAuthority().certificate

    assert token_problem(authority.token(DIGEST, NOON), DIGEST) == "is not signed by the certificate in it"


def test_a_certificate_made_for_something_else_stamps_nothing(authority: LocalAuthority) -> None:
    assert is_for_time_stamps(authority.certificate)
    assert not is_for_time_stamps(authority.root)


@pytest.mark.parametrize("mood", ["away", "broken", "about another"])
async def test_an_authority_that_misbehaves_gives_no_stamp(authority: LocalAuthority, mood: str) -> None:
    authority.mood = mood

    with pytest.raises(AuthorityAway):
        await HttpAuthority(authority.url).stamp(MESSAGE)


async def test_an_authority_that_is_away_delays_nothing_and_stamps_a_later_head(
    authority: LocalAuthority, vault: Vault
) -> None:
    log, signer = FakeEvidenceLog(), LogSigner(vault)
    authority.mood = "away"
    door = HttpAuthority(authority.url)
    await log.add(a_story()[0])
    await sequence(log, signer, NOON)
    with pytest.raises(AuthorityAway):
        await stamp_head(log, door, NOON)
    await log.add(a_story()[1])
    assert await sequence(log, signer, NOON + timedelta(minutes=1)) == 1
    authority.mood = ""

    assert await stamp_head(log, door, NOON + timedelta(minutes=1))

    first, second = log.heads
    assert first.stamps == ()
    assert token_problem(second.stamps[0].token, sha256(head_message(second.head)).digest(), [authority.root]) is None


async def test_a_head_is_stamped_once_and_the_next_one_when_it_is_time(authority: LocalAuthority, vault: Vault) -> None:
    log, signer = FakeEvidenceLog(), LogSigner(vault)
    door = HttpAuthority(authority.url)
    await log.add(a_story()[0])
    await sequence(log, signer, NOON)
    now = datetime.now(UTC)

    stamped = [await stamp_head(log, door, now), await stamp_head(log, door, now)]
    await log.add(a_story()[1])
    await sequence(log, signer, NOON + timedelta(minutes=1))
    stamped.append(await stamp_head(log, door, now))
    stamped.append(await stamp_head(log, door, now + timedelta(minutes=11)))

    assert stamped == [True, False, False, True]
    assert authority.asked == 2
