"""Emergency access: one dossier, four hours, two others told, reviewed by a third; by the clock, again and again."""

from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse

from niangjia.accounts.models import Appointment, Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers import access
from niangjia.dossiers.commands import open_break_glass, review_break_glass
from niangjia.dossiers.errors import NobodyToTell, TooManyLooks
from niangjia.dossiers.models import BreakGlass, Look
from niangjia.dossiers.tests.factories import plant, rows
from niangjia.dossiers.tests.test_limits import numbers
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.privacy.tests.planted import assert_absent

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)  # a Wednesday
REASON = "职工来电求助，当班只有我在"
OPEN, REVIEWS = reverse("dossiers:open-break-glass"), reverse("dossiers:list-break-glass")
TABS = ("show-dossier", "show-members", "show-money", "show-decision", "show-history")


def page(name, thing):
    return reverse(f"dossiers:{name}", args=[thing.pk])


def open_one(dossier, by, reason=REASON, number=""):
    return open_break_glass(number or dossier.number, reason=reason, device="?", by=by)


def at(hour, minute=0, day=DAY):
    return clock.set_to(day, hour, minute)


@pytest.fixture
def theirs(other_farm, clerk):
    """A dossier outside the units of the officer."""
    return plant(other_farm, clerk)[0]


@pytest.fixture
def security(someone, bureau):
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")


@pytest.fixture
def chair(someone, bureau):
    return someone(Role.APPROVER, bureau, "chair")


@pytest.fixture
def reviewer(someone, bureau):
    return someone(Role.SECURITY_AUDITOR, bureau, "reviewer")


@pytest.fixture
def told(security, chair, reviewer):
    return {security, chair, reviewer}


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.nightly)])
def test_each_is_told_at_once_ends_by_itself_and_covers_one_dossier(officer, other_farm, told, times):
    some = rows(other_farm, [{} for _place in range(times + 1)])
    beside, some = some[-1], some[:-1]
    random = Random(times)  # noqa: S311 (times of day for a test)
    for place, dossier in enumerate(some):
        day = DAY + timedelta(days=place)
        hour, minute = random.randint(0, 19), random.randint(0, 59)
        with at(hour, minute, day):
            glass = open_one(dossier, officer)
            assert {notice.to for notice in Notice.objects.filter(at=clock.now())} == told
            assert access.get_dossier_for(officer, dossier.pk).glass == glass
            with pytest.raises(NotFoundOrForbidden):
                access.get_dossier_for(officer, beside.pk)
            with pytest.raises(NotFoundOrForbidden):
                access.get_dossier_for(officer, some[place - 1].pk if place else beside.pk)
        end = glass.ends_at.astimezone(clock.SHANGHAI)
        assert glass.ends_at - glass.opened_at == timedelta(hours=4)
        with clock.set_to(end.date(), *divmod(end.hour * 60 + end.minute - 1, 60), 59):
            assert access.get_dossier_for(officer, dossier.pk)
        with clock.set_to(end.date(), end.hour, end.minute), pytest.raises(NotFoundOrForbidden):
            access.get_dossier_for(officer, dossier.pk)
    assert Entry.objects.filter(act="dossiers.break-glass.opened").count() == times


@pytest.mark.usefixtures("told")
def test_pages_are_read_under_a_banner_each_recorded_and_nothing_is_written(officer, signed_in, theirs):
    client = signed_in(officer)
    with at(9):
        assert client.get(page("show-dossier", theirs)).status_code == 404
        answer = client.post(OPEN, {"number": theirs.number, "reason": REASON})
        assert answer["Location"] == page("show-dossier", theirs)
        for tab in TABS:
            shown = client.get(page(tab, theirs))
            assert shown.status_code == 200
            assert "2026-07-01 13:00" in shown.content.decode()
        for name in ("assess-dossier", "confirm-fact"):
            assert client.post(page(name, theirs), {"fact": "is_rural", "value": "yes"}).status_code == 403
        assert client.get(page("print-decision", theirs)).status_code == 403
        assert client.get(page("link-worker", theirs), {"person": theirs.worker_id}).status_code == 404
        listed = client.get(reverse("dossiers:list-dossiers"), {"state": "all"})
        assert theirs.number not in listed.content.decode()
    used = Entry.objects.filter(act="dossiers.break-glass.used").order_by("id")
    assert [entry.details["page"] for entry in used][: len(TABS)] == list(TABS)
    assert not Entry.objects.filter(act="dossiers.dossier.read").exists()
    with at(13):
        for tab in TABS:
            assert client.get(page(tab, theirs)).status_code == 404


