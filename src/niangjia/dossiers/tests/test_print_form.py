"""Printing an official form: who may, what is masked, what is shown in full for what, and what the record has of it."""

from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from niangjia.accounts.models import Role
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.models import Look
from niangjia.dossiers.official.catalogue import FORMS
from niangjia.dossiers.tests.chain_factories import draft
from niangjia.dossiers.tests.factories import file, person, plant
from niangjia.dossiers.tests.paper_factories import whole
from niangjia.kernel import clock
from niangjia.privacy.tests.planted import assert_absent

pytestmark = pytest.mark.django_db
ALWAYS = ("dossier-form", "blank-visit-form", "review-record", "yearly-review", "file-index")


@pytest.fixture
def planted(farm, clerk):
    return plant(farm, clerk)


def page(dossier, code="dossier-form"):
    return reverse("dossiers:print-form", args=[getattr(dossier, "pk", dossier), code])


def words_of(answer):
    pages = pypdfium2.PdfDocument(answer.content)
    return "".join("".join(each.get_textpage().get_text_range().split()) for each in pages)


def in_full(client, dossier, *fields, code="dossier-form", purpose="fill-form", **more):
    return client.post(page(dossier, code), {"fields_wanted": fields, "purpose": purpose, **more})


def test_the_page_lists_every_form_with_when_one_uses_it(as_clerk, planted, django_assert_max_num_queries):
    dossier, _values = planted
    as_clerk.get(reverse("dossiers:show-papers", args=[dossier.pk]))
    with django_assert_max_num_queries(40):
        shown = as_clerk.get(reverse("dossiers:show-papers", args=[dossier.pk]))
    told = shown.content.decode()
    for form in FORMS.values():
        assert str(form.title) in told
        assert str(form.use) in told
    assert [form.code for form, lacks, _ask in shown.context["rows"] if lacks] == ["visit-form"]
    assert reverse("dossiers:show-consents", args=[dossier.pk]) in told


@pytest.mark.parametrize("code", ALWAYS)
def test_a_form_prints_masked_and_goes_on_record(as_clerk, clerk, planted, code):
    dossier, values = planted
    answer = as_clerk.get(page(dossier, code))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="{code}-{dossier.number}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert_absent(values, words_of(answer))
    son = dossier.household.memberships.get(position=1).person
    assert son.identity_number.reveal() not in words_of(answer)
    [entry] = Entry.objects.filter(act="dossiers.form.printed")
    assert (entry.subject_id, entry.by, entry.unit) == (dossier.pk, clerk, dossier.unit)
    sentence = acts.sentence(entry.act, entry.told)
    assert str(FORMS[code].title) in sentence
    assert "无" in sentence
    assert not Entry.objects.filter(act="dossiers.value.revealed").exists()
    assert entry in as_clerk.get(reverse("dossiers:show-history", args=[dossier.pk])).context["entries"]


def test_masked_values_are_those_of_the_pages(as_clerk, planted):
    dossier, _values = planted
    paper = words_of(as_clerk.get(page(dossier)))
    shown = as_clerk.get(reverse("dossiers:show-dossier", args=[dossier.pk])).context["dossier"]
    for value in (shown.worker.identity_number, shown.worker.phone, shown.household.address):
        assert str(value) in paper


def test_what_is_asked_for_prints_in_full_for_everyone_and_is_recorded_for_each(as_clerk, clerk, planted):
    dossier, values = planted
    son = dossier.household.memberships.get(position=1).person
    answer = in_full(as_clerk, dossier, "identity_number", "phone")
    assert answer.status_code == 200
    paper = words_of(answer)
    assert values["identity_number"] in paper
    assert values["phone"] in paper
    assert son.identity_number.reveal() in paper
    assert "填写表格" in paper, "what it is for lies under every page"
    assert_absent(values, paper, besides=("identity_number", "phone"))
    looked = {entry.subject_id: entry for entry in Entry.objects.filter(act="dossiers.value.revealed")}
    assert set(looked) == {dossier.worker_id, son.pk}
    assert looked[dossier.worker_id].details["fields"] == ["identity_number", "phone"]
    assert looked[son.pk].details["fields"] == ["identity_number"]
    assert {entry.details["purpose"] for entry in looked.values()} == {"fill-form"}
    assert Look.objects.filter(user=clerk).count() == 2
    [printed] = Entry.objects.filter(act="dossiers.form.printed")
    assert "身份证号、手机号码" in acts.sentence(printed.act, printed.told)


def test_nothing_is_unsealed_before_it_is_on_record(as_clerk, planted, monkeypatch):
    dossier, values = planted

    def fail(*_args, **_details):
        raise RuntimeError("broken")

    monkeypatch.setattr("niangjia.dossiers.commands.printing.audit", fail)
    monkeypatch.setattr("niangjia.dossiers.commands.printing.form_sheet", lambda *_, **__: pytest.fail("printed"))
    as_clerk.raise_request_exception = False
    answer = in_full(as_clerk, dossier, "phone")
    assert answer.status_code == 500
    assert_absent(values, answer.content.decode())


