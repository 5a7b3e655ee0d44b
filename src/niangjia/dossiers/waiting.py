"""What waits for someone in this app: steps of the chain, objections, notices, exports, imports, reviews, deletions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.dossiers import access, looking, queries
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.deadlines import papers_due_on
from niangjia.dossiers.models import (
    HANGING,
    ON_FILE,
    DeletionRun,
    DeletionState,
    Dossier,
    DossierState,
    Export,
    ImportRun,
    ImportState,
)
from niangjia.dossiers.models.exports import WITH_A_FILE
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.queries_of_leaving import temporary_ending_by
from niangjia.dossiers.queries_of_notices import all_hanging
from niangjia.dossiers.queries_of_transfers import transfers_waiting_for
from niangjia.dossiers.queries_of_waits import behind, notice_hangs, turn_of
from niangjia.kernel.clock import SHANGHAI

STEPS = {
    DossierState.DRAFT: _("Drafts to submit"),
    DossierState.SUBMITTED: _("Dossiers for the first review"),
    DossierState.REVIEWED: _("Homes to visit"),
    DossierState.VISITED: _("Circumstances to check"),
    DossierState.VERIFIED: _("Appraisal meetings to hold"),
    DossierState.APPRAISED: _("Public notices to hang up"),
    DossierState.ON_NOTICE: _("Dossiers for the second review"),
    DossierState.RECHECKED: _("Dossiers to put on file"),
    DossierState.RETURNED: _("Returned dossiers to complete"),
    DossierState.EXIT_PROPOSED: _("Exits to review"),
    DossierState.EXIT_REVIEWED: _("Exits to talk over with the worker"),
    DossierState.EXIT_CONFIRMED: _("Notices of exits to hang up"),
    DossierState.EXIT_ON_NOTICE: _("Exits to approve"),
    DossierState.TAPERING: _("Tapering periods that are over"),
    DossierState.WATCHED: _("Households to call or visit"),
    DossierState.EARLY_WATCHED: _("Households not filed to call or visit"),
    DossierState.RELAPSE_PROPOSED: _("Help again: to decide on"),
}
"""What is to be done in each state, as a kind of work."""


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. At most eighteen queries."""
    chain = chain_in_force()
    yield from _steps(user, week, chain)
    yield from _objections(user, chain)
    yield from _notices(user, week)
    yield from _papers(user, chain)
    yield from _terms(user, week)
    yield from _questions(user)
    yield from _exports(user)
    yield from _imports(user)
    yield from _reviews(user)
    yield from _transfers(user)
    yield from _deletions(user)


def list_address(**query: str) -> str:
    """The list of dossiers, narrowed."""
    return f"{reverse('dossiers:list-dossiers')}?{urlencode(query)}"


def _steps(user: User, week: Week, chain: Chain) -> Iterator[Waiting]:
    """The dossiers on which it is someone's turn. Of those on notice only the ones whose notice is over can be done."""
    wanted = turn_of(user, chain)
    if wanted is None:
        return
    rows = (
        Dossier.objects.filter(wanted)
        .annotate(hangs=notice_hangs(week.today))
        .order_by()
        .values_list("state", "due_on", "hangs")
        .annotate(count=Count("*"))
    )
    found = list(rows)
    for state, label in STEPS.items():
        mine = [(due_on, hangs and state in HANGING, n) for each, due_on, hangs, n in found if each == state]
        yield Waiting(
            f"dossiers.{state}",
            label,
            list_address(state=state, waits="mine"),
            days_of((due_on, count) for due_on, hangs, count in mine if not hangs),
            coming=days_of((due_on, count) for due_on, hangs, count in mine if hangs and due_on),
            late_address=list_address(state=state, waits="mine-late"),
        )


def _objections(user: User, chain: Chain) -> Iterator[Waiting]:
    where = access.where_may(user, "handle-objection")
    if where:
        address = list_address(state="all", waits="objections")
        count = Dossier.objects.filter(behind("objections", user, chain), unit__in=where.units()).count()
        yield Waiting("dossiers.objections", _("Dossiers with an objection to look into"), address, {None: count})


def _notices(user: User, week: Week) -> Iterator[Waiting]:
    """Dossiers whose notice is taken down: the day after its last, or at once when it may not hang any more."""
    where = access.where_may(user, "remove-notice")
    if not where:
        return
    # The units are looked at here: asked for in the database, it would begin with every dossier of them.
    mine = [
        each
        for each in all_hanging(week.today)
        if where.is_everything or each.notice.dossier.unit.path.startswith(where.paths)
    ]
    over: dict[UUID, date] = {}
    for each in mine:
        if each.why_down:
            day = min(each.notice.ends_on + timedelta(days=1), week.today)
            over[each.notice.dossier_id] = min(day, over.get(each.notice.dossier_id, day))
    yield Waiting(
        "dossiers.notices",
        _("Public notices to take down"),
        list_address(state="all", waits="notices"),
        days_of((day, 1) for day in over.values()),
        coming=days_of((each.notice.ends_on + timedelta(days=1), 1) for each in mine if not each.why_down),
    )