@pytest.mark.usefixtures("told")
def test_sealed_values_are_shown_as_the_table_has_it_for_the_roles_held(someone, signed_in, farm, theirs):
    client = signed_in(someone(Role.CRISIS_DUTY, farm, "duty"))
    with at(9):
        client.post(OPEN, {"number": theirs.number, "reason": REASON})
        asked = {"person": theirs.worker_id, "fields_wanted": "phone", "purpose": "emergency"}
        assert theirs.worker.phone.reveal() in client.post(page("reveal-values", theirs), asked).content.decode()
        assert client.post(page("reveal-values", theirs), asked | {"purpose": "contact"}).status_code == 403
        assert client.post(page("reveal-values", theirs), asked | {"fields_wanted": "note"}).status_code == 403
    with at(13):
        assert client.post(page("reveal-values", theirs), asked).status_code == 404


@pytest.mark.usefixtures("told")
def test_found_by_identity_number_and_counted(officer, other_farm, clerk):
    dossier, values = plant(other_farm, clerk)
    with at(9):
        assert open_one(dossier, officer, number=values["identity_number"]).dossier == dossier
        for number in numbers(29):
            with pytest.raises(InvalidInput):
                open_one(dossier, officer, number=number)
        with pytest.raises(TooManyLooks):
            open_one(dossier, officer, number=numbers(30)[29])
    assert Entry.objects.filter(act="dossiers.break-glass.refused").count() == 30
    assert values["identity_number"] not in str(list(Entry.objects.values()))


@pytest.mark.usefixtures("told")
def test_pressed_twice_it_is_one_and_no_renewal_for_a_day(officer, theirs):
    with at(9):
        first = open_one(theirs, officer)
    with at(12, 59):
        assert open_one(theirs, officer) == first
    for day, hour in ((DAY, 13), (date(2026, 7, 2), 9), (date(2026, 7, 2), 12)):
        with at(hour, day=day), pytest.raises(Conflict) as error:
            open_one(theirs, officer)
        assert error.value.code == "renewed-too-soon"
    with at(13, day=date(2026, 7, 2)):
        assert open_one(theirs, officer) != first
    assert BreakGlass.objects.count() == 2


@pytest.mark.usefixtures("told")
def test_a_colleague_is_not_held_up_by_it(officer, theirs, someone, farm):
    with at(9):
        open_one(theirs, officer)
        assert open_one(theirs, someone(Role.REVIEWER, farm, "colleague"))


def test_with_fewer_than_two_to_tell_it_is_refused(officer, theirs, someone, bureau):
    for role, known in ((None, 0), (Role.SECURITY_ADMINISTRATOR, 1)):
        if role:
            someone(role, bureau, "one")
        with pytest.raises(NobodyToTell) as error:
            open_one(theirs, officer)
        assert str(known) in str(error.value)
    someone(Role.LEADER, bureau, "two")
    assert open_one(theirs, officer)
    assert {notice.to.username for notice in Notice.objects.all()} == {"one", "two"}


