"""Special days kept by people: commands, pages, who may, and that a change counts at once everywhere."""

import subprocess
import sys
import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.text import Text
from niangjia.workdays import calendar, commands
from niangjia.workdays.models import SpecialDay
from niangjia.workdays.notices import read_days
from niangjia.workdays.tests.lists import NOTICE_OF_2027

pytestmark = pytest.mark.django_db
DAY, NAME, SOURCE = date(2027, 10, 1), Text("国庆节", "National Day"), "国办发明电〔2026〕1号（样例）"
LIST = reverse("workdays:list-days")
IMPORT = reverse("workdays:import-days")
SAID = {"kind": "off", "name": "国庆节", "source": SOURCE}


def add(day=DAY, *, by, is_working=False):
    return commands.add_day(day, is_working=is_working, name=NAME, source=SOURCE, by=by)


def recorded():
    return list(Entry.objects.filter(act__startswith="workdays.").values_list("act", flat=True))


def test_a_day_counts_as_soon_as_it_is_kept(clerk, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert calendar.is_working_day(DAY)
    add(by=clerk)
    assert not calendar.is_working_day(DAY)
    assert calendar.add_working_days(date(2027, 9, 30), 1) == date(2027, 10, 4)
    assert calendar.working_days_between(date(2027, 9, 30), date(2027, 10, 4)) == 1
    commands.change_day(DAY, is_working=True, name=NAME, source=SOURCE, by=clerk)
    assert calendar.is_working_day(DAY)
    commands.remove_day(DAY, by=clerk)
    assert calendar.is_working_day(DAY)
    add(by=clerk)
    assert not calendar.is_working_day(DAY)
    acts = ["workdays.day.added", "workdays.day.added", "workdays.day.changed", "workdays.day.removed"]
    assert sorted(recorded()) == acts
    assert SpecialDay.objects.count() == 1


def test_a_shipped_day_is_changed_and_taken_back(clerk):
    spring, worked = date(2026, 2, 18), date(2026, 2, 14)
    commands.remove_day(spring, by=clerk)
    commands.change_day(worked, is_working=False, name=NAME, source=SOURCE, by=clerk)
    assert calendar.is_working_day(spring)
    assert not calendar.is_working_day(worked)
    with pytest.raises(Conflict):
        commands.remove_day(spring, by=clerk)


def test_twice_is_once_and_another_word_is_a_conflict(clerk):
    assert add(by=clerk) == add(by=clerk)
    with pytest.raises(Conflict):
        add(by=clerk, is_working=True)
    with pytest.raises(Conflict):
        add(date(2026, 10, 1), by=clerk)
    with pytest.raises(Conflict):
        commands.change_day(date(2027, 3, 3), is_working=False, name=NAME, source=SOURCE, by=clerk)
    with pytest.raises(InvalidInput):
        commands.add_day(date(2027, 3, 3), is_working=False, name=NAME, source=" ", by=clerk)
    assert recorded() == ["workdays.day.added"]


def test_a_notice_is_taken_in_once(clerk):
    days = read_days(NOTICE_OF_2027, year=2027)
    assert calendar.last_known_year() == 2026
    assert commands.import_days(days, year=2027, source=SOURCE, by=clerk) == 34
    assert commands.import_days(days, year=2027, source=SOURCE, by=clerk) == 0
    assert calendar.last_known_year() == 2027
    assert calendar.is_certain(date(2026, 12, 1), date(2027, 3, 1))
    assert calendar.add_working_days(date(2027, 2, 4), 2) == date(2027, 2, 15)
    assert recorded() == ["workdays.days.imported"]
    with pytest.raises(InvalidInput):
        commands.import_days([], year=2027, source=SOURCE, by=clerk)


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_read_and_do_not_keep(role, someone, bureau, signed_in):
    user = someone(role, bureau)
    for act in (
        lambda: add(by=user),
        lambda: commands.change_day(date(2026, 10, 1), is_working=True, name=NAME, source=SOURCE, by=user),
        lambda: commands.remove_day(date(2026, 10, 1), by=user),
        lambda: commands.import_days(read_days(NOTICE_OF_2027, year=2027), year=2027, source=SOURCE, by=user),
    ):
        with pytest.raises(Forbidden):
            act()
    client = signed_in(user)
    page = client.get(LIST, {"year": "2026"})
    assert page.status_code == 200
    assert IMPORT not in page.content.decode()
    assert client.get(IMPORT).status_code == client.get(reverse("workdays:add-day")).status_code == 403
    assert client.get(reverse("workdays:change-day", args=["2026-10-01"])).status_code in {403, 404}


def test_a_clerk_of_a_farm_does_not_keep(someone, farm):
    with pytest.raises(Forbidden):
        add(by=someone(Role.ASSISTANCE_CLERK, farm))


def test_the_pages_add_change_and_remove(someone, bureau, signed_in):
    client = signed_in(someone(Role.APPROVER, bureau))
    page = client.post(reverse("workdays:add-day"), {"day": "2027-10-01", **SAID}, follow=True)
    assert [str(each.day) for each in page.context["days"]] == ["2027-10-01"]
    again = client.post(reverse("workdays:add-day"), {"day": "2026-10-01", **SAID})
    assert again.status_code == 422
    assert SOURCE in again.content.decode()
    change = reverse("workdays:change-day", args=["2027-10-01"])
    assert client.get(change).context["form"].initial["name"] == "国庆节"
    assert client.post(change, {**SAID, "kind": "worked"}).status_code == 302
    assert SpecialDay.objects.get().is_working
    page = client.post(reverse("workdays:remove-day", args=["2027-10-01"]), follow=True)
    assert [each.is_removed for each in page.context["days"]] == [True]
    for other in ("2027-10-02", "no-day"):
        assert client.get(reverse("workdays:change-day", args=[other])).status_code == 404


def test_a_notice_is_shown_before_it_is_kept(as_clerk):
    sent = {"year": "2027", "source": SOURCE, "text": NOTICE_OF_2027}
    page = as_clerk.post(IMPORT, sent)
    assert len(page.context["days"]) == 34
    assert not SpecialDay.objects.exists()
    page = as_clerk.post(IMPORT, {**sent, "is_seen": "1"}, follow=True)
    assert page.context["is_known"]
    assert len(page.context["days"]) == 34
    wrong = as_clerk.post(IMPORT, {**sent, "year": "2028"})
    assert wrong.status_code == 422
    assert "二、春节" in wrong.content.decode()


@pytest.mark.parametrize("year", ["", "2026", "0", "99999", "x", "²"])
def test_the_list_takes_any_year(as_clerk, year, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        assert as_clerk.get(LIST, {"year": year}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_people_listing_a_day_at_once_list_one(clerk):
    start, told = threading.Barrier(8), []

    def press():
        try:
            start.wait()
            add(by=clerk)
        except Conflict as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert SpecialDay.objects.count() == 1
    assert len(recorded()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_in_another_process_that_has_counted_before(clerk, other_process):
    asked = other_process("from niangjia.workdays import calendar", "calendar.is_working_day(date(2027, 10, 1))")
    assert asked() == "True"
    add(by=clerk)
    assert asked() == "False"


@pytest.fixture
def other_process():
    """A Python beside this one on the same database: evaluates an expression each time it is asked."""
    running = []

    def start(imports, expression):
        program = (
            "import django, json, os, sys; from datetime import date\n"
            "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'niangjia.config.settings'); django.setup()\n"
            "from django.db import connection\n"
            "connection.settings_dict['NAME'] = sys.argv[1]\n"
            f"{imports}\n"
            f"for line in sys.stdin: print({expression}, flush=True)\n"
        )
        name = str(connection.settings_dict["NAME"])
        process = subprocess.Popen(
            [sys.executable, "-c", program, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)

        def ask():
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        return ask

    yield start
    for process in running:
        process.stdin.close()
        process.wait(30)
