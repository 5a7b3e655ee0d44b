"""Visits for tests, through the command."""

from typing import Any
from uuid import UUID, uuid4

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.visits.commands import record_visit
from niangjia.visits.models import Visit
from niangjia.visits.records import Noticed, VisitRecord


def said(dossier: Dossier, visitor: User, *noticed: Noticed, **changes: Any) -> VisitRecord:
    """A visit of today at home, at which the worker was met."""
    told = {"purpose": "follow-up", "how": "home", "visited_on": clock.today(), "visitor": visitor}
    return VisitRecord(**{**told, "met": (dossier.worker_id,), "noticed": noticed, **changes})


def a_visit(dossier: Dossier, by: User, *noticed: Noticed, key: UUID | None = None, **changes: Any) -> Visit:
    """The same, recorded."""
    record = said(dossier, changes.pop("visitor", by), *noticed, **changes)
    return record_visit(dossier, record, form_key=key or uuid4(), by=by)
