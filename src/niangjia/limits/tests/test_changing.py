"""A limit is set: by whom, from when, what stays on record, two at once; and the pages."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.limits.commands import change_limit
from niangjia.limits.models import SetLimit
from niangjia.limits.queries import all_versions, limits_of
from niangjia.limits.registry import group_of

pytestmark = pytest.mark.django_db
SOURCE = "〔2026〕5号（样例）"
LIST = reverse("limits:list-limits")
HELP = reverse("limits:change-limit", args=["clues", "help"])
FOLLOW_UPS = reverse("limits:change-limit", args=["leaving", "follow-ups"])


def set_to(*values, group="clues", code="help", source=SOURCE, **more):
    return change_limit(group, code, values=values, source=source, **more)


def versions_of(group, code):
    [rows] = [rows for found, rows in all_versions() if found.code == group]
    return next(each for each in rows if each[0].code == code)


def test_what_was_shipped_holds_until_somebody_sets_it(clerk, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert limits_of("clues") == dict(group_of("clues").limits)
    kept = set_to(3, by=clerk)
    with django_assert_num_queries(1):
        limit = limits_of("clues")["help"]
    assert (limit.value, limit.number, limit.is_assumed, limit.source.zh) == (3, 1, False, SOURCE)
    assert (limit.set_by, limit.set_at) == (str(clerk), kept.changed_at)
    assert limits_of("clues")["papers"].number == 0
    entry = Entry.objects.get(act="limits.limit.changed")
    told = entry.details
    assert (entry.subject_id, told["value"]["zh"], told["before"]["zh"]) == (kept.pk, "3 个工作日", "5 个工作日")
    assert told["group"] == {"zh": "线索", "en": "Clues"}


def test_every_setting_stays_on_record_and_the_same_again_is_none(clerk, someone, bureau):
    chair = someone(Role.APPROVER, bureau, "chair")
    for values, source, by in ((3, "一", clerk), (3, "一", clerk), (3, "二", chair), (5, "三", clerk)):
        set_to(values, source=source, by=by)
    told = [(each.number, each.value, each.source.zh, each.set_by) for each in versions_of("clues", "help")]
    assert told[:3] == [(3, 5, "三", str(clerk)), (2, 3, "二", str(chair)), (1, 3, "一", str(clerk))]
    assert told[3] == (0, 5, group_of("clues").limits["help"].source.zh, "")
    assert Entry.objects.filter(act="limits.limit.changed").count() == 3


def test_the_value_shipped_is_confirmed_by_a_document(clerk):
    assert limits_of("clues")["help"].is_assumed
    set_to(5, by=clerk)
    assert not limits_of("clues")["help"].is_assumed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"values": [251]}, "value"),
        ({"values": [-1]}, "value"),
        ({"values": [1, 2]}, "value"),
        ({"values": []}, "value"),
        ({"group": "leaving", "code": "follow-ups", "values": [3, 1]}, "value"),
        ({"source": " "}, "source"),
        ({"source": "长" * 201}, "source"),
        ({"source": "\u202e号"}, "unseen-character"),
    ],
)
def test_what_is_refused(clerk, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        change_limit(**{"group": "clues", "code": "help", "values": [3], "source": SOURCE, **changes}, by=clerk)
    assert refusal.value.code == code
    assert not SetLimit.objects.exists()


@pytest.mark.parametrize(("group", "code"), [("clues", "x"), ("x", "help"), ("reviews", "temporary")])
def test_what_is_not_shipped_is_not_there(clerk, group, code):
    with pytest.raises(NotFoundOrForbidden):
        set_to(3, group=group, code=code, by=clerk)


def test_it_is_for_clerks_and_approvers_of_the_whole_bureau(officer, auditor, someone, farm):
    for user in (officer, auditor, someone(Role.ASSISTANCE_CLERK, farm), someone(Role.APPROVER, farm, "chair")):
        with pytest.raises(Forbidden):
            set_to(3, by=user)


def test_who_looked_at_an_older_setting_is_told(clerk):
    set_to(3, seen=0, by=clerk)
    with pytest.raises(Conflict) as refusal:
        set_to(4, seen=0, by=clerk)
    assert "3 个工作日" in str(refusal.value)
    set_to(3, seen=0, by=clerk)
    set_to(4, seen=1, by=clerk)
    assert limits_of("clues")["help"].value == 4


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one_or_are_told(clerk):
    same = at_once(*[partial(set_to, 3, seen=0, by=clerk)] * 6)
    assert len({each.pk for each in same if isinstance(each, SetLimit)}) == 1, same
    assert all(isinstance(each, SetLimit) for each in same), same
    others = at_once(*[partial(set_to, days, seen=1, by=clerk) for days in range(10, 16)])
    assert sum(isinstance(each, SetLimit) for each in others) == 1, others
    assert sum(isinstance(each, Conflict) for each in others) == 5, others
    assert Entry.objects.filter(act="limits.limit.changed").count() == SetLimit.objects.count() == 2


def test_a_setting_of_a_limit_that_is_gone_counts_for_nothing(clerk):
    row = set_to(3, by=clerk)
    SetLimit.objects.create(
        group="clues", code="gone", number=1, values=[1], source="x", changed_by=clerk, changed_at=row.changed_at
    )
    assert "gone" not in limits_of("clues")


def test_the_page_shows_every_group_and_the_way_of_each_limit(clerk, someone, bureau, signed_in):
    with clock.set_to(clock.today()):
        set_to(3, source="一号", by=clerk)
        set_to(4, source="二号", by=clerk)
    page = signed_in(clerk).get(LIST)
    text = page.content.decode()
    assert {"clues", "plans", "training", "pairing"} <= {group.code for group, _rows in page.context["groups"]}
    for group, _rows in page.context["groups"]:
        assert f'id="{group.code}"' in text
    assert "二号" in text
    assert "一号" in text
    assert HELP in text
    leader = signed_in(someone(Role.LEADER, bureau, "boss")).get(LIST)
    assert leader.status_code == 200
    assert HELP not in leader.content.decode()
    assert signed_in(someone(Role.INFORMANT, bureau, "informant")).get(LIST).status_code == 403


def test_the_page_takes_as_many_queries_whatever_was_set(clerk, signed_in):
    client = signed_in(clerk)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for days in range(1, 21):
        set_to(days, by=clerk)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many) <= 12


def test_a_limit_is_set_on_its_page(clerk, officer, signed_in):
    client = signed_in(clerk)
    assert client.get(HELP).status_code == 200
    for wrong in ("x", "999", ""):
        answer = client.post(HELP, {"values": wrong, "source": SOURCE, "seen": 0})
        assert (answer.status_code, SOURCE in answer.content.decode()) == (422, True)
    answer = client.post(HELP, {"values": "3", "source": SOURCE, "seen": 0})
    assert answer["Location"] == f"{LIST}#clues"
    assert limits_of("clues")["help"].value == 3
    late = client.post(HELP, {"values": "4", "source": SOURCE, "seen": 0})
    assert late.status_code == 422
    assert 'name="seen" value="1"' in late.content.decode(), "what was typed goes through when it is sent again"
    assert client.get(reverse("limits:change-limit", args=["clues", "none"])).status_code == 404
    assert signed_in(officer).get(HELP).status_code == 403


@pytest.mark.parametrize("typed", ["2, 4,8", "2、4、8", "2 4 8", "2；4；8"])
def test_a_schedule_is_typed_as_people_type(clerk, signed_in, typed):
    signed_in(clerk).post(FOLLOW_UPS, {"values": typed, "source": SOURCE, "seen": 0})
    assert limits_of("leaving")["follow-ups"].values == (2, 4, 8)


@pytest.mark.parametrize("typed", ["4, 2", "1,2,x", "1.5", "37", "99999", "²"])
def test_a_schedule_that_is_none_comes_back_as_typed(clerk, signed_in, typed):
    answer = signed_in(clerk).post(FOLLOW_UPS, {"values": typed, "source": SOURCE, "seen": 0})
    assert answer.status_code == 422
    assert answer.context["form"]["values"].value() == typed
    assert answer.context["form"].errors["values"]
