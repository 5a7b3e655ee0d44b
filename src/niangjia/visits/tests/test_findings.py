"""What a visit found: proposed, taken over, declined, seen to; and what is refused."""

from datetime import timedelta

import pytest

from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import confirm_fact
from niangjia.dossiers.commands.versions import keep_versions
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother
from niangjia.dossiers.joining import carry_over
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_versions import newest_versions
from niangjia.dossiers.revising import newest_stand
from niangjia.dossiers.tests.factories import file, make_own, person
from niangjia.dossiers.version_words import why
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.models import Membership, Person
from niangjia.visits.commands import accept_finding, close_finding, decline_finding
from niangjia.visits.errors import FindingTaken
from niangjia.visits.models import Finding, Visit
from niangjia.visits.presenting import told_all
from niangjia.visits.records import Noticed
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db

CHANGES = [
    ("address", "林海路新五号", False),
    ("housing", "rented", False),
    ("work", "flexible", True),
    ("health", "diabetes", True),
    ("phone", "13904701234", True),
]
FIELD = {"work": "work_status"}


@pytest.mark.parametrize(("question", "value", "is_of_member"), CHANGES)
def test_a_change_is_taken_over_as_a_version_that_names_the_visit(dossier, cadre, clerk, question, value, is_of_member):
    person = dossier.worker_id if is_of_member else None
    a_visit(dossier, cadre, Noticed(question, value, person))
    finding = Finding.objects.get()
    before = newest_stand(dossier)
    accept_finding(finding, by=clerk)
    now = newest_stand(Dossier.objects.get(pk=dossier.pk))
    name = FIELD.get(question, question)
    assert now.number == before.number + 1
    section = now.said["members"][str(person)] if person else now.said["household"]
    assert section[name] == value
    newest = newest_versions([dossier.pk])[dossier.pk]
    assert (newest.act, newest.by) == ("visits.finding.accepted", clerk)
    assert clock.today().isoformat() in why(newest)
    finding.refresh_from_db()
    assert (finding.state, finding.decided_by) == ("accepted", clerk)
    assert Entry.objects.filter(act="dossiers.dossier.revised", subject_id=str(dossier.pk)).count() == 1


def test_nothing_else_changes_with_it(dossier, cadre, clerk, son):
    a_visit(dossier, cadre, Noticed("phone", "13904701234", son.pk))
    before = newest_stand(dossier).said
    accept_finding(Finding.objects.get(), by=clerk)
    after = newest_stand(dossier).said
    after["members"][str(son.pk)]["phone"] = before["members"][str(son.pk)].get("phone")
    before["members"][str(son.pk)].setdefault("phone", None)
    assert after == before


def test_school_is_asked_of_the_young(dossier, cadre, clerk, son):
    Person.objects.filter(pk=son.pk).update(born_on=clock.today().replace(year=clock.today().year - 12))
    a_visit(dossier, cadre, Noticed("school", "junior", son.pk))
    assert Finding.objects.get().field == "stage"


def test_what_is_on_file_already_is_no_finding(dossier, cadre):
    a_visit(dossier, cadre, Noticed("work", dossier.worker.work_status, dossier.worker_id))
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("noticed", "kinds"),
    [
        (Noticed("income", "up"), ["money"]),
        (Noticed("debt", "yes"), ["money"]),
        (Noticed("bill", "yes", words="住院"), ["money", "cause"]),
        (Noticed("family", "born"), ["family"]),
        (Noticed("trouble", "schooling"), ["cause"]),
    ],
)
def test_a_hint_is_seen_to_by_pressing_done(dossier, cadre, clerk, noticed, kinds):
    before = newest_stand(dossier)
    a_visit(dossier, cadre, noticed)
    found = list(Finding.objects.all())
    assert [each.kind for each in found] == kinds
    for each, told in zip(found, told_all(found, dossier=dossier), strict=True):
        assert told.address.startswith("/dossiers/")
        assert not told.is_change
        close_finding(each, words="已经登记", by=clerk)
        assert close_finding(each, by=clerk).why.reveal() == "已经登记"
        with pytest.raises(FindingTaken):
            accept_finding(each, by=clerk)
    assert newest_stand(dossier) == before


