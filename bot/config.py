"""The settings: read here only, from the environment and `.env`, and passed on in pieces."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from bot.adapters.db.vault import keys_in
from bot.development import MADE_UP_SID, demo_secrets
from bot.domain.conversation import Channel
from bot.domain.errors import BotError
from bot.domain.our_senders import OurSenders

ROOT = Path(__file__).resolve().parents[1]
BUSINESS_ZONE = ZoneInfo("America/Sao_Paulo")
WHATSAPP_PREFIX = "whatsapp:"
SENDER_NAMES = {Channel.WHATSAPP: "twilio_whatsapp_from_", Channel.SMS: "twilio_sms_from_"}  # and a creditor's slug
TWO_WAY, NO = "twilio_sms_two_way_", frozenset({"0", "false", "no", "off"})
DEPENDS_ON_ANOTHER = "default_factory_not_called"  # a default made from a setting that is wrong itself


class SettingsInvalid(BotError):
    """Settings that cannot be started with; says all of them, on one line."""


def _database_under(values: dict[str, Any]) -> str:
    return f"sqlite+aiosqlite:///{values['home'] / 'concilia.sqlite3'}"


def _url_of(values: dict[str, Any]) -> str:
    host = "127.0.0.1" if values["host"] in {"0.0.0.0", "::"} else values["host"]
    return f"http://{host}:{values['port']}"


class Settings(BaseSettings):
    """What the environment says. `load_settings` completes it with what development makes up."""

    model_config = SettingsConfigDict(
        env_prefix="CONCILIA_",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    env: Literal["development", "production"] = "development"
    home: Path = Path(".concilia")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    public_url: str = Field(default_factory=_url_of)
    default_creditor: str = "cassems"
    keys: SecretStr = SecretStr("")
    database_url: str = Field(default_factory=_database_under)
    redis_url: str = ""
    nlu_url: Annotated[tuple[str, ...], NoDecode] = ()
    nlu_token: SecretStr = SecretStr("")  # with it releases are sent to nlu servers that share no folder with us
    sample: bool = True
    review: bool = True  # whether somebody else has to say yes to what is published; off for small teams
    now: datetime | None = None
    turn_window_ms: int = Field(default=1200, ge=0)
    turns_a_minute: int = Field(default=30, ge=0)  # of one phone; twice as many of one debtor; 0: no limit
    whatsapp_per_second: int = Field(default=80, ge=1, le=1_000)  # from one number of ours
    sms_per_second: int = Field(default=1, ge=1, le=1_000)
    rejected_kept_days: int = Field(default=30, ge=1)
    media_kept_days: int = Field(default=1_826, ge=1)  # files sent and received: as long as a debt may be disputed
    workers: int = Field(default=1, ge=1, le=64)
    tsa_url: str = ""  # a time stamping authority (RFC 3161) for the evidence of notices
    metrics_port: int = Field(default=0, ge=0, le=65_535)  # where a worker shows its figures; 0: nowhere
    otlp_endpoint: str = Field(default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")  # a collector of traces
    twilio_account_sid: str = Field(default="", validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: SecretStr = Field(default=SecretStr(""), validation_alias="TWILIO_AUTH_TOKEN")
    # Tokens no longer in force: never accepted at the door; what they signed may be taken in by an admin.
    retired_tokens: SecretStr = Field(default=SecretStr(""), validation_alias="TWILIO_RETIRED_TOKENS")
    twilio_api_base_url: str = Field(default="https://api.twilio.com", validation_alias="TWILIO_API_BASE_URL")
    twilio_content_base_url: str = Field(
        default="https://content.twilio.com", validation_alias="TWILIO_CONTENT_BASE_URL"
    )
    twilio_whatsapp_from: str = Field(default="", validation_alias="TWILIO_WHATSAPP_FROM")
    twilio_sms_from: str = Field(default="", validation_alias="TWILIO_SMS_FROM")
    twilio_sms_two_way: bool = Field(default=True, validation_alias="TWILIO_SMS_TWO_WAY")
    senders_of_one: Mapping[tuple[str, Channel], str] = {}  # by creditor: `load_settings` reads their names
    one_way_of_one: frozenset[str] = frozenset()  # creditors whose own SMS number receives nothing

    @field_validator("home")
    @classmethod
    def _from_the_checkout(cls, home: Path) -> Path:
        return (ROOT / home.expanduser()).resolve()

    @field_validator("nlu_url", mode="before")
    @classmethod
    def _split(cls, urls: object) -> object:
        return (
            tuple(url.strip().rstrip("/") for url in urls.split(",") if url.strip()) if isinstance(urls, str) else urls
        )

    @field_validator("public_url", "twilio_api_base_url", "twilio_content_base_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        return _checked_address(url).rstrip("/")

    @field_validator("tsa_url", "otlp_endpoint")
    @classmethod
    def _web_address_if_any(cls, url: str) -> str:
        return _checked_address(url) if url else url

    @field_validator("now")
    @classmethod
    def _in_business_hours(cls, now: datetime | None) -> datetime | None:
        if now is None:
            return None
        return now.astimezone(BUSINESS_ZONE) if now.tzinfo else now.replace(tzinfo=BUSINESS_ZONE)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        problems = [*_lacking_keys(self), *_half_credentials(self)]
        if self.is_production:
            problems += _unfit_for_production(self)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_database_embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def has_simulator(self) -> bool:
        """A phone in the browser shows everybody's data: never beside a real account on an address of the world."""
        return not self.is_production and (not self.has_provider or _is_local(self.public_url))

    @property
    def has_provider(self) -> bool:
        """Whether messages go out; with made-up credentials the simulator is the only phone."""
        return bool(self.twilio_account_sid) and not self.twilio_account_sid.startswith(MADE_UP_SID)

    @property
    def our_senders(self) -> OurSenders:
        """Which of our numbers speaks for which creditor."""
        shared = {Channel.WHATSAPP: self.twilio_whatsapp_from, Channel.SMS: self.twilio_sms_from}
        known = {channel: _bare(number) for channel, number in shared.items()}
        deaf = {self.senders_of_one.get((creditor, Channel.SMS), "") for creditor in self.one_way_of_one}
        deaf |= set() if self.twilio_sms_two_way else {known[Channel.SMS]}
        return OurSenders(known, self.senders_of_one, frozenset(deaf - {""}))

    @property
    def local_url(self) -> str:
        """Where this service answers on its own machine, whatever address the world knows it by."""
        return _url_of({"host": self.host, "port": self.port})

    @property
    def per_second(self) -> dict[Channel, int]:
        """How fast one number of ours begins conversations."""
        return {Channel.WHATSAPP: self.whatsapp_per_second, Channel.SMS: self.sms_per_second}

    @property
    def twilio_tokens(self) -> tuple[str, ...]:
        """The tokens in force, newest first: two while one is being rotated."""
        return _split_secret(self.twilio_auth_token)

    @property
    def twilio_retired_tokens(self) -> tuple[str, ...]:
        return _split_secret(self.retired_tokens)

    @property
    def live_release(self) -> Path:
        """The file that names the release new conversations begin with."""
        return self.home / "live-release"

    @property
    def releases(self) -> Path:
        return self.home / "releases"

    @property
    def model_cache(self) -> Path:
        """Trained models by content: under the checkout, so that a new home needs no new training."""
        return ROOT / ".cache" / "models"

    @property
    def built(self) -> Path:
        """The checkout's own release: there too, so that a new home need not check and compile it again."""
        return ROOT / ".cache" / "built"


