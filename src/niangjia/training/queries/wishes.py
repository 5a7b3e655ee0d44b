"""Wishes for work and for a trade that people said at a visit (`niangjia.visits.leads`), until they are answered."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from niangjia.accounts.access import Jurisdiction
from niangjia.visits.models import Finding
from niangjia.visits.queries import open_wishes

GOES_TO = "training"
WANTS_WORK, WANTS_TRADE = "work", "training"
"""What can be answered to the question of a visit that goes to this app (visits/data/findings.toml)."""


def wishes_in(where: Jurisdiction) -> list[Finding]:
    """Those of households of a jurisdiction, the longest waiting first. One query."""
    return open_wishes(GOES_TO, Q() if where.covers_all() else Q(visit__dossier__unit__in=where.units()))


def wishes_of(persons: Collection[UUID]) -> list[Finding]:
    """Those of some people. One query."""
    return open_wishes(GOES_TO, Q(person__in=persons))


def want_a_trade(where: Jurisdiction) -> set[UUID]:
    """People of a jurisdiction who said that they would like to learn a trade. One query."""
    return {each.person_id for each in wishes_in(where) if each.person_id and each.value.reveal() == WANTS_TRADE}
