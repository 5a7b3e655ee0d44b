"""Every write to persons, households and their lines, to consents, and to the register of impact assessments."""

from niangjia.people.commands.accounts import link_worker, unlink_worker
from niangjia.people.commands.assessments import approve_assessment, draft_assessment, revise_assessment
from niangjia.people.commands.consents import record_consent, withdraw_consent
from niangjia.people.commands.erasing import erase_household
from niangjia.people.commands.facts import confirm_fact
from niangjia.people.commands.households import close_household, move_households, register_household, revise_household

__all__ = [
    "approve_assessment",
    "close_household",
    "confirm_fact",
    "draft_assessment",
    "erase_household",
    "link_worker",
    "move_households",
    "record_consent",
    "register_household",
    "revise_assessment",
    "revise_household",
    "unlink_worker",
    "withdraw_consent",
]