def test_one_person_with_both_roles_is_one_person(officer, theirs, security, system):
    Appointment.objects.create(user=security, role=Role.LEADER, unit=theirs.unit, starts_on=date(2020, 1, 1))
    with pytest.raises(NobodyToTell):
        open_one(theirs, officer)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "no-reason"),
        ("急", "no-reason"),
        ("    急急急急急急      ", "no-reason"),
        ("证件 150785198005029293 的人", "number-in-reason"),
    ],
)
def test_a_reason_is_wanted_in_words(signed_in, officer, theirs, reason, code):
    with pytest.raises(InvalidInput) as error:
        open_one(theirs, officer, reason=reason)
    assert error.value.code == code
    answer = signed_in(officer).post(OPEN, {"number": theirs.number, "reason": reason})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"reason"}
    assert theirs.number in answer.content.decode()
    assert not BreakGlass.objects.exists()
    assert not Look.objects.exists()


@pytest.mark.usefixtures("told")
def test_ones_own_dossier_needs_none(officer, farm, clerk):
    ours, _values = plant(farm, clerk)
    with pytest.raises(Conflict) as error:
        open_one(ours, officer)
    assert error.value.code == "own-dossier"


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ASSISTANCE_CLERK, True), (Role.UNIT_OFFICER, True), (Role.REVIEWER, True), (Role.APPROVER, True),
        (Role.COUNSELLOR, True), (Role.CRISIS_DUTY, True), (Role.LEADER, False), (Role.FINANCE_CLERK, False),
        (Role.AUDITOR, False), (Role.ADMINISTRATOR, False), (Role.SECURITY_ADMINISTRATOR, False),
        (Role.SECURITY_AUDITOR, False), (Role.WORKER, False), (Role.SUPERIOR, False),
    ],
)  # fmt: skip
def test_who_may(someone, signed_in, farm, theirs, role, may):
    user = someone(role, farm, "asks")
    assert signed_in(user).get(OPEN).status_code == (200 if may else 403)
    if may:
        assert open_one(theirs, user)
    else:
        with pytest.raises(Forbidden):
            open_one(theirs, user)


@pytest.mark.usefixtures("told")
def test_an_appointment_that_ends_ends_it_too(officer, theirs):
    with at(9):
        open_one(theirs, officer)
        officer.appointments.update(ends_on=date(2026, 6, 30))
        again = type(officer).objects.get(pk=officer.pk)
        with pytest.raises(NotFoundOrForbidden):
            access.get_dossier_for(again, theirs.pk)


def test_the_review_shows_who_when_why_and_the_number_and_nothing_of_the_case(
    officer, other_farm, clerk, told, reviewer, signed_in
):
    dossier, values = plant(other_farm, clerk)
    with at(9):
        glass = open_one(dossier, officer)
    shown = signed_in(reviewer).get(REVIEWS).content.decode()
    assert dossier.number in shown
    assert REASON in shown
    assert_absent(values, shown)
    assert dossier.worker.name not in shown
    assert str(dossier.pk) not in shown
    assert signed_in(reviewer).get(page("show-dossier", dossier)).status_code == 404
    answer = signed_in(reviewer).post(
        page("review-break-glass", glass), {"verdict": "justified", "note": "已与林场主席核实当晚情况"}
    )
    assert answer.status_code == 302
    glass.refresh_from_db()
    assert (glass.verdict, glass.reviewed_by) == ("justified", reviewer)
    entry = Entry.objects.get(act="dossiers.break-glass.reviewed")
    assert (entry.by, entry.subject_id) == (reviewer, dossier.pk)
    assert Notice.objects.filter(to=officer).count() == 1


