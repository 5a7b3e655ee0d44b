"""The tables of this app."""

from niangjia.referrals.models.links import PartnerLink, WhyOver
from niangjia.referrals.models.meetings import Meeting, MeetingDecision
from niangjia.referrals.models.referrals import (
    OPEN,
    SHARED_IN,
    UNDER_WAY,
    WITH_PARTNER,
    Answer,
    Escalation,
    Outcome,
    Referral,
    State,
)

__all__ = [
    "OPEN",
    "SHARED_IN",
    "UNDER_WAY",
    "WITH_PARTNER",
    "Answer",
    "Escalation",
    "Meeting",
    "MeetingDecision",
    "Outcome",
    "PartnerLink",
    "Referral",
    "State",
    "WhyOver",
]
