"""What a file is by its first bytes."""

import pytest

from bot.domain.file_kinds import INLINE, UNKNOWN, is_as_announced, kind_of


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI ", UNKNOWN),
        (b"%PDF-1.7", "application/pdf"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"<!doctype html><script>", UNKNOWN),
        (b"<svg xmlns=", UNKNOWN),
        (b" %PDF-1.7", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_nothing_that_may_carry_a_script_is_shown_within_a_page() -> None:
    assert not {"image/svg+xml", "text/html", "text/vcard", "video/mp4", UNKNOWN} & INLINE


@pytest.mark.parametrize(
    ("kind", "declared", "agrees"),
    [
        ("image/jpeg", "image/jpg", True),
        ("audio/ogg", "audio/opus", True),
        ("video/mp4", "audio/mp4", True),
        ("image/png", "image/jpeg", False),
        (UNKNOWN, "audio/mp4", False),
    ],
)
def test_what_was_announced_is_compared(kind: str, declared: str, agrees: bool) -> None:
    assert is_as_announced(kind, declared) is agrees
