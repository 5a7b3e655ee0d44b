"""The tab Evidence: handing in, looking at, withdrawing, and a hundred hostile files."""

import io

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.tests.factories import file, person
from niangjia.people.models import Evidence
from niangjia.people.tests.hostile_files import HTML, document, hundred, photo_with_position, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(farm, system):
    return file(person("刘心红", is_head=True), person("刘小红"), unit=farm, by=system)


def address(verb, dossier, *more):
    return reverse(f"dossiers:{verb}-evidence", args=[dossier.pk, *more])


def hand_in(client, dossier, *contents, name="a.jpg", **changes):
    papers = [SimpleUploadedFile("x", each) for each in contents]
    for paper in papers:
        paper._name = name  # as sent: the constructor would take the folders away
    stated = {"kind": "identity-card", "about": "household", "papers": papers} | changes
    return client.post(address("add", dossier), stated)


def test_an_empty_tab_says_what_to_do(signed_in, officer, auditor, dossier):
    assert "身份证" in signed_in(officer).get(address("show", dossier)).content.decode()
    page = signed_in(auditor).get(address("show", dossier)).content.decode()
    assert "multipart/form-data" not in page


def test_several_files_are_handed_in_at_once(signed_in, officer, dossier):
    client = signed_in(officer)
    answer = hand_in(client, dossier, picture(), document(), about=str(dossier.worker_id), is_original_seen="on")
    assert answer.status_code == 302
    kept = Evidence.objects.order_by("media_type")
    assert [(each.media_type, each.person_id, each.original_seen_by) for each in kept] == [
        ("application/pdf", dossier.worker_id, officer),
        ("image/jpeg", dossier.worker_id, officer),
    ]
    page = client.get(address("show", dossier)).content.decode()
    assert page.count("刘心红") > 2
    assert "a.jpg" not in page  # names that files came with may say anything


def test_pressed_twice_keeps_one(signed_in, officer, dossier):
    client = signed_in(officer)
    for _ in range(2):
        assert hand_in(client, dossier, picture()).status_code == 302
    assert Evidence.objects.count() == 1


def test_what_is_not_taken_is_named_and_the_rest_is_kept(signed_in, officer, dossier):
    answer = hand_in(signed_in(officer), dossier, HTML, picture(), name="证明.html")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "证明.html" in page
    assert "<script>alert(document" not in page
    assert 'value="identity-card" selected' in page
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"kind": "passport"}, {"about": "0190a0a0-0000-7000-8000-000000000000"}, {"papers": []}]
)
def test_an_incomplete_form_comes_back_as_it_was(signed_in, officer, dossier, wrong):
    answer = hand_in(signed_in(officer), dossier, picture(), **{"is_original_seen": "on"} | wrong)
    assert answer.status_code == 422
    assert b"checked" in answer.content
    assert not Evidence.objects.exists()


def test_too_many_files_at_once(signed_in, officer, dossier):
    assert hand_in(signed_in(officer), dossier, *[picture()] * 11).status_code == 422
    assert not Evidence.objects.exists()


def test_a_file_of_more_than_twenty_megabytes_is_refused_by_its_size(signed_in, officer, dossier):
    answer = hand_in(signed_in(officer), dossier, document() + b"\0" * 21 * 2**20)
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_no_upload_touches_a_folder_for_temporary_files(signed_in, officer, dossier, tmp_path, settings, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # writing there fails
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *_args, **_kw: pytest.fail("a temporary file"))
    big = picture("PNG", size=(1500, 1500)) + b"\0" * 3 * 2**20
    assert hand_in(signed_in(officer), dossier, big).status_code == 302


@pytest.fixture
def kept(signed_in, officer, dossier):
    hand_in(signed_in(officer), dossier, photo_with_position())
    return Evidence.objects.get()


def test_a_file_is_served_to_be_saved_and_nothing_else(signed_in, auditor, dossier, kept):
    for _ in range(2):
        answer = signed_in(auditor).get(address("download", dossier, kept.pk))
        assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= policy
    assert b"PLANTED" not in answer.content
    read = Entry.objects.filter(act="people.evidence.downloaded", by=auditor)
    assert read.count() == 2
    assert read[0].subject_id == dossier.household_id


def test_the_list_takes_the_same_number_of_queries_however_long(signed_in, officer, dossier, kept):
    client = signed_in(officer)
    client.get(address("show", dossier))
    with CaptureQueriesContext(connection) as few:
        client.get(address("show", dossier))
    for shade in range(5):
        commands.add_evidence(
            dossier, picture(size=(10, 10 + shade)), kind="other", file_name="b.jpg", person=dossier.worker, by=officer
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address("show", dossier))
    assert len(many) == len(few)


