"""From the database to the question of the assignment."""

from dataclasses import dataclass
from uuid import UUID

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.pairing import problem, queries
from niangjia.pairing.models import Cadre, Pair

URGENCY = {1: 3, 3: 2, 2: 1}
"""When cadres are short: deep hardship first, then accidental, then relative, by the number in the rule book."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who is to be paired with whom; `replaces`: for a household that is handed over, the pair it is in."""

    cadres: dict[str, Cadre]
    dossiers: dict[str, Dossier]
    replaces: dict[UUID, Pair]
    asked_cadres: list[problem.Cadre]
    asked_households: list[problem.Household]


def question_for(unit: Unit, where: Jurisdiction) -> Question:
    """The households at a unit and below that are to be paired, and the cadres of a jurisdiction.

    Pairs in force count as taken, also those that are to be handed over: their places are given away once they are
    free. About ten queries.
    """
    today = clock.today()
    subtree = Unit.objects.filter(path__startswith=unit.path)
    dossiers = list(queries.households_to_pair(subtree, today))
    cadres = list(queries.cadres_in(where).filter(queries.available(today)))
    pairs = Pair.objects.filter(dossier__in=[each.pk for each in dossiers], ended_on=None)
    replaces = {each.dossier_id: each for each in pairs}
    places = queries.places_of([*(each.unit for each in dossiers), *(each.unit for each in cadres)])
    plane = problem.Plane.around([latitude for latitude, _longitude in places.values()])
    excluded = queries.excluded_from(dossiers, cadres)
    needs = queries.needs_of(dossiers)
    asked_cadres = [
        problem.Cadre(
            str(each.pk),
            each.capacity,
            taken=each.households,  # type: ignore[attr-defined] # annotated by cadres_in
            point=_point(plane, _own_place(each) or places.get(each.unit_id)),
            skills=frozenset(each.skills),
            languages=frozenset(each.languages),
        )
        for each in cadres
    ]
    asked_households = []
    for each in dossiers:
        barred = {str(cadre): why for cadre, why in excluded[each.pk].items()}
        if each.pk in replaces:
            barred.setdefault(str(replaces[each.pk].cadre_id), "declined")
        wanted, language = needs[each.pk]
        asked_households.append(
            problem.Household(
                str(each.pk),
                _point(plane, places.get(each.unit_id)),
                frozenset(wanted),
                language,
                barred,
                urgency=URGENCY.get(each.category or 0, 0),
            )
        )
    return Question(
        {str(each.pk): each for each in cadres},
        {str(each.pk): each for each in dossiers},
        replaces,
        asked_cadres,
        asked_households,
    )


@dataclass(frozen=True, slots=True)
class Match:
    """How one cadre goes with one household, as a line of a proposal says it. `metres` None: a place is not known."""

    metres: int | None
    met: frozenset[str]
    missing: frozenset[str]
    language: str
    speaks: bool


def match_of(dossier: Dossier, cadre: Cadre) -> Match:
    """By what is said of the two now. Two queries."""
    places = queries.places_of([dossier.unit, cadre.unit])
    plane = problem.Plane.around([latitude for latitude, _longitude in places.values()])
    there, here = (
        _point(plane, places.get(dossier.unit_id)),
        _point(plane, _own_place(cadre) or places.get(cadre.unit_id)),
    )
    needs, language = queries.needs_of([dossier])[dossier.pk]
    wanted, known = frozenset(needs), frozenset(cadre.skills)
    return Match(
        metres=problem.metres_between(there, here) if there and here else None,
        met=wanted & known,
        missing=wanted - known,
        language=language,
        speaks=not language or language in cadre.languages,
    )


def _own_place(cadre: Cadre) -> tuple[int, int] | None:
    if cadre.latitude is None or cadre.longitude is None:
        return None
    return cadre.latitude, cadre.longitude


def _point(plane: problem.Plane, place: tuple[int, int] | None) -> problem.Point | None:
    return plane.point(*place) if place else None
