"""A clue from the first word to its end: what is kept, who may, what is refused, and what comes of two at once."""

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest

from niangjia.accounts.commands import close_unit, merge_unit
from niangjia.accounts.models import Notice, Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.clues import access, queries
from niangjia.clues.commands import (
    complete_papers,
    help_clue,
    link_clue,
    merge_clue,
    refuse_clue,
    report_clue,
    reveal_clue,
    watch_clue,
)
from niangjia.clues.models import Clue
from niangjia.clues.tests.factories import a_clue, a_word
from niangjia.dossiers.commands import close_dossier, erase_dossier
from niangjia.dossiers.errors import NeedsAnother, TooManyLooks
from niangjia.dossiers.helps import never_helped
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, identity, make_own, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.people.models import Household

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def clue(farm, officer) -> Clue:
    return a_clue(unit=farm, by=officer, known_on=YESTERDAY)


@pytest.fixture
def other(farm, officer) -> Clue:
    return a_clue(unit=farm, by=officer)


def help_now(clue, by, **changes):
    said = {"helped_on": TODAY, "helped_by": "关志林", "help_given": "现金五百元", **changes}
    return help_clue(clue, **said, by=by)


def watch(clue, by, **changes):
    said = {"next_look_on": TOMORROW, "reason": "等手术结果", "seen": clue.seen, **changes}
    return watch_clue(clue, **said, by=by)


def refuse(clue, by, **changes):
    said = {"reason": "收入高于标准", "told_on": TODAY, "told_how": "phone", "seen": clue.seen, **changes}
    return refuse_clue(clue, **said, by=by)


def acts():
    return sorted(Entry.objects.filter(act__startswith="clues.").values_list("act", flat=True))


def test_a_word_is_kept_as_it_came(farm, officer):
    number = identity()
    clue = a_clue(unit=farm, by=officer, identity_number=number, phone="13800001234", known_on=YESTERDAY)
    clue = Clue.objects.get(pk=clue.pk)
    assert clue.identity_number.reveal() == number
    assert (clue.phone.reveal(), clue.known_by, clue.known_on) == ("13800001234", "王大山", YESTERDAY)
    assert (clue.state, clue.first_known_on, clue.first_reported_on) == ("open", YESTERDAY, TODAY)
    assert (clue.name_pinyin, clue.name_initials) == ("liuxinhong", "lxh")
    entry = Entry.objects.get(act="clues.clue.reported")
    assert (entry.subject_id, entry.by, entry.unit) == (clue.pk, officer, farm)
    assert "刘心红" not in str(entry.details)


@pytest.mark.parametrize(
    "changes", [{"name": " "}, {"story": ""}, {"known_by": ""}, {"source": "x"}, {"known_on": TOMORROW}]
)
def test_what_is_missing_or_impossible_is_refused(farm, officer, changes):
    with pytest.raises(InvalidInput):
        a_clue(unit=farm, by=officer, **changes)
    assert not Clue.objects.exists()


