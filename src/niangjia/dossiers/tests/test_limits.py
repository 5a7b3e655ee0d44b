"""Nobody carries off numbers: so many people a minute, an hour and a day, and an alarm at once."""

from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers import queries
from niangjia.dossiers.commands import add_evidence, find_dossier, reveal_values
from niangjia.dossiers.errors import TooManyLooks
from niangjia.dossiers.models import Dossier, Look
from niangjia.dossiers.tests.factories import identity, plant, rows
from niangjia.kernel import clock, resident_numbers
from niangjia.kernel.text import Text
from niangjia.people.tests.hostile_files import picture

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
FIND = reverse("dossiers:find-dossier")
PER_MINUTE, PER_HOUR, PER_DAY = 30, 60, 200


def numbers(count):
    """Different identity numbers that hold together and are nobody's."""
    return [
        resident_numbers.make(
            "150785", date(1950 + place // 340, 1 + place // 28 % 12, 1 + place % 28), 900 + place % 100
        )
        for place in range(count)
    ]


def try_to_find(user, number):
    """Whether there was an answer, found or not."""
    try:
        find_dossier(number, device="?", by=user)
    except TooManyLooks:
        return False
    return True


def reveal(user, dossier):
    whole = queries.whole(Dossier.objects.all()).get(pk=dossier.pk)
    asked = {"person": dossier.worker_id, "fields": ["identity_number"], "purpose": "check-identity", "device": "?"}
    return reveal_values(whole, **asked, by=user)


@pytest.fixture
def security(someone, bureau):
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")


def look_up(clerk, tries, per_second):
    """Answers in each second of trying one number after another as fast as that."""
    answers = {}
    for place, number in enumerate(numbers(tries)):
        second = place // per_second
        with clock.set_to(DAY, 9 + second // 3600, second // 60 % 60, second % 60):
            answers[second] = answers.get(second, 0) + try_to_find(clerk, number)
    return answers


@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_a_long_list_of_numbers_gets_few_answers_and_an_alarm(clerk, security, leader, tries):
    answers = look_up(clerk, tries, per_second=4)
    seconds = sorted(answers)
    in_any_minute = max(sum(answers.get(second, 0) for second in range(start, start + 60)) for start in seconds)
    assert in_any_minute == PER_MINUTE
    assert sum(answers.values()) == min(PER_HOUR, PER_MINUTE * (1 + seconds[-1] // 60))
    alarms = list(Entry.objects.filter(act="dossiers.alarm.raised").order_by("id"))
    assert alarms[0].details["people"] == PER_MINUTE
    assert (alarms[0].at - Entry.objects.filter(act="dossiers.dossier.sought").earliest("id").at).seconds <= 60
    assert {notice.to for notice in Notice.objects.all()} == {security, leader}
    assert Notice.objects.filter(to=security).count() == len(alarms) <= 2 + seconds[-1] // 60
    assert Entry.objects.filter(act="dossiers.dossier.sought").count() == tries


def test_the_day_has_a_limit_of_its_own(clerk):
    answers = [try_to_find_at(clerk, number, place) for place, number in enumerate(numbers(360))]
    assert answers == [True] * PER_DAY + [False] * (360 - PER_DAY)


def try_to_find_at(user, number, place):
    """One each two minutes, from midnight on."""
    with clock.set_to(DAY, place * 2 // 60, place * 2 % 60):
        return try_to_find(user, number)


def test_sixty_in_an_hour_and_then_one_more_for_each_that_is_past(clerk):
    tried = numbers(80)
    for place in range(PER_HOUR):
        with clock.set_to(DAY, 9, place // 2, place % 2 * 30):
            assert try_to_find(clerk, tried[place])
    with clock.set_to(DAY, 9, 59, 59):
        with pytest.raises(TooManyLooks) as error:
            find_dossier(tried[60], device="?", by=clerk)
        assert "10:00:00" in str(error.value)
    with clock.set_to(DAY, 10, 0, 0):
        assert try_to_find(clerk, tried[60])
        assert not try_to_find(clerk, tried[61])


def test_the_same_person_again_is_no_further_person(clerk, farm):
    some = rows(farm, [{} for _place in range(PER_MINUTE)])
    with clock.set_to(DAY):
        for dossier in some:
            reveal(clerk, dossier)
            find_dossier(dossier.worker.identity_number.reveal(), device="?", by=clerk)
        assert Look.objects.filter(user=clerk).count() == PER_MINUTE
        other, _values = plant(farm, clerk)
        with pytest.raises(TooManyLooks):
            reveal(clerk, other)
        assert reveal(clerk, some[0])
    assert Entry.objects.filter(act="dossiers.value.refused", details__result="too-many-looks").count() == 1


def test_another_user_has_their_own_count(clerk, officer):
    with clock.set_to(DAY):
        assert [try_to_find(clerk, number) for number in numbers(31)] == [True] * 30 + [False]
        assert try_to_find(officer, numbers(1)[0])


def test_looks_older_than_the_longest_limit_are_forgotten(clerk):
    with clock.set_to(DAY):
        try_to_find(clerk, numbers(1)[0])
    with clock.set_to(date(2026, 7, 3)):
        try_to_find(clerk, numbers(2)[1])
    assert Look.objects.count() == 1


def test_the_alarm_says_who_how_many_and_until_when_in_both_languages(clerk, security):
    with clock.set_to(DAY):
        for number in numbers(33):
            try_to_find(clerk, number)
    notice = Notice.objects.get()
    assert notice.to == security
    for words in (Text(**notice.text).zh, Text(**notice.text).en):
        assert "30" in words
        assert "09:01:00" in words
        assert "clerk" in words


def test_found_or_not_looks_the_same_but_for_the_way_on(as_clerk, signed_in, officer, farm, other_farm, clerk):
    number, theirs = identity(), identity()
    ours, _values = plant(farm, clerk, number)
    plant(other_farm, clerk, theirs)
    client = signed_in(officer)
    answer = client.post(FIND, {"number": f" {number[:6]} {number[6:].lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, reverse("dossiers:show-dossier", args=[ours.pk]))
    not_ours, nobody = (client.post(FIND, {"number": each}) for each in (theirs, numbers(1)[0]))
    assert not_ours.status_code == nobody.status_code == 200
    assert not_ours.context["is_missing"] is nobody.context["is_missing"] is True
    assert len(not_ours.content) == len(nobody.content)
    entries = Entry.objects.filter(act="dossiers.dossier.sought").order_by("id")
    assert [entry.details["result"] for entry in entries] == ["found", "nothing", "nothing"]
    assert [entry.subject_id for entry in entries] == [ours.pk, officer.pk, officer.pk]
    assert theirs not in str(list(Entry.objects.values()))


def test_a_member_is_found_too_and_a_slip_of_the_pen_costs_no_try(as_clerk, farm, clerk):
    dossier, _values = plant(farm, clerk)
    son = dossier.household.memberships.get(position=1).person.identity_number.reveal()
    assert as_clerk.post(FIND, {"number": son}).status_code == 302
    wrong = son[:17] + ("0" if son[17] != "0" else "1")
    answer = as_clerk.post(FIND, {"number": wrong})
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert Look.objects.count() == 1


def test_the_page_tells_the_limit_and_no_value(as_clerk, clerk, farm):
    dossier, values = plant(farm, clerk)
    for _turn in range(PER_MINUTE):
        Look.objects.create(user=clerk, about=uuid4(), at=clock.now())
    for answer in (
        as_clerk.post(FIND, {"number": values["identity_number"]}),
        as_clerk.post(
            reverse("dossiers:reveal-values", args=[dossier.pk]),
            {"person": dossier.worker_id, "fields_wanted": "phone", "purpose": "contact"},
        ),
    ):
        assert answer.status_code == 403
        assert "30" in answer.content.decode()
        assert values["phone"] not in answer.content.decode()


def test_a_paper_is_a_look_at_the_person_it_is_about(as_clerk, clerk, farm):
    dossier, _values = plant(farm, clerk)
    paper = {"kind": "identity-card", "file_name": "a.jpg", "by": clerk}
    kept = add_evidence(dossier, picture(), person=dossier.worker, **paper)
    address = reverse("dossiers:download-evidence", args=[dossier.pk, kept.pk])
    assert as_clerk.get(address).status_code == 200
    assert Look.objects.get(user=clerk).about == dossier.worker_id
    Look.objects.all().delete()
    for _turn in range(PER_MINUTE):
        Look.objects.create(user=clerk, about=uuid4(), at=clock.now())
    refused = as_clerk.get(address)
    assert (refused.status_code, refused["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert Entry.objects.filter(act="people.evidence.downloaded").count() == 1
    assert Entry.objects.filter(act="dossiers.alarm.raised").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_no_more_than_the_limit(clerk, farm):
    threads, each = 20, 3
    some = rows(farm, [{} for _place in range(threads * each)])

    def work(mine):
        shown = 0
        for dossier in mine:
            with suppress(TooManyLooks):
                shown += bool(reveal(clerk, dossier))
        connection.close()
        return shown

    answers = at_once(*(lambda mine=some[place::threads]: work(mine) for place in range(threads)))
    assert sum(answers) == PER_MINUTE, answers
    assert Look.objects.filter(user=clerk).count() == PER_MINUTE
    assert Entry.objects.filter(act="dossiers.value.revealed").count() == PER_MINUTE
    assert Entry.objects.filter(act="dossiers.value.refused").count() == threads * each - PER_MINUTE
    assert Entry.objects.filter(act="dossiers.alarm.raised").count() == 1
