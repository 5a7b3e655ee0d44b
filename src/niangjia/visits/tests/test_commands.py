"""Recording a visit: who may, what is refused, sent twice, photos, the step of the chain."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier, review_dossier, submit_dossier
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.models import Dossier, HomeVisit
from niangjia.dossiers.tests.chain_factories import give_consents, ready
from niangjia.dossiers.tests.factories import file, make_own, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import withdraw_consent
from niangjia.people.errors import ConsentMissing
from niangjia.people.evidence_files import RefusedFile
from niangjia.people.models import Consent
from niangjia.privacy.files import has_sealed, read_sealed
from niangjia.visits import followers
from niangjia.visits.commands import read_photo, record_visit
from niangjia.visits.errors import SentBefore
from niangjia.visits.models import Photo, Visit
from niangjia.visits.presenting import entry_values
from niangjia.visits.records import Noticed, Place
from niangjia.visits.tests.factories import a_visit, said

pytestmark = pytest.mark.django_db


def test_a_visit_is_kept_and_recorded(dossier, officer, son):
    visit = a_visit(dossier, officer, met=(dossier.worker_id, son.pk), note="都好", came_along="王工")
    assert (visit.visitor, visit.note.reveal(), visit.is_meeting) == (officer, "都好", True)
    assert len(visit.met) == 2
    entry = Entry.objects.get(act="visits.visit.recorded")
    assert entry.details["number"] == dossier.number
    assert "都好" not in str(entry.details)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEADER, Role.APPROVER, Role.ADMINISTRATOR, Role.WORKER])
def test_others_record_none(dossier, someone, bureau, role):
    with pytest.raises(Forbidden):
        a_visit(dossier, someone(role, bureau, "other"))


def test_a_cadre_records_for_the_own_household_alone(dossier, cadre, farm, clerk):
    assert a_visit(dossier, cadre, purpose="pairing").visitor == cadre
    other = file(person("王小明", is_head=True), unit=farm, by=clerk)
    with pytest.raises(Forbidden):
        a_visit(other, cadre, purpose="pairing")


def test_a_clerk_records_for_the_cadre_and_for_nobody_else(dossier, cadre, clerk, officer):
    assert a_visit(dossier, clerk, visitor=cadre).recorded_by == clerk
    for by, visitor in ((clerk, officer), (cadre, clerk)):
        with pytest.raises(Forbidden):
            a_visit(dossier, by, visitor=visitor)


def test_officers_elsewhere_record_none(dossier, someone, other_farm):
    with pytest.raises(Forbidden):
        a_visit(dossier, someone(Role.UNIT_OFFICER, other_farm))


def test_nobody_records_findings_on_the_own_household(dossier, officer, cadre, clerk):
    make_own(officer, dossier)
    with pytest.raises(NeedsAnother):
        a_visit(dossier, officer)
    make_own(cadre, file(person("王小明", is_head=True), unit=dossier.unit, by=clerk))
    assert a_visit(dossier, cadre)


def test_what_cannot_be_meant_is_refused(dossier, officer, son):
    today = clock.today()
    for changes in (
        {"visited_on": today + timedelta(days=1)},
        {"visited_on": today - timedelta(days=93)},
        {"purpose": "tea"},
        {"how": "smoke"},
        {"met": (uuid4(),)},
        {"note": "x" * 2001},
        {"came_along": "x" * 121},
        {"needs": "a\u202eb"},
        {"place": Place(91_000_000, 0, 5)},
        {"place": Place(0, 0, -1)},
    ):
        with pytest.raises(InvalidInput):
            a_visit(dossier, officer, **changes)
    for noticed in (
        Noticed("weather", "fine"),
        Noticed("income", "sideways"),
        Noticed("income", "up", son.pk),
        Noticed("work", "off-post"),
        Noticed("work", "off-post", uuid4()),
        Noticed("phone", "1" * 21, dossier.worker_id),
        Noticed("school", "primary", dossier.worker_id),
        Noticed("debt", "yes", words="x" * 501),
        Noticed("debt", "yes", words="a\u200bb"),
    ):
        with pytest.raises(InvalidInput):
            a_visit(dossier, officer, noticed)
    with pytest.raises(InvalidInput):
        a_visit(dossier, officer, Noticed("income", "up"), Noticed("income", "down"))
    assert not Visit.objects.exists()


def test_a_closed_dossier_takes_none(dossier, clerk):
    close_dossier(dossier, reason="died", by=clerk)
    with pytest.raises(Conflict):
        a_visit(dossier, clerk)


def test_the_same_form_twice_is_one_visit(dossier, officer, clerk):
    key, record = uuid4(), said(dossier, officer, Noticed("income", "up"), note="一")
    first = record_visit(dossier, record, form_key=key, by=officer)
    assert record_visit(dossier, record, form_key=key, by=officer) == first
    assert (Visit.objects.count(), first.findings.count()) == (1, 1)
    for changed in (replace(record, note="二"), replace(record, noticed=(Noticed("income", "down"),))):
        with pytest.raises(SentBefore):
            record_visit(dossier, changed, form_key=key, by=officer)
    with pytest.raises(SentBefore):
        record_visit(dossier, said(dossier, clerk, note="一"), form_key=key, by=clerk)


def test_a_photo_comes_out_without_place_and_camera(dossier, officer, clerk, photo):
    give_consents(dossier, clerk, "sensitive")
    visit = record_visit(dossier, said(dossier, officer), form_key=uuid4(), by=officer, photos=[photo, photo])
    kept = visit.photos.get()
    content = read_sealed(kept.sealed_name)
    assert b"Exif" not in content
    assert not Image.open(BytesIO(content)).getexif()
    assert "暗桩相机".encode() not in content


@pytest.mark.django_db(transaction=True)
def test_a_look_at_a_photo_is_on_the_record(dossier, officer, clerk, photo):
    give_consents(dossier, clerk, "sensitive")
    visit = record_visit(dossier, said(dossier, officer), form_key=uuid4(), by=officer, photos=[photo])
    assert read_photo(visit.photos.get(), by=clerk).startswith(b"\xff\xd8")
    assert Entry.objects.get(act="visits.photo.read").details["photo"] == str(visit.photos.get().pk)


def test_photos_that_are_not_taken_leave_nothing(dossier, officer, clerk, photo):
    def send(*photos):
        return record_visit(dossier, said(dossier, officer), form_key=uuid4(), by=officer, photos=photos)

    with pytest.raises(ConsentMissing):
        send(photo)
    give_consents(dossier, clerk, "sensitive")
    with pytest.raises(RefusedFile):
        send(photo, b"MZ not a photo")
    with pytest.raises(InvalidInput):
        send(photo, photo + b"1", photo + b"2", photo + b"3")
    assert not Visit.objects.exists()
    assert not Photo.objects.exists()
    assert send(photo)
    consent = Consent.objects.get(purpose="sensitive", person=dossier.worker)
    withdraw_consent(consent, withdrawn_on=clock.today(), told_how="paper", unit=dossier.unit, by=clerk)
    with pytest.raises(ConsentMissing):
        send(photo)


def test_files_go_when_a_visit_fails_after_them(dossier, officer, clerk, photo, monkeypatch):
    give_consents(dossier, clerk, "sensitive")
    seen = []

    def fail(visit, _by):
        seen.extend(each.sealed_name for each in visit.photos.all())
        raise Conflict("no")

    monkeypatch.setitem(followers._followers, "tests", fail)
    with pytest.raises(Conflict):
        record_visit(dossier, said(dossier, officer), form_key=uuid4(), by=officer, photos=[photo])
    assert len(seen) == 1
    assert not has_sealed(seen[0])
    assert not Visit.objects.exists()


def test_the_place_is_kept_in_whole_numbers_and_sealed(dossier, officer):
    visit = a_visit(dossier, officer, place=Place(50_781_000, -121_520_000, 12))
    assert visit.where == Place(50_781_000, -121_520_000, 12)
    assert a_visit(dossier, officer).where is None


@pytest.fixture
def reviewed(farm, officer, clerk, someone):
    made = ready(farm, officer, person("王小明", is_head=True, wage_fen=1_200_000))
    submit_dossier(made, by=officer)
    review_dossier(made, by=someone(Role.REVIEWER, farm, "the-reviewer"))
    return Dossier.objects.get(pk=made.pk)


CLEARS = {"purpose": "entry-check", "living": "平房两间", "causes": "丈夫患病", "needs": "医药费"}


def test_a_home_visit_fills_the_step_of_the_chain(reviewed, clerk):
    visit = a_visit(reviewed, clerk, came_along="李工", **CLEARS)
    reviewed.refresh_from_db()
    assert reviewed.state == "visited"
    step = HomeVisit.objects.get(step=visit.step)
    assert (step.housing.reveal(), step.spoken_with.reveal()) == ("平房两间", "王小明")
    assert step.visitors == f"{clerk}、李工"
    assert Entry.objects.filter(act="dossiers.visit.recorded").count() == 1


def test_without_the_three_clears_nothing_is_kept(reviewed, clerk):
    with pytest.raises(InvalidInput):
        a_visit(reviewed, clerk, **{**CLEARS, "living": ""})
    assert not Visit.objects.exists()
    assert Dossier.objects.get(pk=reviewed.pk).state == "reviewed"


def test_who_may_not_do_the_step_leaves_it_prefilled_for_the_clerk(reviewed, someone, bureau):
    reviewer = someone(Role.REVIEWER, bureau, "another-reviewer")
    visit = a_visit(reviewed, reviewer, came_along="李工", **CLEARS)
    assert visit.step is None
    assert Dossier.objects.get(pk=reviewed.pk).state == "reviewed"
    values = entry_values(reviewed)
    assert (values["housing"], values["causes"], values["needs"]) == ("平房两间", "丈夫患病", "医药费")
    assert (values["spoken_with"], values["visitors"]) == ("王小明", f"{reviewer}、李工")


def test_a_visit_for_something_else_fills_no_step(reviewed, clerk):
    assert a_visit(reviewed, clerk, **{**CLEARS, "purpose": "follow-up"}).step is None
    assert entry_values(reviewed) == {}
