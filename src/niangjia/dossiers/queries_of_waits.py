"""What is somebody's to do next: conditions on dossiers that the home page counts and the list narrows to."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from niangjia.accounts import access as accounts
from niangjia.accounts.models import User
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.chain_access import FOUND_IT, groups_of_objections, households_of
from niangjia.dossiers.models import (
    HANGING,
    IN_PROCESS,
    LEAVING,
    OPEN_TO_OBJECTIONS,
    RESTING,
    Dossier,
    DossierState,
    Objection,
    PublicNotice,
    Step,
)
from niangjia.dossiers.papers import BY_CAUSE, EVERY, Needed
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.queries_of_leaving import temporary_ending_by
from niangjia.dossiers.queries_of_notices import all_hanging
from niangjia.kernel import clock
from niangjia.people.models import Evidence


def turn_of(user: User, chain: Chain) -> Q | None:
    """The dossiers on which it is the turn of someone's roles, over whose units they hold them; None for no roles.

    Those on which an earlier step of theirs forbids the next one, and those about their own household, are left out:
    somebody else has to do it. Where nothing is due before the deadline, they are among them from then on. No query.
    """
    wanted = Q()
    for state in DossierState.values:
        roles = chain.turn(state)
        where = accounts.jurisdiction(user, roles) if roles else None
        if where:
            mine = Q(state=state, unit__in=where.units())
            if state in RESTING:
                mine &= Q(due_on__lte=clock.today())
            act = chain.forward(state)
            groups = chain.groups_of(act, state) if act else frozenset()
            wanted |= mine & ~_is_in_the_way(user, chain, groups) if groups else mine
    return wanted & ~_is_own(user) if wanted else None


def _is_in_the_way(user: User, chain: Chain, groups: frozenset[str]) -> Q:
    """The dossiers on which a step keeps someone from acts of some groups: `own_step_in_the_way` in SQL."""
    beginning = [code for code in chain.acts if chain.begins_round(code, groups)]
    if any(chain.acts[code].group in groups for code in beginning):
        return Q(pk__in=[])
    done = Step.objects.filter(dossier=OuterRef("pk"), by=user, act__in=chain.acts_outside(groups))
    if beginning:
        begun = Step.objects.filter(dossier=OuterRef("dossier"), act__in=beginning, number__gt=OuterRef("number"))
        done = done.exclude(Exists(begun))
    return Q(Exists(done))


def _is_own(user: User) -> Q:
    """The dossiers about a household that someone is known to belong to, or to have belonged to."""
    return Q(household__in=households_of(user).values("pk"))


def notice_hangs(today: date) -> Exists:
    """Whether the public notice of a dossier is not over."""
    return Exists(PublicNotice.objects.filter(dossier=OuterRef("pk"), removed_on=None, ends_on__gte=today))


def behind(code: str, user: User, chain: Chain | None = None) -> Q:
    """The dossiers behind a count of the home page. `code` is one of WAITS of `dossiers.forms`.

    One query at most, for the chain in force where it is not given; three for the notices that hang.
    """
    today = clock.today()
    late = Q(due_on__lt=today, state__in=(*IN_PROCESS, *LEAVING, *RESTING, DossierState.RELAPSE_PROPOSED))
    if code in {"mine", "mine-late"}:
        mine = turn_of(user, chain or chain_in_force()) or Q(pk__in=[])
        mine &= ~Q(notice_hangs(today)) | ~Q(state__in=HANGING)
        return mine & late if code == "mine-late" else mine
    if code == "objections":
        return _may_look_into(user, chain or chain_in_force()) & Q(
            Exists(Objection.objects.filter(outcome="", notice__dossier=OuterRef("pk")))
        )
    if code == "filed-this-month":
        return Q(filed_on__gte=today.replace(day=1))
    if code == "ended-this-month":
        return Q(closed_on__gte=today.replace(day=1))
    if code == "notices":
        return Q(pk__in={each.notice.dossier_id for each in all_hanging(today) if each.why_down})
    if code == "emergency-papers":
        return papers_of_emergencies()
    if code == "terms":
        on_file = Dossier.objects.filter(state=DossierState.OPEN)
        return Q(pk__in=temporary_ending_by(on_file, today).values("pk"))
    return late


def _may_look_into(user: User, chain: Chain) -> Q:
    """The dossiers on notice to which someone may look into an objection: `may_look_into_objections` in SQL."""
    found = Q(pk__in=[])
    for state in OPEN_TO_OBJECTIONS:
        found |= Q(state=state) & ~_is_in_the_way(user, chain, groups_of_objections(state))
    mine = Step.objects.filter(dossier=OuterRef("pk"), by=user, act__in=FOUND_IT)
    return found & ~Q(Exists(mine)) & ~_is_own(user)


def papers_of_emergencies() -> Q:
    """The open dossiers that were begun as emergencies and of which a paper is still missing."""
    has_cause = {
        cause: Q(main_cause=cause) | Q(Contains(Cast("secondary_causes", TextField()), f'"{cause}"'))
        for cause in BY_CAUSE
    }
    missing = Q()
    for needed in EVERY:
        missing |= ~_is_handed_in(needed)
    for cause, listed in BY_CAUSE.items():
        for needed in listed:
            missing |= has_cause[cause] & ~_is_handed_in(needed)
    return Q(is_emergency=True, closed_on=None) & missing


def _is_handed_in(kinds: Needed) -> Q:
    on_file = Evidence.objects.filter(household=OuterRef("household"), withdrawn_at=None, kind__in=kinds)
    return Q(Exists(on_file))
