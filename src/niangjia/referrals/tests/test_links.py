"""Links for partners without an account: nothing before the code, one answer, and no way round."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from niangjia.accounts.models import Notice, Role
from niangjia.accounts.sign_in_middleware import LARGEST_FORM_BEFORE
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, NiangjiaError, NotFoundOrForbidden
from niangjia.people.commands import withdraw_consent
from niangjia.people.models import Consent
from niangjia.people.tests.hostile_files import picture
from niangjia.referrals import commands
from niangjia.referrals.commands.links import MOST_TRIES, OPENINGS_AN_HOUR
from niangjia.referrals.errors import LinkOver, TooManyOpenings
from niangjia.referrals.link_requests import COOKIE
from niangjia.referrals.link_tokens import DAYS, SALT, link_of, token_of, typed_tail
from niangjia.referrals.models import Answer, PartnerLink, Referral, State
from niangjia.referrals.tests.factories import PHONE, at_state

pytestmark = pytest.mark.django_db
SECRETS = ("刘心红", PHONE, "请尽快对接低保", "根河市")


@pytest.fixture
def sent(dossier, partner, clerk, responder) -> Referral:
    return at_state("sent", dossier, partner, clerk=clerk, responder=responder)


@pytest.fixture
def issued(sent, clerk):
    return commands.issue_link(sent, contact="旗民政局 王科长", by=clerk)


def address(issued) -> str:
    return reverse("referrals:open-link", args=[issued.token])


def unlocked(issued) -> Client:
    client = Client()
    assert client.post(address(issued), {"code": issued.code[4:]}).status_code == 302
    return client


def send(client, issued, **changes):
    told = {"result": "done", "words": "已纳入低保", "signed_as": "王科长"} | changes
    return client.post(reverse("referrals:answer-link", args=[issued.token]), told)


def test_nothing_of_the_household_shows_before_the_code(issued, dossier):
    answer = Client().get(address(issued))
    page = answer.content.decode()
    assert answer.status_code == 200
    for secret in (*SECRETS, dossier.number, dossier.unit.name, "低保对接"):
        assert secret not in page
    assert issued.code[:4] in page
    assert issued.code[4:] not in page
    assert "<nav" not in page
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store, private", "same-origin")


def test_with_the_code_it_shows_what_was_shared_and_takes_one_answer(issued, dossier):
    client = unlocked(issued)
    page = client.get(address(issued)).content.decode()
    for told in (*SECRETS[:3], "低保对接"):
        assert told in page
    assert "林海路" not in page
    assert dossier.number not in page
    assert send(client, issued, paper=picture_file()).status_code == 200
    answer = Answer.objects.get()
    assert (answer.by, answer.result, answer.words.reveal(), answer.signed_as.reveal()) == (
        None, "done", "已纳入低保", "王科长",
    )  # fmt: skip
    assert answer.size
    assert Referral.objects.get().state == State.ANSWERED
    assert send(client, issued).status_code == 409
    again = client.get(address(issued))
    assert again.status_code == 200, "who answered is thanked, whoever opens it"
    assert "您已答复，谢谢" in again.content.decode()
    assert not [secret for secret in SECRETS if secret in again.content.decode()]
    assert Answer.objects.count() == 1


def picture_file():
    return SimpleUploadedFile("批文.png", picture("PNG"), "image/png")


def test_a_large_file_is_read_from_the_browser_that_gave_the_code_alone(issued):
    written = BytesIO()
    Image.effect_noise((700, 500), 90).save(written, "PNG")
    assert len(written.getvalue()) > 2 * LARGEST_FORM_BEFORE
    known, stranger = unlocked(issued), Client()
    stranger.cookies[COOKIE] = "x" * 24
    for client, wanted in ((Client(), 413), (stranger, 413), (known, 200)):
        paper = SimpleUploadedFile("批文.png", written.getvalue(), "image/png")
        assert send(client, issued, paper=paper).status_code == wanted
    assert Answer.objects.get().size > 2 * LARGEST_FORM_BEFORE
    assert send(known, issued, paper=SimpleUploadedFile("a.png", written.getvalue())).status_code == 413


def test_another_browser_has_to_give_the_code_itself(issued):
    unlocked(issued)
    other = Client()
    assert "刘心红" not in other.get(address(issued)).content.decode()
    assert send(other, issued).status_code == 403
    assert not Answer.objects.exists()


def test_the_code_may_be_typed_as_people_type(issued):
    tail = issued.code[4:]
    for typed in (tail.lower(), f" {tail[:3]} - {tail[3:]} ", issued.code):
        assert typed_tail(typed) == tail
        assert commands.open_link(issued.token, code=typed).is_unlocked


def test_a_code_that_is_wrong_five_times_closes_the_link_and_tells_the_union(issued, clerk):
    client = Client()
    statuses = [client.post(address(issued), {"code": "AAAAAA"}).status_code for _turn in range(MOST_TRIES + 2)]
    assert statuses == [422] * (MOST_TRIES - 1) + [409] * 3
    assert client.post(address(issued), {"code": issued.code}).status_code == 409
    assert PartnerLink.objects.get().over_why == "tries"
    assert [each for each in Notice.objects.filter(to=clerk) if "wrong too often" in each.text["en"]]
    results = list(Entry.objects.filter(act="referrals.link.opened").values_list("details__result__en", flat=True))
    assert results.count("wrong code") == MOST_TRIES


def test_a_forged_altered_or_foreign_token_opens_nothing(issued, sent, clerk):
    link = issued.link
    ending = "a" if issued.token[-2] != "a" else "b"
    altered = [issued.token[:-2] + ending + issued.token[-1], issued.token[1:], "x" + issued.token]
    forged = [
        signing.dumps({"l": link.pk.hex, "n": "guess"}, salt=SALT),
        signing.dumps({"l": link.pk.hex}, salt=SALT),
        signing.dumps({"l": "zz", "n": "x"}, salt=SALT),
        signing.dumps([1], salt=SALT),
        signing.dumps({"l": link.pk.hex, "n": "x"}, salt="another"),
        signing.dumps({"l": link.pk.hex, "n": "x"}, key="another", salt=SALT),
        link.pk.hex,
        "0",
    ]
    for token in (*altered, *forged):
        assert link_of(token) is None, token
        with pytest.raises(NotFoundOrForbidden):
            commands.open_link(token)
        with pytest.raises(NotFoundOrForbidden):
            commands.answer_link(token, key="x", result="done", words="x", signed_as="x")
        answer = Client().get(reverse("referrals:open-link", args=[token]))
        assert answer.status_code == 404
        assert "返回首页" not in answer.content.decode(), "there is none for a partner"
    assert not Entry.objects.filter(act="referrals.link.opened").exists()


def test_it_expires(issued):
    now = clock.now()
    client = unlocked(issued)
    PartnerLink.objects.update(expires_at=now - timedelta(seconds=1))
    assert client.get(address(issued)).status_code == 409
    assert send(client, issued).status_code in {403, 409}
    with pytest.raises(LinkOver):
        commands.open_link(issued.token, code=issued.code)
    assert issued.link.expires_at - issued.link.issued_at == timedelta(days=DAYS)


def test_the_browser_that_gave_the_code_sees_it_for_an_hour(issued):
    now, client = clock.now(), unlocked(issued)
    assert "刘心红" in client.get(address(issued)).content.decode()
    PartnerLink.objects.update(unlocked_at=now - timedelta(hours=1, seconds=1))
    assert "刘心红" not in client.get(address(issued)).content.decode()
    send(client, issued)
    assert not Answer.objects.exists()
    client.post(address(issued), {"code": issued.code[4:]})
    assert "刘心红" in client.get(address(issued)).content.decode()


def test_it_can_be_revoked_and_a_newer_one_replaces_it(issued, sent, clerk, signed_in):
    newer = commands.issue_link(sent, contact="王科长", by=clerk)
    with pytest.raises(LinkOver):
        commands.open_link(issued.token)
    client = unlocked(newer)
    assert signed_in(clerk).post(reverse("referrals:revoke-link", args=[newer.link.pk])).status_code == 302
    assert client.get(address(newer)).status_code == 409
    assert send(client, newer).status_code in {403, 409}
    assert [each.over_why for each in PartnerLink.objects.order_by("issued_at")] == ["replaced", "revoked"]
    commands.revoke_link(newer.link, by=clerk)  # twice is once
    assert Entry.objects.filter(act="referrals.link.revoked").count() == 1


def test_whatever_ends_the_matter_ends_the_link(issued, sent, clerk):
    commands.withdraw_referral(sent, reason="不要了", by=clerk)
    with pytest.raises(LinkOver):
        commands.open_link(issued.token, code=issued.code)


def test_who_declines_says_why_and_only_before_it_is_taken_on(issued, sent, responder, clerk):
    assert send(unlocked(issued), issued, result="decline", words="不属本局").status_code == 200
    sent.refresh_from_db()
    assert (sent.state, sent.reason.reveal()) == (State.DECLINED, "不属本局\n王科长")


def test_what_was_taken_on_is_not_declined_by_link(sent, responder, clerk):
    commands.accept_referral(sent, by=responder)
    issued = commands.issue_link(sent, contact="王", by=clerk)
    opened = commands.open_link(issued.token, code=issued.code)
    with pytest.raises(Conflict):
        commands.answer_link(issued.token, key=opened.key, result="decline", words="不", signed_as="王")
    assert PartnerLink.objects.get().used_at is None
    commands.answer_link(issued.token, key=opened.key, result="done", words="好", signed_as="王")


def test_every_opening_is_on_the_record_and_nothing_typed_is(issued):
    client = unlocked(issued)
    client.get(address(issued))
    send(client, issued)
    entries = Entry.objects.filter(act__startswith="referrals.link").order_by("id")
    told = [(each.act, each.details.get("result", {}).get("en")) for each in entries]
    assert told == [
        ("referrals.link.issued", None),
        ("referrals.link.opened", "code given"),
        ("referrals.link.opened", "content seen"),
        ("referrals.link.answered", "Done"),
    ]
    said = str([each.details for each in entries])
    for secret in (*SECRETS, issued.code[4:], issued.token, "王科长", "已纳入低保"):
        assert secret not in said


def test_nothing_in_the_database_opens_a_link(issued):
    row = PartnerLink.objects.get()
    kept = " ".join(str(each) for each in PartnerLink.objects.values().get().values())
    assert issued.token not in kept
    assert issued.code[4:] not in kept
    assert token_of(row, "x") != issued.token
    assert not re.search(re.escape(issued.code), kept)


def test_it_is_opened_so_often_an_hour_and_no_more(issued):
    client = Client()
    statuses = [client.get(address(issued)).status_code for _turn in range(OPENINGS_AN_HOUR + 5)]
    assert statuses == [200] * OPENINGS_AN_HOUR + [409] * 5
    with pytest.raises(TooManyOpenings):
        commands.open_link(issued.token, code=issued.code)
    assert Entry.objects.filter(act="referrals.link.opened").count() == OPENINGS_AN_HOUR + 1
    PartnerLink.objects.update(window_began_at=clock.now() - timedelta(hours=1))
    assert client.get(address(issued)).status_code == 200


def test_what_is_wrong_in_an_answer_comes_back_as_it_was_typed(issued):
    client = unlocked(issued)
    answer = send(client, issued, result="", words="写了很多字")
    assert answer.status_code == 422
    assert "写了很多字" in answer.content.decode()
    assert send(client, issued).status_code == 200


def test_the_page_of_an_answer_is_guarded_against_other_sites(issued):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(issued), {"code": issued.code}).status_code == 403
    assert send(client, issued).status_code == 403


def test_a_consent_taken_back_shows_nothing_more(issued, dossier, clerk):
    client = unlocked(issued)
    consent = Consent.objects.get(person=dossier.worker)
    withdraw_consent(consent, withdrawn_on=clock.today(), told_how="oral", unit=dossier.unit, by=clerk)
    page = client.get(address(issued)).content.decode()
    for secret in SECRETS:
        assert secret not in page


def test_only_those_of_the_household_make_and_end_links(issued, sent, someone, other_farm, responder, leader):
    for by in (someone(Role.UNIT_OFFICER, other_farm, "n"), responder, leader):
        with pytest.raises(Forbidden):
            commands.issue_link(sent, contact="x", by=by)
        with pytest.raises(Forbidden):
            commands.revoke_link(issued.link, by=by)


@pytest.mark.django_db(transaction=True)
def test_ten_who_answer_at_once_give_one_answer(issued):
    opened = commands.open_link(issued.token, code=issued.code)
    told = {"result": "done", "words": "好", "signed_as": "王"}
    answers = at_once(*[lambda: commands.answer_link(issued.token, key=opened.key, **told)] * 10)
    assert sum(isinstance(each, Referral) for each in answers) == 1, answers
    assert all(isinstance(each, Referral | NiangjiaError) for each in answers), answers
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_the_limit(issued):
    answers = at_once(*[lambda: commands.open_link(issued.token, code="AAAAAA")] * 15)
    assert sum(getattr(each, "is_wrong", False) for each in answers) <= MOST_TRIES, answers
    wrong = Entry.objects.filter(act="referrals.link.opened", details__result__en="wrong code").count()
    assert wrong == MOST_TRIES


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_withdrawal_at_once_end_in_one_state(sent, clerk):
    for _turn in range(4):
        issued = commands.issue_link(sent, contact="x", by=clerk)
        opened = commands.open_link(issued.token, code=issued.code)
        answers = at_once(
            lambda issued=issued, opened=opened: commands.answer_link(
                issued.token, key=opened.key, result="done", words="好", signed_as="王"
            ),
            lambda: commands.withdraw_referral(sent, reason="不", by=clerk),
        )
        assert sum(isinstance(each, Referral) for each in answers) == 1, answers
        Answer.objects.all().delete()
        Referral.objects.update(state="sent")
