"""Finds a person's name, numbers and addresses in a text, however they were written."""

import re
import unicodedata
from collections.abc import Iterable

from bot.adapters.db.vault import digits
from bot.domain.people import Person
from bot.domain.phones import COUNTRY, same_person_key

SHORTEST_NAME = 3
SHORTEST_NUMBER = 8


class Names:
    """What names a person, to be looked for where others are spoken of too."""

    def __init__(self, people: Iterable[Person], numbers: Iterable[str]) -> None:
        known = list(people)
        words = {told for person in known for told in (person.name, person.mother_name, person.email, person.address)}
        self._texts = {_folded(word) for word in words if word}
        self._words = {_folded(person.first_name) for person in known if len(person.first_name) >= SHORTEST_NAME}
        self._digits = {person.document for person in known if person.document}
        for number in numbers:
            self._digits |= {digits(number).removeprefix(COUNTRY), same_person_key(number)}
        self._digits = {number for number in self._digits if len(number) >= SHORTEST_NUMBER}

    def are_in(self, text: str) -> bool:
        folded, numbers = _folded(text), digits(text)
        return (
            any(told in folded for told in self._texts)
            or any(number in numbers for number in self._digits)
            or not self._words.isdisjoint(re.findall(r"\w+", folded))
        )


def _folded(text: str) -> str:
    """Without case and accents: people write their own names without them."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return bare.casefold().strip()
