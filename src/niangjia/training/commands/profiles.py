"""Skills profiles: what people can do and wish to do, and their certificates."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.chain_access import require_not_own
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.people.access import require_consent
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Person
from niangjia.training import access, queries
from niangjia.training.catalogue import label
from niangjia.training.commands.steps import (
    checked,
    codes_of,
    fen,
    lock_profile,
    past,
    require_going_on,
    require_seen,
)
from niangjia.training.models import Certificate, Reach, SkillsProfile

LEVELS = range(1, 4)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of themselves. `skills`: level 1 to 3 by code. `can` None: not asked. Pay in fen a month."""

    skills: Mapping[str, int] = field(default_factory=dict)
    wishes: Collection[str] = ()
    terms: Collection[str] = ()
    reach: int = Reach.FARM
    can: Collection[str] | None = None
    is_looking: bool = True
    jobless_since: date | None = None
    is_landless: bool | None = None
    pay_now_fen: int = 0
    note: str = ""
    cadre: User | None = None


@transaction.atomic
def record_profile(dossier: Dossier, person: Person, told: Told, *, seen: str = "", by: User) -> SkillsProfile:
    """Enter or change the profile of a member of the household; `seen` is that of the profile as it was opened.

    Locks the person. Raises Forbidden, Conflict for a closed dossier or a change meanwhile, ConsentMissing when what
    the body allows is told without the consent to sensitive data, InvalidInput for codes, days or somebody else.
    """
    access.require(by, "record-profile", dossier.unit)
    require_not_own(by, [dossier.household_id], act=access.RIGHTS["record-profile"].label)
    require_going_on(dossier)
    if queries.member_of(dossier.pk, person.pk)[1] is None:
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")
    lock(Person.objects.all(), person.pk, no_key=True)
    profile = SkillsProfile.objects.filter(person=person).first()
    require_seen(profile.seen if profile else "", seen)
    if told.can is not None:
        require_consent(person, SENSITIVE)
    is_new = profile is None
    profile = profile or SkillsProfile(person=person)
    profile.dossier, profile.recorded_by, profile.recorded_at = dossier, by, clock.now()
    _take(profile, told)
    profile.save(force_insert=is_new)
    audit("training.profile.recorded", profile, by=by, unit=dossier.unit)
    return profile


def _take(profile: SkillsProfile, told: Told) -> None:
    chosen = codes_of("skills", told.skills)
    if any(told.skills[code] not in LEVELS for code in chosen):
        raise InvalidInput(_("A skill has a level from 1 to 3."), code="level")
    profile.skills = {code: told.skills[code] for code in chosen}
    profile.wishes, profile.terms = codes_of("skills", told.wishes), codes_of("terms", told.terms)
    if told.reach not in Reach.values:
        raise InvalidInput(_("Say how far the person can go."), code="choice")
    profile.reach, profile.is_looking, profile.is_landless = told.reach, told.is_looking, told.is_landless
    profile.can = "" if told.can is None else json.dumps(codes_of("abilities", told.can))
    since = told.jobless_since
    profile.jobless_since = since if since is None else past(since, what=_("Without work since"))
    profile.pay_now_fen = fen(told.pay_now_fen, what=_("Pay now"))
    profile.note = checked(told.note, what=pgettext_lazy("training", "Note"))
    if told.cadre and told.cadre not in queries.cadres_over(profile.dossier.unit, clock.today()):
        raise InvalidInput(_("This cadre is not appointed over the household's unit."), code="cadre")
    profile.cadre = told.cadre


@transaction.atomic
def read_profile(profile: SkillsProfile, *, by: User) -> None:
    """Record that the page of a person was opened. Raises Forbidden."""
    access.require_on(by, "read-person", profile)
    audit("training.profile.read", profile, by=by, unit=profile.dossier.unit)


@transaction.atomic
def add_certificate(
    profile: SkillsProfile, *, skill: str, level: int, number: str, issued_on: date | None, by: User
) -> Certificate:
    """Enter a certificate that a person holds; the same again is the one there is. Locks the profile.

    Raises Forbidden, Conflict for one of the same skill and level with another number or day, InvalidInput.
    """
    access.require_on(by, "record-profile", profile)
    profile = lock_profile(profile)
    known = profile.certificates.filter(skill=skill, level=level).first()
    if known is not None:
        if (known.number.reveal() if known.number else "", known.issued_on) == (number.strip(), issued_on):
            return known
        raise Conflict(
            _("This certificate is entered already, with another number or day."),
            remedy=_("Take that one out first (“Entered by mistake”). What you typed is still below."),
            code="held",
        )
    certificate = keep_certificate(profile, skill=skill, level=level, number=number, issued_on=issued_on)
    told = {"skill": label("skills", skill), "level": level}
    audit("training.certificate.added", profile, by=by, unit=profile.dossier.unit, **told)
    return certificate


def keep_certificate(
    profile: SkillsProfile, *, skill: str, level: int, number: str, issued_on: date | None
) -> Certificate:
    """Write a certificate of a locked profile, once for a skill and level, the latest number of it; a part of a command
    that records.
    """
    codes_of("skills", [skill])
    if not 1 <= level <= 5:
        raise InvalidInput(_("A certificate has a level from 5 to 1."), code="level")
    if issued_on is not None:
        past(issued_on, what=_("Issued on"))
    number = checked(number, what=_("Number"), longest=40)
    known = profile.certificates.filter(skill=skill, level=level).first()
    if known is not None and not number:
        return known
    certificate = known or Certificate(profile=profile, skill=skill, level=level, added_at=clock.now())
    certificate.number, certificate.issued_on = number, issued_on
    certificate.save(force_insert=known is None)
    return certificate


@transaction.atomic
def remove_certificate(profile: SkillsProfile, certificate: Certificate, *, by: User) -> None:
    """Take out a certificate that was entered by mistake; gone already it changes nothing. Raises Forbidden."""
    access.require_on(by, "record-profile", profile)
    profile = lock_profile(profile)
    count, _rows = profile.certificates.filter(pk=certificate.pk).delete()
    if count:
        told = {"skill": certificate.skill_label, "level": certificate.level}
        audit("training.certificate.removed", profile, by=by, unit=profile.dossier.unit, **told)
