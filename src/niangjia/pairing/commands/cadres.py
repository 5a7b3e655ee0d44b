"""Who may be paired, and where units lie."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.pairing import access, queries
from niangjia.pairing.catalogues import languages, skills
from niangjia.pairing.models import LATITUDES, LONGITUDES, MOST_HOUSEHOLDS, Cadre, Rank, UnitPlace
from niangjia.pairing.records import CadreRecord
from niangjia.pairing.seen import require_seen


@transaction.atomic
def add_cadre(user: User, said: CadreRecord, *, unit: Unit, by: User) -> Cadre:
    """Let somebody who holds the role of a pairing cadre be paired, from the unit where they work.

    One who moved away or retired may come back: at the same unit to the households that are not handed over yet. The
    same again gives the cadre there is. Raises Forbidden, InvalidInput, Conflict for a closed unit, for somebody
    without the role there, or of whom something else is said already.
    """
    access.require(by, "keep-cadres", unit)
    require_open(unit)
    _check(said)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = Cadre.objects.filter(user=user).first()
    if known is not None and known.ended_on is None:
        if known.said == _said(said, unit):
            return known
        raise Conflict(
            _("%(name)s is among the cadres already.") % {"name": user},
            remedy=_("Change what is said of them in the list of cadres."),
            code="known",
        )
    if not queries.may_become_cadres(access.where_may(by, "keep-cadres")).filter(pk=user.pk).exists():
        raise Conflict(
            _("%(name)s is no pairing cadre of your units.") % {"name": user},
            remedy=_("Have the administrator give the role “pairing cadre” first."),
            code="no-cadre",
        )
    cadre = lock_cadre(known) if known else Cadre(user=user, added_by=by, added_at=clock.now(), unit=unit)
    _move(cadre, unit)
    cadre.ended_on = None
    _take(cadre, said)
    cadre.save()
    audit("pairing.cadre.added", user, by=by, unit=unit, cadre=str(user), capacity=cadre.capacity)
    return cadre


@transaction.atomic
def revise_cadre(
    cadre: Cadre, said: CadreRecord, *, unit: Unit, by: User, keeps: bool = False, seen: str | None = None
) -> Cadre:
    """Change what is said of a cadre. A capacity below what they have takes nobody away: they are given no more.

    Who goes to another unit has their households handed over, as who moves away, unless the cadre `keeps` them. `seen`:
    `seen.stamp` of what was said when the form was opened. Locks the cadre. The same again changes nothing. Raises
    Forbidden, InvalidInput, ChangedMeanwhile.
    """
    cadre = lock_cadre(cadre)
    access.require(by, "keep-cadres", cadre.unit)
    access.require(by, "keep-cadres", unit)
    require_open(unit)
    _check(said)
    if cadre.said == _said(said, unit) and not (keeps and cadre.moved_at):
        return cadre
    require_seen(cadre.said, seen)
    _move(cadre, unit)
    cadre.moved_at = None if keeps else cadre.moved_at
    _take(cadre, said)
    cadre.save()
    audit("pairing.cadre.revised", cadre.user, by=by, unit=unit, cadre=str(cadre), capacity=cadre.capacity)
    return cadre


@transaction.atomic
def retire_cadre(cadre: Cadre, *, on: date, by: User) -> Cadre:
    """A cadre moves away or retires: from a day on they are given nobody, and their households wait to be handed over.

    Locks the cadre. The same again changes nothing. Raises Forbidden, InvalidInput for a day over a year away.
    """
    cadre = lock_cadre(cadre)
    access.require(by, "keep-cadres", cadre.unit)
    if cadre.ended_on == on:
        return cadre
    if abs((on - clock.today()).days) > 366:
        raise InvalidInput(_("The day is more than a year away."), remedy=_("Check the day."), code="on")
    cadre.ended_on = on
    cadre.save(update_fields=["ended_on"])
    audit("pairing.cadre.retired", cadre.user, by=by, unit=cadre.unit, cadre=str(cadre), on=on.isoformat())
    return cadre


@transaction.atomic
def place_unit(unit: Unit, *, latitude: int, longitude: int, by: User, seen: str | None = None) -> UnitPlace:
    """Say where a unit lies, in micro-degrees. `seen`: `seen.stamp` of what was said when the form was opened.

    Locks the unit. The same again changes nothing. Raises Forbidden, InvalidInput for a place not on earth,
    ChangedMeanwhile.
    """
    access.require(by, "keep-cadres", unit)
    _check_place(latitude, longitude)
    unit = lock(Unit.objects.all(), unit.pk, no_key=True)
    known = UnitPlace.objects.filter(unit=unit).first()
    if known is not None and (known.latitude, known.longitude) == (latitude, longitude):
        return known
    require_seen(queries.place_said(unit), seen)
    said = {"latitude": latitude, "longitude": longitude, "placed_by": by, "placed_at": clock.now()}
    place, _is_new = UnitPlace.objects.update_or_create(unit=unit, defaults=said)
    audit("pairing.unit.placed", unit, by=by, unit=unit, name=unit.title, latitude=latitude, longitude=longitude)
    return place


def move_cadres(unit: Unit, *, to: Unit, by: User) -> int:
    """Give the cadres of a merged unit to its successor, in the transaction of the merger. Says how many."""
    count = Cadre.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("pairing.cadres.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def lock_cadre(cadre: Cadre) -> Cadre:
    """The cadre as they are now; nobody gives them a household until the transaction ends."""
    return lock(Cadre.objects.select_related("user", "unit"), cadre.pk, no_key=True)


def _check(said: CadreRecord) -> None:
    if said.rank not in Rank.values:
        raise InvalidInput(_("Say what the cadre is in the bureau."), code="rank")
    if not 0 <= said.capacity <= MOST_HOUSEHOLDS:
        raise InvalidInput(
            _("A cadre looks after at most %(most)s households.") % {"most": MOST_HOUSEHOLDS}, code="capacity"
        )
    if set(said.skills) - set(skills()) or set(said.languages) - set(languages()):
        raise InvalidInput(_("Choose skills and languages from the lists."), code="skills")
    if (said.latitude is None) != (said.longitude is None):
        raise InvalidInput(_("A place has a latitude and a longitude."), remedy=_("Give both, or none."), code="place")
    if said.latitude is not None and said.longitude is not None:
        _check_place(said.latitude, said.longitude)


def _check_place(latitude: int, longitude: int) -> None:
    if not LATITUDES[0] <= latitude <= LATITUDES[1] or not LONGITUDES[0] <= longitude <= LONGITUDES[1]:
        raise InvalidInput(
            _("This place is not on earth."), remedy=_("Check latitude and longitude, in degrees."), code="place"
        )


def _move(cadre: Cadre, unit: Unit) -> None:
    if cadre.unit_id != unit.pk:
        cadre.unit, cadre.moved_at = unit, clock.now()


def _said(said: CadreRecord, unit: Unit) -> dict[str, object]:
    """The same as `Cadre.said`."""
    told = {"skills": sorted(said.skills), "languages": sorted(said.languages)}
    return {"unit": str(unit.pk), **asdict(said), **told}


def _take(cadre: Cadre, said: CadreRecord) -> None:
    cadre.rank, cadre.capacity, cadre.leads_unit = said.rank, said.capacity, said.leads_unit
    cadre.latitude, cadre.longitude = said.latitude, said.longitude
    cadre.skills, cadre.languages = sorted(said.skills), sorted(said.languages)
