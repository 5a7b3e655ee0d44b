"""Keys are rotated while people work, and whoever pulls the plug loses nothing."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

import niangjia
from niangjia.kernel import clock
from niangjia.people.models import Person
from niangjia.people.queries import identity_index, persons_by_number
from niangjia.people.tests.factories import identity
from niangjia.people.tests.sealed_rows import VALUES_EACH, sealed_persons
from niangjia.privacy import commands
from niangjia.privacy.columns import standing
from niangjia.privacy.fields import UnreadableValue
from niangjia.privacy.files import read_sealed, write_sealed
from niangjia.privacy.keys import current_head, key_ring

chance = Random(5)  # noqa: S311 (of a test)


def database_url() -> str:
    """The test database, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    password = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
    return (
        f"postgres://{quote(found['USER'])}{password}@{quote(found['HOST'], safe='')}:{found['PORT']}/{found['NAME']}"
    )


def verb(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NIANGJIA_DATABASE_URL": database_url()}
    environment["NIANGJIA_DATA"] = str(Path(django_settings.KEY_FOLDER).parent)
    environment["PYTHONPATH"] = str(Path(niangjia.__file__).parent.parent)
    command = [sys.executable, "-m", "niangjia.config.cli", "rotate-keys", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


class Load(threading.Thread):
    """Someone at work until told to stop. What goes wrong is kept."""

    def __init__(self, step) -> None:
        super().__init__()
        self.step, self.stop, self.steps = step, threading.Event(), 0
        self.problems: list[str] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.step()
                self.steps += 1
        except Exception as error:  # noqa: BLE001 (told by the test)
            self.problems.append(repr(error))
        finally:
            connection.close()


class Office:
    """People who read, search, change and add while keys are rotated, and what each value should be in the end."""

    def __init__(self, persons: list[Person]) -> None:
        self.lock = threading.Lock()
        self.numbers = {person.pk: person.identity_number.reveal() for person in persons}
        self.notes = {person.pk: person.note.reveal() for person in persons}
        self.phones = {person.pk: person.phone.reveal() for person in persons}
        self.keys = [person.pk for person in persons]
        self.missed: list[str] = []
        self.unreadable: list[str] = []
        self.added = 0

    def search(self) -> None:
        chosen = chance.sample(self.keys, 5)
        wanted = {self.numbers[key] for key in chosen}
        self.missed += wanted - set(persons_by_number(wanted))
        time.sleep(0.001)

    def read(self) -> None:
        person = Person.objects.get(pk=chance.choice(self.keys))
        try:
            if person.identity_number.reveal() != self.numbers[person.pk]:
                self.unreadable.append(f"{person.pk} is another")
        except UnreadableValue:
            self.unreadable.append(str(person.pk))
        time.sleep(0.001)

    def change_phone(self) -> None:
        key = self.keys[2 * chance.randrange(len(self.keys) // 2)]
        phone = f"137{chance.randrange(10**8):08d}"
        person = Person.objects.get(pk=key)
        person.phone = phone
        person.save(update_fields=["phone"])
        self.phones[key] = phone
        time.sleep(0.004)

    def save_whole(self) -> None:
        """A form that was open for a while: the whole row is written as it was read, but for one field."""
        key = self.keys[2 * chance.randrange(len(self.keys) // 2) + 1]
        person = Person.objects.get(pk=key)
        time.sleep(chance.random() / 20)
        person.note = note = f"改{chance.randrange(10**6)}"
        person.save()
        self.notes[key] = note

    def add(self) -> None:
        self.added += 1
        with self.lock:
            number = identity(date(1930 + self.added % 15, 1 + self.added % 12, 6))
        person = Person(name="新", identity_number=number, identity_index=identity_index(number))
        person.born_on, person.sex, person.health, person.work_status = date(1980, 5, 6), "male", "good", "on-post"
        person.phone, person.note = "13600000000", "新来的"
        with transaction.atomic():
            person.save(force_insert=True)
        self.numbers[person.pk], self.notes[person.pk] = number, "新来的"
        self.phones[person.pk] = "13600000000"
        time.sleep(0.02)


def wait_until_at_work(child: subprocess.Popen[bytes]) -> None:
    """Until it has made a key, or what there was to do has become less."""
    ring, to_do = key_ring(), standing()
    while child.poll() is None and key_ring() == ring:
        now = standing()
        if (now.rows_to_reseal, now.rows_to_index) < (to_do.rows_to_reseal, to_do.rows_to_index):
            return
        time.sleep(0.05)


def rotate_under_load(persons: int, kills: int, system) -> None:
    office = Office(sealed_persons(persons))
    for name in ("imports/1", "imports/2", "evidence/3"):
        write_sealed(name, name.encode() * 1000)
    old = key_ring()
    work = [Load(step) for step in (office.search, office.read, office.change_phone, office.save_whole, office.add)]
    for each in work:
        each.start()
    killed = 0
    try:
        deadline = time.monotonic() + 60 * kills
        while killed < kills and time.monotonic() < deadline:
            child = verb("--index", "--json")
            wait_until_at_work(child)
            time.sleep(chance.random())
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                killed += 1
            child.communicate()
        started = time.monotonic()
        child = verb("--index", "--json")
        output, errors = child.communicate(timeout=600)
        took = time.monotonic() - started
    finally:
        for each in work:
            each.stop.set()
        for each in work:
            each.join()
    assert killed == kills
    assert child.returncode == 0, errors.decode()
    assert took < 600
    assert [each.problems for each in work] == [[]] * len(work)
    assert all(each.steps > 5 for each in work)
    run = json.loads(output)
    assert run["left"] == 0, run
    assert office.missed == []
    assert office.unreadable == []
    ring = key_ring()
    assert ring.current != old.current
    assert ring.index_masters[0].id != old.index_masters[0].id
    stands = standing()
    assert stands.is_done
    assert set(stands.values) == set(stands.files) == {current_head()}
    check(office)
    with clock.set_to(clock.today() + timedelta(days=2)):
        commands.retire_keys(by=system)
    check(office)
    assert read_sealed("imports/2") == b"imports/2" * 1000


def check(office: Office) -> None:
    """Every value opens and is the last one written; every number is found by the current index alone."""
    found = list(Person.objects.all())
    assert len(found) == len(office.numbers)
    for person in found:
        assert person.identity_number.reveal() == office.numbers[person.pk]
        assert person.note.reveal() == office.notes[person.pk]
        assert person.phone.reveal() == office.phones[person.pk]
        assert person.identity_index == identity_index(office.numbers[person.pk])


@pytest.mark.django_db(transaction=True)
def test_five_thousand_values_under_load_and_a_kill(system):
    rotate_under_load(5000 // VALUES_EACH, kills=1, system=system)


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_values_under_load_and_twenty_kills(system):
    rotate_under_load(100_000 // VALUES_EACH, kills=20, system=system)