def test_a_form_sent_twice_is_one_clue_and_is_nobody_elses(farm, officer, clerk):
    key = uuid4()
    one, two = (report_clue(a_word(), unit=farm, form_key=key, by=officer) for _turn in range(2))
    assert one == two
    with pytest.raises(Conflict):
        report_clue(a_word(), unit=farm, form_key=key, by=clerk)
    assert acts() == ["clues.clue.reported"]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PAIRING_CADRE, True),
        (Role.INFORMANT, True),
        (Role.ASSISTANCE_CLERK, True),
        (Role.REVIEWER, False),
        (Role.LEADER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_who_reports(role, may, someone, farm, other_farm):
    user = someone(role, farm)
    with pytest.raises(Forbidden):
        a_clue(unit=other_farm, by=user)
    if may:
        assert access.get_clue_for(user, a_clue(unit=farm, by=user).pk)
    else:
        with pytest.raises(Forbidden):
            a_clue(unit=farm, by=user)


@pytest.mark.parametrize("role", [Role.PAIRING_CADRE, Role.INFORMANT])
def test_reporters_see_their_own_and_decide_nothing(role, someone, farm, clue):
    user = someone(role, farm)
    own = a_clue(unit=farm, by=user)
    assert list(access.clues_to_read(user)) == [own]
    with pytest.raises(NotFoundOrForbidden):
        access.get_clue_for(user, clue.pk)
    for act in (
        lambda: help_now(own, user),
        lambda: watch(own, user),
        lambda: refuse(own, user),
        lambda: merge_clue(own, into=clue, seen=own.seen, by=user),
        lambda: reveal_clue(own, purpose="decide", device="", by=user),
        lambda: complete_papers(own, by=user),
    ):
        with pytest.raises(Forbidden):
            act()


def test_first_help_is_recorded_once(clue, officer, clerk):
    assert help_now(clue, officer).first_helped_on == TODAY
    assert help_now(clue, officer).helped_by == "关志林"
    with pytest.raises(Conflict):
        help_now(clue, clerk, helped_by="周晓晴")
    assert acts().count("clues.clue.helped") == 1


@pytest.mark.parametrize(
    "changes", [{"helped_on": TOMORROW}, {"helped_on": YESTERDAY - timedelta(days=1)}, {"help_given": " "}]
)
def test_help_on_no_such_day_or_without_words_is_refused(clue, officer, changes):
    with pytest.raises(InvalidInput):
        help_now(clue, officer, **changes)


def test_the_emergency_track(farm, officer):
    clue = a_clue(unit=farm, by=officer, is_emergency=True)
    with pytest.raises(Conflict):
        complete_papers(clue, by=officer)
    help_now(clue, officer)
    assert complete_papers(clue, by=officer).papers_done_on == TODAY
    assert complete_papers(clue, by=officer).papers_done_by == officer
    assert acts() == ["clues.clue.helped", "clues.clue.reported", "clues.papers.completed"]


def test_of_an_emergency_the_clerk_and_the_farm_are_told_at_once_without_a_name(farm, officer, clerk, someone):
    near = someone(Role.UNIT_OFFICER, farm, "near")
    a_clue(unit=farm, by=officer)
    assert not Notice.objects.exists()
    clue = a_clue(unit=farm, by=officer, is_emergency=True)
    assert {(each.to, each.address) for each in Notice.objects.all()} == {
        (clerk, f"/clues/{clue.pk}/"), (near, f"/clues/{clue.pk}/"),
    }  # fmt: skip
    told = Notice.objects.first()
    assert "白桦林场" in str(told.text)
    assert "刘心红" not in str(told.text)


def test_help_may_turn_a_clue_into_an_emergency(clue, officer):
    with pytest.raises(Conflict):
        complete_papers(help_now(clue, officer), by=officer)
    other = a_clue(unit=clue.unit, by=officer)
    assert complete_papers(help_now(other, officer, is_emergency=True), by=officer).papers_done_on == TODAY


def test_a_clue_becomes_a_dossier(clue, farm, clerk):
    dossier = file(unit=farm, by=clerk)
    linked = link_clue(clue, dossier, seen=clue.seen, by=clerk)
    assert (linked.state, linked.dossier, linked.household) == ("filed", dossier, dossier.household)
    assert link_clue(clue, dossier, seen=clue.seen, by=clerk).pk == clue.pk
    assert acts().count("clues.clue.linked") == 1


def test_a_closed_dossier_takes_no_clue(clue, farm, clerk):
    dossier = file(unit=farm, by=clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    dossier.refresh_from_db()
    with pytest.raises(Conflict):
        link_clue(clue, dossier, seen=clue.seen, by=clerk)
    with pytest.raises(NotFoundOrForbidden):
        access.get_dossier_by_number(clerk, dossier.number)


def test_watching_goes_on_from_look_to_look_and_names_the_household(farm, officer, clerk):
    number = identity()
    dossier = file(person("刘心红", is_head=True, identity_number=number), unit=farm, by=clerk)
    clue = a_clue(unit=farm, by=officer, identity_number=number)
    watched = watch(clue, clerk)
    assert (watched.state, watched.household, watched.next_look_on) == ("watched", dossier.household, TOMORROW)
    again = watch(watched, clerk, next_look_on=TODAY + timedelta(days=30))
    assert again.next_look_on == TODAY + timedelta(days=30)
    assert acts().count("clues.clue.watched") == 2
    assert refuse(again, clerk).state == "refused"


@pytest.mark.parametrize("changes", [{"next_look_on": TODAY}, {"reason": " "}])
def test_watching_wants_a_reason_and_a_day_to_come(clue, clerk, changes):
    with pytest.raises(InvalidInput):
        watch(clue, clerk, **changes)


@pytest.mark.parametrize(
    "changes",
    [{"reason": ""}, {"told_how": "x"}, {"told_on": TOMORROW}, {"told_on": YESTERDAY - timedelta(days=1)}],
)
def test_nobody_is_refused_without_being_told(clue, clerk, changes):
    with pytest.raises(InvalidInput):
        refuse(clue, clerk, **changes)
    clue.refresh_from_db()
    assert clue.state == "open"


def test_a_refusal_has_its_reason_and_how_the_person_was_told(clue, clerk):
    refused = Clue.objects.get(pk=refuse(clue, clerk).pk)
    assert (refused.reason.reveal(), refused.told_on, refused.told_how) == ("收入高于标准", TODAY, "phone")
    with pytest.raises(Conflict):
        help_now(refused, clerk)


def test_who_comes_second_is_told_what_the_first_decided(clue, clerk, someone, bureau):
    reviewer = someone(Role.REVIEWER, bureau)
    seen = clue.seen
    watch(clue, clerk)
    for act in (lambda: refuse(clue, reviewer, seen=seen), lambda: watch(clue, reviewer, seen=seen)):
        with pytest.raises(Conflict) as told:
            act()
        assert told.value.code == "decided-already"
        assert "测试员" in str(told.value)
    clue.refresh_from_db()
    assert (clue.state, clue.decided_by) == ("watched", clerk)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_decide_at_once_one_does(farm, officer, clerk, someone, bureau):
    clue = a_clue(unit=farm, by=officer)
    people = [clerk, *(someone(Role.REVIEWER, bureau, f"reviewer-{place}") for place in range(19))]
    ways = [refuse, watch] * 10
    works = [partial(way, clue, who) for way, who in zip(ways, people, strict=True)]
    answers = at_once(*works)
    assert [isinstance(each, Clue) for each in answers].count(True) == 1, answers
    assert all(isinstance(each, Clue) or getattr(each, "code", "") == "decided-already" for each in answers), answers
    assert len([act for act in acts() if act in {"clues.clue.watched", "clues.clue.refused"}]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_many_at_once_is_one_clue(farm, officer):
    key = uuid4()
    answers = at_once(*[lambda: report_clue(a_word(), unit=farm, form_key=key, by=officer)] * 10)
    assert {each.pk for each in answers} == {Clue.objects.get().pk}
    assert acts() == ["clues.clue.reported"]


@pytest.mark.django_db(transaction=True)
def test_two_merged_into_each_other_at_once_leave_one(farm, officer, clerk, someone, bureau):
    reviewer = someone(Role.REVIEWER, bureau)
    one, two = a_clue(unit=farm, by=officer), a_clue(unit=farm, by=officer)
    answers = at_once(
        lambda: merge_clue(one, into=two, seen=one.seen, by=clerk),
        lambda: merge_clue(two, into=one, seen=two.seen, by=reviewer),
    )
    assert [isinstance(each, Conflict) for each in answers].count(True) == 1, answers
    assert sorted(Clue.objects.values_list("state", flat=True)) == ["merged", "open"]


def test_merged_clues_keep_both_clocks(farm, officer, clerk):
    with clock.set_to(date(2026, 3, 4)):
        late = a_clue(unit=farm, by=officer, known_on=date(2026, 2, 27), known_by="李医生")
    with clock.set_to(date(2026, 3, 3)):
        early = a_clue(unit=farm, by=clerk, known_on=date(2026, 3, 3), is_emergency=True)
        help_now(early, clerk, helped_on=date(2026, 3, 3))
        complete_papers(early, by=clerk)
    merge_clue(early, into=late, seen=early.seen, by=clerk)
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.first_known_on, late.first_reported_on, late.first_helped_on) == (
        date(2026, 2, 27), date(2026, 3, 3), date(2026, 3, 3),
    )  # fmt: skip
    assert late.is_emergency
    assert (late.papers_done_on, late.papers_done_by) == (date(2026, 3, 3), clerk)
    assert (late.known_on, early.known_on, early.merged_into) == (date(2026, 2, 27), date(2026, 3, 3), late)
    assert [each.known_by for each in queries.words_of(late)] == ["李医生", "王大山"]
    assert merge_clue(early, into=late, seen="", by=clerk) == early
    assert acts().count("clues.clue.merged") == 1


def test_what_is_not_merged(clue, other, clerk, farm):
    with pytest.raises(Conflict):
        merge_clue(clue, into=clue, seen=clue.seen, by=clerk)
    refuse(other, clerk)
    with pytest.raises(Conflict):
        merge_clue(clue, into=other, seen=clue.seen, by=clerk)


def test_merging_is_for_those_who_decide_at_both_units(clue, other_farm, clerk, someone, farm):
    there = a_clue(unit=other_farm, by=clerk)
    with pytest.raises(Forbidden):
        merge_clue(clue, into=there, seen=clue.seen, by=someone(Role.REVIEWER, farm))


def test_the_same_person_is_found(farm, other_farm, officer, clerk):
    number = identity()
    clue = a_clue(unit=farm, by=officer, identity_number=number)
    by_number = a_clue(unit=other_farm, by=clerk, name="刘新红", identity_number=number)
    by_name = a_clue(unit=farm, by=clerk)
    a_clue(unit=other_farm, by=clerk)
    assert queries.likely_same(clue, access.clues_to_read(clerk)) == [by_number, by_name]
    assert queries.likely_same(clue, access.clues_to_read(officer)) == [by_name]


def test_someone_on_file_is_found(farm, other_farm, officer, clerk):
    number = identity()
    dossier = file(person("王小", is_head=True, identity_number=number), unit=other_farm, by=clerk)
    named = file(person("刘心红", is_head=True), unit=farm, by=clerk)
    clue = a_clue(unit=farm, by=officer, identity_number=number)
    assert access.dossiers_to_link(clerk, clue) == [dossier, named]
    assert access.dossiers_to_link(officer, clue) == [named]


def test_looking_is_recorded_and_counted(clue, officer, monkeypatch):
    shown = reveal_clue(clue, purpose="contact", device="Firefox", by=officer)
    assert shown == {"story": "爱人突发重病，手术费没有着落"}
    assert Entry.objects.get(act="clues.clue.revealed").details["result"] == "shown"
    with pytest.raises(InvalidInput):
        reveal_clue(clue, purpose="x", device="Firefox", by=officer)
    monkeypatch.setattr("niangjia.clues.commands.reporting.count_look", lambda *_args: TooManyLooks("x"))
    with pytest.raises(TooManyLooks):
        reveal_clue(clue, purpose="contact", device="Firefox", by=officer)
    assert Entry.objects.filter(act="clues.clue.revealed").count() == 2


def test_clues_go_with_their_unit(farm, other_farm, clerk, system):
    clue = a_clue(unit=farm, by=clerk)
    with pytest.raises(Conflict) as used:
        close_unit(farm, by=system)
    assert used.value.code == "in-use"
    merge_unit(farm, into=other_farm, by=system)
    clue.refresh_from_db()
    assert clue.unit == other_farm
    with pytest.raises(Conflict) as closed:
        a_clue(unit=farm, by=clerk)
    assert closed.value.code == "unit-closed"


def test_ended_clues_keep_no_unit_open(farm, clerk, system):
    refuse(a_clue(unit=farm, by=clerk), clerk)
    assert close_unit(farm, by=system).closed_on == TODAY


def test_clues_go_with_people_whose_term_is_over(farm, officer, clerk, system):
    number = identity()
    dossier = file(person("刘心红", is_head=True, identity_number=number), unit=farm, by=clerk)
    filed, refused, still_open, about_another = (
        a_clue(unit=farm, by=officer, identity_number=number),
        a_clue(unit=farm, by=officer, identity_number=number),
        a_clue(unit=farm, by=officer, identity_number=number),
        a_clue(unit=farm, by=officer, identity_number=identity()),
    )
    merged = a_clue(unit=farm, by=officer)
    merge_clue(merged, into=filed, seen=merged.seen, by=clerk)
    filed.refresh_from_db()
    link_clue(filed, dossier, seen=filed.seen, by=clerk)
    refuse(refused, clerk)
    refuse(about_another, clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    erased = erase_dossier(dossier, by=system)
    assert erased.counts["clues.clue"] == 3
    assert set(Clue.objects.all()) == {still_open, about_another}
    assert not Household.objects.exists()


def test_help_of_a_clue_is_help_of_its_dossier(clue, farm, clerk, officer):
    dossier = file(unit=farm, by=clerk)
    link_clue(clue, dossier, seen=clue.seen, by=clerk)
    assert list(never_helped(Dossier.objects.all())) == [dossier]
    help_now(clue, officer)
    assert not never_helped(Dossier.objects.all())


def test_days_and_texts_that_are_mistakes_are_refused(clue, farm, officer, clerk):
    for changes in ({"known_on": date(1, 1, 1)}, {"name": "刘\u202e心红"}, {"story": "突发\x07重病"}):
        with pytest.raises(InvalidInput):
            a_clue(unit=farm, by=officer, **changes)
    for changes in ({"next_look_on": date.max}, {"reason": "等\u2066结果"}):
        with pytest.raises(InvalidInput):
            watch(clue, clerk, **changes)
    with pytest.raises(InvalidInput):
        help_now(clue, officer, help_given="五百元\u202e")
    with pytest.raises(InvalidInput):
        refuse(clue, clerk, reason="收入\x00高")
    clue.refresh_from_db()
    assert (clue.state, clue.helped_on, Clue.objects.count()) == ("open", None, 1)


def test_a_clue_is_not_linked_to_a_dossier_that_was_closed_meanwhile(clue, farm, clerk):
    seen_open = file(person("刘心红", is_head=True), unit=farm, by=clerk)
    close_dossier(Dossier.objects.get(), reason="retired", by=clerk)
    with pytest.raises(Conflict):
        link_clue(clue, seen_open, seen=clue.seen, by=clerk)
    clue.refresh_from_db()
    assert clue.state == "open"


DECIDED = {
    "link": lambda clue, _other, dossier, by: link_clue(clue, dossier, seen=clue.seen, by=by),
    "watch": lambda clue, _other, _dossier, by: watch(clue, by),
    "refuse": lambda clue, _other, _dossier, by: refuse_clue(
        clue, reason="不符合条件", told_on=TODAY, told_how="phone", seen=clue.seen, by=by
    ),
    "merge": lambda clue, other, _dossier, by: merge_clue(clue, into=other, seen=clue.seen, by=by),
    "merge into": lambda clue, other, _dossier, by: merge_clue(other, into=clue, seen=other.seen, by=by),
}


@pytest.mark.parametrize("what", DECIDED)
def test_nobody_decides_on_a_clue_about_their_own_household(what, farm, officer, other, clerk, someone, bureau):
    number = identity()
    dossier = file(person("刘心红", is_head=True, identity_number=number), unit=farm, by=clerk)
    clue = a_clue(unit=farm, by=officer, name="刘心红", identity_number=number)
    own = make_own(clerk, dossier)
    with pytest.raises(NeedsAnother):
        DECIDED[what](clue, other, dossier, clerk)
    assert access.is_about_own(clerk, clue)
    assert not Clue.objects.exclude(state="open").exists()
    own.delete()
    DECIDED[what](clue, other, dossier, clerk)


def test_nobody_links_a_clue_without_a_number_to_their_own_dossier(clue, farm, clerk):
    dossier = file(person("刘心红", is_head=True), unit=farm, by=clerk)
    make_own(clerk, dossier)
    with pytest.raises(NeedsAnother):
        link_clue(clue, dossier, seen=clue.seen, by=clerk)
