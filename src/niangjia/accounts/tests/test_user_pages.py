"""Pages of users and appointments: for whom, in how many queries, and which fields they read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from niangjia.accounts import commands
from niangjia.accounts.models import Appointment, Role, User
from niangjia.accounts.queries import PAGE_ROWS
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("accounts:list-users"), reverse("accounts:add-user")
READERS = {Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR, Role.AUDITOR}
NEW_PASSWORD = "another-long-phrase"
OF_USERS = {
    "reset-password": Role.ADMINISTRATOR,
    "disable-user": Role.SECURITY_ADMINISTRATOR,
    "enable-user": Role.SECURITY_ADMINISTRATOR,
    "appoint-user": Role.SECURITY_ADMINISTRATOR,
}
DAY = timedelta(days=1)
EXTRA = {
    "id": str(uuid4()), "pk": str(uuid4()), "is_system": "on", "is_active": "", "is_acting_for": "x",
    "is_superuser": "on", "must_change_password": "", "hashed": "!", "disabled_on": "2020-01-01", "by": str(uuid4()),
    "appointed_by": str(uuid4()), "user": str(uuid4()), "is_withdrawn": "on", "last_login": "2020-01-01",
}  # fmt: skip
"""What no form reads, with the fields of one that another form has."""


def page(name, thing):
    return reverse(f"accounts:{name}", args=[getattr(thing, "pk", thing)])


@pytest.fixture
def keeper(someone, bureau):
    """The security administrator of the bureau."""
    return someone(Role.SECURITY_ADMINISTRATOR, bureau, "keeper")


@pytest.fixture
def as_administrator(administrator, signed_in):
    return signed_in(administrator)


@pytest.fixture
def as_keeper(keeper, signed_in):
    return signed_in(keeper)


@pytest.mark.parametrize("role", sorted(Role.values))
def test_who_reads_and_who_changes(someone, signed_in, bureau, officer, role):
    client, held = signed_in(someone(role, bureau)), officer.appointments.get()
    assert client.get(LIST).status_code == (200 if role in READERS else 403)
    assert client.get(page("show-user", officer)).status_code == (200 if role in READERS else 404)
    assert client.get(ADD).status_code == client.post(ADD).status_code - (222 if role == Role.ADMINISTRATOR else 0)
    for name, who in OF_USERS.items():
        expected = 200 if role == who else 404
        assert client.get(page(name, officer)).status_code == expected, name
        assert client.post(page(name, officer)).status_code == (422 if expected == 200 else 404), name
    expected = 200 if role == Role.SECURITY_ADMINISTRATOR else 404
    assert client.get(page("end-appointment", held)).status_code == expected
    shown = client.get(page("show-user", officer)).content.decode()
    for name, who in OF_USERS.items():
        if name != "enable-user":
            assert (page(name, officer) in shown) == (role == who), name
    assert (f'href="{LIST}"' in client.get("/").content.decode()) == (role in READERS)


def test_what_lies_elsewhere_looks_as_if_it_were_not_there(someone, signed_in, farm, other_farm, officer, system):
    other = someone(Role.UNIT_OFFICER, other_farm, "other")
    nobody = commands.add_user(username="nobody", display_name="无", password=NEW_PASSWORD, by=system)
    for role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        client = signed_in(someone(role, farm))
        text = client.get(f"{LIST}?state=all").content.decode()
        assert page("show-user", officer) in text
        for user in (other, nobody, system, uuid4()):
            assert page("show-user", user) not in text
            assert client.get(page("show-user", user)).status_code == 404
            for name in OF_USERS:
                assert client.get(page(name, user)).status_code == 404
        assert client.get(page("end-appointment", other.appointments.get())).status_code == 404
    units = client.get(page("appoint-user", officer)).context["form"].fields["unit"].units
    assert list(units) == [str(farm.pk)]


def test_the_list_is_narrowed_and_paged(as_keeper, bureau, farm, officer, clerk, someone, system):
    commands.disable_user(someone(Role.LEADER, bureau, "gone"), reason="离职", by=system)

    def shown(query):
        return [user.username for user in as_keeper.get(LIST + query).context["page"].rows]

    assert shown("") == ["clerk", "keeper", "officer"]
    assert shown("?state=all") == ["clerk", "gone", "keeper", "officer"]
    assert shown("?state=disabled") == ["gone"]
    assert shown("?role=unit-officer") == ["officer"]
    assert shown(f"?unit={farm.pk}") == ["officer"]
    assert shown(f"?unit={farm.pk}&role=assistance-clerk") == []
    assert shown("?q=CLER") == ["clerk"]
    assert shown(f"?unit={uuid4()}&role=king&page=x") == ["clerk", "keeper", "officer"]
    for place in range(PAGE_ROWS):
        commands.add_user(username=f"z{place:02}", display_name="某", password=NEW_PASSWORD, unit=farm, by=system)
    first = as_keeper.get(LIST).context["page"]
    assert (len(first.rows), first.previous, first.following) == (PAGE_ROWS, 0, 2)
    assert shown("?page=2") == ["z22", "z23", "z24"]
    assert "<html" not in as_keeper.get(LIST, headers={"HX-Request": "true"}).content.decode()


def test_the_number_of_queries_does_not_grow(as_keeper, farm, officer, someone, system, django_assert_max_num_queries):
    def count(path):
        with django_assert_max_num_queries(16) as caught:
            as_keeper.get(path)
        return len(caught)

    paths = (LIST, f"{LIST}?unit={farm.pk}&role=reviewer", page("show-user", officer))
    someone(Role.REVIEWER, farm)
    few = [count(path) for path in paths]
    for place in range(12):
        someone(Role.REVIEWER, farm, f"reviewer-{place}")
        day = clock.today() + place * DAY
        commands.appoint_user(officer, role=Role.PAIRING_CADRE, unit=farm, starts_on=day, ends_on=day, by=system)
    assert [count(path) for path in paths] == few


def test_a_user_is_added_with_a_password_that_is_shown_before(as_administrator, farm):
    suggested = [as_administrator.get(ADD).context["form"]["password"].value() for _turn in range(2)]
    assert suggested[0] != suggested[1]
    values = {"username": "newcomer", "display_name": "新来的", "unit": str(farm.pk), "password": suggested[0]}
    answer = as_administrator.post(ADD, values | EXTRA | {"role": "administrator", "unit_id": str(uuid4())})
    user = User.objects.get(username="newcomer")
    assert (answer.status_code, answer["Location"]) == (302, page("show-user", user))
    assert (user.unit, user.is_active, user.is_system, user.must_change_password) == (farm, True, False, True)
    assert (user.disabled_on, user.last_login) == (None, None)
    assert user.check_password(suggested[0])
    assert not user.appointments.exists()
    assert suggested[0] not in as_administrator.get(page("show-user", user)).content.decode()
    again = as_administrator.post(ADD, values)
    assert again.status_code == 422
    assert User.objects.filter(username="newcomer").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"username": "has space"}, {"username": ""}, {"password": "short"}, {"unit": "x"}, {"display_name": "名\u202e"}],
)
def test_what_was_typed_stays_when_a_user_is_refused(as_administrator, farm, wrong):
    values = {"username": "newcomer", "display_name": "新来的", "unit": str(farm.pk), "password": NEW_PASSWORD}
    answer = as_administrator.post(ADD, values | wrong)
    assert answer.status_code == 422
    for name, value in (values | wrong).items():
        assert answer.context["form"][name].value() == value
    assert not User.objects.filter(display_name="新来的").exists()


def test_a_password_is_reset_and_sent_twice_is_the_same(as_administrator, officer):
    before = {"is_active": True, "unit": officer.unit, "display_name": officer.display_name}
    form = as_administrator.get(page("reset-password", officer)).context["form"]
    values = EXTRA | {"password": form["password"].value(), "display_name": "别人", "username": "other"}
    for _turn in range(2):
        assert as_administrator.post(page("reset-password", officer), values).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(values["password"])
    assert officer.must_change_password
    assert (officer.username, {name: getattr(officer, name) for name in before}) == ("officer", before)


def test_someone_is_disabled_and_enabled_with_a_reason(as_keeper, officer):
    assert as_keeper.post(page("disable-user", officer), {"reason": " "}).status_code == 422
    values = EXTRA | {"reason": "离职", "is_active": "on"}
    assert as_keeper.post(page("disable-user", officer), values).status_code == 302
    officer.refresh_from_db()
    assert (officer.is_active, officer.is_system, officer.disabled_on) == (False, False, clock.today())
    assert as_keeper.post(page("disable-user", officer), values).status_code == 422
    assert "离职" in as_keeper.get(page("show-user", officer)).content.decode()
    assert page("enable-user", officer) in as_keeper.get(page("show-user", officer)).content.decode()
    assert as_keeper.post(page("enable-user", officer), {"reason": "复职"}).status_code == 302
    officer.refresh_from_db()
    assert officer.is_active


def test_nobody_reaches_the_own_sign_in_or_appointment(as_keeper, keeper):
    shown = as_keeper.get(page("show-user", keeper)).content.decode()
    for name in ("disable-user", "appoint-user"):
        assert page(name, keeper) not in shown
    assert as_keeper.get(page("disable-user", keeper)).status_code == 404
    assert as_keeper.get(page("end-appointment", keeper.appointments.get())).status_code == 404
    values = {"role": Role.WORKER, "unit": str(keeper.appointments.get().unit_id), "starts_on": "2026-01-01"}
    assert as_keeper.post(page("appoint-user", keeper), values).status_code == 422
    assert keeper.appointments.count() == 1


def test_someone_is_appointed_and_the_appointment_ended(as_keeper, keeper, clerk, bureau, farm):
    values = {"role": Role.REVIEWER, "unit": str(farm.pk), "starts_on": clock.today().isoformat(), "document": "3号"}
    extra = EXTRA | {"is_withdrawn": "on", "stands_in_for": str(uuid4()), "end_reason": "x"}
    assert as_keeper.post(page("appoint-user", clerk), extra | values).status_code == 302
    held = clerk.appointments.get(role=Role.REVIEWER)
    assert (held.unit, held.ends_on, held.is_acting, held.is_withdrawn) == (farm, None, False, False)
    assert (held.appointed_by, held.end_reason, held.stands_in_for) == (keeper, "", None)
    assert as_keeper.post(page("appoint-user", clerk), values).status_code == 422  # sent twice
    assert page("end-appointment", held) in as_keeper.get(page("show-user", clerk)).content.decode()
    ending = {"last_on": clock.today().isoformat(), "reason": "轮岗", "role": Role.LEADER, "unit": str(bureau.pk)}
    assert as_keeper.post(page("end-appointment", held), EXTRA | ending).status_code == 302
    held.refresh_from_db()
    assert (held.ends_on, held.end_reason, held.role, held.unit) == (clock.today(), "轮岗", Role.REVIEWER, farm)
    assert as_keeper.post(page("end-appointment", held), ending).status_code == 422


def test_someone_acts_for_another_until_the_last_day(as_keeper, keeper, signed_in, clerk, officer, farm):
    last = clock.today() + 30 * DAY
    values = {"role": Role.UNIT_OFFICER, "unit": str(farm.pk), "starts_on": clock.today().isoformat()}
    values |= {"ends_on": last.isoformat(), "acts_for": "officer"}
    assert as_keeper.post(page("appoint-user", clerk), values).status_code == 422  # whom, but not that it is acting
    assert as_keeper.post(page("appoint-user", clerk), values | {"is_acting": "on", "acts_for": "x"}).status_code == 422
    assert as_keeper.post(page("appoint-user", clerk), values | {"is_acting": "on"}).status_code == 302
    acting = Appointment.objects.get(user=clerk, is_acting=True)
    assert acting.stands_in_for == officer.appointments.get()
    offices = as_keeper.get(page("show-user", clerk)).context["offices"]
    assert acting in offices.now
    with clock.set_to(last + DAY):
        offices = signed_in(keeper).get(page("show-user", clerk)).context["offices"]
        assert acting in offices.earlier


def test_separate_duties_are_refused_in_words(as_keeper, clerk, bureau):
    values = {"role": Role.ADMINISTRATOR, "unit": str(bureau.pk), "starts_on": clock.today().isoformat()}
    answer = as_keeper.post(page("appoint-user", clerk), values)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert clerk.appointments.count() == 1


def test_what_is_to_come_and_what_was_are_told_apart(as_keeper, officer, farm, system):
    today = clock.today()
    for starts_on, ends_on in ((today - 9 * DAY, today - DAY), (today + DAY, today + 9 * DAY)):
        commands.appoint_user(officer, role=Role.REVIEWER, unit=farm, starts_on=starts_on, ends_on=ends_on, by=system)
    offices = as_keeper.get(page("show-user", officer)).context["offices"]
    assert [len(each) for each in (offices.now, offices.to_come, offices.earlier)] == [1, 1, 1]
