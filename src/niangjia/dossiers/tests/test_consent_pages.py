"""The consent tab of a dossier: the matrix, recording, taking back, the form to be signed."""

import re
from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from niangjia.audit.models import Entry
from niangjia.dossiers.commands import (
    assess_dossier,
    close_dossier,
    record_consents,
    revise_dossier,
    withdraw_consent,
)
from niangjia.dossiers.consent_sheet import TEMPLATE, consent_data
from niangjia.dossiers.tests.factories import file, household, person, record
from niangjia.kernel import clock, resident_numbers
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Consent, Person
from niangjia.ui.sheets import render

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)
GIVEN = {"given_how": "paper", "signed_by": "self", "signed_on": date(2026, 6, 30)}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def dossier(clerk, farm):
    """A worker, the spouse and a child of ten."""
    child = person("刘小满", identity_number=resident_numbers.make("150785", date(2016, 7, 2), 910), relation="son")
    spouse = person("赵桂兰", relation="spouse")
    return file(home=household(person("刘心红", is_head=True, wage_fen=1), spouse, child), unit=farm, by=clerk)


def page(name, dossier, *more):
    return reverse(f"dossiers:{name}", args=[getattr(dossier, "pk", dossier), *more])


def signed(dossier, **changes):
    given = {"person": str(dossier.worker_id), "purposes": ["sensitive", "verification"], "signed_on": "2026-06-30"}
    return given | {"given_how": "paper", "signed_by": "self"} | changes


def states(answer, name):
    return {
        str(cell.purpose): cell.tone
        for row in answer.context["matrix"].rows
        if row.member.person.name == name
        for cell in row.cells
    }


def test_the_matrix_says_what_is_missing_and_what_was_given(as_clerk, dossier):
    answer = as_clerk.get(page("show-consents", dossier))
    assert states(answer, "刘心红")["敏感个人信息处理"] == "warn"
    assert states(answer, "刘小满") == {
        "敏感个人信息处理": "warn", "信息核对授权": "neutral", "公示单独同意": "neutral",
        "向第三方提供": "neutral", "照片和影像": "neutral", "心理服务": "neutral",
    }  # fmt: skip
    missing = {str(purpose): names for purpose, names in answer.context["matrix"].missing}
    assert missing == {
        "敏感个人信息处理": "刘心红、赵桂兰、刘小满", "信息核对授权": "刘心红、赵桂兰", "公示单独同意": "刘心红",
    }  # fmt: skip
    sent = as_clerk.post(page("record-consents", dossier), signed(dossier))
    assert (sent.status_code, sent["Location"]) == (302, page("show-consents", dossier))
    answer = as_clerk.get(page("show-consents", dossier))
    assert states(answer, "刘心红")["敏感个人信息处理"] == "good"
    assert len(answer.context["matrix"].on_file) == 2


def test_what_was_typed_stays_when_it_is_refused(as_clerk, dossier):
    child = Person.objects.get(name="刘小满")
    answer = as_clerk.post(page("record-consents", dossier), signed(dossier, person=str(child.pk), evidence="第三卷"))
    assert answer.status_code == 422
    assert "第三卷" in answer.content.decode()
    assert "14" in str(answer.context["form"].non_field_errors())
    assert not Consent.objects.exists()
    guardian = {"signed_by": "guardian", "guardian_name": "刘心红", "guardian_relation": "parent"}
    assert (
        as_clerk.post(page("record-consents", dossier), signed(dossier, person=str(child.pk), **guardian)).status_code
        == 302
    )
    assert Consent.objects.filter(person=child).count() == 2
    assert "刘心红" in as_clerk.get(page("show-consents", dossier)).content.decode()


def test_nothing_of_a_form_is_written_when_one_part_is_refused(as_clerk, dossier):
    answer = as_clerk.post(page("record-consents", dossier), signed(dossier, purposes=["sensitive", "everything"]))
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_sent_twice_it_is_recorded_once(as_clerk, dossier):
    for _twice in range(2):
        assert as_clerk.post(page("record-consents", dossier), signed(dossier)).status_code == 302
    assert Consent.objects.count() == 2


def test_effects_are_told_before_a_consent_is_taken_back(as_clerk, clerk, dossier):
    as_clerk.post(page("record-consents", dossier), signed(dossier))
    consent = Consent.objects.get(purpose="sensitive")
    ask = page("withdraw-consent", dossier, consent.pk)
    shown = as_clerk.get(ask)
    told = [str(effect) for effect in shown.context["effects"]]
    assert told[0] == PURPOSES["sensitive"].stops.zh
    assert dossier.number in told[1]
    assert not hasattr(consent, "withdrawal")
    assert as_clerk.post(ask, {"withdrawn_on": "2026-07-02", "told_how": "oral"}).status_code == 422
    for _twice in range(2):
        assert as_clerk.post(ask, {"withdrawn_on": "2026-07-01", "told_how": "oral"}).status_code == 302
    assert states(as_clerk.get(page("show-consents", dossier)), "刘心红")["敏感个人信息处理"] == "bad"
    assert Entry.objects.filter(act="people.consent.withdrawn", by=clerk).count() == 1


