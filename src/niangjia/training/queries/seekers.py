"""Profiles and vacancies made ready for matching."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max

from niangjia.kernel.text import Text
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Consent, ConsentWithdrawal, Person
from niangjia.training.matching import Post, Seeker, Training
from niangjia.training.models import (
    Course,
    SkillsProfile,
    Vacancy,
)
from niangjia.training.rules import Ages, Facts, Standing, standing_of


def without_consent(persons: Collection[UUID]) -> set[UUID]:
    """Those of some persons who took their consent to sensitive data back and gave none since. Two queries."""
    gone = dict(
        ConsentWithdrawal.objects.filter(consent__person__in=persons, consent__purpose=SENSITIVE)
        .values_list("consent__person")
        .annotate(last=Max("withdrawn_on"))
        .order_by()
    )
    if not gone:
        return set()
    standing = Consent.objects.filter(person__in=gone, purpose=SENSITIVE, withdrawal=None)
    return set(gone) - set(standing.values_list("person_id", flat=True))


def running_on_consent(person: Person, purpose: str) -> Iterable[Text]:
    """What stops when consent to sensitive data goes: what the body allows is not used for matching any more."""
    if purpose == SENSITIVE and SkillsProfile.objects.filter(person=person).exclude(can="").exists():
        yield Text(
            "技能情况中的身体条件：不再用于匹配岗位和培训。",
            "What the body allows, in the skills profile: it is not used for matching any more.",
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """A profile made ready for matching: as a seeker, with the categories that hold."""

    profile: SkillsProfile
    seeker: Seeker
    standing: Standing


def ready(found: Collection[SkillsProfile], ages: Ages, today: date) -> list[Ready]:
    """Profiles of `profiles()` made ready. Two queries at most."""
    silent = without_consent([each.person_id for each in found])
    return [_ready(each, ages, today, may_tell=each.person_id not in silent) for each in found]


def _work_status(profile: SkillsProfile) -> str:
    """The work status as the profile knows it: it learns of a start or an end of work before the dossier does."""
    if profile.jobless_since is not None:
        return "unemployed"
    return profile.person.work_status if profile.is_looking else "on-post"


def _ready(profile: SkillsProfile, ages: Ages, today: date, *, may_tell: bool) -> Ready:
    person, household = profile.person, profile.dossier.household
    facts = Facts(
        person.born_on,
        person.sex == "female",
        _work_status(profile),
        person.disability_grade if may_tell else 0,
        household.receives_dibao,
        profile.dossier.is_zero_employment,
        profile.jobless_since,
        profile.is_landless,
    )
    standing = standing_of(facts, ages, today)
    best: dict[str, int] = {}
    for each in profile.held:  # type: ignore[attr-defined] # set by profiles()
        best[each.skill] = min(each.level, best.get(each.skill, 6))
    seeker = Seeker(
        key=profile.pk,
        skills=profile.skills,
        certificates=best,
        wishes=frozenset(profile.wishes),
        terms=frozenset(profile.terms),
        reach=profile.reach,
        can=profile.abilities() if may_tell else None,
        pay_now_fen=profile.pay_now_fen,
        home=profile.dossier.unit.path,
        region=household.region,
        is_hard_to_place=bool(standing.holds),
        is_zero_employment=bool(profile.dossier.is_zero_employment),
        jobless_since=profile.jobless_since,
    )
    return Ready(profile, seeker, standing)


def post_of(vacancy: Vacancy) -> Post:
    """A vacancy of `vacancies()` for matching. No query."""
    return Post(
        key=vacancy.pk,
        skill=vacancy.skill,
        skill_level=vacancy.skill_level,
        level=vacancy.level,
        asks=frozenset(vacancy.asks),
        terms=vacancy.terms,
        at=vacancy.at.path if vacancy.at else "",
        region=vacancy.region,
        is_at_home=vacancy.is_at_home,
        pay_from_fen=vacancy.pay_from_fen,
        pay_to_fen=vacancy.pay_to_fen,
        is_public_welfare=vacancy.kind == "public-welfare",
        posts_left=max(0, vacancy.posts - vacancy.taken),  # type: ignore[attr-defined] # set by vacancies()
    )


def training_of(course: Course) -> Training:
    """A course for matching. No query."""
    return Training(course.pk, course.skill, course.level, frozenset(course.asks))
