"""Persons and households, and the lines of what they earn, spend and own. Amounts are whole fen."""

from niangjia.people.models.evidence import Evidence, WithdrawalReason
from niangjia.people.models.households import Household, Membership
from niangjia.people.models.lines import (
    AID_KINDS,
    HOUSEHOLD_KINDS,
    AssetKind,
    AssetLine,
    HardshipEvent,
    IncomeKind,
    IncomeLine,
    SpendingKind,
    SpendingLine,
)
from niangjia.people.models.persons import BankAccount, Person, SearchKey

__all__ = [
    "AID_KINDS",
    "HOUSEHOLD_KINDS",
    "AssetKind",
    "AssetLine",
    "BankAccount",
    "Evidence",
    "HardshipEvent",
    "Household",
    "IncomeKind",
    "IncomeLine",
    "Membership",
    "Person",
    "SearchKey",
    "SpendingKind",
    "SpendingLine",
    "WithdrawalReason",
]
