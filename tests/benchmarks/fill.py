"""Fills an empty database with many invented dossiers straight into the tables: only benchmarks may do so."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from niangjia.accounts.models import Unit
from niangjia.desk.demo.names import FEMALE_NAMES, MALE_NAMES, SURNAMES
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock, resident_numbers
from niangjia.kernel.names import pinyin, search_keys
from niangjia.people.models import Household, Membership, Person, SearchKey
from niangjia.people.queries import identity_index

BATCH = 2000
CAUSES = ("serious-illness", "schooling", "own-disability", "other")


def fill(units: list[Unit], count: int, *, seed: int = 1, first: int = 0) -> None:
    """One person a household: the list joins the same tables whatever the size of families.

    Numbers count on from `first`; two calls need ranges that do not meet.
    """
    random, start = Random(seed), date(2023, 1, 1)  # noqa: S311 (repeatable on purpose)
    numbers = iter(range(first, first + count))
    while batch := list(islice(numbers, BATCH)):
        with transaction.atomic():
            _write(list(_rows(batch, units, random, start)))


def _rows(
    batch: list[int], units: list[Unit], random: Random, start: date
) -> Iterator[tuple[Person, Household, Dossier]]:
    for index in batch:
        name = random.choice(SURNAMES) + random.choice(MALE_NAMES + FEMALE_NAMES)
        born_on = date(1950, 1, 1) + timedelta(days=index % 20_000)
        number = resident_numbers.make(f"15{index // 20_000:04d}", born_on, 900 + index % 100)
        person = Person(
            name=name,
            identity_number=number,
            identity_index=identity_index(number),
            born_on=born_on,
            sex="male",
            health="good",
            work_status="on-post",
        )
        opened_on = start + timedelta(days=random.randrange(1300))
        household = Household(unit=random.choice(units), region="150785", opened_on=opened_on)
        dossier = Dossier(
            number=f"9{index:010d}",
            household=household,
            unit=household.unit,
            worker=person,
            worker_pinyin=pinyin(name),
            size=1,
            level="grassroots",
            main_cause=random.choice(CAUSES),
            applied_on=opened_on,
            opened_on=opened_on,
            filed_on=opened_on,
            state="open",
            category=random.choice((0, 1, 2, 2, 3, 4)),
            is_eligible=random.random() < 0.7,
            net_monthly_per_head_fen=random.randrange(-20_000, 300_000),
            questions=random.randrange(4),
            changed_at=clock.now(),
        )
        yield person, household, dossier


def _write(rows: list[tuple[Person, Household, Dossier]]) -> None:
    Person.objects.bulk_create(person for person, _household, _dossier in rows)
    Household.objects.bulk_create(household for _person, household, _dossier in rows)
    Membership.objects.bulk_create(
        Membership(household=household, person=person, relation="self", is_head=True, started_on=household.opened_on)
        for person, household, _dossier in rows
    )
    SearchKey.objects.bulk_create(
        SearchKey(person=person, key=key) for person, _household, _dossier in rows for key in search_keys(person.name)
    )
    Dossier.objects.bulk_create(dossier for _person, _household, dossier in rows)
