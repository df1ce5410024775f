"""The container files, read as data: no secret in them, and nothing exposed that should not be."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import ROOT, SENDER_NAMES, TWO_WAY, Settings

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILES = [ROOT / "Dockerfile", ROOT / "nlu" / "Dockerfile"]
SECRET = re.compile(r"PASSWORD|TOKEN|KEYS|SID")
OF_THE_SERVER = {"FORWARDED_ALLOW_IPS"}  # uvicorn reads it
# Said by the file itself, refused in production, of another way to run it, or the provider's own.
NOT_ASKED = {"CONCILIA_NOW", "CONCILIA_WORKERS", "CONCILIA_HOME", "TWILIO_API_BASE_URL", "TWILIO_CONTENT_BASE_URL"}
MAY_LACK = {"TWILIO_RETIRED_TOKENS"}  # only after a rotation is there one


def environment(service: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = service.get("environment", {})
    return found


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {"prepare", "api", "worker", "nlu", "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_secret_comes_from_outside_and_its_absence_stops_the_start(name: str) -> None:
    secrets = {
        key: value for key, value in environment(SERVICES[name]).items() if SECRET.search(key) and key not in MAY_LACK
    }

    assert [key for key, value in secrets.items() if not re.fullmatch(r"\$\{\w+:\?.*\}", value)] == []


def test_the_databases_password_is_not_written_down() -> None:
    assert ":${POSTGRES_PASSWORD:?" in environment(SERVICES["api"])["CONCILIA_DATABASE_URL"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_every_part_that_stays_up_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["nlu", "postgres", "redis", "prepare"])
def test_what_only_we_use_is_on_the_internal_network_only(name: str) -> None:
    assert SERVICES[name]["networks"] == ["inside"]
    assert "ports" not in SERVICES[name]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_api_is_published_on_loopback_unless_the_proxy_is_on_another_machine() -> None:
    assert SERVICES["api"]["ports"] == ["${API_ADDRESS:-127.0.0.1:8000}:8000"]


@pytest.mark.parametrize("name", ["worker", "nlu"])
def test_there_may_be_more_of_what_works(name: str) -> None:
    """Issue 6, 3: `--scale worker=3 --scale nlu=2` finds no name or port taken."""
    assert not {"container_name", "ports", "hostname"} & set(SERVICES[name])


@pytest.mark.parametrize(
    ("setting", "here"), [("CONCILIA_DATABASE_URL", "@postgres/"), ("CONCILIA_REDIS_URL", "//redis:6379/")]
)
def test_what_all_machines_share_may_be_on_another(setting: str, here: str) -> None:
    for name in ("prepare", "api", "worker"):
        given = environment(SERVICES[name])[setting]
        assert given.startswith(f"${{{setting}:-")
        assert here in given


@pytest.mark.parametrize("name", ["api", "worker", "prepare"])
def test_every_setting_given_is_one_the_service_reads(name: str) -> None:
    known = {field.validation_alias or f"CONCILIA_{key.upper()}" for key, field in Settings.model_fields.items()}

    of_one_creditor = tuple(prefix.upper() for prefix in (*SENDER_NAMES.values(), TWO_WAY))
    given = {name for name in environment(SERVICES[name]) if not name.startswith(of_one_creditor)}
    assert given - known - OF_THE_SERVER == set()


@pytest.mark.parametrize("name", ["api", "worker", "prepare"])
def test_every_setting_the_service_reads_may_be_given(name: str) -> None:
    """What an operator writes into `.env` reaches every process, or it would be in force in some of them only."""
    known = {str(field.validation_alias or f"CONCILIA_{key.upper()}") for key, field in Settings.model_fields.items()}
    known -= {f"CONCILIA_{key.upper()}" for key in ("senders_of_one", "one_way_of_one")}  # made of other names

    assert known - set(environment(SERVICES[name])) == NOT_ASKED


@pytest.mark.parametrize("name", ["api", "worker", "prepare"])
def test_one_nlu_is_asked_unless_several_are_named(name: str) -> None:
    """Issue 6, 3: behind one name and connections that are kept, one of two may get everything."""
    assert environment(SERVICES[name])["CONCILIA_NLU_URL"] == "${CONCILIA_NLU_URL:-http://nlu:5005}"


def test_nlu_sees_nothing_of_the_services_data_and_is_sent_its_releases() -> None:
    """F2: copies on another machine are filled alike; the secret is the same on both sides."""
    nlu, api = SERVICES["nlu"], SERVICES["api"]

    assert nlu["volumes"] == ["releases:/data"]
    assert not any(volume.startswith("releases:") for volume in api["volumes"])
    assert set(environment(nlu)) == {"CONCILIA_NLU_TOKEN", "OTEL_EXPORTER_OTLP_ENDPOINT"}
    assert environment(nlu)["CONCILIA_NLU_TOKEN"] == environment(api)["CONCILIA_NLU_TOKEN"]


@pytest.mark.parametrize("name", ["api", "worker", "prepare"])
def test_each_part_runs_a_module_that_exists(name: str) -> None:
    python, option, module, *_ = SERVICES[name]["command"]

    assert (python, option) == ("python", "-m")
    assert find_spec(module) is not None


@pytest.mark.parametrize("name", OURS)
def test_each_image_of_ours_is_built_from_a_stage_that_exists(name: str) -> None:
    build = OURS[name]["build"]
    dockerfile = (ROOT / build.get("dockerfile", "Dockerfile")).read_text()

    assert "target" not in build or f" AS {build['target']}\n" in dockerfile


@pytest.mark.parametrize("name", SERVICES)
def test_every_volume_used_is_declared(name: str) -> None:
    used = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])}

    assert used <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_database_image_is_of_a_stated_version(name: str) -> None:
    assert re.search(r":\d+-alpine$", SERVICES[name]["image"])


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=["service", "nlu"])
def test_images_run_without_root_and_install_only_what_the_lock_pins(dockerfile: Path) -> None:
    lines = dockerfile.read_text().splitlines()
    installs = [line for line in lines if "uv pip install" in line]

    assert [line for line in lines if line.startswith("USER ")][-1] == "USER concilia"
    assert installs
    assert all("--require-hashes" in line and "requirements.lock" in line for line in installs)


@pytest.mark.parametrize(("folder", "version"), [(ROOT, "3.12"), (ROOT / "nlu", "3.10")])
def test_images_have_the_python_the_package_asks_for(folder: Path, version: str) -> None:
    assert f'requires-python = "=={version}.*"' in (folder / "pyproject.toml").read_text()
    assert f"FROM python:{version}" in (folder / "Dockerfile").read_text()
