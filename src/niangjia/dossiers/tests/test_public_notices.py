"""Public notices: what they show and never show, the page that goes dark by itself, paper, settings, and counting."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers import access, commands, notice_fields
from niangjia.dossiers.errors import NotDue, NotReady, StepTaken
from niangjia.dossiers.models import Dossier, NoticeSettings, PublicNotice
from niangjia.dossiers.notice_access import open_notice_of
from niangjia.dossiers.notice_fields import CATALOGUE, content_of, read_catalogue
from niangjia.dossiers.notice_sheet import notice_data
from niangjia.dossiers.notice_tokens import id_in, token_of
from niangjia.dossiers.queries_of_notices import hanging_in, notice_settings
from niangjia.dossiers.tests.chain_factories import DO, appraisal, notice, ready, walk
from niangjia.dossiers.tests.factories import identity, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import withdraw_consent
from niangjia.people.models import Consent
from niangjia.privacy.masking import mask_name

pytestmark = pytest.mark.django_db
SETTINGS = {
    "fields": ["unit", "category", "size"],
    "has_full_name": False,
    "has_page": True,
    "contact": "",
    "phone": "",
    "reason": "按局工会通知",
}


@pytest.fixture
def dossier(farm, people):
    members = (
        person("欧阳明月", is_head=True, particulars={"phone": "13812345678"}),
        person("欧阳小宝", identity_number=identity(date(2016, 3, 4)), particulars={"work_status": "student"}),
    )
    return walk(ready(farm, people["submit"], *members), people, until="post-notice")


def page_of(dossier: Dossier) -> str:
    return reverse("dossiers:open-notice", args=[token_of(dossier.notices.get())])


def told(address: str, **more) -> tuple[int, str]:
    """What a stranger is answered, without what differs from one answer to the next by itself."""
    answer = Client().get(address, headers={"accept-language": "zh-hans"}, **more)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", answer.content.decode())
    return answer.status_code, text.replace(address, "")


def test_a_stranger_reads_what_the_worker_agreed_to_and_nothing_else(dossier, farm):
    answer = Client().get(page_of(dossier), headers={"accept-language": "zh-hans"})
    text = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("欧***", str(farm), "2 人", dossier.number, "反映"):
        assert shown in text
    worker = dossier.worker
    number = worker.identity_number.reveal()
    never = [worker.name, "明月", "欧阳小宝", number, number[6:14], "13812345678", worker.born_on.isoformat()]
    never += [str(worker.identity_number), dossier.household.address.reveal(), str(dossier.pk), "致困"]
    assert not [each for each in never if each in text]
    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
    assert 'content="noindex' in text


def test_what_is_unknown_over_removed_or_taken_back_is_answered_alike(dossier, people, clerk):
    address, last = page_of(dossier), dossier.notices.get().ends_on
    unknown = told(reverse("dossiers:open-notice", args=["none"]))
    other = signing.Signer(salt="another", sep=".").sign(token_of(dossier.notices.get()).split(".")[0])
    assert unknown[0] == 404
    assert told(address)[0] == 200
    assert told(reverse("dossiers:open-notice", args=[other])) == unknown
    with clock.set_to(last):
        assert told(address)[0] == 200, "the last day is included"
    with clock.set_to(last + timedelta(days=1)):
        assert told(address) == unknown
    withdraw_consent(
        Consent.objects.get(purpose="notice"), withdrawn_on=clock.today(), told_how="paper", unit=dossier.unit, by=clerk
    )
    assert told(address) == unknown


@pytest.mark.parametrize("way", ["returned", "refused", "removed", "erased", "not-begun"])
def test_the_page_goes_dark_at_once(way, dossier, people):
    address, found = page_of(dossier), dossier.notices.get()
    unknown = told(reverse("dossiers:open-notice", args=["none"]))
    assert told(address)[0] == 200
    if way == "returned":
        DO["return"](dossier, by=people["return"])
    elif way == "refused":
        DO["refuse"](dossier, by=people["refuse"])
    elif way == "removed":
        DO["return"](dossier, by=people["return"])
        commands.remove_notice(found, by=people["submit"])
        Dossier.objects.update(state="on-notice")
    elif way == "erased":
        PublicNotice.objects.all().delete()
    else:
        PublicNotice.objects.update(starts_on=clock.today() + timedelta(days=1))
    assert told(address) == unknown


def test_a_token_is_long_signed_and_asks_the_database_nothing_when_it_is_not(
    dossier, django_assert_num_queries, settings
):
    found = dossier.notices.get()
    token = token_of(found)
    assert id_in(token) == found.pk
    signature = token.split(".")[1]
    assert len(signature) == 43, "256 bits"
    with django_assert_num_queries(0):
        for wrong in (token[:-1], token + "A", "." + signature, token.replace(".", ""), "x" * 5000, "é.ü"):
            assert open_notice_of(wrong) is None, wrong
    settings.SECRET_KEY = "another"
    assert id_in(token) is None


def test_opening_the_page_writes_nothing_at_all(dossier):
    before, browser, addresses = Entry.objects.count(), Client(), [page_of(dossier)]
    with CaptureQueriesContext(connection) as asked:
        for address in [*addresses, reverse("dossiers:open-notice", args=["none"])]:
            answer = browser.get(address, headers={"user-agent": "curious"}, REMOTE_ADDR="203.0.113.9")
            browser.head(address)
    assert [each["sql"] for each in asked if not each["sql"].startswith("SELECT")] == []
    assert Entry.objects.count() == before
    assert "sessionid" not in answer.cookies


def test_a_page_is_read_in_a_fixed_number_of_questions(dossier, django_assert_max_num_queries):
    address = page_of(dossier)
    with django_assert_max_num_queries(8):
        assert Client().get(address).status_code == 200


def test_other_methods_are_not_taken(dossier):
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(), method)(page_of(dossier)).status_code == 405


def test_what_a_notice_says_stays_as_it_was_posted(dossier, clerk):
    before = dossier.notices.get().shown
    Dossier.objects.update(size=7, stated_category="deep")
    assert dossier.notices.get().shown == before
    assert set(before) <= set(CATALOGUE.fields)
    assert before["name"] == "欧***"


def test_settings_hold_for_notices_to_come_and_are_on_the_record(dossier, approver, farm, people):
    commands.configure_notices(**SETTINGS | {"fields": ["unit"], "has_full_name": True, "has_page": False}, by=approver)
    assert notice_settings().fields == ["name", "unit"], "the name is always there"
    assert Entry.objects.get(act="dossiers.notices.configured").by_id == approver.pk
    assert told(page_of(dossier))[0] == 200, "what hangs stays"
    after = walk(ready(farm, people["submit"], person("赵青山", is_head=True)), people, until="post-notice")
    assert after.notices.get().shown == {"name": "赵青山", "unit": {"zh": farm.name, "en": farm.name}}
    assert told(page_of(after))[0] == 404, "without a page there is none"


def test_whom_to_turn_to_holds_at_once(dossier, approver):
    commands.configure_notices(**SETTINGS | {"contact": "局工会帮扶中心", "phone": "0470-1234567"}, by=approver)
    assert "局工会帮扶中心（电话 0470-1234567）" in told(page_of(dossier))[1]


def test_settings_are_refused_when_they_cannot_hold(approver, clerk, officer):
    for wrong in ({"reason": " "}, {"fields": ["identity_number"]}, {"phone": "1" * 41}, {"contact": "a\u202eb"}):
        with pytest.raises(InvalidInput):
            commands.configure_notices(**SETTINGS | wrong, by=approver)
    for other in (clerk, officer):
        with pytest.raises(Forbidden):
            commands.configure_notices(**SETTINGS, by=other)
    commands.configure_notices(**SETTINGS | {"phone": "1"}, by=approver)
    with pytest.raises(StepTaken):
        commands.configure_notices(**SETTINGS | {"phone": "2"}, by=approver, seen="")
    assert NoticeSettings.objects.count() == 1
    commands.configure_notices(**SETTINGS | {"phone": "1"}, by=approver, seen="stale")
    assert NoticeSettings.objects.count() == 1, "pressed twice it is set once"


def test_a_notice_shows_no_field_the_law_does_not_allow(farm, people):
    dossier = walk(ready(farm, people["submit"], person("赵青山", is_head=True)), people, until="appraise")
    with pytest.raises(InvalidInput):
        commands.post_notice(dossier, notice(fields=("phone",)), by=people["post-notice"])
    done = commands.post_notice(dossier, notice(fields=("size",)), by=people["post-notice"])
    assert set(done.notices.get().shown) == {"name", "size"}


def test_who_begins_a_notice_sees_what_everyone_will_read(farm, people, signed_in):
    dossier = walk(ready(farm, people["submit"], person("赵青山", is_head=True)), people, until="appraise")
    shown = signed_in(people["post-notice"]).get(reverse("dossiers:post-notice", args=[dossier.pk]))
    assert ("姓名", "赵**") in [(str(field.label), value) for field, value in shown.context["preview"]]


def test_the_name_of_a_minor_is_masked_whatever_is_set(dossier):
    worker = dossier.worker
    day = clock.today()
    assert content_of(dossier, [], has_full_name=True, on=day)["name"] == worker.name
    worker.born_on = day.replace(year=day.year - 17)
    assert content_of(dossier, [], has_full_name=True, on=day)["name"] == "欧***"


def test_names_are_masked_by_the_one_rule():
    assert [mask_name(each) for each in ("", "张", "张三", "欧阳明月", "𠮷田")] == ["", "*", "张*", "欧***", "𠮷*"]


def test_a_catalogue_with_a_field_nothing_can_show_is_refused():
    row = '[card]\nzh = "a"\nen = "b"\nsource_zh = ""\nsource_en = ""\nmark = "confirmed"\n'
    rest = '[_full_name]\nsource_zh = ""\nsource_en = ""\n[_never]\nsource_zh = ""\nsource_en = ""\nthings = []\n'
    with pytest.raises(ValueError, match="card"):
        read_catalogue(row + rest)
    assert set(notice_fields.VALUES) == set(CATALOGUE.fields) - {"name"}


def test_the_sheet_says_what_the_page_says(dossier, farm, bureau):
    found = dossier.notices.get()
    data = notice_data([found], farm, notice_settings(), clock.today(), address="https://n.example/notice/x/")
    assert data["rows"][0][1] == "欧***"
    assert dossier.worker.name not in str(data)
    assert data["code"]["bars"]
    assert data["closing"][0] == "白桦林场工会", "signed by the union, not by the farm"
    page = told(page_of(dossier))[1]
    for text in (*data["openings"], *data["object"]["texts"]):
        assert text in page


def test_one_notice_is_printed_and_recorded(dossier, officer, auditor, signed_in):
    address = reverse("dossiers:print-notice", args=[dossier.pk, dossier.notices.get().pk])
    answer = signed_in(officer).get(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert Entry.objects.get(act="dossiers.notice.printed").by_id == officer.pk
    assert signed_in(auditor).get(address).status_code == 404
    with clock.set_to(dossier.notices.get().ends_on + timedelta(days=1)):
        over = signed_in(officer).get(address)
    assert (over.status_code, over["Location"]) == (302, reverse("dossiers:show-dossier", args=[dossier.pk]))


def test_all_notices_of_a_unit_come_on_one_sheet(dossier, farm, people, officer, other_farm, bureau, clerk, signed_in):
    walk(ready(farm, people["submit"], person("赵青山", is_head=True)), people, until="post-notice")
    gone = walk(ready(farm, people["submit"], person("钱小河", is_head=True)), people, until="post-notice")
    DO["return"](gone, by=people["return"])
    answer = signed_in(officer).get(reverse("dossiers:print-notices", args=[farm.pk]))
    assert answer.content[:5] == b"%PDF-"
    assert Entry.objects.filter(act="dossiers.notice.printed").count() == 2, "one for each dossier on it"
    assert signed_in(officer).get(reverse("dossiers:print-notices", args=[bureau.pk])).status_code == 404
    assert signed_in(clerk).get(reverse("dossiers:print-notices", args=[bureau.pk])).content[:5] == b"%PDF-"
    with pytest.raises(Conflict):
        commands.print_notices(other_farm, by=clerk)


def test_notices_that_are_over_take_no_place_on_the_sheet(dossier, farm, people, officer, monkeypatch):
    over = clock.today()
    PublicNotice.objects.update(ends_on=over)
    monkeypatch.setattr("niangjia.dossiers.queries_of_notices.ROWS", 1)
    with clock.set_to(over + timedelta(days=1)):
        hung = walk(ready(farm, people["submit"], person("赵青山", is_head=True)), people, until="post-notice")
        assert commands.print_notices(farm, by=officer)[:5] == b"%PDF-"
    assert Entry.objects.get(act="dossiers.notice.printed").subject_id == hung.pk


def test_a_notice_written_by_hand_is_neither_printed_nor_a_page(dossier, officer):
    PublicNotice.objects.update(shown={})
    with pytest.raises(Conflict):
        commands.print_notice(dossier.notices.get(), address="", by=officer)
    assert told(page_of(dossier))[0] == 404


def test_the_dossiers_page_shows_address_code_and_days_left(dossier, officer, signed_in):
    text = signed_in(officer).get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
    found = re.search(r'href="(http://testserver/notice/[^"]+)"', text)
    assert found
    assert urlsplit(found[1]).path == page_of(dossier)
    assert "data:image/svg+xml" in text
    left = (dossier.notices.get().ends_on - clock.today()).days
    assert re.search(rf"(还有|剩)\s*{left}\s*天", text)


def test_what_is_over_is_listed_until_it_is_taken_down(dossier, officer, farm, signed_in):
    address = reverse("dossiers:list-notices")
    assert signed_in(officer).get(address).context["down"] == []
    with clock.set_to(dossier.notices.get().ends_on + timedelta(days=3)):
        browser = signed_in(officer)
        (row, why), *more = browser.get(address).context["down"]
        assert (row.days_over, bool(why), more) == (3, True, [])
        assert dossier.worker.name in browser.get(address).content.decode()
        browser.post(reverse("dossiers:remove-notice", args=[dossier.pk, dossier.notices.get().pk]))
        assert browser.get(address).context["down"] == []


def test_a_consent_taken_back_ends_the_notice_and_the_second_review_says_so(dossier, people, clerk):
    found = dossier.notices.get()
    with pytest.raises(Conflict):
        commands.remove_notice(found, by=people["submit"])
    consent = Consent.objects.get(purpose="notice")
    withdraw_consent(consent, withdrawn_on=clock.today(), told_how="paper", unit=dossier.unit, by=clerk)
    assert commands.remove_notice(found, by=people["submit"]).removed_on == clock.today()
    with clock.set_to(found.ends_on + timedelta(days=1)), pytest.raises(NotReady) as refusal:
        DO["recheck"](dossier, by=people["recheck"])
    assert refusal.value.code == "notice-cut-short"


def test_the_list_asks_a_fixed_number_of_questions(farm, people, officer, signed_in):
    browser, address = signed_in(officer), reverse("dossiers:list-notices")
    counts = []
    for names in (("赵一",), ("钱二", "孙三", "李四")):
        for name in names:
            walk(ready(farm, people["submit"], person(name, is_head=True)), people, until="post-notice")
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_who_sees_the_list_sees_their_own_units_only(dossier, other_farm, someone, signed_in, administrator):
    stranger = someone(Role.UNIT_OFFICER, other_farm, "other-officer")
    assert signed_in(stranger).get(reverse("dossiers:list-notices")).context["groups"] == []
    assert signed_in(administrator).get(reverse("dossiers:list-notices")).status_code == 403


def test_the_approver_sets_it_on_the_page(approver, signed_in):
    browser, address = signed_in(approver), reverse("dossiers:configure-notices")
    shown = browser.get(address)
    assert "身份证号" in shown.content.decode(), "what is never shown is said"
    wrong = browser.post(address, {"phone": "0470-7654321", "seen": ""})
    assert wrong.status_code == 422
    assert "0470-7654321" in wrong.content.decode()
    data = {"fields_shown": ["unit"], "has_page": "on", "phone": "0470-7654321", "reason": "通知要求", "seen": ""}
    assert browser.post(address, data)["Location"] == reverse("dossiers:list-notices")
    assert notice_settings().phone == "0470-7654321"


def test_hanging_reads_nothing_of_other_units(dossier, officer, other_farm):
    rows = hanging_in(access.where_may(officer, "see-notices"), clock.today())
    assert [row.notice.dossier_id for row in rows] == [dossier.pk]
    assert hanging_in(access.where_may(officer, "see-notices"), clock.today(), unit=other_farm) == []


def test_a_page_that_went_dark_does_not_come_back_with_a_later_notice(farm, people):
    dossier = walk(ready(farm, people["submit"]), people, until="appraise")
    commands.post_notice(dossier, notice(ends_on=clock.today() + timedelta(days=30)), by=people["post-notice"])
    first, address = dossier.notices.get(), page_of(dossier)
    assert told(address)[0] == 200
    DO["return"](dossier, by=people["return"])
    walk(dossier, people, until="post-notice")
    second = dossier.notices.exclude(pk=first.pk).get()
    assert told(address)[0] == 404, "what it says was returned"
    assert told(reverse("dossiers:open-notice", args=[token_of(second)]))[0] == 200
    with pytest.raises(NotDue):
        commands.record_objection(first, received_on=clock.today(), told_by="", text="收入不实", by=people["submit"])
    with pytest.raises(Conflict):
        commands.remove_notice(second, by=people["submit"])
    assert commands.remove_notice(first, by=people["submit"]).removed_on == clock.today()


@pytest.mark.parametrize("last", [date(2400, 1, 1), date.max], ids=str)
def test_a_notice_does_not_hang_for_good(last, farm, people):
    dossier = walk(ready(farm, people["submit"]), people, until="appraise")
    with pytest.raises(InvalidInput) as refusal:
        commands.post_notice(dossier, notice(ends_on=last), by=people["post-notice"])
    assert refusal.value.code == "notice-too-long"


def test_a_notice_did_not_hang_before_the_dossier_was_submitted(farm, people):
    dossier = walk(ready(farm, people["submit"]), people, until="verify")
    before = clock.today() - timedelta(days=20)
    commands.appraise_dossier(dossier, appraisal(met_on=before), by=people["appraise"])
    with pytest.raises(InvalidInput) as refusal:
        commands.post_notice(dossier, notice(starts_on=before), by=people["post-notice"])
    assert refusal.value.code == "not-clear"
