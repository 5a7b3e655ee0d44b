"""Every write of this app: visits with what they found, and what becomes of it."""

from niangjia.visits.commands.findings import (
    accept_finding,
    answer_wishes,
    close_finding,
    decline_finding,
    reopen_wishes,
)
from niangjia.visits.commands.keeping import carry_visits, forget_visits
from niangjia.visits.commands.photos import read_photo
from niangjia.visits.commands.visits import record_visit

__all__ = [
    "accept_finding",
    "answer_wishes",
    "carry_visits",
    "close_finding",
    "decline_finding",
    "forget_visits",
    "read_photo",
    "record_visit",
    "reopen_wishes",
]
