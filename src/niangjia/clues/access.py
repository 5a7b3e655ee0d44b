"""The only doors to a clue: who may do which act, and where. Missing and forbidden look alike."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts import access as accounts
from niangjia.accounts.access import holds
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Role, User
from niangjia.clues import queries
from niangjia.clues.models import Clue
from niangjia.dossiers import access as dossiers
from niangjia.dossiers.chain_access import belongs_to, require_not_own
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.kernel.errors import NotFoundOrForbidden

_DOORS = Doors("clues")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def require_not_about_own(user: User, *clues: Clue, dossier: Dossier | None = None) -> None:
    """Raises NeedsAnother when a clue, or the dossier it would become, is known to be about someone's own household.

    Known by its dossier or household, or by its identity number being that of somebody on file.
    """
    households = queries.households_of(clues) | ({dossier.household_id} if dossier else set())
    require_not_own(user, households, act=RIGHTS["decide"].label)


def is_about_own(user: User, clue: Clue) -> bool:
    """Whether a clue is known to be about someone's own household."""
    return belongs_to(user, queries.households_of([clue]))


def speaks_for_oneself(user: User) -> bool:
    """Whether someone is a worker and nothing else, so that a word of theirs is an application of their own."""
    return accounts.roles_of(user) == {Role.WORKER}


def is_informant_only(user: User) -> bool:
    """Whether someone is an informant and nothing else: their words come from what they see and hear."""
    return accounts.roles_of(user) == {Role.INFORMANT}


def clues_to_read(user: User) -> "QuerySet[Clue]":
    """Those someone may read: of the own units, and what they reported. Raises Forbidden for those who read none."""
    where, is_reporter = where_may(user, "read"), holds(user, RIGHTS["read-own"])
    if not where and not is_reporter:
        require_somewhere(user, "read")
    return queries.visible_to(where, own_of=user if is_reporter else None)


def clues_behind(user: User, kind: str) -> "QuerySet[Clue]":
    """Those someone may read and do a kind of work on (`clocks.UNFINISHED`). Raises Forbidden."""
    act = "help" if kind in {"emergencies", "help", "papers"} else "decide"
    return clues_to_read(user) & queries.visible_to(require_somewhere(user, act))


def get_clue_for(user: User, pk: UUID, act: str = "read") -> Clue:
    """A clue on which someone may do an act; to be read also one that they reported. Raises NotFoundOrForbidden."""
    related = ("unit", "reported_by", "decided_by", "help_recorded_by", "papers_done_by", "dossier", "merged_into")
    if act == "read":
        may_any = bool(where_may(user, "read")) or holds(user, RIGHTS["read-own"])
        visible = clues_to_read(user) if may_any else Clue.objects.none()
    else:
        visible = queries.visible_to(where_may(user, act))
    found = visible.filter(pk=pk).select_related(*related).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such clue, or it is not yours to see."))
    return found


def get_dossier_by_number(user: User, number: str) -> Dossier:
    """An open dossier by its number, of those someone may read. Raises NotFoundOrForbidden."""
    visible = dossiers_visible_to(dossiers.where_may(user, "read"))
    found = visible.filter(number=number.strip(), closed_on=None).select_related("unit").first()
    if found is None:
        raise NotFoundOrForbidden(
            _("There is no open dossier %(number)s among those you may read.") % {"number": number.strip()[:12]}
        )
    return found


def dossiers_to_link(user: User, clue: Clue) -> list[Dossier]:
    """Open dossiers that a clue may be about, of those someone may read."""
    return queries.on_file(clue, dossiers_visible_to(dossiers.where_may(user, "read")))
