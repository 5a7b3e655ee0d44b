"""The only doors to a dossier or an import run: who may do which act, and where. Missing and forbidden look alike."""

from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts import access as accounts
from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.dossiers import queries
from niangjia.dossiers.models import Decision, Dossier, ImportRun
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.people.models import Evidence

RIGHTS = rights_of("dossiers")
"""The rows of rights.toml by name."""


def where_may(user: User, act: str) -> Jurisdiction:
    """The subtrees in which someone may do an act of RIGHTS."""
    return accounts.where_may(user, RIGHTS[act])


def require_somewhere(user: User, act: str) -> Jurisdiction:
    """The same for an act on a list. Raises Forbidden for those who may do it nowhere."""
    where = where_may(user, act)
    if not where:
        raise Forbidden(
            gettext_lazy("Your role does not include this page. If it should, ask the administrator of your union.")
        )
    return where


def may(user: User, act: str, unit: Unit) -> bool:
    """Whether someone may do an act at a unit."""
    return where_may(user, act).covers(unit)


def require(user: User, act: str, unit: Unit) -> None:
    """Raises Forbidden when someone may not do an act at a unit that they can see."""
    if not may(user, act, unit):
        raise Forbidden(
            lazy(lambda: _("Your role does not include this at %(unit)s.") % {"unit": unit.name}, str)(),
            remedy=gettext_lazy("Ask the assistance clerk of the bureau, or have your appointment changed."),
        )


def get_dossier_for(user: User, pk: UUID) -> Dossier:
    """A dossier, with household, members and lines. Raises NotFoundOrForbidden."""
    found = queries.whole(queries.visible_to(where_may(user, "read"))).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    return found


def get_decision_of(dossier: Dossier, pk: UUID) -> Decision:
    """A decision of a dossier that someone was let in to, with who made it. Raises NotFoundOrForbidden."""
    found = dossier.decisions.filter(pk=pk).select_related("by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such decision in this dossier."))
    return found


def get_evidence_of(dossier: Dossier, pk: UUID) -> Evidence:
    """A file of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = queries.evidence_of(dossier.household).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such file in this dossier."))
    return found


def get_import_for(user: User, pk: UUID) -> ImportRun:
    """One's own import run. Raises NotFoundOrForbidden."""
    found = ImportRun.objects.filter(pk=pk, by=user).select_related("unit").first()
    if found is None or not may(user, "import", found.unit):
        raise NotFoundOrForbidden(_("There is no such import, or it is not yours to see."))
    return found


def unit_to_import_for(user: User) -> Unit:
    """The highest unit someone imports for. Raises Forbidden when there is none."""
    unit = where_may(user, "import").units().order_by("depth", "path").first()
    if unit is None:
        raise Forbidden(
            _("Importing workbooks is the work of an assistance clerk."),
            remedy=_("Ask the assistance clerk of the bureau."),
        )
    return unit
