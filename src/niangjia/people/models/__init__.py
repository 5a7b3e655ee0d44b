"""Persons and households, and the lines of what they earn, spend and own. Amounts are whole fen."""

from niangjia.people.models.accounts import PersonAccount
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
    "HardshipEvent",
    "Household",
    "IncomeKind",
    "IncomeLine",
    "Membership",
    "Person",
    "PersonAccount",
    "SearchKey",
    "SpendingKind",
    "SpendingLine",
]
