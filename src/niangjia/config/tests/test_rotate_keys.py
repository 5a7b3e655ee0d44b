"""The verb `rotate-keys`, in this process; people/tests/test_rotating_under_load.py kills it under load."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from niangjia.config.management.commands.rotate_keys import Command
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people.models import Person
from niangjia.people.tests.factories import APPLIED_ON, identity
from niangjia.privacy.commands import rotation
from niangjia.privacy.errors import KeysUnusable
from niangjia.privacy.files import write_sealed
from niangjia.privacy.keys import current_head, key_ring


@pytest.fixture(autouse=True)
def _persons(db):
    for _ in range(3):
        Person.objects.create(
            name="刘心红",
            identity_number=identity(),
            phone="13800000001",
            born_on=APPLIED_ON,
            sex="male",
            health="good",
        )
    write_sealed("imports/1", b"a workbook")


def said(**options: object) -> str:
    written = io.StringIO()
    call_command(Command(), stdout=written, **options)
    return written.getvalue()


def test_status_counts_by_key_and_changes_nothing():
    head, ring = current_head(), key_ring()
    told = json.loads(said(status=True, json=True))
    assert told["values"] == {head: 6}
    assert told["files"] == {head: 1}
    assert key_ring() == ring
    assert head in said(status=True)


def test_a_rotation_tells_what_it_did():
    told = json.loads(said(json=True))
    assert (told["values"], told["files"], told["left"], told["is_new_key"]) == (6, 1, 0, True)
    assert told["key"] == key_ring().current


def test_the_new_ring_is_to_be_copied(settings):
    assert str(settings.KEY_FOLDER) in said()


def test_something_left_is_a_status_and_named():
    broken = Person.objects.first()
    Person.objects.filter(pk=broken.pk).update(phone=Person.objects.last().__dict__["phone"])  # of another row
    with pytest.raises(SystemExit) as ended:
        said()
    assert ended.value.code == 1


def test_only_one_runs_at_a_time():
    with rotation._one_at_a_time(), pytest.raises(Conflict) as refusal:
        said()
    assert refusal.value.code == "rotation-running"


def test_old_keys_are_named_when_they_go():
    old = key_ring().current
    said()
    with pytest.raises(Conflict):
        said(retire=True)
    with clock.set_to(clock.today() + timedelta(days=2)):
        assert json.loads(said(retire=True, json=True)) == {"retired": [old]}


def test_no_key_is_told():
    import base64

    text = said() + said(status=True, json=True)
    for key in key_ring().keys.values():
        assert base64.b64encode(key).decode() not in text


def test_keys_that_a_program_gives_are_made_where_they_lie(settings, tmp_path):
    import sys

    ring = tmp_path / "ring.json"
    ring.write_bytes(key_ring().as_json())
    settings.KEYS = f"command:{sys.executable} -c \"print(open('{ring}').read())\""
    with pytest.raises(KeysUnusable, match="rotate-keys"):
        said()
    ring.write_bytes(key_ring().with_new_key().as_json())
    from niangjia.privacy import providers

    providers.provider().forget()
    told = json.loads(said(json=True))
    assert (told["values"], told["is_new_key"], told["left"]) == (6, False, 0)