def _papers(user: User, chain: Chain) -> Iterator[Waiting]:
    """Papers of emergencies, from the first help on."""
    where = access.where_may(user, "revise")
    if where:
        rows = Dossier.objects.filter(behind("emergency-papers", user, chain), unit__in=where.units()).order_by()
        helped = rows.values_list("emergency_on").annotate(count=Count("*"))
        days = days_of((papers_due_on(chain, on), count) for on, count in helped if on)
        address = list_address(state="all", waits="emergency-papers")
        yield Waiting("dossiers.papers", _("Emergency dossiers: papers to hand in"), address, days)


def _terms(user: User, week: Week) -> Iterator[Waiting]:
    """Temporary dossiers on file whose term is over, or will be this week: they are made regular, or ended."""
    where = access.where_may(user, "regularise")
    if where:
        on_file = Dossier.objects.filter(state=DossierState.OPEN, unit__in=where.units())
        ends = temporary_ending_by(on_file, week.ends_on).values_list("term_ends_on", flat=True)  # type: ignore[misc] # set by temporary_ending_by
        days = days_of((day, 1) for day in ends)
        yield Waiting(
            "dossiers.terms",
            _("Temporary dossiers whose term is over"),
            list_address(waits="terms"),
            {day: count for day, count in days.items() if day and day <= week.today},
            coming={day: count for day, count in days.items() if day and day > week.today},
        )


def _questions(user: User) -> Iterator[Waiting]:
    where = access.where_may(user, "revise")
    if where:
        asked = queries.visible_to(where).filter(questions__gt=0, closed_on=None, state__in=ON_FILE)
        count = queries.bounded_count(asked)
        yield Waiting(
            "dossiers.questions",
            _("Dossiers with open questions"),
            list_address(questions="yes"),
            {None: count},
            is_bounded=count > queries.COUNT_LIMIT,
        )


def _exports(user: User) -> Iterator[Waiting]:
    """What others asked for, and one's own files to fetch: both end by themselves."""
    address = reverse("dossiers:list-exports")
    if where := access.where_may(user, "decide-export"):
        ends = queries.exports_waiting(where, besides=user).values_list("expires_at", flat=True)
        yield Waiting("dossiers.exports", _("Exports to decide on"), address, _by_day(ends))
    if access.where_may(user, "export"):
        ready = Export.objects.filter(asked_by=user, state__in=WITH_A_FILE).values_list("expires_at", flat=True)
        yield Waiting("dossiers.files", _("Exports to fetch"), address, _by_day(ready))


def _by_day(instants: Iterable[datetime]) -> Mapping[date | None, int]:
    return days_of((instant.astimezone(SHANGHAI).date(), 1) for instant in instants)


def _imports(user: User) -> Iterator[Waiting]:
    if access.where_may(user, "import"):
        count = ImportRun.objects.filter(by=user, state=ImportState.CHECKED).count()
        yield Waiting("dossiers.imports", _("Workbooks to confirm"), reverse("dossiers:start-import"), {None: count})


def _reviews(user: User) -> Iterator[Waiting]:
    where = access.where_may(user, "review-break-glass")
    if where:
        found = looking.glasses_in(where).filter(reviewed_at=None).exclude(user=user).order_by()
        rows = found.values_list("review_due_on").annotate(count=Count("*"))
        yield Waiting(
            "dossiers.glasses", _("Emergency accesses to review"), reverse("dossiers:list-break-glass"), days_of(rows)
        )


def _transfers(user: User) -> Iterator[Waiting]:
    rows = transfers_waiting_for(user).order_by().values_list("due_on").annotate(count=Count("*"))
    address = reverse("dossiers:list-transfers")
    yield Waiting("dossiers.transfers", _("Dossiers of other units to take over"), address, days_of(rows))


def _deletions(user: User) -> Iterator[Waiting]:
    address = reverse("dossiers:list-retention")
    if access.where_may(user, "decide-deletion"):
        proposed = DeletionRun.objects.filter(state=DeletionState.PROPOSED).exclude(proposed_by=user)
        yield Waiting("dossiers.deletions", _("Deletions to decide on"), address, {None: proposed.count()})
    if access.where_may(user, "run-deletion"):
        approved = DeletionRun.objects.filter(state=DeletionState.APPROVED)
        yield Waiting("dossiers.approved-deletions", _("Deletions to carry out"), address, {None: approved.count()})
