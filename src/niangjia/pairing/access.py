"""The only doors to cadres, pairs and proposals: who may do what, where. Missing and forbidden look alike."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts import access as accounts
from niangjia.accounts.access import holds
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.pairing import queries
from niangjia.pairing.models import Cadre, Exclusion, Pair, Promise, Proposal, ProposalLine
from niangjia.people.queries import account_of

_DOORS = Doors("pairing")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def is_own(user: User, pair: Pair) -> bool:
    """Whether a pair is in force, the household on file, and the pair somebody's own as its cadre."""
    return (
        pair.is_in_force
        and pair.starts_on <= clock.today()
        and pair.cadre.user_id == user.pk
        and holds(user, RIGHTS["look-after"])
    )


def may_look_after(user: User, pair: Pair) -> bool:
    """Whether someone may record promises of a pair: its cadre, or who does that for cadres there."""
    return is_own(user, pair) or may(user, "look-after-for", pair.dossier.unit)


def require_look_after(user: User, pair: Pair) -> None:
    """Raises Forbidden."""
    if not may_look_after(user, pair):
        raise Forbidden(_("This household is looked after by somebody else."))


def get_pair_for(user: User, pk: UUID, act: str = "read") -> Pair:
    """A pair at whose unit someone may do an act; to read or look after also one's own. Raises NotFoundOrForbidden."""
    related = (
        "dossier__unit",
        "dossier__worker",
        "dossier__household",
        "cadre__user",
        "cadre__unit",
        "earlier__cadre__user",
    )
    found = Pair.objects.filter(pk=pk).select_related(*related).first()
    if found is not None and act == "look-after" and may_look_after(user, found):
        return found
    if found is not None and act == "read" and (is_own(user, found) or may(user, "read", found.dossier.unit)):
        return found
    if found is not None and act not in {"read", "look-after"} and may(user, act, found.dossier.unit):
        return found
    raise NotFoundOrForbidden(_("There is no such pair, or it is not yours to see."))


def get_promise_for(user: User, pk: UUID) -> Promise:
    """A promise that someone may say what became of. Raises NotFoundOrForbidden."""
    found = Promise.objects.filter(pk=pk).select_related("pair__dossier__unit", "pair__cadre__user").first()
    if found is None or not may_look_after(user, found.pair):
        raise NotFoundOrForbidden(_("There is no such promise, or it is not yours to settle."))
    return found


def get_cadre_for(user: User, pk: UUID, act: str = "keep-cadres") -> Cadre:
    """A cadre at whose unit someone may do an act. Raises NotFoundOrForbidden."""
    found = queries.cadres_in(where_may(user, act)).filter(pk=pk).first() if where_may(user, act) else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such cadre, or it is not yours to see."))
    return found


def get_proposal_for(user: User, pk: UUID, act: str = "suggest") -> Proposal:
    """A proposal of a unit at which someone may do an act. Raises NotFoundOrForbidden."""
    where = where_may(user, act)
    found = queries.proposals_in(where).filter(pk=pk).first() if where else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such proposal, or it is not yours to see."))
    return found


def lines_for(user: User, proposal: Proposal) -> "QuerySet[ProposalLine]":
    """The lines of a proposal whose households are at units of somebody now: one may have gone to another since."""
    where = where_may(user, "suggest")
    return proposal.lines.all() if where.covers_all() else proposal.lines.filter(dossier__unit__in=where.units())


def get_line_for(user: User, pk: UUID) -> ProposalLine:
    """A line of a proposal that someone may change. Raises NotFoundOrForbidden."""
    found = (
        ProposalLine.objects.filter(pk=pk).select_related("proposal__unit", "dossier__unit", "dossier__worker").first()
    )
    if found is None or not all(may(user, "suggest", each) for each in (found.proposal.unit, found.dossier.unit)):
        raise NotFoundOrForbidden(_("There is no such line, or it is not yours to change."))
    return found


def get_dossier_for(user: User, pk: UUID, act: str) -> Dossier:
    """A dossier at whose unit someone may do an act of pairing. Raises NotFoundOrForbidden."""
    found = dossiers_visible_to(where_may(user, act)).filter(pk=pk).select_related("unit", "worker").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    return found


def get_exclusion_for(user: User, pk: UUID) -> Exclusion:
    """An exclusion that someone may lift. Raises NotFoundOrForbidden."""
    found = Exclusion.objects.filter(pk=pk).select_related("dossier__unit", "cadre__user").first()
    if found is None or not may(user, "match", found.dossier.unit):
        raise NotFoundOrForbidden(_("There is no such exclusion, or it is not yours to lift."))
    return found


def get_unit_for(user: User, pk: UUID, act: str) -> Unit:
    """A unit at which someone may do an act. Raises NotFoundOrForbidden."""
    found: Unit | None = where_may(user, act).units().filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such unit, or it is not yours to see."))
    return found


def own_pair(user: User) -> Pair | None:
    """The pair in force of the household of a worker who may see their own record. At most three queries."""
    account = account_of(user) if accounts.where_may(user, RIGHTS["own-pair"]) else None
    if account is None:
        return None
    member = {
        "dossier__household__memberships__person": account.person,
        "dossier__household__memberships__ended_on": None,
    }
    found = Pair.objects.filter(queries.BEGUN, **member).select_related("dossier__unit", "cadre__user", "cadre__unit")
    return found.first()
