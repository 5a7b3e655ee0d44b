"""Visits and findings as people read them. What is sealed on file is masked here, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.version_content import Path
from niangjia.dossiers.version_words import Names, label_of, value_in_words
from niangjia.kernel.places import in_degrees, kilometres
from niangjia.people import codes
from niangjia.privacy.fields import Sealed
from niangjia.visits import queries
from niangjia.visits.findings import Question, versions
from niangjia.visits.leads import lead_of
from niangjia.visits.models import Finding, FindingKind, FindingState, Visit
from niangjia.visits.nearness import metres_from_unit

KILOMETRE = 1000

TONES = {
    FindingState.OPEN: "info",
    FindingState.ACCEPTED: "good",
    FindingState.CLOSED: "good",
    FindingState.DECLINED: "neutral",
    FindingState.SUPERSEDED: "neutral",
}
ICONS = {"home": "home-heart", "elsewhere": "map-pin", "call": "phone"}


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words. `before` is empty unless it is a change; `words` and `why` as somebody wrote them."""

    finding: Finding
    whose: str
    label: str
    before: str
    value: str
    words: str
    why: str
    tone: str
    address: str = ""
    address_label: str | Promise = ""

    @property
    def is_open(self) -> bool:
        """Whether it is to be taken up."""
        return self.finding.state == FindingState.OPEN

    @property
    def is_change(self) -> bool:
        """Whether it is taken over into the dossier."""
        return self.finding.kind == FindingKind.CHANGE


def told(finding: Finding, *, version: str, dossier: Dossier | None = None) -> Told:
    """A finding in words; with the `dossier`, also where it is seen to."""
    question = versions()[version].questions[finding.question.reveal()]
    name, label = lead_of(question.goes_to, finding.kind)
    return Told(
        finding,
        finding.person.name if finding.person else _("The household"),
        _label(finding, question),
        in_words(finding, finding.before) if finding.kind == FindingKind.CHANGE else "",
        _value(finding, question),
        plain(finding.words),
        plain(finding.why),
        TONES[FindingState(finding.state)],
        reverse(name, args=[dossier.pk]) if dossier and name else "",
        label,
    )


def told_all(findings: Iterable[Finding], *, dossier: Dossier | None = None) -> list[Told]:
    """Findings loaded with their visits, in words."""
    return [told(each, version=each.visit.questions, dossier=dossier or each.visit.dossier) for each in findings]


def plain(value: Sealed | str | None) -> str:
    """A sealed text unsealed; empty for none."""
    return value.reveal() if isinstance(value, Sealed) else value or ""


def in_words(finding: Finding, value: Sealed | str | None) -> str:
    """A value of the field that a change is about, as on every page of the dossier: masked where it is sealed."""
    section, key = ("members", str(finding.person_id)) if finding.person_id else ("household", "")
    return value_in_words(Path(section, key, finding.field), plain(value) or None, Names({}, {}), "")


def _label(finding: Finding, question: Question) -> str:
    if finding.kind == FindingKind.CHANGE:
        return label_of("members" if finding.person_id else "household", finding.field)
    return str(question.text) if finding.kind == question.kind else _("Cause of hardship")


def _value(finding: Finding, question: Question) -> str:
    if finding.kind == FindingKind.CHANGE:
        return in_words(finding, finding.value)
    value = plain(finding.value)
    return str(codes.CAUSES.label(value) if finding.kind == FindingKind.CAUSE else question.in_words(value))


@dataclass(frozen=True, slots=True)
class Row:
    """A visit with what it found. `met`: the names of those who were met."""

    visit: Visit
    met: list[str]
    findings: list[Told]
    icon: str


def rows_of(visits: Iterable[Visit], names: Mapping[str, str]) -> list[Row]:
    """Visits loaded by `queries.told_visits`, in words."""
    return [
        Row(
            each,
            [names[person] for person in each.met if person in names],
            [told(finding, version=each.questions) for finding in each.findings.all()],
            ICONS[each.how],
        )
        for each in visits
    ]


def told_place(visit: Visit) -> list[str]:
    """Where the visitor was, line by line: how far from the unit's own place, if that is known, the degrees, and how
    exact they are. One query.
    """
    place = visit.where
    if place is None:
        return []
    unit, metres = visit.dossier.unit, metres_from_unit(visit.dossier.unit, place)
    north = _("%(degrees)s° south") if place.latitude < 0 else _("%(degrees)s° north")
    east = _("%(degrees)s° west") if place.longitude < 0 else _("%(degrees)s° east")
    degrees = {"degrees": in_degrees(abs(place.latitude))}, {"degrees": in_degrees(abs(place.longitude))}
    return [
        *([_way_from(unit, metres, place.accuracy)] if metres is not None else []),
        f"{north % degrees[0]} {east % degrees[1]}",
        _("within %(metres)s metres, as the phone says") % {"metres": place.accuracy},
    ]


def _way_from(unit: Unit, metres: int, accuracy: int) -> str:
    told = {"unit": unit, "metres": metres, "way": kilometres(metres)}
    if metres <= accuracy:
        return _("where %(unit)s lies") % told
    if metres < KILOMETRE:
        return _("about %(metres)s metres from where %(unit)s lies") % told
    return _("about %(way)s km from where %(unit)s lies") % told


def entry_values(dossier: Dossier) -> dict[str, object]:
    """What the form of the home visit is filled with: the latest visit that somebody else made for it."""
    visit = queries.entry_visit_of(dossier)
    if visit is None:
        return {}
    names = queries.names_of(dossier)
    return {
        "visited_on": visit.visited_on,
        "visitors": "、".join(each for each in (str(visit.visitor), plain(visit.came_along)) if each),
        "spoken_with": "、".join(names[each] for each in visit.met if each in names),
        "housing": plain(visit.living),
        "causes": plain(visit.causes),
        "needs": plain(visit.needs),
    }
