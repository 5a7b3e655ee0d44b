"""Who may try what over which households. The app that keeps the households says where someone counts and reads."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.policies.models import Simulation
from niangjia.policies.what_if.queries import simulations_for
from niangjia.policies.what_if.source import household_source


def may_simulate(user: User) -> bool:
    """Whether someone may see figures of households anywhere."""
    return bool(household_source().may_count(user))


def require_somewhere(user: User) -> Jurisdiction:
    """Where someone may see figures. Raises Forbidden when nowhere."""
    where = household_source().may_count(user)
    if not where:
        raise Forbidden(
            gettext_lazy(
                "Your role does not include this page. If it should, ask the security administrator of your union."
            )
        )
    return where


def require(user: User, unit: Unit) -> Jurisdiction:
    """The households of a unit and those below it. Raises Forbidden when someone may not see their figures."""
    if not household_source().may_count(user).covers(unit):
        raise Forbidden(
            gettext_lazy("These households lie outside what you may see."),
            remedy=gettext_lazy("Ask the assistance clerk of the bureau, or have your appointment changed."),
        )
    return Jurisdiction((unit.path,))


def where_may_read(user: User, unit: Unit) -> Jurisdiction | None:
    """The households of a unit, for someone who may read every one of them; None for all others."""
    return Jurisdiction((unit.path,)) if household_source().may_read(user).covers(unit) else None


def get_simulation_for(user: User, pk: UUID) -> Simulation:
    """A saved run: one's own, or one over a unit inside the own jurisdiction. Raises NotFoundOrForbidden."""
    where = household_source().may_count(user)
    found = simulations_for(user, where).defer(None).filter(pk=pk).first() if where else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such simulation, or it is not yours to see."))
    return found
