"""Users and keys on their pages: invited, changed, shut out, each on record with who did it (section 10)."""

import re
from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI

from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import KeyTerms, caller, issue_key
from bot.application.agents.roles import Right, StaffRole
from tests.integration.floor_pages.conftest import Enter, NoneLive
from tests.integration.staff.entrance import Entrance

BOSS, ANA = "chefe@exemplo.invalid", "ana@exemplo.invalid"
USERS = "/console/users"
ANA_WORKS = {"email": ANA, "role": "agent", "capacity": "7", "creditors": "cassems"}


async def number_of(email: str, entrance: Entrance) -> int:
    account = await entrance.tools.accounts.by_email(email)
    assert account is not None
    return account.member.id


async def test_an_admin_invites_somebody_who_comes_in_with_that_link(enters: Enter, entrance: Entrance) -> None:
    boss = await enters("chefe", StaffRole.ADMIN)
    await boss.opens(USERS)

    shown = await boss.sends(USERS, ANA_WORKS)
    [link] = re.findall(r"<code>(https://[^<]+)</code>", shown.text)
    listed = (await boss.opens(USERS)).text
    opened = await boss.opens(link)

    account = await entrance.tools.accounts.by_email(ANA)
    assert account is not None
    assert (account.member.role, account.member.capacity) == (StaffRole.AGENT, 7)
    assert account.member.creditors == {"cassems"}
    assert "Convite até" in listed
    assert link not in listed
    assert ANA in opened.text
    lines = [(line.act, line.actor) for line in await entrance.record() if line.user_id == account.member.id]
    assert lines == [("added", BOSS), ("terms_changed", BOSS), ("invited", BOSS)]


async def test_what_is_wrong_is_told_and_nothing_is_written(enters: Enter, entrance: Entrance) -> None:
    boss = await enters("chefe", StaffRole.ADMIN)
    await boss.opens(USERS)

    for fields, told in (
        ({**ANA_WORKS, "email": "ana"}, "não é um endereço"),
        ({**ANA_WORKS, "capacity": "0"}, "número de 1 a 500"),
        ({**ANA_WORKS, "capacity": "501"}, "número de 1 a 500"),
        ({**ANA_WORKS, "creditors": "nada"}, "Confira a função, os credores"),
        ({**ANA_WORKS, "role": "dona"}, "Confira a função"),
        ({**ANA_WORKS, "email": BOSS}, "Já existe um usuário"),
    ):
        answer = await boss.sends(USERS, fields)
        assert answer.status_code in {409, 422}
        assert told in answer.text
    assert [one.email for one in await SqlStaff(entrance.storage.database).users()] == [BOSS]


async def test_a_role_is_changed_and_somebody_is_shut_out_at_once_and_let_in_again(
    enters: Enter, entrance: Entrance
) -> None:
    boss, ana = await enters("chefe", StaffRole.ADMIN), await enters("ana", StaffRole.AGENT)
    page = f"{USERS}/{await number_of(ANA, entrance)}"
    await boss.opens(page)

    await boss.sends(f"{page}/terms", {"role": "supervisor", "capacity": "", "creditors": "assefaz"})
    await boss.opens(page)
    await boss.sends(f"{page}/shut-out", {})
    out = await ana.opens("/console/account")
    await boss.opens(page)
    back = await boss.sends(f"{page}/let-in", {})

    member = (await entrance.tools.accounts.by_email(ANA)).member  # type: ignore[union-attr]
    assert (member.role, member.creditors, member.capacity) == (StaffRole.SUPERVISOR, {"assefaz"}, None)
    assert "Entrar" in out.text
    assert "Usuário reativado" in back.text
    acts = [line.act for line in await entrance.record() if line.actor == BOSS and line.user_id == member.id]
    assert acts == ["terms_changed", "disabled", "enabled"]


async def test_nobody_changes_or_shuts_out_themselves(enters: Enter, entrance: Entrance) -> None:
    boss = await enters("chefe", StaffRole.ADMIN)
    page = f"{USERS}/{await number_of(BOSS, entrance)}"
    await boss.opens(USERS)

    changed = await boss.sends(f"{page}/terms", {"role": "agent"})
    await boss.opens(USERS)
    out = await boss.sends(f"{page}/shut-out", {})

    assert (changed.status_code, out.status_code) == (422, 409)
    assert "sua própria conta" in out.text
    assert (await boss.opens(USERS)).status_code == 200


