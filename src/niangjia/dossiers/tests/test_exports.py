"""The life of an export: who asks, who decides, who fetches, and that it happens once."""

import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import (
    approve_export,
    expire_exports,
    fetch_export,
    refuse_export,
)
from niangjia.dossiers.commands import (
    exports as commands,
)
from niangjia.dossiers.export_files import content_of
from niangjia.dossiers.exports import number_of, serial
from niangjia.dossiers.models import Dossier, Export, ImportRun
from niangjia.dossiers.models.exports import DECISION_WITHIN, FILE_LASTS, PEOPLE_WITHOUT_APPROVAL
from niangjia.dossiers.queries import Filter
from niangjia.dossiers.queries_of_retention import has_tags
from niangjia.dossiers.tests.export_factories import ask, cells_of
from niangjia.dossiers.tests.factories import file, household, person, rows
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.privacy import tags
from niangjia.privacy.errors import KeysUnusable
from niangjia.privacy.files import has_sealed, sweep_files, write_sealed

pytestmark = pytest.mark.django_db
NAME, IDENTITY = 1, 2


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a commit happens, as outside of a test: `with committed():`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def entries():
    """The details of the entries of an act."""
    return lambda act: list(Entry.objects.filter(act=f"dossiers.{act}").values_list("details", flat=True))


@pytest.fixture
def many(farm):
    """One more than anyone exports alone."""
    return rows(farm, [{} for _row in range(PEOPLE_WITHOUT_APPROVAL + 1)])


def test_a_short_masked_list_is_ready_at_once_and_goes_once(clerk, farm, entries, committed):
    rows(farm, [{"name": "甲"}, {"name": "乙"}])
    export = ask(clerk)
    assert (export.state, export.people, export.unit, export.number[:1]) == ("ready", 2, farm, "E")
    assert timedelta() < export.expires_at - export.asked_at <= FILE_LASTS <= timedelta(hours=24)
    with committed():
        assert len(cells_of(fetch_export(export, by=clerk))) == 2
    assert not has_sealed(export.sealed_name)
    with pytest.raises(Conflict, match="has been fetched"):
        fetch_export(export, by=clerk)
    [requested], [fetched] = entries("export.requested"), entries("export.fetched")
    assert requested == fetched == {**requested, "number": export.number, "people": 2}


def test_more_people_than_one_may_take_out_alone_need_an_approval(clerk, many, approver):
    export = ask(clerk)
    assert (export.state, export.people) == ("waiting", len(many))
    assert not has_sealed(export.sealed_name)
    with pytest.raises(Conflict, match="waits for a decision"):
        fetch_export(export, by=clerk)
    approve_export(export, by=approver)
    assert len(cells_of(fetch_export(export, by=clerk))) == len(many)


def test_the_limit_itself_needs_none(clerk, many):
    Dossier.objects.filter(pk=many[0].pk).update(state="closed", closed_on="2027-01-01", closing_reason="exited")
    assert (ask(clerk).state, ask(clerk).people) == ("ready", PEOPLE_WITHOUT_APPROVAL)


def test_many_short_lists_are_one_long_list(clerk, auditor, many):
    first, rest = Filter(level="county"), Filter(level="grassroots")
    Dossier.objects.update(level="grassroots")
    Dossier.objects.filter(pk__in=[each.pk for each in many[:20]]).update(level="county")
    day = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with time_machine.travel(day):
        assert ask(clerk, wanted=first).state == "ready"
        assert ask(clerk, wanted=first, purpose="年度核对第二次").state == "ready"
        assert ask(clerk, wanted=rest).state == "waiting"
        assert ask(auditor, wanted=rest).state == "ready"
    with time_machine.travel(day + timedelta(hours=25)):
        assert ask(clerk, wanted=rest).state == "ready"


