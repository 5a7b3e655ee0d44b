"""Whether a person and a vacancy go together, and why: pure, in whole numbers, the same both ways.

Each thing that is asked gives one `Reason`: it holds, it does not, or nobody has asked. Nobody is given a number: of
vacancies for one person those that fit better come first; people for one vacancy come in the order of their need.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

HOME, FARM, COUNTY, PREFECTURE, PROVINCE, ANYWHERE = range(6)
"""How far a place is, as models.Reach has it."""


class Answer(StrEnum):
    """What came of one thing that is asked."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Verdict(StrEnum):
    """What came of all of them together."""

    FITS = "fits"
    ASK = "ask"
    ONE_MISSING = "one-missing"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person who looks for work. `certificates`: the best level by skill, 1 best. `can` None: nobody asked.

    `home` is the path of the unit, `region` the division. The last three say in which need they are.
    """

    key: object
    skills: Mapping[str, int]
    certificates: Mapping[str, int]
    wishes: frozenset[str]
    terms: frozenset[str]
    reach: int
    can: frozenset[str] | None
    pay_now_fen: int
    home: str
    region: str
    is_hard_to_place: bool
    is_zero_employment: bool = False
    jobless_since: date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A vacancy. `skill_level` 0: no experience asked; `level` 0: no certificate. `at` "": at none of our units."""

    key: object
    skill: str
    skill_level: int
    level: int
    asks: frozenset[str]
    terms: str
    at: str
    region: str
    is_at_home: bool
    pay_from_fen: int
    pay_to_fen: int
    is_public_welfare: bool
    posts_left: int = 1


@dataclass(frozen=True, slots=True)
class Training:
    """A course that can still be joined. `level` 0: it gives no certificate."""

    key: object
    skill: str
    level: int
    asks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was asked, what came of it, and what about it is to be told."""

    code: str
    answer: Answer
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A person and a vacancy. `missing`: the one reason that stands in the way, when there is only one; `courses`:
    those that would close it.
    """

    seeker: Seeker
    post: Post
    verdict: Verdict
    reasons: tuple[Reason, ...]
    missing: Reason | None
    courses: tuple[Training, ...]

    @property
    def is_wished(self) -> bool:
        """Whether the person said they would like such work."""
        return self.post.skill in self.seeker.wishes


def distance(home: str, region: str, post: Post) -> int:
    """How far a post is from a home, as models.Reach has it."""
    if post.is_at_home:
        return HOME
    if post.at and post.at == home:
        return FARM
    for size, far in ((6, COUNTY), (4, PREFECTURE), (2, PROVINCE)):
        if region and region[:size] == post.region[:size]:
            return far
    return ANYWHERE


def match(seeker: Seeker, post: Post, courses: Collection[Training] = ()) -> Match:
    """What each thing asked comes to, and what of it all together."""
    reasons = tuple(_reasons(seeker, post))
    against = [each for each in reasons if each.answer is Answer.NO]
    if len(against) > 1:
        return Match(seeker, post, Verdict.NO, reasons, None, ())
    if against:
        closing = tuple(each for each in courses if closes(each, against[0], seeker, post))
        return Match(seeker, post, Verdict.ONE_MISSING, reasons, against[0], closing)
    is_open = any(each.answer is Answer.ASK for each in reasons)
    return Match(seeker, post, Verdict.ASK if is_open else Verdict.FITS, reasons, None, ())