def _split_secret(secret: SecretStr) -> tuple[str, ...]:
    return tuple(part.strip() for part in secret.get_secret_value().split(",") if part.strip())


def _checked_address(url: str) -> str:
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("must be an http or https address")
    return url


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}


def load_settings(env_file: Path | None = ROOT / ".env") -> Settings:
    """Read the settings; in development, make up once and keep under the home what nobody set."""
    try:
        settings = Settings(
            _env_file=env_file, senders_of_one=_senders_of_one(env_file), one_way_of_one=_one_way_of_one(env_file)
        )
    except ValidationError as error:
        raise SettingsInvalid(_in_one_line(error)) from error
    return settings if settings.is_production else _made_up(settings)


def _senders_of_one(env_file: Path | None) -> dict[tuple[str, Channel], str]:
    """`TWILIO_SMS_FROM_ASSEFAZ` is the number of one creditor; there are as many names as profiles."""
    said = _said(env_file)
    return {
        (name.removeprefix(prefix), channel): _bare(number)
        for channel, prefix in SENDER_NAMES.items()
        for name, number in said.items()
        if name.startswith(prefix) and number
    }


def _one_way_of_one(env_file: Path | None) -> frozenset[str]:
    """`TWILIO_SMS_TWO_WAY_ASSEFAZ=0`: nobody reads what is answered to that number."""
    told = {name.removeprefix(TWO_WAY): value for name, value in _said(env_file).items() if name.startswith(TWO_WAY)}
    return frozenset(creditor for creditor, value in told.items() if (value or "").strip().lower() in NO)


def _said(env_file: Path | None) -> dict[str, str | None]:
    from_file = DotEnvSettingsSource(Settings, env_file=env_file).env_vars
    return {**from_file, **EnvSettingsSource(Settings).env_vars}


def _bare(number: str) -> str:
    """As messages name it, whatever way it was set."""
    return number.strip().removeprefix(WHATSAPP_PREFIX)


def _made_up(settings: Settings) -> Settings:
    made: dict[str, object] = {}
    if not settings.keys.get_secret_value():
        made["keys"] = SecretStr(keys_in(settings.home / "keys"))
    if not settings.twilio_account_sid:
        secrets = demo_secrets(settings.home)
        made |= {
            "twilio_account_sid": secrets.twilio_account_sid,
            "twilio_auth_token": SecretStr(secrets.twilio_auth_token),
        }
    return settings.model_copy(update=made)


def _lacking_keys(settings: Settings) -> list[str]:
    if settings.keys.get_secret_value() or settings.is_database_embedded:
        return []
    return ["CONCILIA_KEYS must be set when the database is not embedded"]


def _half_credentials(settings: Settings) -> list[str]:
    if bool(settings.twilio_account_sid) == bool(settings.twilio_auth_token.get_secret_value()):
        return []
    return ["TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together"]


def _unfit_for_production(settings: Settings) -> list[str]:
    given = settings.model_fields_set
    required = {
        "CONCILIA_KEYS": settings.keys.get_secret_value(),
        "CONCILIA_PUBLIC_URL": "public_url" in given,
        "TWILIO_ACCOUNT_SID": settings.has_provider,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
    }
    lacking = [f"{name} must be set in production" for name, value in required.items() if not value]
    return [*lacking, "CONCILIA_NOW is refused in production"] if settings.now else lacking


def _in_one_line(error: ValidationError) -> str:
    problems = []
    for problem in error.errors(include_url=False, include_input=False):
        if problem["type"] == DEPENDS_ON_ANOTHER:
            continue
        name = "_".join(str(part) for part in problem["loc"]).upper()
        text = problem["msg"].removeprefix("Value error, ")
        problems.append(f"{name if name.startswith('TWILIO') else f'CONCILIA_{name}'}: {text}" if name else text)
    return "; ".join(problems)
