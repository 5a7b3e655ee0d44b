"""Every write to the tables of the rule book."""

from niangjia.policies.commands.changes import approve_change, propose_change, reject_change, withdraw_change
from niangjia.policies.commands.simulations import forget_household, save_simulation

__all__ = [
    "approve_change",
    "forget_household",
    "propose_change",
    "reject_change",
    "save_simulation",
    "withdraw_change",
]
