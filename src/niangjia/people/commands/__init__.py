"""Every write to persons, households and their lines, to evidence, to consents, and to impact assessments."""

from niangjia.people.commands.accounts import link_worker, remove_ended_account, unlink_worker
from niangjia.people.commands.assessments import approve_assessment, draft_assessment, revise_assessment
from niangjia.people.commands.consents import record_consent, withdraw_consent
from niangjia.people.commands.erasing import erase_household
from niangjia.people.commands.evidence import (
    add_evidence,
    confirm_evidence,
    download_evidence,
    withdraw_evidence,
)
from niangjia.people.commands.facts import confirm_fact
from niangjia.people.commands.families import merge_households, record_death, split_household
from niangjia.people.commands.households import (
    close_household,
    move_household,
    move_households,
    register_household,
    revise_household,
)
from niangjia.people.commands.identities import correct_number
from niangjia.people.commands.money import state_money

__all__ = [
    "add_evidence",
    "approve_assessment",
    "close_household",
    "confirm_evidence",
    "confirm_fact",
    "correct_number",
    "download_evidence",
    "draft_assessment",
    "erase_household",
    "link_worker",
    "merge_households",
    "move_household",
    "move_households",
    "record_consent",
    "record_death",
    "register_household",
    "remove_ended_account",
    "revise_assessment",
    "revise_household",
    "split_household",
    "state_money",
    "unlink_worker",
    "withdraw_consent",
    "withdraw_evidence",
]
