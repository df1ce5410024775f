"""What a browser keeps after its owner proved to be a paper's person: good for one link, for some minutes."""

import hmac
from datetime import timedelta

from bot.adapters.db.vault import Vault
from bot.application.ports import Clock

GOOD_FOR = timedelta(minutes=15)


class SignedPasses:
    """The `Passes` port: the instant it ends at and a keyed hash over that and the link; nothing is stored."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def issue(self, token: str) -> str:
        ends_at = int((self._clock.now() + GOOD_FOR).timestamp())
        return f"{ends_at}.{self._signed(token, str(ends_at))}"

    def opens(self, token: str, shown: str) -> bool:
        ends_at, _, signature = shown.partition(".")
        is_ours = hmac.compare_digest(signature.encode(), self._signed(token, ends_at).encode())
        return is_ours and self._clock.now().timestamp() < int(ends_at)

    def _signed(self, token: str, ends_at: str) -> str:
        return self._vault.index("paper pass", f"{ends_at}\0{token}").hex()
