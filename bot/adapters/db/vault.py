"""Seals what names a person, and indexes it so that it can be found again without being opened.

Keys are Fernet keys, newest first: the first one seals, all of them open. The index key is derived from the last one,
so a new key is put in front and the last one stays. To retire the last one as well, first state it as `index:KEY`:
it then only indexes, and the index never changes.
"""

import hmac
import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.errors import BotError
from bot.domain.phones import COUNTRY, normalised, same_person_key

INDEX_MARK = "index:"
_TOKEN = b"gAAAA"
_SHORTEST_TOKEN = 100  # of nothing at all


class KeysUnusable(BotError):
    """No encryption key, or one that is not 32 bytes in URL-safe base64."""


class SealBroken(BotError):
    """A value sealed under a key no longer given, or altered."""


class Vault:
    """Encryption at rest and the keyed index, for all tables."""

    def __init__(self, keys: Sequence[str]) -> None:
        sealing = [key for key in keys if not key.startswith(INDEX_MARK)]
        stated = [key.removeprefix(INDEX_MARK) for key in keys if key.startswith(INDEX_MARK)]
        if not sealing:
            raise KeysUnusable("at least one encryption key is needed")
        try:
            self._newest = Fernet(sealing[0])
            self._fernet = MultiFernet([Fernet(key) for key in sealing])
            Fernet([*stated, sealing[-1]][0])
        except ValueError as error:
            raise KeysUnusable("a key must be 32 bytes in URL-safe base64") from error
        self._index_key = _derive_index_key([*stated, sealing[-1]][0])

    @classmethod
    def from_text(cls, keys: str) -> "Vault":
        """Keys as the setting writes them: comma separated, newest first."""
        return cls([key.strip() for key in keys.split(",") if key.strip()])

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SealBroken("sealed under another key, or altered") from error

    def seal_json(self, value: object) -> bytes:
        return self.seal(canonical_json(value))

    def open_json(self, sealed: bytes) -> Any:
        return json.loads(self.open(sealed))

    def reseal(self, sealed: bytes) -> bytes:
        """The same content under the newest key; raises SealBroken."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise SealBroken("sealed under another key, or altered") from error

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the first key sealed it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def index(self, kind: str, value: str) -> bytes:
        """What a value of a kind is found by; equal values of two kinds do not look alike."""
        return hmac.digest(self._index_key, f"{kind}\0{value}".encode(), sha256)

    def document_index(self, document: str) -> bytes:
        return self.index("document", digits(document))

    def phone_index(self, phone: str) -> bytes:
        return self.index("phone", plain_phone(phone))

    def loose_phone_index(self, phone: str) -> bytes:
        """The same with and without the ninth digit."""
        plain = plain_phone(phone)
        return self.index("loose_phone", same_person_key(plain) if plain.startswith("+") else plain)

    def fingerprint(self, value: Mapping[str, object]) -> bytes:
        """Tells whether a record changed, without opening the one kept."""
        return self.index("fingerprint", canonical_json(value))


def is_token(value: bytes) -> bool:
    """Whether bytes have the shape of something sealed: version 0x80 of Fernet's format, in base64."""
    return value.startswith(_TOKEN) and len(value) >= _SHORTEST_TOKEN and len(value) % 4 == 0


def new_key() -> str:
    return Fernet.generate_key().decode()


def keys_in(path: Path) -> str:
    """The keys kept in a file, made on first use; of several processes starting at once one makes them."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, delete_on_close=False) as draft:
            draft.write(new_key() + "\n")
            draft.flush()
            os.fsync(draft.fileno())
            _place(Path(draft.name), path)
    return ",".join(path.read_text().split())


def _place(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return  # another process was first: its keys count


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def plain_phone(phone: str) -> str:
    """One form for all the ways a number is written; one of another country stays one, and a name a name."""
    number = phone.removeprefix("whatsapp:").strip()
    if number.startswith("+") and not digits(number).startswith(COUNTRY):
        return f"00{digits(number)}"  # its bare digits could be an area code and a number of ours
    return normalised(number) or (number if any(map(str.isalpha, number)) else digits(number))


def canonical_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _derive_index_key(key: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"concilia index 1").derive(key.encode())
