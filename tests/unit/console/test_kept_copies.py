"""What others wrote and the pages load is what its note says it is."""

import re
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[3] / "console" / "static" / "vendor"


def test_each_kept_copy_has_the_sum_its_note_names() -> None:
    noted = dict(re.findall(r"^\| `([\w.]+\.js)` .* `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.M))

    assert {file.name for file in VENDOR.glob("*.js")} == set(noted)
    for name, expected in noted.items():
        assert sha256((VENDOR / name).read_bytes()).hexdigest() == expected
