"""The policy document: YAML and the table of title codes, read into the domain's Policy or refused."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.application.policy_models import PolicyModel
from bot.domain.errors import BotError
from bot.domain.policy import Policy
from bot.domain.titles import ChargeKind, TitleKind

POLICY_FILE = "policy.yml"
TITLES_FILE = "titles.csv"
YES_NO = {"sim": True, "não": False}


class PolicyRefused(BotError):
    """A policy document that leaves its own bounds, with each field and what is wrong with it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_profile(folder: Path) -> Policy:
    """Read the policy of a profile's folder."""
    policy, titles = folder / POLICY_FILE, folder / TITLES_FILE
    return parse_policy(policy.read_text(encoding="utf-8"), titles.read_text(encoding="utf-8"))


def parse_policy(policy_yml: str, titles_csv: str) -> Policy:
    """Read a policy from its two texts; raises PolicyRefused."""
    return _model(_mapping(policy_yml)).to_domain(parse_title_kinds(titles_csv))


def parse_title_kinds(titles_csv: str) -> dict[str, TitleKind]:
    """The creditor's title codes by code; raises PolicyRefused."""
    rows = csv.DictReader(io.StringIO(titles_csv.removeprefix("\ufeff")), delimiter=";")
    kinds: dict[str, TitleKind] = {}
    for line, row in enumerate(rows, 2):
        try:
            kind = _title_kind(row)
        except (KeyError, ValueError, AttributeError) as error:
            raise PolicyRefused((f"{TITLES_FILE} line {line}: {error}",)) from error
        if kind.code in kinds:
            raise PolicyRefused((f"{TITLES_FILE} line {line}: code {kind.code} appears twice",))
        kinds[kind.code] = kind
    return kinds


def _title_kind(row: Mapping[str, str]) -> TitleKind:
    most = int(row["parcelas_max_alem_da_entrada"])
    if most < 0:
        raise ValueError("parcelas_max_alem_da_entrada is negative")
    return TitleKind(
        code=row["codigo"].strip(),
        label=row["rotulo"].strip(),
        neutral_label=row["rotulo_neutro"].strip(),
        kind=ChargeKind(row["tipo"].strip()),
        max_installments=most,
        reveals_health=YES_NO[row["revela_saude"].strip()],
        blocks_card=YES_NO[row["bloqueia_cartao"].strip()],
    )


def _mapping(policy_yml: str) -> dict[str, object]:
    """Every scalar stays text, so that 002 and 2.50 are read by the field they belong to."""
    try:
        content = yaml.load(policy_yml, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise PolicyRefused((f"{POLICY_FILE}: not YAML: {' '.join(str(error).split())}",)) from error
    if not isinstance(content, dict):
        raise PolicyRefused((f"{POLICY_FILE}: not a mapping of fields",))
    return content


def _model(content: dict[str, object]) -> PolicyModel:
    try:
        return PolicyModel.model_validate(content)
    except ValidationError as error:
        problems = (f"{_path(problem['loc'])}: {_message(problem['msg'])}" for problem in error.errors())
        raise PolicyRefused(tuple(problems)) from error


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or POLICY_FILE


def _message(message: str) -> str:
    return message.removeprefix("Value error, ")
