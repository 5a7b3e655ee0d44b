"""Invented dossiers for tests: records to file, whole dossiers, and many plain rows for lists."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.commands import file_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel import clock
from niangjia.kernel.names import pinyin, search_keys
from niangjia.people.models import Household, Membership, Person, PersonAccount, SearchKey
from niangjia.people.queries import identity_index
from niangjia.people.records import HouseholdRecord, PersonRecord
from niangjia.people.tests.factories import APPLIED_ON, household, identity, person
from niangjia.privacy.tests.planted import Plants

__all__ = ["APPLIED_ON", "file", "household", "identity", "make_own", "person", "plant", "planted", "record", "rows"]

FAMILY = ("self", "spouse", "son", "daughter")
_numbers = count(1)


def make_own(user: User, dossier: Dossier) -> PersonAccount:
    """From now on someone is known to be the worker of a dossier."""
    return PersonAccount.objects.create(
        user=user, person=dossier.worker, checked_on=clock.today(), linked_by=user, linked_at=clock.now()
    )


def record(
    *members: PersonRecord,
    applied_on: date | None = None,
    home: HouseholdRecord | None = None,
    fingerprint: str = "",
    **particulars: object,
) -> DossierRecord:
    """What is stated of a dossier: one worker with a small wage, unless members or a household are given."""
    stated = {"level": "grassroots", "main_cause": "serious-illness", **particulars}
    return DossierRecord(home or household(*members), applied_on or min(APPLIED_ON, clock.today()), stated, fingerprint)


def file(*members: PersonRecord, unit: Unit, by: User, on: date = APPLIED_ON, **changes: object) -> Dossier:
    """A dossier filed with all its rows."""
    return file_dossier(record(*members, **changes), unit=unit, by=by, on=on)  # type: ignore[arg-type]


def planted(plants: Plants, *names: str, besides: Iterable[PersonRecord] = (), number: str = "") -> DossierRecord:
    """A record with a planted value in every sealed field of everyone named; `number` is the worker's."""
    members = [
        person(
            name,
            is_head=relation == "self",
            relation=relation,
            identity_number=plants.new("identity_number", number if number and relation == "self" else identity()),
            particulars={
                "phone": plants.digits("phone", "138", 11),
                "other_contact": plants.digits("other_contact", "0470", 12),
                "note": plants.text("note", "备注"),
            },
            bank={"bank": "农业银行", "card_number": plants.digits("card_number", "622848", 19)},
        )
        for name, relation in zip(names, FAMILY, strict=False)
    ]
    home = household(*members, *besides, particulars={"address": plants.text("address", "根河市林海路")})
    return record(home=home, note=plants.text("dossier_note", "档案"))


def plant(unit: Unit, by: User, number: str = "") -> tuple[Dossier, dict[str, str]]:
    """A dossier of one worker, and planted values by field; a son lives there too, with an identity number alone."""
    plants = Plants()
    stated = planted(plants, "刘心红", besides=[person("刘春生")], number=number)
    return file_dossier(stated, unit=unit, by=by, on=APPLIED_ON), {field: value for value, field in plants.items()}


def rows(unit: Unit, each: Iterable[dict[str, object]]) -> list[Dossier]:
    """Plain dossiers of one worker each, straight into the tables; `name` and fields of Dossier may be given."""
    made = []
    for changes in each:
        place, name = next(_numbers), str(changes.pop("name", "刘心红"))
        number = identity()
        worker = Person(name=name, identity_number=number, identity_index=identity_index(number), born_on=APPLIED_ON)
        worker.sex, worker.health, worker.work_status = "male", "good", "on-post"
        home = Household(unit=unit, region="150785", opened_on=APPLIED_ON)
        dossier = Dossier(number=f"9{place:010d}", household=home, unit=unit, worker=worker, worker_pinyin=pinyin(name))
        plain = {"size": 1, "level": "grassroots", "main_cause": "other", "applied_on": APPLIED_ON, "category": 2}
        plain |= {"opened_on": APPLIED_ON, "is_eligible": True, "questions": 1, "changed_at": clock.now()}
        plain |= {"state": "closed" if changes.get("closed_on") else "open", "filed_on": APPLIED_ON}
        for field, value in (plain | changes).items():
            setattr(dossier, field, value)
        made.append(dossier)
    Person.objects.bulk_create(dossier.worker for dossier in made)
    Household.objects.bulk_create(dossier.household for dossier in made)
    Membership.objects.bulk_create(
        Membership(household=each.household, person=each.worker, relation="self", is_head=True, started_on=APPLIED_ON)
        for each in made
    )
    SearchKey.objects.bulk_create(
        SearchKey(person=each.worker, key=key) for each in made for key in search_keys(each.worker.name)
    )
    return Dossier.objects.bulk_create(made)