def test_a_wish_is_of_a_member_and_stands_in_no_column(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("talk", "yes", dossier.worker_id), Noticed("job", "work", dossier.worker_id))
    row = Finding.objects.values().first()
    assert "talk" not in str(row)
    assert {each.value.reveal() for each in Finding.objects.all()} == {"yes", "work"}
    assert {each.kind for each in Finding.objects.all()} == {"wish"}


def test_a_grave_illness_is_a_change_and_shows_a_cause(dossier, cadre):
    a_visit(dossier, cadre, Noticed("health", "malignant-tumour", dossier.worker_id))
    assert [each.kind for each in Finding.objects.all()] == ["change", "cause"]
    assert Finding.objects.get(kind="cause").value.reveal() == "serious-illness"


def test_a_later_visit_takes_the_place_of_an_earlier_proposal(dossier, cadre):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    a_visit(dossier, cadre, Noticed("housing", "none"), Noticed("phone", "1390", dossier.worker_id))
    assert [each.state for each in Finding.objects.all()] == ["superseded", "open", "open"]


def test_the_same_cause_seen_again_is_open_once(dossier, cadre, clerk, son):
    first = a_visit(dossier, cadre, Noticed("trouble", "schooling"), Noticed("bill", "yes", words="住院"))
    assert {each.state for each in first.findings.all()} == {"open"}
    a_visit(dossier, clerk, Noticed("trouble", "schooling"))
    causes = Finding.objects.filter(kind="cause")
    assert sorted((each.value.reveal(), each.state) for each in causes) == [
        ("schooling", "open"),
        ("schooling", "superseded"),
        ("serious-illness", "open"),
    ]
    a_visit(dossier, cadre, Noticed("bill", "yes", words="又住院"))
    a_visit(dossier, cadre, Noticed("health", "malignant-tumour", dossier.worker_id))
    a_visit(dossier, cadre, Noticed("health", "malignant-tumour", son.pk))
    open_ones = [each for each in causes.filter(state="open") if each.value.reveal() == "serious-illness"]
    assert {each.person_id for each in open_ones} == {None, dossier.worker_id, son.pk}
    assert len(open_ones) == 3, "of another member it is another illness"


def test_a_cause_that_was_taken_up_is_left_alone(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("trouble", "schooling"))
    close_finding(Finding.objects.get(), by=clerk)
    a_visit(dossier, cadre, Noticed("trouble", "schooling"))
    assert [each.state for each in Finding.objects.all()] == ["closed", "open"]


def test_a_visit_written_down_late_takes_the_place_of_none(dossier, cadre):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    a_visit(
        dossier,
        cadre,
        Noticed("housing", "none"),
        visited_on=clock.today() - timedelta(days=9),
    )
    assert [each.state for each in Finding.objects.all()] == ["open", "open"]


