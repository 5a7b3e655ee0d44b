"""A copy of the database and a list of all identity numbers give nobody a number: the index has a key."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from niangjia.kernel import resident_numbers
from niangjia.people.models import Person
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.people.queries import identity_index
from niangjia.privacy.blind_index import _index
from niangjia.privacy.keys import IndexMaster, key_ring
from niangjia.privacy.suites import HASHES

COUNTIES = ("150785", "150723", "150722")


def dictionary(counties: tuple[str, ...], first: date, last: date, sequences: range) -> Iterator[str]:
    """Every identity number that such people may have."""
    for county in counties:
        day = first
        while day <= last:
            for sequence in sequences:
                yield resident_numbers.make(county, day, sequence)
            day += timedelta(days=1)


def recovered(indexes: set[str], numbers: Iterator[str], attempts: list[Callable[[str], str]]) -> int:
    """How many indexes someone opens who has the dictionary and tries some functions, but has no key."""
    found: set[str] = set()
    for number in numbers:
        for attempt in attempts:
            index = attempt(number)
            if index in indexes:
                found.add(index)
    return len(found)


def attempts() -> list[Callable[[str], str]]:
    """Plain hashes, and the very function of the program under keys that someone may guess."""
    guessed = [IndexMaster("", name, key) for name in HASHES for key in (bytes(32), b"0" * 32)]
    return [
        lambda number: hashlib.sha256(number.encode()).hexdigest(),
        lambda number: hashlib.sha256((IDENTITY_LABEL + number).encode()).hexdigest(),
        *(lambda number, master=master: _index(master, IDENTITY_LABEL, number) for master in guessed),
    ]


def attack(counties: tuple[str, ...], first: date, last: date, people: int) -> None:
    sequences = range(900, 1000)
    step = ((last - first).days + 1) * len(counties) * len(sequences) // people
    chosen = [each for place, each in enumerate(dictionary(counties, first, last, sequences)) if place % step == 0]
    chosen = chosen[:people]
    Person.objects.bulk_create(
        Person(name="人", identity_number=number, identity_index=identity_index(number), born_on=first)
        for number in chosen
    )
    stored = {index for index in Person.objects.values_list("identity_index", flat=True) if index}
    assert len(stored) == people
    head = key_ring().index_masters[0].id
    tails = {index.removeprefix(f"{head}.") for index in stored}
    assert recovered(stored | tails, dictionary(counties, first, last, sequences), attempts()) == 0
    control = {hashlib.sha256(number.encode()).hexdigest() for number in chosen}
    assert recovered(control, dictionary(counties, first, last, sequences), attempts()[:1]) == people


@pytest.mark.django_db
def test_a_dictionary_opens_no_index():
    """One county, 60 days, 100 numbers a day: 6,000 numbers on 50 people."""
    attack(COUNTIES[:1], date(1980, 1, 1), date(1980, 2, 29), 50)


@pytest.mark.nightly
@pytest.mark.django_db
def test_the_dictionary_of_three_counties_and_forty_years_opens_no_index():
    """Every day of 40 years, the hundred numbers of a day that invented people may have: 4,383,000 on 1,000 people."""
    attack(COUNTIES, date(1960, 1, 1), date(1999, 12, 31), 1000)
