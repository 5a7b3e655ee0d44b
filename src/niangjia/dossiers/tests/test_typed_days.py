"""Days that people type: none of a year that cannot be meant, whichever command they are given to."""

from datetime import date, timedelta

import pytest

from niangjia.dossiers import commands
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    appraisal,
    draft,
    ready,
    verification,
    visit,
    walk,
)
from niangjia.dossiers.tests.factories import APPLIED_ON, file
from niangjia.kernel import clock
from niangjia.kernel.days import require_day_to_come, require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.people.commands import draft_assessment
from niangjia.people.tests.test_assessments import TEXTS

pytestmark = pytest.mark.django_db
ABSURD = [date(1, 1, 1), date(1026, 5, 30), DAY + timedelta(days=1), date(9999, 12, 31)]
LONG_AGO, FAR_AHEAD = date(1, 1, 1), date(9999, 12, 31)


@pytest.fixture(autouse=True)
def _at():
    with clock.set_to(DAY):
        yield


@pytest.mark.parametrize("day", ABSURD)
@pytest.mark.parametrize("until", ["review", "record-visit", "verify", "refuse"])
def test_no_step_takes_a_day_that_cannot_be_meant(until, day, farm, people):
    dossier = ready(farm, people["submit"])
    steps = {
        "review": lambda by: commands.record_visit(dossier, visit(visited_on=day), by=by["record-visit"]),
        "record-visit": lambda by: commands.verify_dossier(dossier, verification(answered_on=day), by=by["verify"]),
        "verify": lambda by: commands.appraise_dossier(dossier, appraisal(met_on=day), by=by["appraise"]),
        "refuse": lambda by: commands.refuse_dossier(
            dossier, reason="收入高于标准", told_on=day, told_how="phone", by=by["refuse"]
        ),
    }
    walk(dossier, people, until="review" if until == "refuse" else until)
    with pytest.raises(InvalidInput):
        steps[until](people)


@pytest.mark.parametrize("day", [*ABSURD, date(1989, 12, 31)])
def test_no_application_is_of_such_a_day(day, farm, people):
    with pytest.raises(InvalidInput):
        draft(farm, people["submit"], applied_on=day)


def test_what_was_filed_on_paper_long_ago_is_taken(farm, clerk):
    assert file(applied_on=date(1998, 5, 1), unit=farm, by=clerk).applied_on == date(1998, 5, 1)
    assert date(1998, 5, 1) < APPLIED_ON


def test_nothing_is_kept_for_thousands_of_years(farm, clerk, security_administrator):
    for days in ({"made_on": LONG_AGO, "review_on": DAY}, {"made_on": DAY, "review_on": FAR_AHEAD}):
        with pytest.raises(InvalidInput):
            draft_assessment(TEXTS, **days, by=clerk)
    with pytest.raises(InvalidInput):
        commands.place_hold(
            file(unit=farm, by=clerk), reason="audit", reference="〔2026〕1号", until_on=FAR_AHEAD, by=clerk
        )
    with pytest.raises(InvalidInput):
        commands.record_income(
            file(unit=farm, by=clerk), month=LONG_AGO, net_per_head_fen=1, source="payslip", note="", by=clerk
        )


def test_the_bounds_themselves_can_be_meant():
    require_past_day(DAY, ahead="")
    require_past_day(DAY - timedelta(days=3653), ahead="")
    require_day_to_come(DAY + timedelta(days=3653))
    with pytest.raises(InvalidInput, match="2016"):
        require_past_day(DAY - timedelta(days=3654), ahead="")
    with pytest.raises(InvalidInput, match="2036"):
        require_day_to_come(DAY + timedelta(days=3654))
