"""The only doors to profiles, courses, vacancies, placements and projects. Missing and forbidden look alike.

A cadre sees the people whose profile names them, and does for them what `BY_CADRE` lists.
"""

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import Jurisdiction, holds
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.chain_access import belongs_to, households_of, require_not_own
from niangjia.dossiers.models import Dossier
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.people.models import Membership
from niangjia.training import queries
from niangjia.training.models import (
    Certificate,
    Course,
    Enrolment,
    Placement,
    Project,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)

_DOORS = Doors("training")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require

BY_CADRE = frozenset({"read-person", "read", "answer-enrolment", "answer-placement", "follow-up", "look"})
"""Acts that a cadre does for the people they look after: the row "look-after"."""

R = TypeVar("R", bound=Model)
OfSomebody = SkillsProfile | Enrolment | Placement | Project
"""Rows about one person, in a dossier."""


def is_cadre(user: User) -> bool:
    """Whether someone looks after people at all."""
    return holds(user, RIGHTS["look-after"]) and not user.is_system


def may_on(user: User, act: str, row: OfSomebody) -> bool:
    """Whether someone may do an act for the person of a row: by the unit of the dossier, or as their cadre."""
    return may(user, act, row.dossier.unit) or (act in BY_CADRE and is_cadre(user) and _looks_after(user, row))


def _looks_after(user: User, row: OfSomebody) -> bool:
    """A household that went over to another unit has its cadre there."""
    is_over = where_may(user, "look-after").covers(row.dossier.unit)
    return is_over and SkillsProfile.objects.filter(person=row.person_id, cadre=user).exists()


def households_around(row: OfSomebody) -> set[UUID]:
    """The household of the dossier of a row, and every one the person belongs to, or belonged to. One query."""
    theirs = Membership.objects.filter(person=row.person_id).values_list("household", flat=True)
    return {row.dossier.household_id, *theirs}


def acts_now(user: User, acts: Collection[str], row: Enrolment | Placement | Project) -> tuple[dict[str, bool], bool]:
    """Which acts someone may do on a row in the state it is in, by name as a page has it, and whether it is about their
    own household, so that none is theirs. Two queries besides those of the rights.
    """
    is_kept_off = is_own(user, row)
    allowed = {act: RIGHTS[act].allows_state(row.state) and may_on(user, act, row) for act in acts}
    return {act.replace("-", "_"): each and not is_kept_off for act, each in allowed.items()}, is_kept_off


def is_own(user: User, row: OfSomebody) -> bool:
    """Whether a row is about somebody of one's own household. Two queries."""
    return belongs_to(user, households_around(row))


def not_own(user: User, dossier: str = "dossier") -> Q:
    """Rows that are not about one's own household: what waits for someone."""
    return ~Q(**{f"{dossier}__household__in": households_of(user).values("pk")})


def require_on(user: User, act: str, row: OfSomebody) -> None:
    """Every command that writes or decides for somebody asks here.

    Raises Forbidden when someone may not do an act for the person of a row, NeedsAnother for one's own household.
    """
    if not may_on(user, act, row):
        raise Forbidden(
            gettext_lazy("Your role does not include this for this person."),
            remedy=gettext_lazy("Ask the assistance clerk of the bureau, or have your appointment changed."),
        )
    if act != "read-person":
        require_not_own(user, households_around(row), act=RIGHTS[act].label)


def rows_for(
    user: User, act: str, rows: "QuerySet[R]", *, dossier: str = "dossier", cadre: str = "person__skills_profile__cadre"
) -> "QuerySet[R]":
    """Those of some rows whose person someone may do an act for."""
    where = where_may(user, act)
    if where.covers_all():
        return rows
    inside = Q(**{f"{dossier}__unit__in": where.units()}) if where else Q(pk__in=[])
    if act in BY_CADRE and is_cadre(user):
        inside |= looked_after(user, dossier=dossier, cadre=cadre)
    return rows.filter(inside)


def looked_after(user: User, *, dossier: str = "dossier", cadre: str = "person__skills_profile__cadre") -> Q:
    """Rows about the people a cadre looks after, of units that they are appointed over."""
    where = where_may(user, "look-after")
    theirs = Q(**{cadre: user})
    return theirs if where.covers_all() else theirs & Q(**{f"{dossier}__unit__in": where.units()})


