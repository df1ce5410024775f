"""Drafts as files and back: the same files come back, and nothing from outside the tree comes in (F1)."""

import io
import zipfile
from pathlib import Path

import pytest

from bot.application.editor.drafts.packing import MOST_OF_A_FILE, FilesRefused, checked_files, pack, unpack
from flows.tree import read_tree

ROOT = Path(__file__).resolve().parents[3]
OFFER = "flows/content/common/flows/offer.yml"


def zipped(*named: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named:
            archive.writestr(name, data)
    return out.getvalue()


def test_all_content_and_sentences_come_back_as_they_went() -> None:
    content = read_tree(ROOT / "flows" / "content")
    files = {**content, **{f"nlu/{name}": text for name, text in read_tree(ROOT / "nlu" / "data").items()}}

    packed = pack(files)

    assert unpack(packed) == files
    assert pack(dict(reversed(files.items()))) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {"flows/content/settings.yml", "nlu/data/payment.yml"} <= set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "flows/content/../../etc/passwd.yml",
        "/flows/content/a.yml",
        "../flows/content/a.yml",
        "flows/content//a.yml",
        "flows\\content\\a.yml",
        "flows/content/.hidden.yml",
        "flows/content/a.py",
        "flows/content/a.yml/",
        "flows/content/a.yml\n",
        "flows/content/nlu/a.yml",
        "flows/content/a/b/c/d/e/f.yml",
        "flows/parsing.yml",
        "nlu/data/a.csv",
        "nlu/data/x/a.yml",
        "nlu/config.yml",
        "C:flows/content/a.yml",
        "",
    ],
)
def test_what_does_not_lie_in_the_tree_is_refused(name: str) -> None:
    with pytest.raises(FilesRefused):
        checked_files([(name, b"flow: x\n")])


def test_a_zip_larger_than_any_content_is_refused_however_small_it_is_packed() -> None:
    with pytest.raises(FilesRefused):
        unpack(zipped((OFFER, b"a" * (MOST_OF_A_FILE + 1))))
    assert unpack(zipped((OFFER, b"a" * MOST_OF_A_FILE))) == {"common/flows/offer.yml": "a" * MOST_OF_A_FILE}
    many = [(f"flows/content/common/flows/f{n}.yml", b"a" * MOST_OF_A_FILE) for n in range(13)]
    with pytest.raises(FilesRefused):
        unpack(zipped(*many))
    with pytest.raises(FilesRefused):
        unpack(zipped(*[(f"flows/content/common/flows/f{n}.yml", b"a") for n in range(601)]))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 cut short", zipped(), zipped((OFFER, b"\xff\xfe"))])
def test_what_is_no_zip_of_texts_is_refused(data: bytes) -> None:
    with pytest.raises(FilesRefused):
        unpack(data)


def test_lines_of_another_system_are_read_as_ours() -> None:
    assert checked_files([(OFFER, b"\xef\xbb\xbfflow: x\r\nsteps: {}\r\n")]) == {
        "common/flows/offer.yml": "flow: x\nsteps: {}\n"
    }
    with pytest.raises(FilesRefused):
        checked_files([(OFFER, b"flow: \0\n")])
    with pytest.raises(FilesRefused):
        checked_files([(OFFER, b"a"), (OFFER, b"b")])