@pytest.mark.usefixtures("told")
def test_nobody_reviews_their_own_nor_twice(someone, farm, bureau, theirs, reviewer, signed_in):
    opener = someone(Role.APPROVER, farm, "opener")
    glass = open_one(theirs, opener)
    someone_else = {"verdict": "not-justified", "note": "当时并无紧急情况，需谈话"}
    Appointment.objects.create(user=opener, role=Role.SECURITY_AUDITOR, unit=bureau, starts_on=date(2020, 1, 1))
    opener = type(opener).objects.get(pk=opener.pk)
    assert signed_in(opener).post(page("review-break-glass", glass), someone_else).status_code == 404
    with pytest.raises(Forbidden):
        review_break_glass(glass, verdict="justified", note=REASON, by=opener)
    review_break_glass(glass, verdict="not-justified", note=REASON, by=reviewer)
    with pytest.raises(Conflict):
        review_break_glass(glass, verdict="justified", note=REASON, by=reviewer)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("verdict", "note"), [("", REASON), ("maybe", REASON), ("justified", ""), ("justified", "好")])
def test_a_review_wants_a_verdict_and_a_note_and_loses_nothing(officer, theirs, reviewer, signed_in, verdict, note):
    glass = open_one(theirs, officer)
    answer = signed_in(reviewer).post(page("review-break-glass", glass), {"verdict": verdict, "note": note})
    assert answer.status_code == 422
    assert note in answer.content.decode()
    glass.refresh_from_db()
    assert glass.reviewed_at is None


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (date(2026, 7, 1), date(2026, 7, 6)),
        (date(2026, 7, 3), date(2026, 7, 8)),
        (date(2026, 9, 30), date(2026, 10, 10)),
    ],
)
def test_a_review_is_overdue_after_three_working_days(officer, theirs, reviewer, signed_in, opened, due):
    with at(9, day=opened):
        assert open_one(theirs, officer).review_due_on == due
    client = signed_in(reviewer)
    for day, is_overdue in ((due, False), (due + timedelta(days=1), True)):
        with at(9, day=day):
            assert [form.is_overdue for form in client.get(REVIEWS).context["waiting"]] == [is_overdue]


@pytest.mark.usefixtures("told")
def test_a_review_is_for_the_units_of_the_reviewer(officer, theirs, someone, farm, other_farm, signed_in):
    glass = open_one(theirs, officer)
    near, far = someone(Role.APPROVER, other_farm, "near"), someone(Role.APPROVER, farm, "far")
    assert signed_in(far).get(REVIEWS).context["waiting"] == []
    assert (
        signed_in(far).post(page("review-break-glass", glass), {"verdict": "justified", "note": REASON}).status_code
        == 404
    )
    assert len(signed_in(near).get(REVIEWS).context["waiting"]) == 1


@pytest.mark.usefixtures("told")
def test_the_list_of_reviews_takes_a_fixed_number_of_queries(
    officer, other_farm, reviewer, signed_in, django_assert_max_num_queries
):
    some = rows(other_farm, [{} for _place in range(12)])
    client = signed_in(reviewer)
    open_one(some[0], officer)
    with django_assert_max_num_queries(10) as few:
        client.get(REVIEWS)
    for dossier in some[1:]:
        review_break_glass(
            open_one(dossier, officer), verdict="justified", note=REASON, by=reviewer
        ) if dossier != some[5] else open_one(dossier, officer)
    with django_assert_max_num_queries(10) as many:
        client.get(REVIEWS)
    assert len(few) == len(many)


@pytest.mark.usefixtures("told")
def test_a_review_outlives_the_dossier(officer, other_farm, reviewer, signed_in):
    (dossier,) = rows(other_farm, [{}])
    glass = open_one(dossier, officer)
    dossier.delete()
    glass.refresh_from_db()
    assert (glass.dossier, glass.number) == (None, dossier.number)
    assert dossier.number in signed_in(reviewer).get(REVIEWS).content.decode()
    assert review_break_glass(glass, verdict="justified", note=REASON, by=reviewer).verdict == "justified"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("told")
def test_opened_many_times_at_once_it_is_one(officer, theirs):
    answers = at_once(*[lambda: open_one(theirs, officer)] * 8)
    assert {answer.pk for answer in answers} == {BreakGlass.objects.get().pk}
    assert Entry.objects.filter(act="dossiers.break-glass.opened").count() == 1