def test_people_are_counted_not_rows(clerk, farm):
    first = file(person("刘心红", is_head=True), unit=farm, by=clerk)
    [other] = rows(farm, [{}])
    Dossier.objects.filter(pk=other.pk).update(worker=first.worker)
    export = ask(clerk)
    assert (export.people, len(export.dossiers)) == (1, 2)


@pytest.mark.parametrize(
    ("full", "column", "value"),
    [
        ("identity-number", IDENTITY, None),
        ("phone", 13, "13800000001"),
        ("card-number", 13, "6228489990000000003"),
        ("address", 13, "内蒙古自治区鄂伦春自治旗桦树街 1 号"),
        ("note", 13, "家里老人卧床"),
    ],
)
def test_anything_in_full_needs_an_approval(clerk, approver, farm, full, column, value):
    bank = {"bank": "农行", "card_number": "6228489990000000003"}
    head = person(is_head=True, bank=bank, particulars={"phone": "13800000001"})
    home = household(head, particulars={"address": "内蒙古自治区鄂伦春自治旗桦树街 1 号"})
    dossier = file(home=home, unit=farm, by=clerk, note="家里老人卧床")
    export = ask(clerk, full=(full,))
    assert export.state == "waiting"
    [cells] = cells_of(fetch_export(approve_export(export, by=approver), by=clerk))
    value = value or dossier.worker.identity_number.reveal()
    assert (cells[column].value, cells[column].data_type) == (value, "s")
    if full != "identity-number":
        assert cells[IDENTITY].value == str(dossier.worker.identity_number)


def test_nobody_decides_on_what_they_asked_for(clerk, many, bureau, system):
    from niangjia.accounts.commands import appoint_user

    appoint_user(clerk, role=Role.APPROVER, unit=bureau, starts_on="2020-01-01", by=system)
    export = ask(clerk)
    for decide in (approve_export, refuse_export):
        with pytest.raises(Forbidden, match="Another person"):
            decide(export, by=clerk, note="好的，可以")
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(state="approved", decided_by=clerk)


@pytest.mark.parametrize(
    "role", [Role.ASSISTANCE_CLERK, Role.REVIEWER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, Role.UNIT_OFFICER]
)
def test_other_roles_decide_nothing(clerk, many, someone, bureau, role):
    export = ask(clerk)
    with pytest.raises(Forbidden):
        approve_export(export, by=someone(role, bureau, "another"))
    export.refresh_from_db()
    assert export.state == "waiting"


def test_an_approver_of_a_farm_decides_on_that_farm_only(clerk, someone, farm, other_farm, many):
    chair = someone(Role.APPROVER, farm, "chair")
    assert approve_export(ask(clerk), by=chair).state == "approved"
    rows(other_farm, [{}])
    with pytest.raises(Forbidden):
        approve_export(ask(clerk), by=chair)


def test_a_refusal_wants_a_reason_and_stands(clerk, approver, many, entries):
    export = ask(clerk)
    with pytest.raises(InvalidInput, match="note"):
        refuse_export(export, by=approver, note=" ")
    refuse_export(export, by=approver, note="请缩小范围")
    assert entries("export.refused") == [{"number": export.number, "note": "请缩小范围"}]
    with pytest.raises(Conflict, match="no longer waits"):
        approve_export(export, by=approver)
    with pytest.raises(Conflict, match="was refused"):
        fetch_export(export, by=clerk)


def test_what_was_approved_is_what_is_fetched(clerk, approver, farm, many):
    export = ask(clerk)
    rows(farm, [{"name": "后来的"} for _row in range(3)])
    Dossier.objects.filter(pk=many[0].pk).update(category=1)
    found = cells_of(fetch_export(approve_export(export, by=approver), by=clerk))
    assert sorted(cells[0].value for cells in found) == sorted(dossier.number for dossier in many)


def test_the_file_is_for_nobody_else(clerk, approver, auditor, farm):
    rows(farm, [{}])
    export = ask(clerk)
    for other in (auditor, approver):
        with pytest.raises(NotFoundOrForbidden):
            fetch_export(export, by=other)
    assert fetch_export(export, by=clerk)


