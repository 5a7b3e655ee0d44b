"""The map of help: marks of every app below, drawn within the picture, told again in the table, without names."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from niangjia.accounts.models import Role
from niangjia.clues.commands import help_clue, link_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.queries import whole
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.people.models import IncomeLine
from niangjia.plans import commands, timeline
from niangjia.plans.drawing import MOST_ROWS, picture_of
from niangjia.plans.tests.factories import (
    agree,
    approve,
    draft,
    measure_of,
    persons_of,
    plan_at,
    said,
)
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import Mark, MarkKind, marks_of, register_source
from niangjia.referrals.tests.factories import agree as consent_of
from niangjia.referrals.tests.factories import at_state, partner_of
from niangjia.reviews.tests.factories import a_campaign, review_it

TODAY = date(2026, 7, 1)
LABEL = Text("某项", "Something")


def marks(dossier):
    return marks_of(whole(type(dossier).objects.all()).get(pk=dossier.pk))


def kinds(found, tier=""):
    return {(each.kind, each.label.zh) for each in found if each.tier == tier}


@pytest.mark.django_db
def test_everything_below_is_on_it_and_names_nobody(dossier, clerk, approver, bureau, system, someone):
    plan = draft(dossier, clerk, said(person=dossier.worker), said("warm-visit"), said("production-loan"))
    agree(plan, clerk)
    approve(plan, approver)
    commands.report_progress(plan.measures.get(code="warm-visit"), "reached", "看望了刘心红", by=clerk)
    commands.report_progress(plan.measures.get(code="production-loan"), "not-reached", "没有人手", by=clerk)
    IncomeLine.objects.create(
        household=dossier.household,
        kind="union-aid",
        amount_fen=500_000,
        from_on=date(2026, 1, 1),
        to_on=date(2026, 3, 31),
    )
    for each in persons_of(dossier):
        consent_of(each, dossier, clerk)
    partner = partner_of(bureau, system)
    responder = someone(Role.RESPONDER, partner, "responder")
    at_state("closed", dossier, partner, clerk=clerk, responder=responder)
    campaign = a_campaign(bureau, by=clerk)
    review_it(campaign.reviews.get(dossier=dossier), "changed", by=clerk)
    found = marks(dossier)
    assert kinds(found, "safety-net") >= {
        ("promised", "医疗救助"),
        ("given", "工会救助金"),
        ("given", "低保对接（转介）"),
    }
    assert kinds(found, "emergency") == {("reached", "送温暖慰问")}
    assert kinds(found, "fundamental") == {("given", "小额无息贷款")}
    assert {label for _kind, label in kinds(found)} >= {"建档在册", f"{clock.today().year} 年度复核"}
    told = " ".join(str((each.label, each.note)) for each in found)
    assert not [each.name for each in persons_of(dossier) if each.name in told]
    assert [each.on for each in found] == sorted(each.on for each in found)


@pytest.mark.django_db
def test_a_measure_stands_once_however_many_versions_have_it(dossier, clerk, approver):
    plan = plan_at("ended", dossier, clerk=clerk, approver=approver)
    assert len([each for each in marks(dossier) if each.label.zh == "医疗救助"]) == 1
    commands.report_progress(measure_of(plan), "reached", "到账", by=clerk)
    assert [each.kind for each in marks(dossier) if each.label.zh == "医疗救助"] == ["reached"]


@pytest.mark.django_db
def test_it_asks_a_constant_number_of_times(dossier, clerk, approver):
    def asked():
        loaded = whole(type(dossier).objects.all()).get(pk=dossier.pk)
        with CaptureQueriesContext(connection) as queries:
            marks_of(loaded)
        return len(queries)

    plan_at("approved", dossier, clerk=clerk, approver=approver)
    before = asked()
    newer = commands.draft_plan(dossier, year=clock.today().year, by=clerk)
    for code in ("warm-visit", "heating-aid", "living-aid"):
        commands.add_measure(newer, said(code), by=clerk)
    agree(newer, clerk)
    approve(newer, approver)
    assert asked() == before <= 17


def test_apps_above_add_what_they_know(monkeypatch):
    monkeypatch.setattr(timeline, "_sources", {})
    register_source("training", lambda _dossier: [Mark(MarkKind.GIVEN, TODAY, LABEL, tier=Tier.FUNDAMENTAL)])
    register_source("training", lambda _dossier: [Mark(MarkKind.REACHED, TODAY, LABEL, tier=Tier.FUNDAMENTAL)])
    assert [each.kind for each in marks_of(object())] == ["reached"]
    for wrong in ({"kind": MarkKind.MILESTONE, "tier": Tier.EMERGENCY}, {"kind": MarkKind.GIVEN, "tier": ""}):
        with pytest.raises(ValueError, match="milestone"):
            Mark(on=TODAY, label=LABEL, **wrong)


@pytest.mark.parametrize("width", [350, 1000])
@pytest.mark.parametrize("years", [0, 1, 12])
def test_the_picture_holds_every_mark_it_has_room_for(width, years):
    marks = [
        Mark(MarkKind.GIVEN, TODAY - timedelta(days=31 * place), LABEL, tier=tier, until=TODAY)
        for tier in Tier.values
        for place in range(12 * years)
    ]
    picture = picture_of(marks, TODAY, width=width)
    assert len(picture.lanes) == 3
    for lane in picture.lanes:
        assert len(lane.shapes) + lane.more == 12 * years
        assert lane.is_empty == (years == 0)
        assert len({shape.y for shape in lane.shapes}) <= MOST_ROWS
        by_row = {}
        for shape in lane.shapes:
            assert shape.x >= 0
            assert shape.x + shape.width <= width
            assert lane.y <= shape.y <= lane.y + lane.height
            by_row.setdefault(shape.y, []).append((shape.x, shape.x + shape.width))
        for spans in by_row.values():
            assert all(one[1] < two[0] + 1 for one, two in zip(sorted(spans), sorted(spans)[1:], strict=False))
    assert 0 < picture.today < width
    assert [each.x for each in picture.ticks] == sorted({each.x for each in picture.ticks})


@pytest.mark.django_db
def test_the_first_help_to_a_clue_is_on_it(dossier, farm, clerk, officer):
    clue = a_clue(unit=farm, by=officer)
    told = {"helped_by": "班长", "help_given": "给陈桂芳送了米", "by": officer}
    help_clue(clue, helped_on=clock.today(), **told)
    clue.refresh_from_db()
    link_clue(clue, dossier, seen=clue.seen, by=clerk)
    found = marks(dossier)
    assert kinds(found, "emergency") == {("given", "第一时间帮助")}
    assert ("milestone", "第一次得知困难") in kinds(found)
    assert "米" not in str([(each.label, each.note) for each in found])
