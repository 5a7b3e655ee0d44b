"""Reads of what comes after filing: months of income, the exit test, follow-ups, and what is due for whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from niangjia.accounts import access as accounts
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.dossiers.exit_test import ExitTest, exit_test, months_that_count
from niangjia.dossiers.models import WATCHING, Dossier, DossierState, FollowUp, IncomeCheck, Step
from niangjia.dossiers.queries import visible_to
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError
from niangjia.limits.queries import limits_of
from niangjia.people.models import Household
from niangjia.policies import book
from niangjia.policies.rule_sets import in_force_on

LEAVING = "leaving"
"""The group of limits of exit, tapering, watch and temporary dossiers."""


def income_checks(dossier: Dossier) -> "QuerySet[IncomeCheck]":
    """The incomes of months that are in force, in order."""
    return dossier.income_checks.filter(replaced_at=None).select_related("by").order_by("month")


def exit_test_of(dossier: Dossier, months: Sequence[date] = ()) -> ExitTest:
    """The exit test of a dossier by the rule book as it stands: of the months that count today, or of those given by
    their first days, whatever the limits say by now.
    """
    incomes = dict(income_checks(dossier).values_list("month", "net_per_head_fen"))
    counted = months or months_that_count(incomes, clock.today(), terms=limits_of(LEAVING))
    return exit_test(incomes, line_of(dossier.household), counted)


def exit_test_as_proposed(dossier: Dossier) -> ExitTest:
    """The test over the months that counted when the exit was proposed last; today's before that."""
    proposals = dossier.steps.filter(act="propose-exit").order_by("-number")
    details = proposals.values_list("details", flat=True).first() or {}
    return exit_test_of(dossier, [date.fromisoformat(f"{each}-01") for each in details.get("months", ())])


def line_of(household: Household) -> Callable[[date], int | None]:
    """The minimum-living line of a household by day, in fen a head; None where the rule book has none.

    Urban unless it was stated that the rural one applies, as everywhere in the rules.
    """
    name = "dibao_rural_monthly" if household.is_rural else "dibao_urban_monthly"
    known = book.rule_sets()

    def line_on(day: date) -> int | None:
        rules = in_force_on(known, day)
        try:
            return rules.table.at(household.region, day).number(name) if rules else None
        except NiangjiaError:
            return None

    return line_on


def follow_ups_of(dossier: Dossier) -> "QuerySet[FollowUp]":
    """The follow-ups of a dossier in order, with who did them."""
    return dossier.follow_ups.select_related("step__by").order_by("due_on", "id")


def next_follow_up(dossier: Dossier) -> FollowUp | None:
    """The follow-up that is due next; None when all are done."""
    return dossier.follow_ups.filter(done_on=None).order_by("due_on", "id").first()


def latest_finding(dossier: Dossier) -> str:
    """What the last follow-up found; "" before the first."""
    done = dossier.follow_ups.filter(done_on__isnull=False).order_by("-step__number")
    return done.values_list("finding", flat=True).first() or ""


def reviewed_on(dossier: Dossier) -> date | None:
    """The day on which the latest exit of a dossier passed its review."""
    step = dossier.steps.filter(act="review-exit").order_by("-number").first()
    return step.at.astimezone(clock.SHANGHAI).date() if step else None


def tapers_until(dossier: Dossier) -> date | None:
    """The day on which the latest tapering period is over and the watch may begin, set when the exit was approved."""
    step = dossier.steps.filter(act="approve-exit").order_by("-number").first()
    return step.due_on if step else None


def temporary_until(dossier: Dossier) -> date | None:
    """The last day of a temporary dossier, as it was set when it was put on file; None for a regular one."""
    step = dossier.steps.filter(act="file").order_by("-number").first() if dossier.is_temporary else None
    return step.due_on if step else None


def temporary_ending_by(dossiers: "QuerySet[Dossier]", until: date) -> "QuerySet[Dossier]":
    """The temporary ones of some dossiers on file whose term, as `term_ends_on`, is over on a day; the longest first.

    One that was filed without a term is due from its filing on: somebody has to decide.
    """
    filed = Step.objects.filter(dossier=OuterRef("pk"), act="file").order_by("-number")
    ends_on = Coalesce(Subquery(filed.values("due_on")[:1]), "filed_on")
    temporary = dossiers.filter(is_temporary=True).annotate(term_ends_on=ends_on)
    return temporary.filter(term_ends_on__lte=until).order_by("term_ends_on", "id")


def later_dossiers(dossier: Dossier) -> "QuerySet[Dossier]":
    """Those drafted from this one, in order."""
    return dossier.later.order_by("opened_on", "number")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due after filing in the units over which someone works; each most urgent first."""

    follow_ups: "QuerySet[FollowUp]"
    reviews: "QuerySet[Dossier]"
    confirmations: "QuerySet[Dossier]"
    exits: "QuerySet[Dossier]"
    relapses: "QuerySet[Dossier]"
    tapered: "QuerySet[Dossier]"
    terms: "QuerySet[Dossier]"

    def count(self) -> int:
        """How many things are due. Seven queries."""
        return sum(getattr(self, name).count() for name in Waiting.__slots__)


def waiting_after_filing(user: User, today: date | None = None) -> Waiting:
    """What is due or late for a reader's units: follow-ups due by today, exits to be reviewed, confirmations of workers
    that are still open, exits under way otherwise, help again proposed, tapering that is over, temporary dossiers whose
    term is over. Nothing is asked of the database yet.
    """
    today = today or clock.today()
    mine = visible_to(accounts.where_may(user, rights_of("dossiers")["see-leaving"]))
    late_first = mine.select_related("unit", "worker").order_by(F("due_on").asc(nulls_last=True), "number")

    def at(*states: str) -> "QuerySet[Dossier]":
        return late_first.filter(state__in=states)

    follow_ups = FollowUp.objects.filter(done_on=None, due_on__lte=today, dossier__state__in=WATCHING)
    return Waiting(
        follow_ups=follow_ups.filter(dossier__in=mine.values("pk"))
        .select_related("dossier__unit", "dossier__worker")
        .order_by("due_on", "dossier__number"),
        reviews=at(DossierState.EXIT_PROPOSED),
        confirmations=at(DossierState.EXIT_REVIEWED),
        exits=at(DossierState.EXIT_CONFIRMED, DossierState.EXIT_ON_NOTICE),
        relapses=at(DossierState.RELAPSE_PROPOSED),
        tapered=at(DossierState.TAPERING).filter(due_on__lte=today),
        terms=temporary_ending_by(at(DossierState.OPEN), today),
    )


def planned_follow_up(dossier: Dossier, pk: UUID) -> FollowUp | None:
    """A planned follow-up of a dossier that is still open."""
    return dossier.follow_ups.filter(pk=pk, done_on=None).first()
