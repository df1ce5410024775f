"""People as rows, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.adapters.db.tables import PersonRow
from bot.adapters.db.vault import Vault
from bot.domain.people import Person, Role

SEALED = (
    "name",
    "document",
    "holder_document",
    "mother_name",
    "email",
    "address",
    "city",
    "postal_code",
    "plan_name",
    "plan_registration",
)


def sealed_facts(person: Person) -> dict[str, str | None]:
    """What names a person, to be sealed together and compared by fingerprint."""
    born = person.birth_date.isoformat() if person.birth_date else None
    cancelled = {"plan_cancelled": "yes"} if person.plan_cancelled else {}  # others stay as they were sealed before
    return {name: getattr(person, name) for name in SEALED} | {"birth_date": born} | cancelled


def person_values(vault: Vault, person: Person) -> dict[str, Any]:
    facts = sealed_facts(person)
    return {
        "creditor": person.creditor,
        "registration": person.registration,
        "role": person.role.value,
        "document_hash": vault.document_index(person.document),
        "holder_hash": vault.document_index(person.holder_document) if person.holder_document else None,
        "sealed": vault.seal_json(facts),
        "fingerprint": person_fingerprint(vault, person),
        "state": person.state,
        "accepts_whatsapp": person.accepts_whatsapp,
    }


def person_fingerprint(vault: Vault, person: Person) -> bytes:
    in_clear = {"role": person.role, "state": person.state, "accepts_whatsapp": person.accepts_whatsapp}
    return vault.fingerprint({**sealed_facts(person), **in_clear})


def open_person(vault: Vault, row: PersonRow) -> Person:
    facts: Mapping[str, Any] = vault.open_json(row.sealed)
    born = facts["birth_date"]
    return Person(
        id=row.id,
        creditor=row.creditor,
        registration=row.registration,
        role=Role(row.role),
        birth_date=date.fromisoformat(born) if born else None,
        state=row.state,
        accepts_whatsapp=row.accepts_whatsapp,
        base_date=row.base_date,
        plan_cancelled="plan_cancelled" in facts,
        **{name: facts[name] for name in SEALED},
    )
