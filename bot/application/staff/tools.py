"""What the use cases of signing in work with, bound once when a process starts."""

from dataclasses import dataclass

from bot.application.ports import Clock
from bot.application.staff.ports import Accounts, Guard, OneTimeCodes, Passwords, SecondFactors, Sessions


@dataclass(frozen=True)
class StaffTools:
    accounts: Accounts
    sessions: Sessions
    factors: SecondFactors
    guard: Guard
    passwords: Passwords
    codes: OneTimeCodes
    clock: Clock
    is_production: bool
    refused: frozenset[str] = frozenset()  # the demo login, where it must not open anything