def _reasons(seeker: Seeker, post: Post) -> Iterable[Reason]:
    has = _skill_of(seeker, post.skill)
    yield _of("skill", has >= post.skill_level, skill=post.skill, wanted=post.skill_level, has=has)
    if post.level:
        best = seeker.certificates.get(post.skill, 6)
        yield _of("certificate", best <= post.level, skill=post.skill, wanted=post.level, has=best if best < 6 else 0)
    far = distance(seeker.home, seeker.region, post)
    yield _of("distance", far <= seeker.reach, far=far, reach=seeker.reach)
    if post.asks:
        lacks = sorted(post.asks - seeker.can) if seeker.can is not None else sorted(post.asks)
        answer = Answer.ASK if seeker.can is None else Answer.NO if lacks else Answer.YES
        yield Reason("body", answer, {"lacks": tuple(lacks), "asks": tuple(sorted(post.asks))})
    if not seeker.terms:
        yield Reason("terms", Answer.ASK, {"terms": post.terms})
    else:
        yield _of("terms", post.terms in seeker.terms, terms=post.terms)
    yield _of(
        "pay", post.pay_to_fen >= seeker.pay_now_fen, now=seeker.pay_now_fen, least=post.pay_from_fen,
        most=post.pay_to_fen,
    )  # fmt: skip
    if post.is_public_welfare:
        yield _of("category", seeker.is_hard_to_place)


def _of(code: str, holds: bool, **about: Any) -> Reason:  # noqa: FBT001 (what came of it)
    return Reason(code, Answer.YES if holds else Answer.NO, about)


def _skill_of(seeker: Seeker, skill: str) -> int:
    """A skill that was learnt with a certificate is at least a beginning."""
    return max(seeker.skills.get(skill, 0), 1 if skill in seeker.certificates else 0)


def closes(course: Training, missing: Reason, seeker: Seeker, post: Post) -> bool:
    """Whether a course would close the one thing that is missing: a beginner's skill, or a certificate of the level."""
    if course.skill != post.skill or not _body_allows(seeker, course.asks):
        return False
    if missing.code == "skill":
        return post.skill_level <= 1
    return missing.code == "certificate" and 0 < course.level <= post.level


def _body_allows(seeker: Seeker, asks: frozenset[str]) -> bool:
    return seeker.can is None or asks <= seeker.can


_ORDER = {Verdict.FITS: 0, Verdict.ASK: 1, Verdict.ONE_MISSING: 2, Verdict.NO: 3}


def for_person(seeker: Seeker, posts: Iterable[Post], courses: Collection[Training] = ()) -> list[Match]:
    """Vacancies for one person, best first: what fits, then what they wish for, then the pay they gain, then near."""
    found = [match(seeker, each, courses) for each in posts if each.posts_left > 0]
    return sorted(
        found,
        key=lambda each: (
            _ORDER[each.verdict],
            not each.is_wished,
            seeker.pay_now_fen - each.post.pay_from_fen,
            distance(seeker.home, seeker.region, each.post),
            str(each.post.key),
        ),
    )


def for_post(seekers: Iterable[Seeker], post: Post, courses: Collection[Training] = ()) -> list[Match]:
    """People for one vacancy in the order of their need, inside each verdict: who wishes for it, homes in which nobody
    works, who is hard to place, who has been without work longest. How good anyone is plays no part.
    """
    found = [match(each, post, courses) for each in seekers]
    return sorted(
        found,
        key=lambda each: (
            _ORDER[each.verdict],
            not each.is_wished,
            not each.seeker.is_zero_employment,
            not each.seeker.is_hard_to_place,
            each.seeker.jobless_since or date.max,
            str(each.seeker.key),
        ),
    )


def courses_for(seeker: Seeker, posts: Iterable[Post], courses: Collection[Training]) -> list[tuple[Training, int]]:
    """Courses for a person that the body allows, with how many vacancies each would open: those they wish for first."""
    near = [each for each in for_person(seeker, posts, courses) if each.courses]
    opened = {each.key: sum(each in one.courses for one in near) for each in courses}
    fitting = [
        each
        for each in courses
        if _body_allows(seeker, each.asks) and (each.skill in seeker.wishes or opened[each.key])
    ]
    return sorted(
        ((each, opened[each.key]) for each in fitting),
        key=lambda pair: (pair[0].skill not in seeker.wishes, -pair[1], str(pair[0].key)),
    )
