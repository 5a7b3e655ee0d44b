"""Persons and households, what they earn, spend and own, and what they agreed to. Amounts are whole fen."""

from niangjia.people.models.accounts import EndedAccount, PersonAccount, WrongLink
from niangjia.people.models.assessments import AssessmentState, ImpactAssessment, ProcessingKind
from niangjia.people.models.consents import Consent, ConsentWithdrawal, GivenHow, GuardianRelation, SignedBy
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
    "AssessmentState",
    "AssetKind",
    "AssetLine",
    "BankAccount",
    "Consent",
    "ConsentWithdrawal",
    "EndedAccount",
    "Evidence",
    "GivenHow",
    "GuardianRelation",
    "HardshipEvent",
    "Household",
    "ImpactAssessment",
    "IncomeKind",
    "IncomeLine",
    "Membership",
    "Person",
    "PersonAccount",
    "ProcessingKind",
    "SearchKey",
    "SignedBy",
    "SpendingKind",
    "SpendingLine",
    "WithdrawalReason",
    "WrongLink",
]
