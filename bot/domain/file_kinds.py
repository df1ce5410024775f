"""What a file is by its first bytes, whatever it was announced as, and what may be shown within a page."""

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B "})
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
SOUNDS = frozenset({"audio/ogg", "audio/mpeg", "audio/aac", "audio/mp4", "audio/wav"})
INLINE = PICTURES | SOUNDS | {PDF}  # never what may carry a script of its own, as SVG and HTML do
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    PDF: "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "text/vcard": "vcf",
}
_SAME = {"image/jpg": "image/jpeg", "audio/opus": "audio/ogg", "audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav"}


def kind_of(content: bytes) -> str:
    """A media type by the first bytes alone; UNKNOWN for everything not in the list."""
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return "audio/mp4" if content[8:12] in _AUDIO_BRANDS else "video/mp4"
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), UNKNOWN)


def is_as_announced(kind: str, declared: str) -> bool:
    """Whether the bytes are what was said; of a container that holds sound or pictures, either."""
    said = _SAME.get(declared, declared)
    holds_both = {kind, said} <= {"audio/mp4", "video/mp4", "video/3gpp", "audio/3gpp", "audio/aac"}
    return kind == said or (holds_both and kind != UNKNOWN)
