"""Temporary dossiers become regular or end; and a household in trouble again is drafted anew from a closed dossier."""

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.carrying_over import record_from
from niangjia.dossiers.commands.dossiers import begin_draft
from niangjia.dossiers.commands.leaving import leaving_press
from niangjia.dossiers.commands.numbers import hold_counter
from niangjia.dossiers.commands.stepping import Ending, Seen, lock_dossier
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.errors import NotDue
from niangjia.dossiers.models import ClosingReason, Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.step_records import Plain
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.people import commands as people


@versioned("dossiers.dossier.regularised")
def regularise_dossier(dossier: Dossier, *, note: str, by: User, seen: Seen | None = None) -> Dossier:
    """Make a temporary dossier a regular one, with why (sealed); its term is gone. Locks the dossier row.

    Raises NotReady for one that is not temporary, InvalidInput without a reason, and as `stepping.press` does.
    """
    done = leaving_press(dossier, "regularise", Plain("regularise", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.dossier.regularised", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.temporary.ended")
def end_temporary(dossier: Dossier, *, note: str, by: User, seen: Seen | None = None) -> Dossier:
    """End a temporary dossier today, with why (sealed), and close its household. Raises as making it regular does."""
    ending = Ending(clock.today(), ClosingReason.TEMPORARY_ENDED)
    done = leaving_press(dossier, "end-temporary", Plain("end-temporary", note), by=by, seen=seen, ending=ending)
    if not done.is_repeated:
        audit("dossiers.temporary.ended", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
        people.close_household(done.dossier.household, on=clock.today(), by=by)
    return done.dossier


@versioned("dossiers.dossier.redrafted", is_whole=True)
def redraft_dossier(dossier: Dossier, *, reason: str, by: User) -> Dossier:
    """Begin a new draft, which is returned, from a dossier that has ended: its household as it was then, with why
    (sealed).

    The earlier one is kept as long as the new one. Called again while such a draft is under way, it gives that one.
    Locks the row of the ended dossier and the number counter. Raises Forbidden, NotDue unless it has ended,
    InvalidInput without a reason, PersonInTwoHouseholds when the worker is in another household by now.
    """
    hold_counter(clock.today().year)
    ended = lock_dossier(dossier)
    access.require(by, "redraft", ended.unit)
    if not access.RIGHTS["redraft"].allows_state(ended.state):
        raise NotDue(_("This dossier has not ended."), remedy=_("Its page says what comes next, and whose turn it is."))
    if under_way := whole(Dossier.objects.filter(earlier=ended, closed_on=None)).first():
        return under_way
    if not reason.strip():
        raise InvalidInput(_("Say what has happened since."), code="reason-missing")
    require_readable(reason)
    record = record_from(whole(Dossier.objects.filter(pk=ended.pk)).get(), clock.today())
    links = {"earlier": ended, "first": ended.first or ended}
    begun = begin_draft(record, unit=ended.unit, by=by, act="redraft", note=reason, fields=links)
    audit("dossiers.dossier.redrafted", begun, by=by, unit=begun.unit, number=begun.number, earlier=ended.number)
    return begun
