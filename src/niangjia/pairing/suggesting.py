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


def _own_place(cadre: Cadre) -> tuple[int, int] | None:
    if cadre.latitude is None or cadre.longitude is None:
        return None
    return cadre.latitude, cadre.longitude


def _point(plane: problem.Plane, place: tuple[int, int] | None) -> problem.Point | None:
    return plane.point(*place) if place else None
