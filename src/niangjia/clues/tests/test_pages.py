"""The pages: a clue in one form, the list and its filters, one clue, its ends, and figures."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.clues.commands import help_clue, link_clue, merge_clue, refuse_clue, watch_clue
from niangjia.clues.models import Clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, identity, make_own
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id

pytestmark = pytest.mark.django_db
LIST, REPORT, COUNT = reverse("clues:list-clues"), reverse("clues:report-clue"), reverse("clues:count-clues")
TODAY = clock.today()


def page(name, clue):
    return reverse(f"clues:{name}", args=[clue.pk])


def sent(unit, **changes):
    said = {"name": "刘心红", "unit": str(unit.pk), "story": "爱人突发重病", "source": "visit", "known_by": "王大山"}
    return said | {"known_on": str(TODAY), "form_key": str(new_id())} | changes


@pytest.fixture
def clue(farm, officer) -> Clue:
    return a_clue(unit=farm, by=officer)


def test_a_clue_takes_a_name_and_a_sentence(officer, farm, signed_in):
    client = signed_in(officer)
    form = client.get(REPORT).context["form"]
    assert [str(pk) for pk, _name in form.fields["unit"].choices] == [str(farm.pk)]
    typed = {name: form[name].value() for name in ("unit", "source", "known_by", "known_on", "form_key")}
    answer = client.post(REPORT, {**typed, "name": "刘心红", "story": "突发重病"}, follow=True)
    assert answer.redirect_chain[0][0] == page("show-clue", Clue.objects.get())
    assert "刘心红" in answer.content.decode()
    assert "突发重病" not in answer.content.decode()


def test_a_form_with_a_mistake_loses_nothing(officer, farm, other_farm, signed_in):
    client = signed_in(officer)
    wrong = [
        {"identity_number": "150785196504062318"},
        {"known_on": str(TODAY + timedelta(days=1))},
        {"name": ""},
        {"unit": str(other_farm.pk)},
    ]
    for changes in wrong:
        answer = client.post(REPORT, sent(farm) | changes)
        assert answer.status_code == 422
        assert "爱人突发重病" in answer.content.decode()
    assert not Clue.objects.exists()


def test_pressed_twice_it_is_one(officer, farm, signed_in):
    client, said = signed_in(officer), sent(farm)
    assert [client.post(REPORT, said).status_code for _turn in range(2)] == [302, 302]
    assert Clue.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"赵一", "钱二", "孙三"}),
        ({"state": "all"}, {"赵一", "钱二", "孙三", "李四"}),
        ({"state": "refused"}, {"李四"}),
        ({"state": "watched"}, {"孙三"}),
        ({"only": "emergency"}, {"钱二"}),
        ({"only": "late"}, {"赵一"}),
        ({"source": "hotline"}, {"钱二"}),
        ({"q": "zhao"}, {"赵一"}),
        ({"q": "qe"}, {"钱二"}),
        ({"q": "三"}, {"孙三"}),
        ({"q": "没有", "state": "x", "page": "x"}, set()),
    ],
)
def test_the_list_is_narrowed(farm, clerk, as_clerk, query, names):
    one = a_clue(unit=farm, by=clerk, name="赵一")
    Clue.objects.filter(pk=one.pk).update(first_reported_on=TODAY - timedelta(days=60))
    a_clue(unit=farm, by=clerk, name="钱二", is_emergency=True, source="hotline")
    three, four = a_clue(unit=farm, by=clerk, name="孙三"), a_clue(unit=farm, by=clerk, name="李四")
    later = TODAY + timedelta(days=9)
    watch_clue(three, next_look_on=later, reason="等结果", seen=three.seen, by=clerk)
    refuse_clue(four, reason="不符合", told_on=TODAY, told_how="phone", seen=four.seen, by=clerk)
    answer = as_clerk.get(LIST, query)
    assert {clue.name for clue, _reading in answer.context["rows"]} == names


def test_the_list_takes_as_many_queries_whatever_its_length(farm, clerk, as_clerk):
    a_clue(unit=farm, by=clerk)
    as_clerk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        as_clerk.get(LIST)
    for place in range(30):
        a_clue(unit=farm, by=clerk, name=f"某{place}")
    with CaptureQueriesContext(connection) as many:
        answer = as_clerk.get(LIST)
    assert len(answer.context["rows"]) == 25
    assert len(many) == len(few) <= 20
    assert len(as_clerk.get(LIST, {"page": 2}).context["rows"]) == 6


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("clerk", 200), ("auditor", 200), ("leader", 404), ("administrator", 404)],
)
def test_who_opens_a_clue(request, clue, other_farm, clerk, signed_in, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(page("show-clue", clue)).status_code == status
    if who == "officer":
        assert client.get(page("show-clue", a_clue(unit=other_farm, by=clerk))).status_code == 404


def test_leaders_see_counts_without_names(clue, leader, signed_in):
    client = signed_in(leader)
    answer = client.get(COUNT)
    assert answer.context["total"]["under_way"] == 1
    assert "刘心红" not in answer.content.decode()
    assert client.get(LIST).status_code == 403


def test_figures_of_a_unit_stay_in_it(clue, other_farm, clerk, officer, signed_in):
    help_clue(clue, helped_on=TODAY, helped_by="某人", help_given="米面", by=officer)
    a_clue(unit=other_farm, by=clerk, is_emergency=True)
    assert [each.unit for each in signed_in(officer).get(COUNT).context["rows"]] == ["白桦林场"]
    total = signed_in(clerk).get(COUNT).context["total"]
    assert total == {"under_way": 2, "late": 0, "emergency": 1, "watched": 0, "came": 2}


def test_what_was_said_is_shown_on_demand_and_recorded(clue, clerk, signed_in, auditor):
    client = signed_in(clerk)
    assert "手术费" not in client.get(page("show-clue", clue)).content.decode()
    assert client.post(page("reveal-clue", clue)).status_code == 422
    answer = client.post(page("reveal-clue", clue), {"purpose": "contact"})
    assert "手术费没有着落" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(act="clues.clue.revealed", by=clerk).count() == 1
    assert signed_in(auditor).post(page("reveal-clue", clue)).status_code in {403, 404}


def test_a_look_names_the_browser_behind_the_web_server(clue, as_clerk, settings):
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    as_clerk.post(page("reveal-clue", clue), {"purpose": "contact"}, headers={"x-forwarded-for": "10.1.2.3"})
    assert "10.1.2.3" in Entry.objects.get(act="clues.clue.revealed").details["device"]


def test_the_ends_of_a_clue(farm, clerk, as_clerk):
    dossier = file(unit=farm, by=clerk)
    one, two, three = (a_clue(unit=farm, by=clerk) for _turn in range(3))
    later = str(TODAY + timedelta(days=9))
    wrong = as_clerk.post(page("link-clue", one), {"number": "99999999", "seen": one.seen})
    assert wrong.status_code == 422
    assert "99999999" in wrong.content.decode()
    as_clerk.post(page("link-clue", one), {"number": dossier.number, "seen": one.seen})
    wrong = as_clerk.post(page("watch-clue", two), {"next_look_on": str(TODAY), "reason": "等结果", "seen": two.seen})
    assert wrong.status_code == 422
    as_clerk.post(page("watch-clue", two), {"next_look_on": later, "reason": "等结果", "seen": two.seen})
    told = {"reason": "不符合", "told_on": str(TODAY), "told_how": "letter"}
    assert as_clerk.post(page("refuse-clue", three), {**told, "reason": ""}).status_code == 422
    as_clerk.post(page("refuse-clue", three), {**told, "seen": three.seen})
    assert [Clue.objects.get(pk=each.pk).state for each in (one, two, three)] == ["filed", "watched", "refused"]
    for each in (one, two, three):
        assert as_clerk.get(page("show-clue", each)).status_code == 200


def typed(form, **changes):
    """What stands in the form as it is shown, as a browser sends it."""
    shown = {field.name: field.value() for field in form}
    said = {name: "on" if value is True else value for name, value in shown.items() if value not in (None, False)}
    chosen = {"main_cause": "serious-illness", "work_status": "on-post", "health": "good"}
    return said | chosen | {"address": "河东街1号"} | changes


def test_a_dossier_is_begun_without_typing_again_what_was_told(farm, officer, clerk, as_clerk):
    number = identity(date(1980, 5, 6))
    clue = a_clue(unit=farm, by=officer, identity_number=number, phone="13800001234", is_emergency=True)
    shown = as_clerk.get(page("draft-clue", clue))
    assert number not in shown.content.decode()
    said = typed(shown.context["form"])
    assert as_clerk.post(page("draft-clue", clue), said | {"main_cause": ""}).status_code == 422
    for _press in range(2):
        answer = as_clerk.post(page("draft-clue", clue), said, follow=True)
        dossier = Dossier.objects.get()
        assert answer.redirect_chain == [(reverse("dossiers:show-dossier", args=[dossier.pk]), 302)]
    worker = dossier.worker
    assert (worker.name, worker.identity_number.reveal(), worker.phone.reveal()) == (clue.name, number, "13800001234")
    assert (dossier.unit, dossier.state, dossier.is_emergency) == (farm, "draft", True)
    clue.refresh_from_db()
    assert (clue.state, clue.dossier, clue.decided_by) == ("filed", dossier, clerk)
    assert dossier.steps.get().details["clue"] == str(clue.pk)


def test_what_is_typed_goes_before_what_was_told_and_a_decided_clue_begins_nothing(farm, officer, clerk, as_clerk):
    clue = a_clue(unit=farm, by=officer, identity_number=identity(date(1980, 5, 6)))
    form = as_clerk.get(page("draft-clue", clue)).context["form"]
    right = identity(date(1981, 5, 6))
    watch_clue(clue, next_look_on=TODAY + timedelta(days=9), reason="再看看", seen=clue.seen, by=clerk)
    answer = as_clerk.post(page("draft-clue", clue), typed(form, identity_number=right))
    assert answer.status_code == 422
    assert not Dossier.objects.exists()
    form = as_clerk.get(page("draft-clue", clue)).context["form"]
    as_clerk.post(page("draft-clue", clue), typed(form, identity_number=right))
    assert Dossier.objects.get().worker.identity_number.reveal() == right


def test_who_comes_second_is_told_and_loses_no_word(clue, clerk, someone, bureau, signed_in):
    seen = {"seen": clue.seen}
    first, second = signed_in(clerk), signed_in(someone(Role.REVIEWER, bureau))
    watched = {**seen, "next_look_on": str(TODAY + timedelta(days=30)), "reason": "等手术结果"}
    assert first.post(page("watch-clue", clue), watched).status_code == 302
    typed = {**seen, "reason": "儿子已经就业，家里收入够用", "told_on": str(TODAY), "told_how": "phone"}
    answer = second.post(page("refuse-clue", clue), typed)
    assert answer.status_code == 409
    assert "已经处理" in answer.content.decode()
    assert typed["reason"] in answer.content.decode()
    assert Clue.objects.get().state == "watched"


def test_whose_household_it_is_reads_why_not_and_loses_no_word(clue, farm, clerk, as_clerk):
    Clue.objects.filter(pk=clue.pk).update(household=file(unit=farm, by=clerk).household)
    make_own(clerk, Dossier.objects.get())
    typed = {"seen": clue.seen, "next_look_on": str(TODAY + timedelta(days=30)), "reason": "等手术结果"}
    answer = as_clerk.post(page("watch-clue", clue), typed)
    assert answer.status_code == 409
    assert typed["reason"] in answer.content.decode()


def test_who_may_be_the_same_is_offered_and_merged(farm, officer, clerk, as_clerk):
    number = identity()
    old, new = (a_clue(unit=farm, by=officer, identity_number=number) for _turn in range(2))
    assert page("merge-clue", new) in as_clerk.get(page("show-clue", new)).content.decode()
    answer = as_clerk.post(page("merge-clue", new), {"into": str(old.pk), "seen": new.seen}, follow=True)
    assert answer.redirect_chain[0][0] == page("show-clue", old)
    assert [each.pk for each in answer.context["words"]] == [old.pk, new.pk]
    assert as_clerk.post(page("merge-clue", old), {"into": "x", "seen": ""}).status_code == 422


def test_help_and_papers_of_an_emergency(farm, officer, signed_in):
    client, clue = signed_in(officer), a_clue(unit=farm, by=officer, is_emergency=True)
    said = {"helped_on": str(TODAY), "helped_by": "关志林", "help_given": "", "is_emergency": "on"}
    assert client.post(page("help-clue", clue), said).status_code == 422
    client.post(page("help-clue", clue), {**said, "help_given": "现金五百元"})
    shown = client.get(page("show-clue", clue)).content.decode()
    assert page("complete-papers", clue) in shown
    assert "现金五百元" not in shown
    client.post(page("complete-papers", clue))
    assert page("complete-papers", clue) not in client.get(page("show-clue", clue)).content.decode()
    clue.refresh_from_db()
    assert clue.papers_done_on == TODAY


def test_informants_find_their_way_and_nothing_else(someone, farm, signed_in, clue):
    client = signed_in(someone(Role.INFORMANT, farm))
    home = client.get(reverse("desk:show-home")).content.decode()
    assert f'"{LIST}' in home
    answer = client.get(LIST)
    assert answer.context["rows"] == []
    assert client.get(COUNT).status_code == 403
    assert client.get(REPORT).context["form"]["source"].value() == "informant"
    client.post(REPORT, sent(farm))
    assert [each.name for each, _reading in client.get(LIST).context["rows"]] == ["刘心红"]


def test_a_worker_speaks_for_oneself(someone, farm, signed_in, clue):
    user = someone(Role.WORKER, farm)
    client = signed_in(user)
    shown = typed(client.get(REPORT).context["form"])
    assert (shown["name"], shown["source"], shown["known_by"]) == (str(user), "own", str(user))
    client.post(REPORT, {**shown, "story": "爱人住院"})
    (told,) = [each for each, _reading in client.get(LIST).context["rows"]]
    assert (told.source, told.reported_by) == ("own", user)
    assert client.get(page("show-clue", told)).status_code == 200
    assert client.get(page("show-clue", clue)).status_code == 404


def test_who_reported_reads_no_others_word(someone, farm, officer, clerk, signed_in):
    user = someone(Role.PAIRING_CADRE, farm)
    own, other = a_clue(unit=farm, by=user), a_clue(unit=farm, by=officer, known_by="李医生")
    merge_clue(other, into=own, seen=other.seen, by=clerk)
    own.refresh_from_db()
    dossier = file(unit=farm, by=clerk)
    link_clue(own, dossier, seen=own.seen, by=clerk)
    shown = signed_in(user).get(page("show-clue", own)).content.decode()
    assert "王大山" in shown
    assert "李医生" not in shown
    assert page("show-clue", other) not in shown
    assert reverse("dossiers:show-dossier", args=[dossier.pk]) not in shown
    assert "李医生" in signed_in(clerk).get(page("show-clue", own)).content.decode()


def test_what_has_waited_longest_stands_first(farm, clerk, as_clerk):
    days = {"三日": 3, "昨日": 1, "五日": 5}
    for name, ago in days.items():
        with clock.set_to(TODAY - timedelta(days=ago)):
            a_clue(unit=farm, by=clerk, name=name)
    with clock.set_to(TODAY - timedelta(days=9)):
        ended = a_clue(unit=farm, by=clerk, name="已结")
    refuse_clue(ended, reason="不符合", told_on=TODAY, told_how="phone", seen=ended.seen, by=clerk)
    watched = a_clue(unit=farm, by=clerk, name="关注")
    watch_clue(watched, next_look_on=TODAY + timedelta(days=9), reason="等结果", seen=watched.seen, by=clerk)
    a_clue(unit=farm, by=clerk, name="紧急", is_emergency=True)
    listed = [clue.name for clue, _reading in as_clerk.get(LIST, {"state": "all"}).context["rows"]]
    assert listed == ["紧急", "五日", "三日", "昨日", "关注", "已结"]


def test_whoever_reported_learns_what_became_of_it(farm, clerk, someone, as_clerk, signed_in):
    informant = someone(Role.INFORMANT, farm)
    clue = a_clue(unit=farm, by=informant, known_by="王大山")
    watch_clue(clue, next_look_on=TODAY + timedelta(days=9), reason="等结果", seen=clue.seen, by=clerk)
    assert not Notice.objects.exists(), "watching is no end"
    clue.refresh_from_db()
    refuse_clue(clue, reason="收入高于标准", told_on=TODAY, told_how="phone", seen=clue.seen, by=clerk)
    told = Notice.objects.get()
    assert (told.to, told.address) == (informant, page("show-clue", clue))
    for text in (clue.name, "收入高于标准"):
        assert text not in str(told.text)
    shown = as_clerk.get(page("show-clue", clue))
    assert shown.context["to_tell"] == "王大山"
    assert not signed_in(informant).get(page("show-clue", clue)).context["to_tell"]
