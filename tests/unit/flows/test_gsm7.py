"""SMS carries GSM-7: what is simplified, what is lost, and how many segments a text takes (F3, voice)."""

import pytest

from flows.gsm7 import outside_gsm7, segments, to_gsm7


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Não há ação às terças, só à vista", "Nao ha acao às tercas, so à vista"),
        ("é è ù ì ò à Ç É Ñ ü ö", "é è ù ì ò à Ç É Ñ ü ö"),
        ("“aspas” ‘simples’ – — … nº 1ª", "\"aspas\" 'simples' - - ... no 1a"),
        ("R$\u00a01.234,56", "R$ 1.234,56"),
        ("obrigada 😀🙏🏽!", "obrigada !"),
        ("você ênfase Ã Õ Â Í Ú", "voce enfase A O A I U"),
        ("a\nb {c} €", "a\nb {c} €"),
        ("Łódź 日", "Łodz 日"),
    ],
)
def test_portuguese_is_brought_into_gsm7(written: str, sent: str) -> None:
    assert to_gsm7(written) == sent


def test_only_what_has_no_likeness_is_outside() -> None:
    assert outside_gsm7("Não há “ação” – às 10h…") == []
    assert outside_gsm7("oi 😀 Ł") == ["Ł", "😀"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("ã" * 70, 1),
        ("ã" * 71, 2),
        ("ã" * 134, 2),
        ("ã" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_segments_are_counted_at_their_limits(text: str, count: int) -> None:
    assert segments(text) == count