async def test_a_second_factor_is_taken_off_for_who_lost_it(enters: Enter, entrance: Entrance) -> None:
    boss = await enters("chefe", StaffRole.ADMIN)
    await enters("ana", StaffRole.AGENT)
    await entrance.enrols(await entrance.comes_in(ANA))
    page = f"{USERS}/{await number_of(ANA, entrance)}"

    await boss.opens(page)
    await boss.sends(f"{page}/second-factor/removal", {})

    account = await entrance.tools.accounts.by_email(ANA)
    assert account is not None
    assert not account.has_second_factor


async def test_users_are_the_admins_page(enters: Enter) -> None:
    for name, role, code in (
        ("sara", StaffRole.SUPERVISOR, 403),
        ("dora", StaffRole.FINANCE, 403),
        ("rita", StaffRole.ADMIN, 200),
    ):
        assert (await (await enters(name, role)).opens(USERS)).status_code == code


async def test_a_user_that_is_not_there_is_nothing(enters: Enter) -> None:
    boss = await enters("chefe", StaffRole.ADMIN)

    assert (await boss.opens(f"{USERS}/9999")).status_code == 404


async def test_ones_own_keys_are_seen_and_revoked_and_nobody_elses(enters: Enter, entrance: Entrance) -> None:
    staff = SqlStaff(entrance.storage.database)
    ana, bia = await enters("ana", StaffRole.AGENT), await enters("bia", StaffRole.AGENT)
    at = entrance.clock.now()
    terms = KeyTerms(frozenset({Right.READ_DEBTS}), at + timedelta(days=2))
    key = await issue_key(ANA, staff, at, terms)

    assert await caller(key.token, staff, at) is not None
    page = (await ana.opens("/console/keys")).text
    await bia.opens("/console/keys")
    others = await bia.sends(f"/console/keys/{key.prefix}/revoke", {})
    still = await caller(key.token, staff, at)
    await ana.opens("/console/keys")
    done = await ana.sends(f"/console/keys/{key.prefix}/revoke", {})

    assert f"ccl_{key.prefix}" in page
    assert "read_debts" in page
    assert key.token not in page
    assert (others.status_code, still is not None) == (404, True)
    assert "Chave cancelada" in done.text
    assert await caller(key.token, staff, at) is None


async def test_a_key_is_over_on_its_moment_and_its_use_is_noted(enters: Enter, entrance: Entrance) -> None:
    staff = SqlStaff(entrance.storage.database)
    await enters("ana", StaffRole.AGENT)
    at = entrance.clock.now()
    key = await issue_key(ANA, staff, at, KeyTerms(expires_at=at + timedelta(hours=1)))

    early = await caller(key.token, staff, at + timedelta(minutes=59, seconds=59))
    late = await caller(key.token, staff, at + timedelta(hours=1))

    [listed] = await staff.keys()
    assert (early is not None, late) == (True, None)
    assert listed.used_at == at + timedelta(minutes=59, seconds=59)


async def test_without_a_live_release_users_are_shown_and_nobody_comes_to_see_more(
    enters: Enter, app: FastAPI, entrance: Entrance
) -> None:
    """No creditor can be ticked then, and none ticked would be all of them."""
    boss = await enters("chefe", StaffRole.ADMIN)
    await boss.opens(USERS)
    await boss.sends(USERS, ANA_WORKS)
    number = await number_of(ANA, entrance)
    app.state.users = replace(app.state.users, releases=NoneLive())

    page = await boss.opens(USERS)
    await boss.opens(f"{USERS}/{number}")
    changed = await boss.sends(f"{USERS}/{number}/terms", {"role": "agent", "capacity": "9"})

    account = await entrance.tools.accounts.by_email(ANA)
    assert (page.status_code, "depois da primeira publicação" in page.text) == (200, True)
    assert changed.status_code == 422
    assert account is not None
    assert account.member.creditors == {"cassems"}
