"""What development makes up once and keeps under the home: Twilio credentials and the demo login."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

MADE_UP_SID = "ACde57e57e"  # told from a real account by this prefix: nothing is sent with it
DEMO_EMAIL = "demo@exemplo.invalid"


@dataclass(frozen=True)
class DemoSecrets:
    twilio_account_sid: str
    twilio_auth_token: str
    password: str


def demo_secrets(home: Path) -> DemoSecrets:
    """The secrets kept under a home, made on first use; of several processes at once, one makes them."""
    kept = home / "development.json"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        _place(_made_up(), kept)
    return DemoSecrets(**json.loads(kept.read_text()))


def _made_up() -> DemoSecrets:
    return DemoSecrets(
        twilio_account_sid=MADE_UP_SID + secrets.token_hex(12),
        twilio_auth_token=secrets.token_hex(16),
        password=secrets.token_urlsafe(9),
    )


def _place(made: DemoSecrets, kept: Path) -> None:
    # A temporary file is readable by its owner only, and so is the link to it.
    with NamedTemporaryFile("w", dir=kept.parent, delete_on_close=False) as draft:
        json.dump(asdict(made), draft)
        draft.flush()
        try:
            kept.hardlink_to(draft.name)
        except FileExistsError:
            return  # another process was first: its secrets count
