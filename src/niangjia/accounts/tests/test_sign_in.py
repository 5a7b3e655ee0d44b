import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from niangjia.accounts.models import User
from niangjia.privacy.uploads import MemoryUploadHandler

pytestmark = pytest.mark.django_db
SIGN_IN, SIGN_OUT, HOME = reverse("accounts:sign-in"), reverse("accounts:sign-out"), reverse("desk:show-home")
PASSWORD = "a-long-test-phrase"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def told(answer, username):
    """The page without what is different each time: the token, and the name that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(username, "")


def test_someone_who_is_known_comes_in(client, clerk):
    before = client.session.session_key
    answer = sign_in(client, "clerk")
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert client.session[SESSION_KEY] == str(clerk.pk)
    assert client.session.session_key != before


def test_the_page_is_for_everyone_and_not_kept(client):
    answer = client.get(SIGN_IN)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("headers", [{}, {"CONTENT_LENGTH": ""}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_nobody_has_files_read_before_the_sign_in(clerk, headers, monkeypatch):
    taken, plain = [], MemoryUploadHandler.new_file
    monkeypatch.setattr(MemoryUploadHandler, "new_file", lambda *given, **more: taken.append(plain(*given, **more)))
    client = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("a.bin", b"x" * (100 if headers else 200_000))
    answer = client.post(SIGN_IN, {"username": "clerk", "file": file}, **headers)
    assert (answer.status_code, taken) == (413, [])
    assert client.post(SIGN_IN, {"username": "clerk"}).status_code == 403  # a small form is read
    client.force_login(clerk)
    assert client.post(SIGN_IN, {"file": SimpleUploadedFile("a.bin", b"x" * 200_000)}).status_code != 413


@pytest.mark.usefixtures("clerk", "system")
def test_every_refusal_looks_the_same(client, leader):
    User.objects.filter(pk=leader.pk).update(is_active=False)
    answers = {
        name: sign_in(client, name, password)
        for name, password in [("clerk", "wrong"), ("nobody", PASSWORD), ("leader", PASSWORD), ("system", "!")]
    }
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len({told(answer, name) for name, answer in answers.items()}) == 1
    assert SESSION_KEY not in client.session
    assert PASSWORD not in answers["nobody"].content.decode()


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("typed", [{"username": "clerk"}, {"password": PASSWORD}, {"username": "", "password": ""}])
def test_missing_words_are_asked_for(client, typed):
    assert client.post(SIGN_IN, typed).status_code == 422
    assert SESSION_KEY not in client.session


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("wanted", ["/about/", "/dossiers/?q=lxh"])
def test_the_way_goes_on_to_the_page_that_was_wanted(client, wanted):
    assert sign_in(client, "clerk", next=wanted)["Location"] == wanted


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_way_never_leads_elsewhere(client, wanted):
    assert sign_in(client, "clerk", next=wanted)["Location"] == HOME
    assert client.get(SIGN_IN, {"next": wanted})["Location"] == HOME


def test_someone_signed_in_has_no_use_for_the_page(as_clerk):
    assert as_clerk.get(SIGN_IN, {"next": "/about/"})["Location"] == "/about/"


def test_a_page_asks_for_a_sign_in_and_remembers_the_way(client):
    answer = client.get("/dossiers/?q=lxh")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{SIGN_IN}?next=/dossiers/")


@pytest.mark.usefixtures("clerk")
def test_the_way_is_kept_when_the_password_was_wrong(client):
    answer = client.post(f"{SIGN_IN}?next=/about/", {"username": "clerk", "password": "wrong", "next": "/about/"})
    assert 'name="next" value="/about/"' in answer.content.decode()


def test_signing_out_ends_the_session(as_clerk):
    answer = as_clerk.post(SIGN_OUT)
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    assert as_clerk.get(HOME).status_code == 302
    assert as_clerk.post(SIGN_OUT).status_code == 302


def test_a_link_cannot_sign_anyone_out(as_clerk):
    assert as_clerk.get(SIGN_OUT).status_code == 405
    assert as_clerk.get(HOME).status_code == 200


@pytest.mark.usefixtures("clerk")
def test_forms_of_other_sites_are_refused():
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "clerk").status_code == 403