def test_who_lost_a_part_of_their_reach_gets_nothing(someone, system, farm, other_farm):
    clerk = someone(Role.ASSISTANCE_CLERK, farm, "farm-clerk")
    other = someone(Role.ASSISTANCE_CLERK, other_farm, "other-clerk")
    [ours] = rows(farm, [{}])
    export = ask(clerk)
    Dossier.objects.filter(pk=ours.pk).update(unit=other_farm)
    del clerk._held_appointments
    with pytest.raises(Forbidden, match="no longer includes"):
        fetch_export(export, by=clerk)
    export = ask(other)
    other.appointments.update(ends_on="2026-01-01")
    del other._held_appointments
    with pytest.raises(Forbidden, match="no longer includes"):
        fetch_export(export, by=other)
    assert has_sealed(export.sealed_name)


def test_a_file_expires_by_the_clock(clerk, farm, entries, committed):
    rows(farm, [{}])
    export = ask(clerk)
    with time_machine.travel(datetime.now(UTC) + FILE_LASTS + timedelta(seconds=1)):
        assert (export.standing, export.has_file) == ("expired", False)
        with committed(), pytest.raises(Conflict, match="has expired"):
            fetch_export(export, by=clerk)
    export.refresh_from_db()
    assert export.state == "expired"
    assert not has_sealed(export.sealed_name)
    assert entries("export.expired") == [{"number": export.number}]


def test_a_request_nobody_decides_expires_too(clerk, approver, many):
    export = ask(clerk)
    with time_machine.travel(datetime.now(UTC) + DECISION_WITHIN + timedelta(seconds=1)):
        with pytest.raises(Conflict, match="no longer waits"):
            approve_export(export, by=approver)
        assert (expire_exports(), expire_exports()) == (1, 0)


@pytest.mark.parametrize("purpose", ["", "    ", "abcd", "核 对", "长" * 101, "审计\u202e用途一二三"])
def test_a_purpose_has_to_say_something(clerk, farm, purpose):
    rows(farm, [{}])
    with pytest.raises(InvalidInput):
        ask(clerk, purpose=purpose)
    assert not Export.objects.exists()


def test_a_list_must_not_be_empty_nor_endless(clerk, farm, monkeypatch):
    rows(farm, [{} for _row in range(3)])
    with pytest.raises(InvalidInput, match="empty"):
        ask(clerk, wanted=Filter(text="nobody"))
    monkeypatch.setattr(commands, "ROWS_OF_A_WORKBOOK", 2)
    with pytest.raises(InvalidInput, match="More than 2"):
        ask(clerk)
    monkeypatch.setattr(commands, "ROWS_OF_A_SHEET", 1)
    with pytest.raises(InvalidInput, match="More than 1"):
        ask(clerk, kind="pdf")


def test_asking_twice_in_a_moment_is_asking_once(clerk, farm, entries):
    rows(farm, [{}])
    assert ask(clerk) == ask(clerk)
    assert ask(clerk, kind="pdf") != ask(clerk)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert ask(clerk).number.endswith("000003")
    assert len(entries("export.requested")) == 3


def test_numbers_and_serials_tell_the_same():
    for number in ("E2026-000001", "E2099-999999", "E2000-000001"):
        assert number_of(serial(number)) == number


def test_a_lost_file_is_told(clerk, farm):
    from niangjia.privacy.files import remove_sealed

    rows(farm, [{}])
    export = ask(clerk)
    remove_sealed(export.sealed_name)
    with pytest.raises(Conflict, match="no longer there"):
        fetch_export(export, by=clerk)


def test_what_cannot_be_recorded_does_not_happen(clerk, farm, monkeypatch):
    rows(farm, [{}])
    export = ask(clerk)

    def no_record(*_args, **_details):
        raise RuntimeError("the record is full")

    monkeypatch.setattr(commands, "audit", no_record)
    with pytest.raises(RuntimeError):
        fetch_export(export, by=clerk)
    export.refresh_from_db()
    assert (export.state, has_sealed(export.sealed_name)) == ("ready", True)


