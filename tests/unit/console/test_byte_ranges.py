"""Parts of a file, as players of sound ask for them (RFC 9110, 14)."""

import pytest

from console.office.byte_ranges import OutOfFile, Span, span_of


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-1", Span(0, 1)),  # how Safari begins
        ("bytes=0-", Span(0, 9)),
        ("bytes=4-", Span(4, 9)),
        ("bytes=9-9", Span(9, 9)),
        ("bytes=2-99", Span(2, 9)),
        ("bytes=-3", Span(7, 9)),
        ("bytes=-99", Span(0, 9)),
        (" bytes=0-0 ", Span(0, 0)),
    ],
)
def test_one_part_is_given_as_far_as_the_file_goes(asked: str, span: Span) -> None:
    assert span_of(asked, 10) == span


@pytest.mark.parametrize("asked", [None, "", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b"])
def test_what_cannot_be_read_is_answered_with_the_whole(asked: str | None) -> None:
    assert span_of(asked, 10) is None


@pytest.mark.parametrize(("asked", "size"), [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_a_part_after_the_end_is_refused(asked: str, size: int) -> None:
    with pytest.raises(OutOfFile):
        span_of(asked, size)
