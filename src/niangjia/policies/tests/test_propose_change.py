"""The forms of proposals: what people type, and what they are told when it cannot be taken."""

import pytest
from django.urls import reverse

from niangjia.policies import commands
from niangjia.policies.models import Change
from niangjia.policies.tests.book_factories import NAME, URBAN, approve, draft

pytestmark = pytest.mark.django_db
GOOD = {
    "region": "150785",
    "from_on": "2026-07-01",
    "value": "1,234.50",
    "mark": "to-confirm",
    "document": "关于调整低保标准的通知",
    "page": "第 2 页",
    "reason": "公布了本地标准",
}


def address(kind, query="", name=NAME):
    return reverse("policies:propose-change", args=[name, kind]) + query


def errors(answer):
    assert answer.status_code == 422, answer.status_code
    return set(answer.context["form"].errors)


@pytest.fixture
def set_urban(as_clerk):
    """Sends the form of the urban line."""
    return lambda **changes: as_clerk.post(address("set-value", f"?parameter={URBAN}"), GOOD | changes)


def test_a_value_in_yuan_becomes_fen(set_urban, clerk):
    answer = set_urban()
    change = Change.objects.get()
    assert answer["Location"] == reverse("policies:show-change", args=[change.pk])
    assert (change.value, change.region, str(change.from_on)) == (123_450, "150785", "2026-07-01")
    assert (change.proposed_by, change.state, change.is_confirmed) == (clerk, "proposed", False)
    assert (change.document, change.page, change.reason) == (GOOD["document"], GOOD["page"], GOOD["reason"])


def test_an_empty_region_is_the_country(set_urban):
    set_urban(region="")
    assert Change.objects.get().region == "000000"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value", ""),
        ("value", "约八百"),
        ("value", "12.345"),
        ("value", "-1"),
        ("value", "NaN"),
        ("value", "1e400"),
        ("value", "100000000.01"),
        ("region", "15078"),
        ("region", "内蒙古"),
        ("region", "1507855"),
        ("from_on", ""),
        ("from_on", "2026-13-01"),
        ("from_on", "1900-01-01"),
        ("mark", "perhaps"),
        ("document", " "),
        ("document", "长" * 201),
        ("reason", ""),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(set_urban, field, typed):
    answer = set_urban(**{field: typed})
    assert errors(answer) == {field}
    assert answer.context["form"].data["document"] == (typed if field == "document" else GOOD["document"])
    assert GOOD["page"] in answer.content.decode()
    assert not Change.objects.exists()


def test_what_was_typed_and_what_is_wanted_are_said(set_urban):
    said = str(set_urban(value="约八百").context["form"].errors["value"])
    assert "约八百" in said
    assert "1200" in said


def test_a_confirmed_value_needs_its_page(set_urban):
    assert errors(set_urban(mark="confirmed", page="")) == {"page"}


def test_the_country_wide_parameter_has_no_region(as_clerk):
    page = address("set-value", "?parameter=deep_percent")
    assert "region" not in as_clerk.get(page).context["form"].fields
    as_clerk.post(page, GOOD | {"value": "110", "region": "150785"})
    assert (Change.objects.get().region, Change.objects.get().value) == ("000000", 110)


@pytest.mark.parametrize("typed", ["110.5", "1001", "-1", "１１０x"])
def test_a_percentage_is_a_whole_number(as_clerk, typed):
    assert errors(as_clerk.post(address("set-value", "?parameter=deep_percent"), GOOD | {"value": typed})) == {"value"}


@pytest.mark.parametrize("typed", ["１１０", "110%", " １１０％ "])
def test_a_percentage_may_be_typed_as_people_type_it(as_clerk, typed):
    as_clerk.post(address("set-value", "?parameter=deep_percent"), GOOD | {"value": typed})
    assert Change.objects.get().value == 110


def test_a_switch_is_yes_or_no(as_clerk):
    page = address("set-value", "?parameter=compare_inclusive")
    assert errors(as_clerk.post(page, GOOD | {"value": "2"})) == {"value"}
    as_clerk.post(page, GOOD | {"value": "1"})
    assert Change.objects.get().value == 1


def test_nine_stages_are_nine_fields(as_clerk):
    page = address("set-value", "?parameter=schooling_aid")
    values = {f"value_{stage}": str(stage * 1000) for stage in range(9)}
    assert errors(as_clerk.post(page, GOOD | values | {"value_4": "x"})) == {"value_4"}
    as_clerk.post(page, GOOD | values)
    assert Change.objects.get().value == [stage * 100_000 for stage in range(9)]


ROW = f"?parameter={URBAN}&region=150000&from=2021-01-01"


def test_a_row_is_confirmed_with_document_and_page(as_clerk):
    page = address("confirm-row", ROW)
    assert as_clerk.get(page).context["row"].row.value == 77_200
    assert errors(as_clerk.post(page, GOOD | {"page": ""})) == {"page"}
    as_clerk.post(page, GOOD | {"value": "1"})
    change = Change.objects.get()
    assert (change.kind, change.value, change.region, change.is_confirmed) == ("confirm-row", 77_200, "150000", True)


def test_a_row_is_withdrawn(as_clerk):
    as_clerk.post(address("withdraw-row", ROW), GOOD)
    change = Change.objects.get()
    assert (change.kind, change.value, str(change.from_on)) == ("withdraw-row", None, "2021-01-01")


DRAFT = {"name": "own-2027", "title_zh": "本局规则", "title_en": "Our rules", "reason": "试算"}


def test_a_draft_is_proposed_without_a_document(as_clerk):
    as_clerk.post(address("open-draft"), DRAFT)
    change = Change.objects.get()
    assert (change.kind, change.rule_set, change.base, change.base_number) == ("open-draft", "own-2027", NAME, 0)
    assert (change.title_zh, change.title_en, change.from_on) == ("本局规则", "Our rules", None)


@pytest.mark.parametrize(
    "name", ["", "changes", NAME, "Own", "2027-own", "own 2027", "own/2027", "ow", "o" * 41, "自有"]
)
def test_a_draft_needs_a_name_fit_for_an_address(as_clerk, name):
    assert errors(as_clerk.post(address("open-draft"), DRAFT | {"name": name})) == {"name"}


def test_life_is_proposed_with_its_day(as_clerk, clerk, leader):
    approve(draft(), clerk, leader)
    assert errors(as_clerk.post(address("retire", name="own-2027"), GOOD)) == {"from_on"}
    as_clerk.post(address("put-in-force", name="own-2027"), GOOD | {"from_on": "2027-01-01"})
    begins = Change.objects.get(state="proposed")
    assert (begins.kind, begins.rule_set, str(begins.from_on)) == ("put-in-force", "own-2027", "2027-01-01")
    commands.approve_change(begins, by=leader)
    as_clerk.post(address("retire"), GOOD | {"from_on": "2027-01-01"})
    assert Change.objects.get(state="proposed").kind == "retire"


def test_a_reader_proposes_nothing(signed_in, leader):
    assert signed_in(leader).post(address("set-value", f"?parameter={URBAN}"), GOOD).status_code == 403
    assert not Change.objects.exists()


@pytest.mark.parametrize("field", ["document", "page", "reason"])
@pytest.mark.parametrize("text", ["\u202e第 2 页", "a\0b", "\x1b[31m"])
def test_a_character_that_nobody_sees_is_told_at_its_field(set_urban, field, text):
    assert errors(set_urban(**{field: text})) == {field}
    assert not Change.objects.exists()
