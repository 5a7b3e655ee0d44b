"""What plans notice of help without change: relief year after year, a plan that stops at relief or at the year."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.models import Dossier, DossierState
from niangjia.kernel.periods import add_months
from niangjia.people.codes import CAUSES
from niangjia.people.models import IncomeKind, IncomeLine, Membership
from niangjia.people.work_status import AT_REST
from niangjia.plans import queries
from niangjia.plans.catalogue import makes_sense
from niangjia.plans.limits import SAME_HELP_YEARS, WORK_AGE_FROM, WORK_AGE_TO, limits_now
from niangjia.plans.models import Cause, MeasureState, PlannedMeasure
from niangjia.plans.qualifying import NOT_WORKING
from niangjia.plans.tiers import Nature, Tier
from niangjia.plans.unchanged import Watch, register_watch


def register_watches() -> None:
    """What plans see by themselves, when the program starts."""
    register_watch(
        Watch(
            "relief-for-years",
            _("Relief for years in a row"),
            _("The union has given relief year after year, and the household is still in hardship."),
            _("Ask what was not enough, and plan something that goes to the root"),
            "plans:show-plans",
            relief_for_years,
            place=1,
        )
    )
    register_watch(
        Watch(
            "relief-alone",
            _("Relief alone, though someone could work"),
            _("Everything in the plan is money or goods, and somebody at home is able to work and has none."),
            _("Talk over training, a job or production"),
            "plans:show-plans",
            relief_alone,
            place=2,
        )
    )
    register_watch(
        Watch(
            "no-root",
            _("A plan without anything fundamental"),
            _("The plan helps today or through the year; nothing in it lets the family stand by itself."),
            _("Look together for a trade, a job, production or school"),
            "plans:show-plans",
            no_root,
            place=3,
        )
    )


def relief_for_years(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """Still in need, with relief in each of so many years, up to this or the last one. Three queries.

    Relief is money of the union that begins in a year or lasts all through it, and a measure of relief of that year's
    plan that was reached; what is meant to come each year does not count.
    """
    years, given = limits_now()[SAME_HELP_YEARS], _relief_codes()
    found = dossiers.filter(state=DossierState.OPEN)
    for back in range(1, years):
        found = found.filter(_had_relief(today.year - back, given))
    return found.filter(_had_relief(today.year, given) | _had_relief(today.year - years, given))


def no_root(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """With a plan in force that lacks the fundamental tier where it makes sense, as the warning says. Four queries."""
    always = {each for each in CAUSES.codes if makes_sense(each, Tier.FUNDAMENTAL, is_someone_able=False)}
    if_able = {each for each in CAUSES.codes if makes_sense(each, Tier.FUNDAMENTAL, is_someone_able=True)} - always
    codes = [code for code, each in queries.entries_now().items() if each.tier == Tier.FUNDAMENTAL]
    caused = Cause.objects.filter(dossier=OuterRef("pk"), settled_on=None)
    asks = Exists(caused.filter(code__in=always)) | Exists(caused.filter(code__in=if_able)) & _could_work(today)
    return dossiers.filter(_in_force(), asks, ~Exists(_planned().filter(code__in=codes)))


def relief_alone(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """With a plan in force of relief alone though someone without work could, as the warning says. Four queries."""
    strength = [code for code, each in queries.entries_now().items() if each.nature != Nature.RELIEF]
    is_relief = Exists(_planned()) & ~Exists(_planned().filter(code__in=strength))
    return dossiers.filter(is_relief, _could_work(today, person__work_status__in=NOT_WORKING))


def _had_relief(year: int, codes: list[str]) -> Q:
    first, last = date(year, 1, 1), date(year, 12, 31)
    during = Q(from_on__range=(first, last)) | Q(from_on__lt=first, to_on__gte=last)
    lines = IncomeLine.objects.filter(during, kind=IncomeKind.UNION_AID, amount_fen__gt=0)
    measures = PlannedMeasure.objects.filter(
        plan__dossier=OuterRef("pk"),
        plan__state__in=queries.IN_FORCE,
        plan__year=year,
        state=MeasureState.REACHED,
        code__in=codes,
    )
    return Q(Exists(lines.filter(household=OuterRef("household")))) | Q(Exists(measures))


def _relief_codes() -> list[str]:
    entries = queries.entries_now().items()
    return [code for code, each in entries if each.nature == Nature.RELIEF and not each.is_yearly]


def _in_force() -> Exists:
    return Exists(queries.in_force().filter(dossier=OuterRef("pk")))


def _planned() -> "QuerySet[PlannedMeasure]":
    """The measures of the plan in force that were not dropped."""
    found = PlannedMeasure.objects.filter(plan__dossier=OuterRef("pk"), plan__in=queries.in_force())
    return found.exclude(state=MeasureState.DROPPED)


def _could_work(today: date, **more: object) -> Exists:
    """Whether somebody of the household could work: what `plans.homes` and `plans.qualifying` say, in the database."""
    limits = limits_now()
    of_age = {
        "person__born_on__lte": add_months(today, -12 * limits[WORK_AGE_FROM]),
        "person__born_on__gt": add_months(today, -12 * (limits[WORK_AGE_TO] + 1)),
    }
    could = Membership.objects.filter(
        household=OuterRef("household"), ended_on=None, person__stage="none", **of_age, **more
    )
    could = could.exclude(person__is_able=False).exclude(person__disability_grade__in=[1, 2])
    return Exists(could.exclude(person__work_status__in=AT_REST))
