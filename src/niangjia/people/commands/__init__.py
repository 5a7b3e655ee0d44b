"""Every write to persons, households, their lines and their evidence."""

from niangjia.people.commands.evidence import (
    add_evidence,
    confirm_evidence,
    download_evidence,
    sweep_evidence,
    withdraw_evidence,
)
from niangjia.people.commands.facts import confirm_fact
from niangjia.people.commands.households import close_household, register_household, revise_household

__all__ = [
    "add_evidence",
    "close_household",
    "confirm_evidence",
    "confirm_fact",
    "download_evidence",
    "register_household",
    "revise_household",
    "sweep_evidence",
    "withdraw_evidence",
]
