"""Who must have a second factor: whoever may change rules or approve exceptions, where it is for real."""

from bot.application.agents.roles import StaffRole

REQUIRED = frozenset({StaffRole.ADMIN, StaffRole.SUPERVISOR})


def is_required(role: StaffRole, is_production: bool) -> bool:
    return is_production and role in REQUIRED