def _all_at_once(count, work):
    """Run something in threads that start together; what each gave or raised."""
    outcomes, start = [], threading.Barrier(count)

    def run(place):
        try:
            start.wait()
            outcomes.append(work(place))
        except Exception as error:  # noqa: BLE001 (told to the test)
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_of_two_that_fetch_at_once_one_gets_it(clerk, farm, _round):
    rows(farm, [{}])
    export = ask(clerk)
    outcomes = _all_at_once(4, lambda _place: fetch_export(export, by=clerk))
    assert sorted(type(outcome) for outcome in outcomes if not isinstance(outcome, Conflict)) == [bytes]
    assert [type(each) for each in outcomes].count(Conflict) == 3
    assert Entry.objects.filter(act="dossiers.export.fetched").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_that_decide_at_once_one_does(clerk, someone, bureau, many):
    export = ask(clerk)
    chairs = [someone(Role.APPROVER, bureau, f"chair-{place}") for place in range(3)]
    outcomes = _all_at_once(3, lambda place: approve_export(export, by=chairs[place]))
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "Conflict", "Export"]
    assert len(cells_of(fetch_export(export, by=clerk))) == len(many)


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once(clerk, farm):
    rows(farm, [{}])
    outcomes = _all_at_once(4, lambda place: ask(clerk, purpose=f"第 {place} 次核对").number)
    assert sorted(outcomes) == [f"E{datetime.now(UTC).year}-{place:06d}" for place in range(1, 5)]
    outcomes = _all_at_once(4, lambda _place: ask(clerk, purpose="同一件事情").number)
    assert len(set(outcomes)) == 1
    assert Export.objects.filter(purpose="同一件事情").count() == 1


def test_the_key_of_the_marks_is_never_made_anew_by_itself(clerk, farm, monkeypatch):
    rows(farm, [{"name": "甲"}, {"name": "乙"}])
    assert not has_tags()
    ask(clerk)
    assert has_tags()
    monkeypatch.setattr(tags, "_uses", [has_tags])
    tags.key_file().unlink()
    with pytest.raises(KeysUnusable) as refused:
        ask(clerk, purpose="another purpose of the same length")
    assert "restore-keys" in str(refused.value.remedy)
    assert not tags.key_file().exists()
    tags.begin_key()
    assert ask(clerk, purpose="another purpose of the same length").has_file


def test_the_sweep_leaves_a_file_that_waits_and_takes_what_nobody_wants(clerk, farm, settings):
    rows(farm, [{"name": "甲"}, {"name": "乙"}])
    waits, over = ask(clerk), ask(clerk, purpose="another purpose of the same length")
    kept, old = (
        ImportRun.objects.create(
            by=clerk, unit=farm, started_at=clock.now() - timedelta(days=days), touched_at=clock.now()
        )
        for days in (6, 8)
    )
    for name in (waits.sealed_name, over.sealed_name, kept.sealed_name, old.sealed_name):
        write_sealed(name, b"x")
        os.utime(settings.MEDIA_ROOT / name, (0, 0))
    Export.objects.filter(pk=over.pk).update(state="expired")
    assert sweep_files() == 2
    assert [has_sealed(each.sealed_name) for each in (waits, over, kept, old)] == [True, False, True, False]


@pytest.mark.django_db(transaction=True)
def test_the_file_is_made_while_nobody_waits_for_a_number(clerk, farm, monkeypatch):
    rows(farm, [{"name": "甲"}, {"name": "乙"}])
    locked = []

    def made(export):
        locked.append(connection.in_atomic_block)
        return content_of(export)

    monkeypatch.setattr(commands, "content_of", made)
    assert ask(clerk).has_file
    assert locked == [False]
