"""What texts may say of a debt now: looked up again, as nothing of it is taken from an earlier day (H4)."""

from dataclasses import replace

from bot.application.acts.registry import perform
from bot.application.desk import Desk
from bot.domain.conversation import VariableValue
from flows.catalogue import ACTS

_SHOWING = ("list_titles", "current_offer")  # fill in what is on the table today, and decide nothing
_CLOSING = "prepare_closing"
LOOKED_UP = (*_SHOWING, _CLOSING)  # acts whose values a text may have while somebody answers
_STATED = frozenset({"lump", "plan"})
_DISCLOSED = frozenset(name for act in ACTS.values() if act.discloses for name in act.fills)


async def values_today(desk: Desk) -> dict[str, VariableValue]:
    """Each placeholder that has a value; those of a debt only once identity is confirmed (I1)."""
    kept = {name: value for name, value in desk.variables.items() if name not in _DISCLOSED}
    if desk.account is None or not desk.verification.is_confirmed:
        return kept
    trial = replace(
        desk,
        account=replace(desk.account, offers=list(desk.account.offers)),
        variables=dict(kept),
        memory=dict(desk.memory),
        changes=[],
    )
    for act in _SHOWING:
        await perform(act, trial)
    before = dict(trial.variables)
    return dict(trial.variables) if await perform(_CLOSING, trial) in _STATED else before
