"""The settings of the contract: defaults, `.env`, what production refuses and what development makes up."""

import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot.config import BUSINESS_ZONE, ROOT, Settings, SettingsInvalid, load_settings
from bot.domain.conversation import Channel

type Load = Callable[..., Settings]

PRODUCTION = {
    "CONCILIA_ENV": "production",
    "CONCILIA_KEYS": "a-key",
    "CONCILIA_PUBLIC_URL": "https://cobranca.exemplo.invalid/",
    "TWILIO_ACCOUNT_SID": "AC11111111111111111111111111111111",
    "TWILIO_AUTH_TOKEN": "a-token",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Loads the settings from a clean environment with these names set, and an own home."""
    for name in [*Settings.model_fields, *PRODUCTION]:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"CONCILIA_{name.upper()}", raising=False)

    def load(env_file: Path | None = None, **names: str) -> Settings:
        for name, value in ({"CONCILIA_HOME": str(tmp_path / "home")} | names).items():
            monkeypatch.setenv(name, value)
        return load_settings(env_file)

    return load


def test_nothing_set_means_embedded_services_on_loopback(load: Load, tmp_path: Path) -> None:
    settings = load()

    assert (settings.env, settings.public_url, settings.default_creditor) == (
        "development",
        "http://127.0.0.1:8000",
        "cassems",
    )
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/home/concilia.sqlite3"
    assert (settings.redis_url, settings.nlu_url, settings.now, settings.sample) == ("", (), None, True)
    assert settings.turn_window_ms == 1200


def test_a_relative_home_is_in_the_checkout_wherever_one_stands(
    load: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    assert Settings(home=Path(".concilia"), _env_file=None).home == ROOT / ".concilia"


def test_the_public_url_follows_host_and_port(load: Load) -> None:
    assert load(CONCILIA_HOST="10.1.2.3", CONCILIA_PORT="9000").public_url == "http://10.1.2.3:9000"


def test_a_service_on_every_interface_is_reached_on_loopback(load: Load) -> None:
    assert load(CONCILIA_HOST="0.0.0.0").public_url == "http://127.0.0.1:8000"


def test_the_environment_beats_the_env_file(load: Load, tmp_path: Path) -> None:
    env_file = tmp_path / "env"
    env_file.write_text("CONCILIA_PORT=9001\nCONCILIA_DEFAULT_CREDITOR=croam\nCONCILIA_SAMPLE=0\n")

    settings = load(env_file, CONCILIA_PORT="9002")

    assert (settings.port, settings.default_creditor, settings.sample) == (9002, "croam", False)


def test_several_nlu_addresses_are_separated_by_commas(load: Load) -> None:
    settings = load(CONCILIA_NLU_URL="http://nlu-1:5005, http://nlu-2:5005/,")

    assert settings.nlu_url == ("http://nlu-1:5005", "http://nlu-2:5005")


def test_the_business_hour_is_that_of_sao_paulo(load: Load) -> None:
    assert load(CONCILIA_NOW="2026-11-21T10:00").now == datetime(2026, 11, 21, 10, tzinfo=BUSINESS_ZONE)


def test_an_hour_with_a_zone_is_turned_into_sao_paulos(load: Load) -> None:
    now = load(CONCILIA_NOW="2026-11-21T10:00Z").now

    assert now is not None
    assert (now.hour, now.tzinfo) == (7, BUSINESS_ZONE)


def test_development_makes_up_credentials_once_and_keeps_them_from_others(load: Load, tmp_path: Path) -> None:
    first, second = load(), load()

    assert first.twilio_account_sid == second.twilio_account_sid
    assert len(first.twilio_account_sid) == 34
    assert first.keys.get_secret_value() == second.keys.get_secret_value() != ""
    kept = [tmp_path / "home" / name for name in ("keys", "development.json")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in kept] == [0o600, 0o600]


def test_with_made_up_credentials_nothing_goes_to_the_provider(load: Load) -> None:
    assert not load().has_provider


def test_with_credentials_of_ones_own_messages_go_out(load: Load) -> None:
    settings = load(TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="token")

    assert settings.has_provider
    assert settings.twilio_auth_token.get_secret_value() == "token"


def test_half_of_the_credentials_is_refused(load: Load) -> None:
    with pytest.raises(SettingsInvalid, match="go together"):
        load(TWILIO_ACCOUNT_SID="AC1")


def test_an_own_database_needs_own_keys(load: Load) -> None:
    with pytest.raises(SettingsInvalid, match="CONCILIA_KEYS must be set"):
        load(CONCILIA_DATABASE_URL="postgresql+asyncpg://db/concilia")


def test_production_starts_with_everything_it_asks_for(load: Load, tmp_path: Path) -> None:
    settings = load(**PRODUCTION)

    assert settings.public_url == "https://cobranca.exemplo.invalid"
    assert not settings.has_simulator
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "CONCILIA_ENV"])
def test_production_lacking_a_secret_does_not_start(load: Load, name: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        load(**(PRODUCTION | {name: ""}))


def test_production_refuses_a_made_up_hour(load: Load) -> None:
    with pytest.raises(SettingsInvalid, match="CONCILIA_NOW is refused"):
        load(**PRODUCTION, CONCILIA_NOW="2026-11-21T10:00")


def test_production_refuses_credentials_that_development_made_up(load: Load) -> None:
    made_up = load().twilio_account_sid

    with pytest.raises(SettingsInvalid, match="TWILIO_ACCOUNT_SID must be set"):
        load(**(PRODUCTION | {"TWILIO_ACCOUNT_SID": made_up}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCILIA_PORT", "70000"),
        ("CONCILIA_ENV", "staging"),
        ("CONCILIA_PUBLIC_URL", "not an address"),
        ("CONCILIA_NOW", "yesterday"),
    ],
)
def test_a_wrong_value_is_refused_on_one_line_that_names_the_setting(load: Load, name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load(**{name: value})

    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)
    assert ";" not in str(refused.value)


def test_each_creditor_may_have_senders_of_its_own(load: Load, tmp_path: Path) -> None:
    """The default creditor's number speaks for those without one; the environment beats the file here too."""
    env_file = tmp_path / "env"
    env_file.write_text("TWILIO_SMS_FROM_ASSEFAZ=+556100000000\nTWILIO_SMS_FROM_CROAM=+558200000000\n")

    senders = load(
        env_file,
        TWILIO_WHATSAPP_FROM="whatsapp:+556733140000",
        TWILIO_WHATSAPP_FROM_ASSEFAZ="whatsapp:+556133140001",
        TWILIO_SMS_FROM_ASSEFAZ="+556133140002",
    ).our_senders

    assert [senders.sender_for(creditor, Channel.WHATSAPP) for creditor in ("assefaz", "cassems")] == [
        "+556133140001",
        "+556733140000",
    ]
    assert [senders.sender_for(creditor, Channel.SMS) for creditor in ("assefaz", "croam", "cassems")] == [
        "+556133140002",
        "+558200000000",
        None,
    ]


@pytest.mark.parametrize(
    ("told", "two_way"),
    [
        ({}, [True, True]),
        ({"TWILIO_SMS_TWO_WAY": "0"}, [False, True]),
        ({"TWILIO_SMS_TWO_WAY_ASSEFAZ": "0"}, [True, False]),
        ({"TWILIO_SMS_TWO_WAY_ASSEFAZ": "1", "TWILIO_SMS_TWO_WAY": "0"}, [False, True]),
    ],
)
def test_which_numbers_can_be_answered_is_said_of_each(load: Load, told: dict[str, str], two_way: list[bool]) -> None:
    """N6: a notice by SMS needs a number that receives."""
    senders = load(TWILIO_SMS_FROM="+556733140001", TWILIO_SMS_FROM_ASSEFAZ="+556133140002", **told).our_senders

    found = [senders.two_way_sender_for(creditor, Channel.SMS) is not None for creditor in ("cassems", "assefaz")]

    assert found == two_way


def test_an_empty_sender_is_none(load: Load) -> None:
    senders = load(TWILIO_WHATSAPP_FROM="+556733140000", TWILIO_WHATSAPP_FROM_ASSEFAZ="").our_senders

    assert senders.sender_for("assefaz", Channel.WHATSAPP) == "+556733140000"


def test_secrets_are_not_shown_when_settings_are_printed(load: Load) -> None:
    shown = str(load(**PRODUCTION))

    assert "a-token" not in shown
    assert "a-key" not in shown


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token"}, True),
        ({"CONCILIA_PUBLIC_URL": "https://bot.exemplo.invalid"}, True),
        (
            {
                "CONCILIA_PUBLIC_URL": "https://bot.exemplo.invalid",
                "TWILIO_ACCOUNT_SID": "AC1",
                "TWILIO_AUTH_TOKEN": "token",
            },
            False,
        ),
    ],
)
def test_the_simulator_is_never_beside_a_real_account_on_a_public_address(
    load: Load, changes: dict[str, str], expected: bool
) -> None:
    """Section 10: it shows everybody's data to whoever opens it, and a forgotten CONCILIA_ENV must not publish that."""
    assert load(**changes).has_simulator is expected