def people_for(user: User) -> "QuerySet[SkillsProfile]":
    """The people someone may look for work with."""
    return rows_for(user, "read-person", queries.profiles(), cadre="cadre")


def _found(row: R | None, words: str) -> R:
    if row is None:
        raise NotFoundOrForbidden(words)
    return row


def get_profile_for(user: User, pk: UUID, act: str = "read-person") -> SkillsProfile:
    """A profile of someone for whom an act may be done. Raises NotFoundOrForbidden."""
    found = rows_for(user, act, queries.profiles(), cadre="cadre").filter(pk=pk).first()
    return _found(found, _("There is no such person, or they are not yours to see."))


def get_certificate_of(profile: SkillsProfile, pk: UUID) -> Certificate:
    """A certificate of a person that someone was let in to. Raises NotFoundOrForbidden."""
    return _found(profile.certificates.filter(pk=pk).first(), _("There is no such certificate."))


def get_member_for(user: User, dossier: UUID, pk: UUID, act: str) -> tuple[Membership, Dossier]:
    """A member in force of a dossier at whose unit an act may be done, and the dossier. Raises NotFoundOrForbidden."""
    file, member = queries.member_of(dossier, pk)
    if file is None or member is None or not may(user, act, file.unit):
        raise NotFoundOrForbidden(_("There is no such person, or they are not yours to see."))
    return member, file


def get_course_for(user: User, pk: UUID, act: str = "read") -> Course:
    """A course near the units of a reader, or at a unit where someone may do an act. Raises NotFoundOrForbidden."""
    where = where_may(user, act)
    found = queries.courses().filter(pk=pk).first() if where else None
    is_there = found is not None and (queries.is_near(found.unit, where) if act == "read" else where.covers(found.unit))
    return _found(found if is_there else None, _("There is no such course, or it is not yours to see."))


def get_vacancy_for(user: User, pk: UUID, act: str = "read") -> Vacancy:
    """The same for a vacancy."""
    where = where_may(user, act)
    found = queries.vacancies().filter(pk=pk).first() if where else None
    is_there = found is not None and (queries.is_near(found.unit, where) if act == "read" else where.covers(found.unit))
    return _found(found if is_there else None, _("There is no such vacancy, or it is not yours to see."))


def get_enrolment_for(user: User, pk: UUID, act: str = "read") -> Enrolment:
    """An enrolment of someone for whom an act may be done. Raises NotFoundOrForbidden."""
    found = rows_for(user, act, queries.enrolments()).filter(pk=pk).first()
    return _found(found, _("There is no such enrolment, or it is not yours to see."))


def get_placement_for(user: User, pk: UUID, act: str = "read") -> Placement:
    """The same for a placement."""
    found = rows_for(user, act, queries.placements()).filter(pk=pk).first()
    return _found(found, _("There is no such placement, or it is not yours to see."))


def get_project_for(user: User, pk: UUID, act: str = "read") -> Project:
    """The same for household production."""
    found = rows_for(user, act, queries.projects()).filter(pk=pk).first()
    return _found(found, _("There is no such project, or it is not yours to see."))


def get_follow_up_for(user: User, pk: UUID) -> WorkFollowUp:
    """A follow-up on someone for whom it may be done. Raises NotFoundOrForbidden."""
    found = follow_ups_for(user, "follow-up").filter(pk=pk).first()
    return _found(found, _("There is no such follow-up, or it is not yours to see."))


def follow_ups_for(user: User, act: str) -> "QuerySet[WorkFollowUp]":
    """The follow-ups on people for whom someone may do an act."""
    cadre = "placement__person__skills_profile__cadre"
    return rows_for(user, act, queries.follow_ups(), dossier="placement__dossier", cadre=cadre)


def units_of(where: Jurisdiction) -> list[Unit]:
    """The unions of a jurisdiction that courses and vacancies may stand at."""
    return list(where.unions())


def profile_seen_by(user: User, person: UUID) -> SkillsProfile | None:
    """The profile of a person, when someone may open its page."""
    return people_for(user).filter(person=person).first()
