"""A vacancy is announced, changed and closed. Pay in fen a month."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.training import access
from niangjia.training.commands.steps import (
    checked,
    code_of,
    codes_of,
    fen,
    post_words,
    require_seen,
    same_again,
    under_lock_of_vacancy,
)
from niangjia.training.models import (
    AT_WORK,
    Vacancy,
    VacancyKind,
    VacancyState,
)

MOST_POSTS = 1000


@dataclass(frozen=True, slots=True)
class VacancyWords:
    """What is announced of a vacancy. `at`: the unit the work is at, if one of ours. Pay in fen a month."""

    title: str
    kind: str
    employer: str
    skill: str
    terms: str
    place: str
    region: str
    posts: int
    pay_from_fen: int
    pay_to_fen: int
    last_on: date
    skill_level: int = 0
    level: int = 0
    asks: Collection[str] = ()
    at: Unit | None = None
    is_at_home: bool = False
    contact: str = ""


@transaction.atomic
def announce_vacancy(unit: Unit, said: VacancyWords, *, by: User) -> Vacancy:
    """Announce a vacancy; the same again by the same person is the one there is. Locks the unit.

    Raises Forbidden, Conflict for a closed unit or one that differs in little, InvalidInput.
    """
    access.require(by, "announce-vacancy", unit)
    require_open(unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    vacancy = Vacancy(unit=unit, made_by=by, made_at=clock.now(), changed_at=clock.now())
    _take(vacancy, said)
    same = {name: getattr(vacancy, name) for name in ("title", "employer", "place", "posts", "last_on", "pay_from_fen")}
    known = Vacancy.objects.filter(unit=unit, made_by=by, state=VacancyState.OPEN, **same).first()
    if known is not None:
        return same_again(known, vacancy)
    vacancy.save(force_insert=True)
    audit("training.vacancy.announced", vacancy, by=by, unit=unit, title=vacancy.title, posts=vacancy.posts)
    return vacancy


@transaction.atomic
def revise_vacancy(vacancy: Vacancy, said: VacancyWords, *, seen: str, by: User) -> Vacancy:
    """Change a vacancy that is as it was when `seen`. Locks it.

    Raises Forbidden, Conflict, ChangedMeanwhile, InvalidInput, also for fewer posts than are taken.
    """
    access.require(by, "revise-vacancy", vacancy.unit)
    vacancy = under_lock_of_vacancy(vacancy, "revise-vacancy")
    require_seen(vacancy.seen, seen)
    taken = vacancy.placements.filter(state__in=AT_WORK).count()
    if said.posts < taken:
        raise InvalidInput(_("%(count)s posts are taken already.") % {"count": taken}, code="posts")
    _take(vacancy, said)
    vacancy.changed_at = clock.now()
    vacancy.save()
    audit("training.vacancy.revised", vacancy, by=by, unit=vacancy.unit, title=vacancy.title, posts=vacancy.posts)
    return vacancy


@transaction.atomic
def close_vacancy(vacancy: Vacancy, *, by: User) -> Vacancy:
    """Close a vacancy: nobody is offered it any more; who said yes or works there goes on. Locks it.

    Raises Forbidden, Conflict.
    """
    access.require(by, "revise-vacancy", vacancy.unit)
    vacancy = under_lock_of_vacancy(vacancy, "revise-vacancy")
    vacancy.state, vacancy.changed_at = VacancyState.CLOSED, clock.now()
    vacancy.save(update_fields=["state", "changed_at"])
    audit("training.vacancy.closed", vacancy, by=by, unit=vacancy.unit, title=vacancy.title)
    return vacancy


def _take(vacancy: Vacancy, said: VacancyWords) -> None:
    is_sound = said.kind in VacancyKind.values and 0 <= said.level <= 5 and 0 <= said.skill_level <= 3
    if not is_sound or not (said.region.isdigit() and len(said.region) == 6):
        raise InvalidInput(_("Choose the kind of post, its levels and the division it is in."), code="choice")
    if not 1 <= said.posts <= MOST_POSTS:
        raise InvalidInput(_("There are from 1 to %(most)s posts.") % {"most": MOST_POSTS}, code="posts")
    low, high = fen(said.pay_from_fen, what=_("Pay from")), fen(said.pay_to_fen, what=_("Pay to"))
    if low > high:
        raise InvalidInput(_("The highest pay is below the lowest."), code="amount")
    if said.last_on < clock.today():
        raise InvalidInput(_("The last day is over already."), code="day")
    vacancy.title, vacancy.employer = post_words(said.title, said.employer)
    vacancy.kind, vacancy.level, vacancy.skill_level, vacancy.posts = (
        said.kind,
        said.level,
        said.skill_level,
        said.posts,
    )
    vacancy.skill = code_of("skills", said.skill, what=_("Skill"))
    vacancy.terms = code_of("terms", said.terms, what=_("Hours"))
    vacancy.asks = codes_of("abilities", said.asks)
    vacancy.place = checked(said.place, what=_("Place"), is_needed=True, longest=60)
    vacancy.contact = checked(said.contact, what=_("Whom to ask"), longest=120)
    vacancy.at, vacancy.region, vacancy.is_at_home = said.at, said.region, said.is_at_home
    vacancy.pay_from_fen, vacancy.pay_to_fen, vacancy.last_on = low, high, said.last_on
