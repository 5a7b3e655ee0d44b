"""The sealed values of a dossier, person by person."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

from niangjia.dossiers.models import Dossier
from niangjia.people.models import Person
from niangjia.privacy.fields import Sealed


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A person and the sealed values there are, by field, in order; each prints masked."""

    person: Person
    values: list[tuple[str, Sealed]]


def sealed_of(dossier: Dossier) -> list[SealedPerson]:
    """The persons of a dossier loaded by `queries.whole` with their sealed values, the worker first.

    Address and remarks on the dossier stand with the worker, in whose name it is kept.
    """
    persons = {dossier.worker_id: dossier.worker}
    persons |= {member.person_id: member.person for member in dossier.household.members}  # type: ignore[attr-defined] # set by queries.whole
    return [SealedPerson(person, _values(dossier, person)) for person in persons.values()]


def value_of(dossier: Dossier, person: Person, field: str) -> Sealed:
    """One sealed value. Raises KeyError when there is none."""
    return dict(_values(dossier, person))[field]


def _values(dossier: Dossier, person: Person) -> list[tuple[str, Sealed]]:
    found = {name: getattr(person, name) for name in ("identity_number", "phone", "other_contact")}
    try:
        found["card_number"] = person.bank_account.card_number
    except ObjectDoesNotExist:
        found["card_number"] = ""
    if person.pk == dossier.worker_id:
        found["address"] = dossier.household.address
    found["note"] = person.note
    if person.pk == dossier.worker_id:
        found["dossier_note"] = dossier.note
    return [(name, value) for name, value in found.items() if value]