def test_a_consent_of_another_household_is_not_found(as_clerk, clerk, dossier, farm):
    other = file(unit=farm, by=clerk)
    as_clerk.post(page("record-consents", dossier), signed(dossier))
    consent = Consent.objects.first()
    assert as_clerk.get(page("withdraw-consent", other, consent.pk)).status_code == 404
    assert as_clerk.post(page("record-consents", other), signed(dossier)).status_code == 422
    assert as_clerk.get(f"{page('print-consents', other)}?person={dossier.worker_id}").status_code == 404
    assert as_clerk.get(f"{page('print-consents', dossier)}?person=nobody").status_code == 404


@pytest.mark.parametrize(
    ("who", "reads", "keeps"), [("officer", 200, 200), ("auditor", 200, 404), ("leader", 404, 404)]
)
def test_who_may_do_what(request, signed_in, dossier, who, reads, keeps):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(page("show-consents", dossier)).status_code == reads
    for name in ("record-consents", "print-consents"):
        assert client.get(page(name, dossier)).status_code == keeps
        assert client.get(page(name, uuid4())).status_code == 404


def test_another_farms_officer_finds_nothing(someone, signed_in, other_farm, dossier):
    client = signed_in(someone("unit-officer", other_farm, "elsewhere"))
    for name in ("show-consents", "record-consents", "print-consents"):
        assert client.get(page(name, dossier)).status_code == 404
    assert client.post(page("record-consents", dossier), signed(dossier)).status_code == 404
    assert not Consent.objects.exists()


@pytest.mark.parametrize("size", [2, 8])
def test_the_page_takes_as_many_queries_for_any_household(as_clerk, clerk, farm, size, django_assert_max_num_queries):
    members = [person("刘心红", is_head=True, wage_fen=1), *(person(f"刘{place}") for place in range(size))]
    dossier = file(home=household(*members), unit=farm, by=clerk)
    for each in dossier.household.memberships.all():
        given = {"given_how": "paper", "signed_by": "self", "signed_on": date(2026, 6, 30)}
        record_consents(dossier, each.person, purposes=["sensitive", "media"], by=clerk, **given)
    with django_assert_max_num_queries(27):
        as_clerk.get(page("show-consents", dossier))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_has_every_wording_and_a_line_to_sign(dossier, language):
    with override(language):
        data = consent_data(dossier, dossier.worker, TODAY)
        pdf = pypdfium2.PdfDocument(render(TEMPLATE, data, printed_on=TODAY))
    text = re.sub(r"\s", "", "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf))
    words = "zh" if language == "zh-hans" else "en"
    for purpose in PURPOSES.values():
        assert re.sub(r"\s", "", getattr(purpose.label, words)) in text
    assert text.count("签字：" if words == "zh" else "Signature:") == len(PURPOSES)
    assert "150785" not in text


def test_a_childs_form_asks_for_the_guardian(dossier):
    child = Person.objects.get(name="刘小满")
    assert "十四周岁" in consent_data(dossier, child, TODAY)["child"]
    assert "监护人" in consent_data(dossier, child, TODAY)["sign"][0]
    assert consent_data(dossier, child, date(2030, 7, 2))["child"] == ""


def test_printing_the_form_goes_on_the_record(as_clerk, dossier):
    answer = as_clerk.get(f"{page('print-consents', dossier)}?person={dossier.worker_id}")
    assert answer["Content-Type"] == "application/pdf"
    assert Entry.objects.get(act="dossiers.consents.printed").details == {"number": dossier.number}


def test_a_consent_taken_back_stops_revising_and_deciding_until_given_anew(as_clerk, clerk, farm, dossier):
    record_consents(dossier, dossier.worker, purposes=["sensitive"], by=clerk, **GIVEN)
    assess_dossier(dossier, by=clerk)  # the others were never asked: that alone stops nothing
    withdraw_consent(dossier, Consent.objects.get(), withdrawn_on=TODAY, told_how="paper", by=clerk)
    with pytest.raises(ConsentMissing) as refusal:
        assess_dossier(dossier, by=clerk)
    assert refusal.value.persons == [dossier.worker]
    own = person(dossier.worker.name, is_head=True, identity_number=dossier.worker.identity_number.reveal(), wage_fen=9)
    with pytest.raises(ConsentMissing):
        revise_dossier(dossier, record(own), unit=farm, by=clerk)
    assert dossier.household.memberships.filter(ended_on=None).count() == 3
    answer = as_clerk.post(reverse("dossiers:assess-dossier", args=[dossier.pk]))
    assert (answer.status_code, dossier.worker.name in answer.content.decode()) == (409, True)
    record_consents(dossier, dossier.worker, purposes=["sensitive"], by=clerk, **(GIVEN | {"signed_on": TODAY}))
    assess_dossier(dossier, by=clerk)


def test_it_can_be_closed_and_filed_anew_all_the_same(clerk, farm, dossier):
    record_consents(dossier, dossier.worker, purposes=["sensitive"], by=clerk, **GIVEN)
    withdraw_consent(dossier, Consent.objects.get(), withdrawn_on=TODAY, told_how="paper", by=clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    own = person(dossier.worker.name, is_head=True, identity_number=dossier.worker.identity_number.reveal(), wage_fen=9)
    assert file(own, unit=farm, by=clerk).category is not None