def test_a_file_is_withdrawn_with_a_reason(signed_in, officer, dossier, kept):
    client = signed_in(officer)
    assert client.post(address("withdraw", dossier, kept.pk), {"reason": ""}).status_code == 422
    assert client.post(address("withdraw", dossier, kept.pk), {"reason": "unreadable"}).status_code == 302
    assert client.post(address("withdraw", dossier, kept.pk), {"reason": "unreadable"}).status_code == 409
    assert client.get(address("download", dossier, kept.pk)).status_code == 409
    assert "看不清" in client.get(address("show", dossier)).content.decode()


def test_the_original_is_confirmed_later(signed_in, officer, clerk, dossier, kept):
    assert signed_in(clerk).post(address("confirm", dossier, kept.pk)).status_code == 302
    kept.refresh_from_db()
    assert kept.original_seen_by == clerk


def test_a_closed_dossier_takes_nothing_and_shows_what_it_has(signed_in, clerk, dossier, kept):
    commands.close_dossier(dossier, reason="retired", by=clerk)
    client = signed_in(clerk)
    assert hand_in(client, dossier, document()).status_code == 409
    assert client.post(address("withdraw", dossier, kept.pk), {"reason": "twice"}).status_code == 409
    assert client.get(address("download", dossier, kept.pk)).status_code == 200
    assert "multipart/form-data" not in client.get(address("show", dossier)).content.decode()


def test_the_rights_are_those_of_the_dossier(signed_in, someone, dossier, kept, farm, other_farm, bureau, leader):
    stranger = someone(Role.UNIT_OFFICER, other_farm)
    nobodies = [stranger, leader, *(someone(role, bureau) for role in (Role.ADMINISTRATOR, Role.SECURITY_AUDITOR))]
    for user in nobodies:
        client = signed_in(user)
        assert client.get(address("show", dossier)).status_code == 404
        assert client.get(address("download", dossier, kept.pk)).status_code == 404
        assert hand_in(client, dossier, document()).status_code == 404
        for verb in ("confirm", "withdraw"):
            assert client.post(address(verb, dossier, kept.pk), {"reason": "twice"}).status_code == 404
    reader = signed_in(someone(Role.REVIEWER, farm))
    assert reader.get(address("download", dossier, kept.pk)).status_code == 200
    assert hand_in(reader, dossier, document()).status_code in {403, 404}
    assert reader.post(address("withdraw", dossier, kept.pk), {"reason": "twice"}).status_code in {403, 404}
    kept.refresh_from_db()
    assert kept.withdrawn_at is None


def test_a_file_is_reached_through_its_own_dossier_only(signed_in, officer, farm, system, dossier, kept):
    other = file(unit=farm, by=system)
    client = signed_in(officer)
    assert client.get(address("download", other, kept.pk)).status_code == 404
    assert client.post(address("withdraw", other, kept.pk), {"reason": "twice"}).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_sign_in(client, dossier, kept):
    answer = client.get(address("download", dossier, kept.pk))
    assert answer.status_code == 302
    assert reverse("accounts:sign-in") in answer["Location"]


def test_a_file_that_does_not_open_is_no_page_of_internals(signed_in, officer, dossier, kept, settings):
    path = settings.MEDIA_ROOT / kept.sealed_name
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    client = signed_in(officer)
    client.raise_request_exception = False
    answer = client.get(address("download", dossier, kept.pk))
    assert answer.status_code == 500
    assert b"Traceback" not in answer.content


SIGNS = (b"<script", b"PLANTED", b"EICAR", b"evil", b"onload", b"vbaProject", b"etc/passwd", b"/JavaScript", b"Launch")


def test_a_hundred_hostile_files_are_refused_or_made_harmless(signed_in, officer, clerk, dossier):
    client, refused = signed_in(officer), 0
    for trick, (name, content) in hundred().items():
        before = set(Evidence.objects.values_list("pk", flat=True))
        answer = hand_in(client, dossier, content, name=name)
        fresh = Evidence.objects.exclude(pk__in=before)
        assert answer.status_code in {302, 422} or (answer.status_code, trick) == (400, "very long name")
        page = answer.content
        assert b"<script>alert" not in page, trick
        refused += answer.status_code != 302
        if answer.status_code != 302:
            assert not fresh.exists(), trick
        for each in fresh:
            served = signed_in(clerk).get(address("download", dossier, each.pk))
            assert served["Content-Disposition"].startswith("attachment; filename="), trick
            assert "html" not in served["Content-Disposition"], trick
            assert served["X-Content-Type-Options"] == "nosniff", trick
            assert served["Content-Type"] in {"image/jpeg", "image/png", "image/webp", "application/pdf"}, trick
            assert not [sign for sign in SIGNS if sign in served.content], trick
    folder = django_settings.MEDIA_ROOT
    written = {path.relative_to(folder).parts[0] for path in folder.rglob("*")}
    assert written == {"evidence", ".names"}  # the second is an empty file to lock
    assert 40 < refused < len(hundred())


def test_the_control_a_hostile_file_holds_what_is_looked_for():
    whole = b"".join(content for _name, content in hundred().values())
    assert [sign for sign in SIGNS if sign not in whole] == []
    assert io.BytesIO(whole).getbuffer().nbytes > 100_000