def test_the_table_of_purposes_holds_for_paper_too(someone, bureau, signed_in, as_clerk, planted):
    dossier, values = planted
    reviewer = signed_in(someone(Role.REVIEWER, bureau, "reviewer"))
    for client, field, purpose in [
        (as_clerk, "card_number", "fill-form"),
        (reviewer, "phone", "contact"),
        (reviewer, "identity_number", "fill-form"),
    ]:
        answer = in_full(client, dossier, field, purpose=purpose)
        assert answer.status_code == 403
        assert_absent(values, answer.content.decode())
    assert {entry.details["result"] for entry in _refused()} == {"purpose-not-allowed"}
    assert not Entry.objects.filter(act__in=("dossiers.value.revealed", "dossiers.form.printed")).exists()
    assert in_full(reviewer, dossier, "identity_number", purpose="check-identity").status_code == 200


def _refused():
    return list(Entry.objects.filter(act="dossiers.value.refused"))


def test_a_limit_of_looking_keeps_the_whole_print_back(as_clerk, clerk, planted):
    dossier, values = planted
    for _turn in range(29):
        Look.objects.create(user=clerk, about=uuid4(), at=clock.now())
    answer = in_full(as_clerk, dossier, "identity_number")
    assert answer.status_code == 403
    assert_absent(values, answer.content.decode())
    assert {entry.details["result"] for entry in _refused()} == {"too-many-looks"}
    assert not Entry.objects.filter(act="dossiers.value.revealed").exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"fields_wanted": ["phone"], "purpose": ""},
        {"fields_wanted": [], "purpose": "fill-form"},
        {"fields_wanted": ["phone"], "purpose": "other", "words": "短"},
        {"fields_wanted": ["phone"], "purpose": "other", "words": "给刘心红打电话说明情况"},
        {"fields_wanted": ["phone"], "purpose": "other", "words": "核对证件号 150785 的前几位"},
    ],
)
def test_what_cannot_be_taken_is_asked_again_with_what_was_typed(as_clerk, planted, asked):
    dossier, values = planted
    answer = as_clerk.post(page(dossier), asked)
    assert answer.status_code == 422
    assert asked.get("words", "") in answer.content.decode()
    assert_absent(values, answer.content.decode())
    assert not Entry.objects.filter(act__in=("dossiers.value.revealed", "dossiers.form.printed")).exists()


def test_a_form_without_a_place_for_it_shows_nothing_in_full(as_clerk, planted):
    dossier, _values = planted
    assert in_full(as_clerk, dossier, "phone", code="file-index").status_code == 422


def test_a_form_that_is_not_ready_says_why(as_clerk, officer, farm):
    dossier = draft(farm, officer)
    for code in ("visit-form", "yearly-review"):
        answer = as_clerk.get(page(dossier, code))
        assert answer.status_code == 409
        assert str(FORMS[code].lacks(dossier)) in answer.content.decode()
    assert not Entry.objects.filter(act="dossiers.form.printed").exists()


def test_there_is_no_yearly_review_of_a_closed_dossier(clerk, farm):
    dossier = file(person(is_head=True), unit=farm, by=clerk)
    closed = commands.close_dossier(dossier, reason="retired", by=clerk)
    assert FORMS["yearly-review"].lacks(whole(closed))


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("officer", 200), ("auditor", 200), ("approver", 200), ("leader", 404), ("administrator", 404)],
)
def test_who_may_read_the_dossier_may_print_its_papers(request, signed_in, planted, who, status):
    dossier, _values = planted
    browser = signed_in(request.getfixturevalue(who))
    assert browser.get(reverse("dossiers:show-papers", args=[dossier.pk])).status_code == status
    assert browser.get(page(dossier, "file-index")).status_code == status
    assert Entry.objects.filter(act="dossiers.form.printed").count() == (status == 200)


def test_missing_foreign_and_unknown_look_the_same(officer, signed_in, other_farm, clerk, planted):
    theirs = file(person("张铁柱", is_head=True), unit=other_farm, by=clerk)
    browser = signed_in(officer)
    paths = [page(theirs), page(uuid4()), page(planted[0], "no-such-form")]
    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]
    assert [browser.post(path, {"fields_wanted": ["phone"]}).status_code for path in paths] == [404, 404, 404]


def test_emergency_access_reads_and_prints_nothing(
    someone, other_farm, leader, security_administrator, signed_in, planted
):
    dossier, _values = planted
    other = someone(Role.UNIT_OFFICER, other_farm, "elsewhere")
    commands.open_break_glass(dossier.number, reason="夜里接到求助电话需要核实", device="x", by=other)
    browser = signed_in(other)
    shown = browser.get(reverse("dossiers:show-dossier", args=[dossier.pk]))
    assert shown.status_code == 200
    assert reverse("dossiers:show-papers", args=[dossier.pk]) not in shown.content.decode()
    assert browser.get(page(dossier)).status_code == 404
    assert in_full(browser, dossier, "phone", purpose="emergency").status_code == 404


def test_the_form_speaks_the_readers_language(as_clerk, planted):
    dossier, _values = planted
    as_clerk.cookies["django_language"] = "en"
    assert "Page1of" in words_of(as_clerk.get(page(dossier, "file-index")))


def test_the_same_day_gives_the_same_bytes(clerk, planted):
    dossier, _values = planted
    with clock.set_to(date(2026, 9, 15)), override("zh-hans"):
        first, second = (commands.print_form(whole(dossier), "file-index", by=clerk) for _turn in range(2))
    assert first == second
