"""The pages of visits: through the forms, with constant queries, and nothing typed is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.waiting import waiting_for
from niangjia.dossiers.commands import review_dossier, submit_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import give_consents, ready
from niangjia.dossiers.tests.factories import file, make_own, person
from niangjia.kernel import clock
from niangjia.limits.models import SetLimit
from niangjia.people.models import Household
from niangjia.visits import callers, nearness
from niangjia.visits.models import Finding, Visit
from niangjia.visits.presenting import told_all
from niangjia.visits.records import Noticed, Place
from niangjia.visits.tests.factories import a_visit
from niangjia.workdays.calendar import current
from niangjia.workdays.week import week_of

pytestmark = pytest.mark.django_db


def page(name, thing, *more):
    return reverse(f"visits:{name}", args=[thing.pk, *(each.pk for each in more)])


def told(dossier, **changes):
    first = {"form_key": str(uuid4()), "purpose": "follow-up", "how": "home", "visited_on": str(clock.today())}
    return {**first, "met": [str(dossier.worker_id)], **changes}


def test_a_visit_at_which_nothing_changed(dossier, cadre, signed_in):
    client = signed_in(cadre)
    form = client.get(page("record-visit", dossier))
    assert form.status_code == 200
    assert form.context["form"].initial["purpose"] == "pairing"
    answer = client.post(page("record-visit", dossier), told(dossier, purpose="pairing"), follow=True)
    assert answer.status_code == 200
    visit = Visit.objects.get()
    assert answer.redirect_chain == [(page("show-visit", visit), 302)]
    assert str(visit.form_key) in answer.content.decode()
    assert not visit.findings.exists()


def test_the_same_form_pressed_twice_leads_to_one_visit(dossier, officer, signed_in):
    client, given = signed_in(officer), told(dossier, note="一")
    answers = [client.post(page("record-visit", dossier), given) for _twice in range(2)]
    assert {each["Location"] for each in answers} == {page("show-visit", Visit.objects.get())}


def test_a_form_changed_after_it_was_sent_is_told_and_may_be_another_visit(dossier, officer, signed_in):
    client, given = signed_in(officer), told(dossier, note="一")
    client.post(page("record-visit", dossier), given)
    answer = client.post(page("record-visit", dossier), {**given, "note": "二"})
    assert answer.status_code == 422
    assert page("show-visit", Visit.objects.get()) in answer.content.decode()
    key = answer.context["form"]["form_key"].value()
    assert key != given["form_key"]
    assert client.post(page("record-visit", dossier), {**given, "note": "二", "form_key": key}).status_code == 302
    assert Visit.objects.count() == 2


def test_what_cannot_be_taken_is_told_with_everything_typed(dossier, officer, clerk, signed_in):
    give_consents(dossier, clerk, "sensitive")
    client, worker = signed_in(officer), dossier.worker_id
    given = told(dossier, note="谈了很久", **{f"{worker}-phone": "13904701234", "home-debt": "yes"})
    for wrong in (
        {"visited_on": "2020-01-01"},
        {"met": [str(uuid4())]},
        {"home-debt": "", "home-debt-words": "欠了钱"},
        {"photos": SimpleUploadedFile("a.exe", b"MZ no photo")},
        {"photos": [SimpleUploadedFile(f"{each}.jpg", b"x") for each in range(4)]},
        {f"{worker}-work": "king"},
        {"how": "smoke"},
    ):
        answer = client.post(page("record-visit", dossier), {**given, **wrong})
        assert answer.status_code == 422, wrong
        text = answer.content.decode()
        assert "谈了很久" in text
        assert "13904701234" in text
        assert "<details open>" in text
    assert not Visit.objects.exists()


def test_photos_are_offered_with_the_consent_alone(dossier, officer, clerk, signed_in, photo):
    assert "photos" not in signed_in(officer).get(page("record-visit", dossier)).context["form"].fields
    give_consents(dossier, clerk, "sensitive")
    client = signed_in(officer)
    files = [SimpleUploadedFile("a.jpg", photo), SimpleUploadedFile("b.jpg", photo[:-2] + b"\xff\xd9")]
    client.post(page("record-visit", dossier), told(dossier, photos=files))
    assert Visit.objects.get().photos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_served_to_those_who_read_the_visit(dossier, cadre, clerk, someone, other_farm, signed_in, photo):
    give_consents(dossier, clerk, "sensitive")
    given = told(dossier, purpose="pairing", photos=SimpleUploadedFile("a.jpg", photo))
    signed_in(cadre).post(page("record-visit", dossier), given)
    visit = Visit.objects.get()
    kept = visit.photos.get()
    for user in (cadre, clerk):
        answer = signed_in(user).get(page("show-photo", visit, kept))
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert "sandbox" in answer["Content-Security-Policy"]
    elsewhere = someone(Role.UNIT_OFFICER, other_farm)
    assert signed_in(elsewhere).get(page("show-photo", visit, kept)).status_code == 404
    other = a_visit(dossier, clerk)
    assert signed_in(clerk).get(page("show-photo", other, kept)).status_code == 404


def shown_place(client, visit):
    return client.get(page("show-visit", visit)).context["place"]


def test_the_place_is_told_in_words_with_how_exact_it_is(dossier, cadre, clerk, signed_in, monkeypatch):
    monkeypatch.setattr(nearness, "_known", {})
    visit = a_visit(dossier, cadre, purpose="pairing", place=Place(50_781_000, 121_520_345, 12))
    figures = ["北纬50.781000° 东经121.520345°", "手机定位误差约12米"]
    assert shown_place(signed_in(cadre), visit) == shown_place(signed_in(clerk), visit) == figures
    for metres, words in (
        (12, f"就在{dossier.unit}所在地"),
        (999, f"距{dossier.unit}所在地约999米"),
        (12_399, f"距{dossier.unit}所在地约12.3公里"),
        (None, figures[0]),
    ):
        monkeypatch.setitem(nearness._known, "tests", lambda _unit, _north, _east, metres=metres: metres)
        assert shown_place(signed_in(clerk), visit)[0] == words
    southwest = a_visit(dossier, clerk, place=Place(-1, -500_000, 5))
    assert shown_place(signed_in(clerk), southwest)[0] == "南纬0.000001° 西经0.500000°"
    without = a_visit(dossier, clerk)
    assert shown_place(signed_in(clerk), without) == []
    assert "走访位置" not in signed_in(clerk).get(page("show-visit", without)).content.decode()


def test_a_cadre_sees_visits_of_cadres_and_their_own(dossier, cadre, clerk, signed_in):
    own, others = a_visit(dossier, cadre, purpose="follow-up"), a_visit(dossier, clerk, note="只给干事看")
    client = signed_in(cadre)
    assert client.get(page("show-visit", own)).status_code == 200
    assert client.get(page("show-visit", others)).status_code == 404
    assert client.get(page("show-visits", dossier)).status_code in {403, 404}


def test_the_clerk_takes_over_declines_and_closes(dossier, cadre, clerk, signed_in):
    worker = dossier.worker_id
    a_visit(
        dossier, cadre, Noticed("housing", "rented"), Noticed("debt", "yes"), Noticed("phone", "13904701234", worker)
    )
    change, hint, phone = Finding.objects.all()
    client = signed_in(clerk)
    text = client.get(page("show-visits", dossier)).content.decode()
    assert "13904701234" not in text
    assert client.get(reverse("visits:list-findings")).context["page"].paginator.count == 3
    back = reverse("visits:list-findings")
    assert client.post(page("accept-finding", change), {"back": back})["Location"] == back
    assert client.post(page("close-finding", hint), {"back": "//evil.example"})["Location"] == page(
        "show-visits", dossier
    )
    assert client.post(page("decline-finding", phone), {"why": ""}).status_code == 422
    assert client.post(page("decline-finding", phone), {"why": "打过电话，没换"}).status_code == 302
    assert [each.state for each in Finding.objects.all()] == ["accepted", "closed", "declined"]
    assert Household.objects.get(pk=dossier.household_id).housing == "rented"
    read = signed_in(cadre).get(page("show-visit", Visit.objects.get())).content.decode()
    assert "打过电话，没换" in read


def test_both_values_stand_side_by_side(dossier, cadre, clerk, signed_in):
    a_visit(dossier, cadre, Noticed("housing", "rented"))
    Household.objects.filter(pk=dossier.household_id).update(housing="bought")
    answer = signed_in(clerk).post(page("accept-finding", Finding.objects.get()))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "自购房" in text
    assert "租房" in text
    assert Finding.objects.get().state == "open"


def test_as_many_wait_as_the_list_shows(dossier, cadre, clerk, reviewer_of_farm, signed_in):
    a_visit(dossier, cadre, Noticed("housing", "rented"), Noticed("debt", "yes"))
    week = week_of(clock.today(), current())
    found = {each.code: each for each in waiting_for(clerk, week)}
    assert sum(found["visits.findings"].days.values()) == 2
    assert "visits.findings" not in {each.code for each in waiting_for(reviewer_of_farm, week)}


@pytest.fixture
def reviewer_of_farm(someone, farm):
    return someone(Role.REVIEWER, farm, "reviewer-of-farm")


@pytest.mark.parametrize("name", ["show-visits", "list-findings"])
def test_lists_ask_the_same_however_many(dossier, cadre, clerk, signed_in, name):
    client = signed_in(clerk)
    address = page(name, dossier) if name == "show-visits" else reverse(f"visits:{name}")

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    a_visit(dossier, cadre, Noticed("debt", "yes"), Noticed("phone", "1390", dossier.worker_id))
    count()
    few = count()
    for _more in range(4):
        a_visit(dossier, cadre, Noticed("debt", "yes"), Noticed("job", "work", dossier.worker_id))
    assert count() == few


def test_an_empty_tab_says_what_to_do(dossier, clerk, someone, bureau, signed_in):
    assert page("record-visit", dossier) in signed_in(clerk).get(page("show-visits", dossier)).content.decode()
    auditor = someone(Role.AUDITOR, bureau, "an-auditor")
    assert page("record-visit", dossier) not in signed_in(auditor).get(page("show-visits", dossier)).content.decode()
    make_own(clerk, dossier)
    assert page("record-visit", dossier) not in signed_in(clerk).get(page("show-visits", dossier)).content.decode()


def test_the_days_back_are_a_limit(dossier, officer, clerk, signed_in):
    given = told(dossier, visited_on=str(clock.today() - timedelta(days=20)))
    common = {"group": "visits", "code": "back", "number": 1, "changed_by": clerk, "changed_at": clock.now()}
    SetLimit.objects.create(values=[10], source="x", **common)
    assert signed_in(officer).post(page("record-visit", dossier), given).status_code == 422


def test_the_step_of_the_home_visit_is_prefilled(farm, officer, clerk, someone, signed_in):
    made = ready(farm, officer, person("王小明", is_head=True, wage_fen=1_200_000))
    submit_dossier(made, by=officer)
    reviewer = someone(Role.REVIEWER, farm, "the-reviewer")
    review_dossier(made, by=reviewer)
    client = signed_in(reviewer)
    clears = {"living": "平房两间", "causes": "丈夫患病", "needs": "医药费", "purpose": "entry-check"}
    assert client.post(page("record-visit", made), told(made, **clears)).status_code == 302
    text = signed_in(clerk).get(reverse("dossiers:record-visit", args=[made.pk])).content.decode()
    assert all(each in text for each in ("平房两间", "丈夫患病", "医药费"))
    assert signed_in(clerk).post(page("record-visit", made), told(made, **clears)).status_code == 302
    assert Dossier.objects.get(pk=made.pk).state == "visited"


def test_households_elsewhere_are_not_found(dossier, someone, other_farm, signed_in, clerk, farm, cadre):
    client = signed_in(someone(Role.UNIT_OFFICER, other_farm))
    visit = a_visit(dossier, clerk, Noticed("debt", "yes"))
    for name, thing in (("record-visit", dossier), ("show-visits", dossier), ("show-visit", visit)):
        assert client.get(page(name, thing)).status_code == 404
    assert client.post(page("close-finding", visit.findings.get())).status_code == 404
    other = file(person("王小明", is_head=True), unit=farm, by=clerk)
    assert signed_in(cadre).get(page("record-visit", other)).status_code == 404


def test_a_finding_leads_to_where_it_is_seen_to(dossier, clerk):
    visit = a_visit(dossier, clerk, Noticed("job", "training", dossier.worker_id), Noticed("trouble", "schooling"))
    led = {each.finding.kind: each.address for each in told_all(visit.findings.all(), dossier=dossier)}
    tabs = {"wish": "training:show-work", "cause": "plans:show-plans"}
    assert led == {kind: reverse(name, args=[dossier.pk]) for kind, name in tabs.items()}


def test_whoever_looks_after_a_household_finds_back(dossier, cadre, clerk, signed_in, monkeypatch):
    monkeypatch.setitem(callers._backs, "tests", ("我的结对户", "pairing:list-own-pairs"))
    visit = a_visit(dossier, cadre, purpose="pairing")
    for address in (page("show-visit", visit), page("record-visit", dossier)):
        answer = signed_in(cadre).get(address)
        assert answer.context["back"][1] == "pairing:list-own-pairs"
        assert answer.content.decode().count(reverse("pairing:list-own-pairs")) > 1, "also on the page itself"
        assert signed_in(clerk).get(address).context["back"] is None
