"""The same press sent again is none; one that says something else is refused, and loses nothing that was kept."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.commands.repeating import KEPT_AS
from niangjia.dossiers.commands.stepping import Seen
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import FollowUp, HomeVisit
from niangjia.dossiers.queries_of_leaving import follow_ups_of
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    appraisal,
    draft,
    exit_notice,
    follow_up,
    give_consents,
    give_papers,
    notice,
    stand_before,
    talked,
    verification,
    visit,
    walk,
)
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db
EARLIER = timedelta(days=1)


HUNG = {"starts_on": EARLIER, "place": "职工食堂", "ends_on": timedelta(days=30), "fields": ("name", "unit")}
OTHERWISE = {
    "record-visit": (
        commands.record_visit,
        visit,
        {
            "visited_on": EARLIER,
            "visitors": "王工、李工",
            "spoken_with": "妻子",
            "housing": "楼房",
            "causes": "孩子上学",
            "needs": "医药费、学费",
        },
    ),
    "verify": (
        commands.verify_dossier,
        verification,
        {"answered_on": EARLIER, "source": "employer", "result": "corrected", "findings": "工资有变动"},
    ),
    "appraise": (
        commands.appraise_dossier,
        appraisal,
        {"met_on": EARLIER, "attendees": 8, "minutes": "一人反对", "is_in_favour": False},
    ),
    "post-notice": (commands.post_notice, notice, HUNG),
    "post-exit-notice": (commands.post_exit_notice, exit_notice, HUNG),
    "record-follow-up": (
        commands.record_follow_up,
        follow_up,
        {"done_on": EARLIER, "how": "visit", "finding": "trouble", "words": "又住院了", "planned": None},
    ),
}
"""Each act with a record: its command, what is said first, and each field said otherwise (a span: other days)."""

TALKED = {"told_on": EARLIER, "told_how": "phone", "told_by": "李工", "note": "另一番话"}
SAID_OTHERWISE = {
    "return": (
        commands.return_dossier,
        {"missing": ["application"]},
        {"missing": ["medical-bill"], "note": "发票不清"},
    ),
    "refuse": (
        commands.refuse_dossier,
        {"reason": "收入超过标准", "told_how": "in-person"},
        {"reason": "有两套房", "told_on": EARLIER, "told_how": "phone"},
    ),
    "watch": (commands.watch_dossier, {"note": "略高于标准"}, TALKED),
    "confirm-exit": (commands.confirm_exit, {}, TALKED),
    "decline-exit": (commands.decline_exit, {"note": "药费还高"}, TALKED),
    "propose-relapse": (
        commands.propose_relapse,
        {"note": "旧病复发", "rests_on": ["follow-up"]},
        {"note": "失业", "rests_on": ["papers"]},
    ),
    "propose-exit": (commands.propose_exit, {"note": "病已治好"}, {"note": "已上岗"}),
    "return-exit": (commands.return_exit, {"note": "再看一年"}, {"note": "药费仍高"}),
    "return-relapse": (commands.return_relapse, {"note": "收入仍稳定"}, {"note": "已另行帮扶"}),
    "regularise": (commands.regularise_dossier, {"note": "困难仍在"}, {"note": "长期患病"}),
    "end-temporary": (commands.end_temporary, {"note": "难关已过"}, {"note": "已上岗"}),
    **{
        act: (DO[act], {}, {"note": "补充说明"})
        for act in (
            "submit review recheck file withdraw review-exit approve-exit start-watch end-watch approve-relapse resume"
        ).split()
    },
}
"""Each other act in the same way."""


def test_every_act_is_tried():
    assert set(OTHERWISE) == set(KEPT_AS)
    assert set(OTHERWISE) | set(SAID_OTHERWISE) == set(DO) - {"close"}, "which has no page to send twice"


def _on(today, value):
    """A span of days is a day before today, or in thirty days."""
    if isinstance(value, timedelta):
        return today - value if value == EARLIER else today + value
    return value


@pytest.mark.parametrize("act", OTHERWISE)
def test_a_record_said_otherwise_is_not_dropped(act, farm, people):
    command, say, others = OTHERWISE[act]
    dossier, day = stand_before(act, farm, people)
    first_day = day + timedelta(days=2)
    with clock.set_to(first_day, hour=10):
        seen, by, record = dossier.steps.count(), people[act], follow_up(dossier) if say is follow_up else say()
        assert set(others) == {each.name for each in fields(record)}
        more = {"planned": record.planned} if say is follow_up else {}
        command(dossier, record, by=by, seen=Seen(seen))
        entries = Entry.objects.count()
        command(dossier, record, by=by, seen=Seen(seen))
        for name, value in others.items():
            told = {**more, name: _on(first_day, value)}
            other = follow_up(dossier, **told) if say is follow_up else say(**told)
            with pytest.raises(StepTaken) as refusal:
                command(dossier, other, by=by, seen=Seen(seen))
            assert "您已经" in refusal.value.message.zh, name
        assert (dossier.steps.count(), Entry.objects.count()) == (seen + 1, entries)


@pytest.mark.parametrize("act", SAID_OTHERWISE)
def test_words_said_otherwise_are_not_dropped(act, farm, people):
    command, said, others = SAID_OTHERWISE[act]
    dossier, day = stand_before(act, farm, people)
    with clock.set_to(day + timedelta(days=2), hour=10):
        if "told_on" in others:
            said = {"told_on": clock.today()} | ({} if act == "refuse" else talked()) | said
        seen, by = dossier.steps.count(), people[act]
        command(dossier, by=by, seen=Seen(seen), **said)
        entries = Entry.objects.count()
        command(dossier, by=by, seen=Seen(seen), **said)
        for name, value in others.items():
            with pytest.raises(StepTaken):
                command(dossier, by=by, seen=Seen(seen), **said | {name: _on(clock.today(), value)})
        assert (dossier.steps.count(), Entry.objects.count()) == (seen + 1, entries)


def test_a_notice_for_the_shortest_time_is_the_same_with_and_without_its_last_day(farm, people):
    dossier, day = stand_before("post-notice", farm, people)
    with clock.set_to(day, hour=10):
        seen, by = dossier.steps.count(), people["post-notice"]
        commands.post_notice(dossier, notice(place=" 林场公示栏 "), by=by, seen=Seen(seen))
        hung = dossier.notices.get()
        commands.post_notice(dossier, notice(ends_on=hung.ends_on, fields=tuple(hung.fields)), by=by, seen=Seen(seen))
    assert dossier.notices.count() == 1


def test_a_corrected_visit_stays_on_the_page_and_is_not_told_as_kept(farm, people, signed_in):
    dossier, day = stand_before("record-visit", farm, people)
    with clock.set_to(day, hour=10):
        address = reverse("dossiers:record-visit", args=[dossier.pk])
        browser, seen = signed_in(people["record-visit"]), dossier.steps.count()

        def send(needs):
            said = {
                "visited_on": day.isoformat(),
                "visitors": "张工",
                "housing": "平房",
                "causes": "病",
                "needs": needs,
            }
            return browser.post(address, {f"record-visit-{name}": each for name, each in said.items()} | {"seen": seen})

        assert send("医药费").status_code == 302
        assert send("医药费").status_code == 302
        answer = send("医药费，另有欠债八万")
    assert answer.status_code == 409
    assert "医药费，另有欠债八万" in answer.content.decode()
    assert "您已经" in answer.content.decode()
    assert HomeVisit.objects.get().needs.reveal() == "医药费"


def test_a_follow_up_sent_twice_is_one_and_a_second_one_is_kept_when_it_is_sent_anew(farm, people, signed_in):
    dossier, day = stand_before("record-follow-up", farm, people)
    with clock.set_to(day, hour=10):
        address = reverse("dossiers:record-follow-up", args=[dossier.pk])
        browser, seen = signed_in(people["record-follow-up"]), dossier.steps.count()
        planned = str(follow_ups_of(dossier).first().pk)

        def send(seen, **changes):
            said = {"planned": planned, "done_on": day.isoformat(), "how": "call", "finding": "well", "words": "正常"}
            said |= changes
            return browser.post(
                address, {f"record-follow-up-{name}": each for name, each in said.items()} | {"seen": seen}
            )

        assert [send(seen).status_code for _again in range(2)] == [302, 302]
        second = {"planned": "none", "finding": "trouble", "words": "又住院了"}
        answer = send(seen, **second)
        assert answer.status_code == 409
        assert "又住院了" in answer.content.decode()
        assert send(answer.context["seen"], **second).status_code == 302
    made = FollowUp.objects.filter(done_on__isnull=False).order_by("step__number")
    assert [each.words.reveal() for each in made] == ["正常", "又住院了"]


def test_acts_done_at_once_are_one_press_with_all_that_was_said(farm, people, signed_in):
    commands.configure_chain(limits={}, roles={}, joined=["record-visit"], reason="只有一名干事", by=people["recheck"])
    with clock.set_to(DAY):
        dossier = draft(farm, people["submit"])
        give_papers(dossier, people["submit"])
        give_consents(dossier, people["submit"])
        walk(dossier, people, until="submit")
    with clock.set_to(DAY, hour=11):
        address = reverse("dossiers:record-visit", args=[dossier.pk])
        browser = signed_in(people["record-visit"])
        said = {"visited_on": DAY.isoformat(), "visitors": "张工", "housing": "平房", "causes": "病", "needs": "药费"}
        sent = {f"record-visit-{name}": each for name, each in said.items()} | {"seen": 2, "review-note": "材料齐"}
        assert [browser.post(address, sent).status_code for _again in range(2)] == [302, 302]
        answer = browser.post(address, sent | {"review-note": "缺一张发票"})
    assert answer.status_code == 409
    assert "缺一张发票" in answer.content.decode()
    assert [step.note.reveal() if step.note else "" for step in dossier.steps.order_by("number")] == [
        "",
        "",
        "材料齐",
        "",
    ]