def test_a_value_that_changed_meanwhile_is_not_written_over(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    a_visit(dossier, clerk, Noticed("housing", "bought"), visited_on=clock.today())
    first, second = Finding.objects.all()
    Finding.objects.filter(pk=first.pk).update(state="open", decided_by=None, decided_at=None)
    accept_finding(second, by=clerk)
    with pytest.raises(ChangedMeanwhile):
        accept_finding(first, by=clerk)
    assert newest_stand(dossier).said["household"]["housing"] == "bought"


def test_what_was_stated_by_hand_meanwhile_is_accepted_without_a_version(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    a_visit(dossier, cadre, Noticed("address", "林海路"))
    housing, _address = Finding.objects.order_by("id")
    other = a_visit(dossier, clerk, Noticed("housing", "rented"))
    assert other.findings.count() == 1
    accept_finding(other.findings.get(), by=clerk)
    Finding.objects.filter(pk=housing.pk).update(state="open", decided_by=None, decided_at=None)
    number = newest_stand(dossier).number
    assert accept_finding(housing, by=clerk).state == "accepted"
    assert newest_stand(dossier).number == number


def test_other_changes_meanwhile_do_not_matter(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    confirm_fact(dossier, name="is_able", value=True, person=dossier.worker, by=clerk)
    assert accept_finding(Finding.objects.get(), by=clerk).state == "accepted"


def test_who_takes_up_findings(dossier, cadre, clerk, officer, someone, bureau, other_farm):
    a_visit(dossier, cadre, Noticed("housing", "rented"), Noticed("debt", "yes"))
    change, hint = Finding.objects.all()
    others = [cadre, someone(Role.REVIEWER, bureau, "r"), someone(Role.AUDITOR, bureau, "a")]
    others.append(someone(Role.ASSISTANCE_CLERK, other_farm, "c"))
    for by in others:
        with pytest.raises(Forbidden):
            accept_finding(change, by=by)
        with pytest.raises(Forbidden):
            decline_finding(change, why="x", by=by)
        with pytest.raises(Forbidden):
            close_finding(hint, by=by)
    own = a_visit(dossier, officer, Noticed("address", "林海路"))
    assert accept_finding(own.findings.get(), by=officer).state == "accepted"
    make_own(clerk, dossier)
    for act in (lambda: accept_finding(change, by=clerk), lambda: close_finding(hint, by=clerk)):
        with pytest.raises(NeedsAnother):
            act()


def test_the_visitor_is_told_of_a_no_without_a_name(dossier, cadre, clerk):
    visit = a_visit(dossier, cadre, Noticed("phone", "13904701234", dossier.worker_id))
    finding = visit.findings.get()
    for why_not in ("", "  ", "x" * 501, "a\u202eb"):
        with pytest.raises(InvalidInput):
            decline_finding(finding, why=why_not, by=clerk)
    decline_finding(finding, why="打电话问过，没有换", by=clerk)
    assert decline_finding(finding, why="打电话问过，没有换", by=clerk).state == "declined"
    notice = Notice.objects.get(to=cadre)
    assert notice.address == f"/visits/{visit.pk}/"
    assert dossier.worker.name not in str(notice.text)
    assert dossier.number not in str(notice.text)
    with pytest.raises(FindingTaken):
        accept_finding(finding, by=clerk)


def test_a_change_is_not_done_and_a_hint_is_not_taken_over(dossier, cadre, clerk):
    a_visit(dossier, cadre, Noticed("housing", "rented"), Noticed("debt", "yes"))
    change, hint = Finding.objects.all()
    with pytest.raises(InvalidInput):
        close_finding(change, by=clerk)
    with pytest.raises(InvalidInput):
        accept_finding(hint, by=clerk)
    with pytest.raises(InvalidInput):
        close_finding(hint, words="a\u200bb", by=clerk)


def test_a_change_of_somebody_who_left_is_refused_with_what_to_do(dossier, cadre, clerk, son):
    a_visit(dossier, cadre, Noticed("phone", "13904701234", son.pk))
    Membership.objects.filter(person=son).update(ended_on=clock.today())
    keep_versions([dossier.pk], act="dossiers.dossier.revised", by=clerk)
    with pytest.raises(Conflict) as refusal:
        accept_finding(Finding.objects.get(), by=clerk)
    assert refusal.value.code == "member-left"


def test_visits_go_along_when_households_join(dossier, cadre, clerk, farm):
    a_visit(dossier, cadre, Noticed("debt", "yes"))
    other = file(person("王小明", is_head=True), unit=farm, by=clerk)
    carry_over(dossier, other, clerk)
    assert Visit.objects.get().dossier == other
    assert Entry.objects.get(act="visits.visits.carried").details["count"] == 1
