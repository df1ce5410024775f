"""Section 10: encrypted at rest, searched by keyed hash."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.adapters.db.vault import KeysUnusable, SealBroken, Vault, keys_in, new_key

OLD, NEW, OTHER = new_key(), new_key(), new_key()


def test_what_is_sealed_is_opened_again_and_never_looks_the_same() -> None:
    vault = Vault([OLD])

    assert vault.open(vault.seal("Natália")) == "Natália"
    assert vault.seal("Natália") != vault.seal("Natália")


def test_a_new_key_in_front_opens_what_the_old_one_sealed_and_finds_what_it_indexed() -> None:
    before, after = Vault([OLD]), Vault([NEW, OLD])

    assert after.open(before.seal("x")) == "x"
    assert after.document_index("15908301647") == before.document_index("15908301647")
    with pytest.raises(SealBroken):
        before.open(after.seal("x"))


def test_the_last_key_can_be_retired_when_it_is_stated_as_the_index_key() -> None:
    before, after = Vault([NEW, OLD]), Vault([NEW, f"index:{OLD}"])
    resealed = before.reseal(Vault([OLD]).seal("x"))

    assert after.open(resealed) == "x"
    assert after.document_index("1") == before.document_index("1")
    with pytest.raises(SealBroken):
        after.open(Vault([OLD]).seal("x"))


def test_another_key_finds_nothing() -> None:
    assert Vault([OLD]).document_index("1") != Vault([OTHER]).document_index("1")


def test_equal_values_of_two_kinds_do_not_look_alike() -> None:
    vault = Vault([OLD])

    assert vault.index("document", "1") != vault.index("phone", "1")


@pytest.mark.parametrize("index", [Vault([OLD]).phone_index, Vault([OLD]).loose_phone_index], ids=["exact", "loose"])
@pytest.mark.parametrize("written", ["+5567981234567", "whatsapp:+5567981234567", "67 98123-4567", "5567981234567"])
def test_a_number_is_found_however_it_is_written(index: Callable[[str], bytes], written: str) -> None:
    assert index(written) == index("+5567981234567")


@pytest.mark.parametrize("index", [Vault([OLD]).phone_index, Vault([OLD]).loose_phone_index], ids=["exact", "loose"])
@pytest.mark.parametrize(
    ("foreign", "brazilian"),
    [
        ("+4799123456", "+5547999123456"),  # Norway and Joinville
        ("+6591234567", "+5565991234567"),  # Singapore and Cuiabá
        ("whatsapp:+49921123456", "+5549921123456"),  # Germany and Lages
    ],
)
def test_a_number_of_another_country_is_no_debtors_phone(
    index: Callable[[str], bytes], foreign: str, brazilian: str
) -> None:
    """I2: fewer facts are asked on a known phone, so a country code is never taken for an area code."""
    national = brazilian.removeprefix("+55")

    assert index(foreign) not in {index(brazilian), index(f"+55{national[:2]}{national[3:]}"), index(national)}


@pytest.mark.parametrize("index", [Vault([OLD]).phone_index, Vault([OLD]).loose_phone_index], ids=["exact", "loose"])
@pytest.mark.parametrize(("one", "other"), [("BANCO", "LOJA"), ("BR.1a2", "BR.12"), ("Anonymous", "")])
def test_senders_that_are_no_number_are_told_apart(index: Callable[[str], bytes], one: str, other: str) -> None:
    assert index(one) != index(other)


def test_the_ninth_digit_matters_to_the_exact_index_only() -> None:
    """Section 9"""
    vault = Vault([OLD])

    assert vault.phone_index("+5567981234567") != vault.phone_index("+556781234567")
    assert vault.loose_phone_index("+5567981234567") == vault.loose_phone_index("+556781234567")
    assert vault.loose_phone_index("+5567981234567") != vault.loose_phone_index("+5511981234567")


def test_a_document_is_found_with_and_without_its_dots() -> None:
    vault = Vault([OLD])

    assert vault.document_index("159.083.016-47") == vault.document_index("15908301647")


@pytest.mark.parametrize("keys", [[], ["short"], [f"index:{OLD}"], [OLD, "index:short"]])
def test_keys_that_cannot_seal_are_refused_without_being_shown(keys: list[str]) -> None:
    with pytest.raises(KeysUnusable) as refused:
        Vault(keys)

    assert not any(key in str(refused.value) for key in keys)


def test_a_setting_holds_several_keys() -> None:
    sealed = Vault([OLD]).seal("x")

    assert Vault.from_text(f" {NEW}, {OLD} ,").open(sealed) == "x"


def test_keys_made_on_first_use_are_the_same_for_all_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(keys_in, [path] * 8))

    assert len(set(made)) == 1
    assert Vault.from_text(made[0])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["keys"]
