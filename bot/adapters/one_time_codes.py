"""Time-based one-time codes (RFC 6238): six digits, thirty seconds, as authenticator apps make them."""

import base64
import hmac
from datetime import datetime

import pyotp

from bot.adapters.db.vault import Vault

ISSUER = "Concilia"
STEP_S = 30
_SECRET_BYTES = 20


class TotpCodes:
    """The `OneTimeCodes` port."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def secret_for(self, token: str) -> str:
        """Made from the session's token under our key: nothing is stored before it is confirmed."""
        made = self._vault.index("second factor enrolment", token)[:_SECRET_BYTES]
        return base64.b32encode(made).decode()

    def address(self, secret: str, email: str) -> str:
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)

    def step_of(self, secret: str, code: str, at: datetime) -> int | None:
        """All three are compared, whichever fits."""
        now = int(at.timestamp()) // STEP_S
        of_steps = {step: pyotp.TOTP(secret).generate_otp(step) for step in (now - 1, now, now + 1)}
        fitting = [step for step, made in of_steps.items() if hmac.compare_digest(made.encode(), code.encode())]
        return max(fitting, default=None)
