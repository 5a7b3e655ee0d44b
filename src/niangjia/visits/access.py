"""The only doors to visits: who may do what, where. Missing and forbidden look alike."""

from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.accounts.access import holds
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import User
from niangjia.dossiers import access as dossiers
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import whole
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.visits import queries
from niangjia.visits.callers import callers_of
from niangjia.visits.models import Finding, Photo, Visit

_DOORS = Doors("visits")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def looks_after(user: User, dossier: Dossier) -> bool:
    """Whether a household is on file and one that somebody looks after."""
    return dossier.state in ON_FILE and holds(user, RIGHTS["record-own"]) and user in callers_of(dossier)


def may_record(user: User, dossier: Dossier) -> bool:
    """Whether somebody may record a visit: by role over the unit, or because they look after the household."""
    return may(user, "record", dossier.unit) or looks_after(user, dossier)


def visitors_for(user: User, dossier: Dossier) -> list[User]:
    """Whose visits somebody may record: their own, and by role those of whoever looks after the household."""
    others = callers_of(dossier) if may(user, "record", dossier.unit) else []
    return list(dict.fromkeys([user, *others]))


def require_record(user: User, dossier: Dossier, visitor: User) -> None:
    """Raises Forbidden."""
    if not may_record(user, dossier) or visitor not in visitors_for(user, dossier):
        raise Forbidden(_("This household is visited by somebody else."), remedy=_("Ask the union of the unit."))


def get_dossier_to_visit(user: User, pk: UUID) -> Dossier:
    """A dossier, with its household, to which somebody may record a visit. Raises NotFoundOrForbidden."""
    found = whole(Dossier.objects.filter(pk=pk)).first()
    if found is None or not may_record(user, found):
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    return found


def get_visit_for(user: User, pk: UUID) -> Visit:
    """A visit to a household whose dossier somebody reads, or looks after. Raises NotFoundOrForbidden."""
    found = queries.told_visits(Visit.objects.filter(pk=pk)).first()
    is_shown = Visit.objects.filter(queries.shown_to_callers(user), pk=pk).exists()
    if found is not None and is_shown and looks_after(user, found.dossier):
        return found
    if found is not None:
        try:
            dossiers.get_dossier_for(user, found.dossier_id)
        except NotFoundOrForbidden:
            found = None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such visit, or it is not yours to see."))
    return found


def get_photo_of(visit: Visit, pk: UUID) -> Photo:
    """A photo of a visit that somebody was let in to. Raises NotFoundOrForbidden."""
    found = visit.photos.filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such photo of this visit."))
    return found


def get_finding_for(user: User, pk: UUID) -> Finding:
    """A finding that somebody may take up. Raises NotFoundOrForbidden."""
    related = ("person", "visit__dossier__unit", "visit__dossier__worker", "visit__visitor", "visit__recorded_by")
    found = Finding.objects.filter(pk=pk).select_related(*related).first()
    if found is None or not may(user, "decide", found.visit.dossier.unit):
        raise NotFoundOrForbidden(_("There is no such finding, or it is not yours to take up."))
    return found
