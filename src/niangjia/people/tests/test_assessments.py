"""The register of impact assessments: who drafts, who approves, what stays as it is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import approve_assessment, draft_assessment, revise_assessment
from niangjia.people.models import ImpactAssessment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)
LIST = reverse("people:list-assessments")
TEXTS = {
    "title": "困难职工档案", "kind": "sensitive", "purpose": "认定困难", "necessity": "签字同意",
    "risks": "泄露", "measures": "加密", "conclusion": "可以",
}  # fmt: skip
DAYS = {"made_on": TODAY, "review_on": date(2027, 7, 1)}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def draft(clerk):
    """A draft of the clerk."""
    return draft_assessment(TEXTS, **DAYS, by=clerk)


def page(name, assessment):
    return reverse(f"people:{name}", args=[getattr(assessment, "pk", assessment)])


def typed(**changes):
    return {**TEXTS, "made_on": "2026-07-01", "review_on": "2027-07-01", "kept_until": "", **changes}


def test_it_is_kept_for_three_years_at_least(clerk):
    assert draft_assessment(TEXTS, **DAYS, by=clerk).kept_until == date(2029, 7, 1)
    short = draft_assessment(TEXTS, **DAYS, kept_until=date(2027, 1, 1), by=clerk)
    longer = draft_assessment(TEXTS, **DAYS, kept_until=date(2036, 1, 1), by=clerk)
    assert (short.kept_until, longer.kept_until) == (date(2029, 7, 1), date(2036, 1, 1))


@pytest.mark.parametrize("days", [{"made_on": date(2026, 7, 2)}, {"review_on": TODAY}])
def test_days_out_of_order_are_refused(clerk, days):
    with pytest.raises(InvalidInput):
        draft_assessment(TEXTS, **(DAYS | days), by=clerk)


def test_another_person_approves_and_then_it_stays(draft, clerk, leader):
    with pytest.raises(Forbidden):
        approve_assessment(draft, by=clerk)
    approve_assessment(draft, by=leader)
    with pytest.raises(Conflict):
        revise_assessment(draft, TEXTS | {"risks": "没有"}, **DAYS, by=clerk)
    with pytest.raises(Conflict):
        approve_assessment(draft, by=leader)
    draft.refresh_from_db()
    assert (draft.risks, draft.approved_by) == ("泄露", leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpactAssessment.objects.filter(pk=draft.pk).update(approved_by=clerk)


def test_who_changed_a_draft_is_its_author(draft, someone, bureau):
    both = someone(Role.ASSISTANCE_CLERK, bureau, "both")
    both.appointments.create(unit=bureau, role=Role.APPROVER, starts_on=date(2020, 1, 1))
    revise_assessment(draft, TEXTS, **DAYS, by=both)
    with pytest.raises(Forbidden):
        approve_assessment(draft, by=both)


def test_nobody_approves_what_was_changed_while_they_read_it(draft, clerk, leader):
    seen = draft.drafted_at.isoformat()
    with clock.set_to(TODAY, hour=11):
        revise_assessment(draft, TEXTS | {"conclusion": "不可以"}, **DAYS, by=clerk)
        with pytest.raises(Conflict):
            approve_assessment(draft, seen=seen, by=leader)


def test_the_next_one_follows_the_last_approved_once(draft, clerk, leader):
    with pytest.raises(Conflict):
        draft_assessment(TEXTS, **DAYS, replaces=draft, by=clerk)
    approve_assessment(draft, by=leader)
    draft_assessment(TEXTS, **DAYS, replaces=draft, by=clerk)
    with pytest.raises(Conflict):
        draft_assessment(TEXTS, **DAYS, replaces=draft, by=clerk)


def test_an_overdue_review_is_shown_until_another_follows(signed_in, draft, clerk, leader):
    with clock.set_to(date(2027, 7, 2)):
        as_clerk = signed_in(clerk)
        assert as_clerk.get(LIST).context["overdue"] == set()  # a draft is not reviewed
        approve_assessment(draft, by=leader)
        assert as_clerk.get(LIST).context["overdue"] == {draft.pk}
        assert as_clerk.get(page("show-assessment", draft)).context["is_overdue"]
    with clock.set_to(date(2027, 7, 1)):
        assert as_clerk.get(LIST).context["overdue"] == set()
    with clock.set_to(date(2027, 7, 3)):
        as_clerk = signed_in(clerk)
        later = {"made_on": date(2027, 7, 3), "review_on": date(2028, 7, 3)}
        draft_assessment(TEXTS, **later, replaces=draft, by=clerk)
        assert as_clerk.get(LIST).context["overdue"] == set()


def test_from_the_form_to_the_approval(as_clerk, signed_in, leader):
    assert as_clerk.get(LIST).status_code == 200
    new = reverse("people:draft-assessment")
    refused = as_clerk.post(new, typed(review_on="2026-01-01"))
    assert refused.status_code == 422
    assert "认定困难" in refused.content.decode()
    sent = as_clerk.post(new, typed())
    made = ImpactAssessment.objects.get()
    assert sent["Location"] == page("show-assessment", made)
    assert as_clerk.post(page("revise-assessment", made), typed(risks="泄露、误判")).status_code == 302
    chair = signed_in(leader)
    seen = chair.get(page("show-assessment", made)).context["seen"]
    for _twice in range(2):
        assert chair.post(page("approve-assessment", made), {"seen": seen}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.risks) == ("approved", "泄露、误判")
    followed = as_clerk.get(f"{new}?follows={made.pk}")
    assert "泄露、误判" in followed.content.decode()
    assert as_clerk.get(f"{new}?follows=nothing").status_code == 200
    assert as_clerk.post(page("revise-assessment", made), typed()).status_code == 409
    acts = Entry.objects.filter(subject_id=made.pk).values_list("act", flat=True)
    assert sorted(acts) == [f"people.assessment.{act}" for act in ("approved", "drafted", "revised")]


@pytest.mark.parametrize(
    ("who", "status"),
    [("auditor", 200), ("leader", 200), ("officer", 403), ("administrator", 403)],
)
def test_who_reads_the_register(request, signed_in, draft, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(LIST).status_code == status
    assert client.get(page("show-assessment", draft)).status_code == (200 if status == 200 else 404)
    assert client.get(reverse("people:draft-assessment")).status_code == 403
    assert client.post(page("revise-assessment", draft), typed()).status_code == 404
    if who != "leader":
        assert client.post(page("approve-assessment", draft)).status_code == 404
    assert client.get(page("show-assessment", uuid4())).status_code == 404


def test_the_list_takes_as_many_queries_for_any_number(as_clerk, clerk, django_assert_max_num_queries):
    def add(count):
        for place in range(count):
            days = {"made_on": TODAY - timedelta(days=place), "review_on": TODAY + timedelta(days=9)}
            draft_assessment(TEXTS, **days, by=clerk)

    add(1)
    with django_assert_max_num_queries(10) as few:
        as_clerk.get(LIST)
    add(6)
    with django_assert_max_num_queries(10) as many:
        as_clerk.get(LIST)
    assert len(many) == len(few)
