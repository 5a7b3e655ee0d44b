"""How people, vacancies and reasons are told in words. Nobody is graded; a gap is told with what would close it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from niangjia.kernel.money import yuan
from niangjia.training.catalogue import Basis, categories, label, subsidies
from niangjia.training.matching import Answer, Match, Reason, Verdict
from niangjia.training.models import (
    Course,
    Enrolment,
    EnrolmentState,
    Placement,
    PlacementState,
    ProjectState,
    Reach,
    SkillsProfile,
    Vacancy,
)
from niangjia.training.queries import Ready
from niangjia.training.rules import Standing
from niangjia.visits.models import Finding
from niangjia.visits.presenting import told_all

SKILL_LEVELS: dict[int, "str | Promise"] = {
    1: pgettext_lazy("skill", "begins"),
    2: pgettext_lazy("skill", "works alone"),
    3: pgettext_lazy("skill", "can show others"),
}
CERTIFICATE_LEVELS: dict[int, "str | Promise"] = {
    5: pgettext_lazy("certificate", "level 5 (junior)"),
    4: pgettext_lazy("certificate", "level 4 (middle)"),
    3: pgettext_lazy("certificate", "level 3 (senior)"),
    2: pgettext_lazy("certificate", "level 2 (technician)"),
    1: pgettext_lazy("certificate", "level 1 (senior technician)"),
}
VERDICTS: dict[Verdict, tuple["str | Promise", str]] = {
    Verdict.FITS: (pgettext_lazy("match", "Fits"), "good"),
    Verdict.ASK: (pgettext_lazy("match", "Fits, with something to ask"), "info"),
    Verdict.ONE_MISSING: (pgettext_lazy("match", "One thing is missing"), "warn"),
    Verdict.NO: (pgettext_lazy("match", "Does not fit now"), "neutral"),
}
ICONS = {Answer.YES: "check", Answer.NO: "x", Answer.ASK: "help-circle"}
TONES: Mapping[str, str] = {
    EnrolmentState.PROPOSED: "warn",
    EnrolmentState.WAITING: "info",
    EnrolmentState.ENROLLED: "info",
    EnrolmentState.COMPLETED: "good",
    EnrolmentState.CERTIFIED: "good",
    PlacementState.OFFERED: "warn",
    PlacementState.ACCEPTED: "info",
    PlacementState.STARTED: "good",
    ProjectState.PLANNED: "info",
    ProjectState.LENDING: "warn",
    ProjectState.RUNNING: "info",
    ProjectState.SETTLING: "warn",
    ProjectState.REPAID: "good",
}
"""The tone of a state; those at an end without a tone are told plainly."""


def tone_of(state: str) -> str:
    """The tone of a state of an enrolment, placement or project."""
    return TONES.get(state, "neutral")


@dataclass(frozen=True, slots=True)
class Told:
    """One reason in words."""

    words: str
    icon: str
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """A match for a page: the person or the vacancy, what came of it, why, and the courses that would close a gap."""

    thing: Any
    verdict: "str | Promise"
    tone: str
    is_wished: bool
    reasons: list[Told]
    missing: str
    courses: list[Course]
    order: str


def rows_of(
    matches: Iterable[Match], things: Mapping[object, Any], courses: Mapping[object, Course], *, of_people: bool = False
) -> list[Row]:
    """Matches for a page; `things` are the vacancies, or with `of_people` the people, by key."""
    rows = []
    for each in matches:
        words, tone = VERDICTS[each.verdict]
        rows.append(
            Row(
                thing=things[each.seeker.key if of_people else each.post.key],
                verdict=words,
                tone=tone,
                is_wished=each.is_wished,
                reasons=[told_reason(reason) for reason in each.reasons],
                missing=told_reason(each.missing).words if each.missing else "",
                courses=[courses[course.key] for course in each.courses],
                order=_need(each) if of_people else "",
            )
        )
    return rows


def _need(match: Match) -> str:
    """What puts a person where they stand in the list: their wish and need, in words."""
    seeker = match.seeker
    said = [
        _("wishes for such work") if match.is_wished else "",
        _("nobody at home works") if seeker.is_zero_employment else "",
        _("hard to place") if seeker.is_hard_to_place else "",
        _("without work since %(day)s") % {"day": seeker.jobless_since.isoformat()} if seeker.jobless_since else "",
    ]
    return " · ".join(each for each in said if each)


def told_reason(reason: Reason) -> Told:
    """A reason in a few words."""
    return Told(_WORDS[reason.code](reason), ICONS[reason.answer], reason.answer.value)


def _skill(reason: Reason) -> str:
    skill, wanted, has = label("skills", reason.about["skill"]), reason.about["wanted"], reason.about["has"]
    if not wanted:
        return _("%(skill)s: no experience needed") % {"skill": skill}
    told = {"skill": skill, "wanted": SKILL_LEVELS[wanted], "has": SKILL_LEVELS[has] if has else _("not yet")}
    return _("%(skill)s: asked “%(wanted)s”, now “%(has)s”") % told


def _certificate(reason: Reason) -> str:
    wanted, has = reason.about["wanted"], reason.about["has"]
    told = {
        "skill": label("skills", reason.about["skill"]),
        "wanted": CERTIFICATE_LEVELS[wanted],
        "has": CERTIFICATE_LEVELS[has] if has else _("none yet"),
    }
    return _("Certificate %(skill)s: asked %(wanted)s, now %(has)s") % told


def _distance(reason: Reason) -> str:
    far, reach = Reach(reason.about["far"]).label, Reach(reason.about["reach"]).label
    return _("Distance: %(far)s; can go: %(reach)s") % {"far": far, "reach": reach}


def _body(reason: Reason) -> str:
    if reason.answer is Answer.ASK:
        return _("The work asks: %(asks)s. Nobody has asked the person yet") % {
            "asks": _abilities(reason.about["asks"])
        }
    if reason.answer is Answer.NO:
        return _("The work asks what does not suit the person: %(lacks)s") % {
            "lacks": _abilities(reason.about["lacks"])
        }
    return _("The work suits the body")


def _abilities(codes: Iterable[str]) -> str:
    return str(pgettext("list", ", ")).join(str(label("abilities", code)) for code in codes)


def _terms(reason: Reason) -> str:
    hours = label("terms", reason.about["terms"])
    if reason.answer is Answer.ASK:
        return _("Hours: %(hours)s. Ask the person") % {"hours": hours}
    return _("Hours: %(hours)s") % {"hours": hours}


def _pay(reason: Reason) -> str:
    least, most, now = reason.about["least"], reason.about["most"], reason.about["now"]
    told = {"least": yuan(least), "most": yuan(most), "now": yuan(now)}
    return _("Pay %(least)s to %(most)s yuan a month; now %(now)s") % told


def _category(reason: Reason) -> str:
    if reason.answer is Answer.YES:
        return _("Public-welfare post: counts as hard to place")
    return _("Public-welfare post: only for people recognised as hard to place")


_WORDS = {
    "skill": _skill,
    "certificate": _certificate,
    "distance": _distance,
    "body": _body,
    "terms": _terms,
    "pay": _pay,
    "category": _category,
}


@dataclass(frozen=True, slots=True)
class Categories:
    """The categories that hold, those to ask about, and the subsidies that may follow, with their basis."""

    holds: list[Basis]
    to_ask: list[Basis]
    follows: list[Basis]


def told_standing(standing: Standing) -> Categories:
    """A standing for a page."""
    return Categories(
        [categories()[code] for code in standing.holds],
        [categories()[code] for code in standing.to_ask],
        [subsidies()[code] for code in standing.follows],
    )


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish that somebody said at a visit, and what there is of them here already."""

    finding: Finding
    words: str
    more: str
    profile: SkillsProfile | None
    going: Collection[Enrolment | Placement]


def told_wishes(
    wishes: Iterable[Finding], profiles: Mapping[UUID, SkillsProfile], going: Mapping[UUID, list[Enrolment | Placement]]
) -> list[Wished]:
    """Wishes of members in words; `profiles` and what is under way by person."""
    return [
        Wished(each.finding, each.value, each.words, profiles.get(who.pk), going.get(who.pk, ()))
        for each in told_all(wishes)
        if (who := each.finding.person) is not None
    ]


def by_key(rows: Iterable[Ready]) -> dict[object, Ready]:
    """Ready profiles by the key of their seeker."""
    return {each.seeker.key: each for each in rows}


def by_pk(rows: Iterable[Vacancy | Course]) -> dict[object, Any]:
    """Rows by their key."""
    return {each.pk: each for each in rows}
