"""Every write to persons, households and their lines."""

from niangjia.people.commands.accounts import link_worker, unlink_worker
from niangjia.people.commands.facts import confirm_fact
from niangjia.people.commands.households import (
    close_household,
    move_households,
    register_household,
    revise_household,
)

__all__ = [
    "close_household",
    "confirm_fact",
    "link_worker",
    "move_households",
    "register_household",
    "revise_household",
    "unlink_worker",
]
