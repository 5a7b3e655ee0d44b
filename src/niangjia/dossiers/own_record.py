"""What a worker is told of their own record: nothing of others, no remarks, no reasons meant for colleagues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Role, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.audit.queries import entries_about
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.kernel.text import Text
from niangjia.people.models import Person

ROWS = 100

DONE = (
    "dossiers.dossier.filed",
    "dossiers.dossier.revised",
    "dossiers.dossier.closed",
    "dossiers.exit.confirmed",
    "dossiers.exit.declined",
    "dossiers.exit.approved",
    "dossiers.watch.started",
    "dossiers.watch.ended",
    "dossiers.relapse.approved",
)
DONE_FOR_THE_WORKER = (*DONE, "dossiers.dossier.assessed")
"""What the rules said is about the worker's household as a whole; members read that it was filed and kept."""

LOOKS = {
    "dossiers.dossier.read": _("Opened the dossier to work on it."),
    "dossiers.decision.printed": _("Printed the explanation of the decision for you."),
    "dossiers.break-glass.opened": _(
        "Opened the dossier from another unit in an emergency. Another colleague checks whether that was right."
    ),
    "dossiers.value.revealed": _("Saw in full: %(what)s. What for: %(why)s"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """When, who, and what in a sentence."""

    at: datetime
    by: User
    sentence: str


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """One dossier that someone is in, what was done to it, and whom to ask about it."""

    dossier: Dossier
    is_worker: bool
    done: list[Happening]
    contacts: list[User]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """The dossiers someone is in, and who has looked at what of theirs, newest first."""

    person: Person
    dossiers: list[OwnDossier]
    looks: list[Happening]


def own_record(person: Person) -> OwnRecord:
    """The record of a person for that person. A few queries for each dossier, of which there are one or two."""
    is_there = Q(household__memberships__ended_on=None) | Q(household__memberships__ended_on=F("household__closed_on"))
    is_in = Q(worker=person) | Q(is_there, household__memberships__person=person)
    found = list(Dossier.objects.filter(is_in).select_related("unit").distinct().order_by("-opened_on"))
    name_categories(found)
    looks = entries_about([person.pk, *(each.pk for each in found)]).filter(act__in=LOOKS)[:ROWS]
    return OwnRecord(person, [_own(each, person) for each in found], [_look(entry) for entry in looks])


def _own(dossier: Dossier, person: Person) -> OwnDossier:
    is_worker = dossier.worker_id == person.pk
    done = entries_about([dossier.pk]).filter(act__in=DONE_FOR_THE_WORKER if is_worker else DONE)[:ROWS]
    contacts = [
        *nearest_holders(dossier.unit, [Role.ASSISTANCE_CLERK]),
        *nearest_holders(dossier.unit, [Role.UNIT_OFFICER]),
    ]
    return OwnDossier(dossier, is_worker, _told(done), list(dict.fromkeys(contacts)))


def _told(entries: Iterable[Entry]) -> list[Happening]:
    return [Happening(entry.at, entry.by, acts.sentence(entry.act, entry.told)) for entry in entries]


def _look(entry: Entry) -> Happening:
    """A look in the person's own words; of what was written down with it only the values and the purpose are told."""
    told = {name: Text(**entry.details[name]) for name in ("what", "why") if name in entry.details}
    return Happening(entry.at, entry.by, str(LOOKS[entry.act]) % told)
