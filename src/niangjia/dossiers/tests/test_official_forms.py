"""The official forms on paper: each for a full, a sparse and a large household, with the very values of the pages."""

import re
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from niangjia.dossiers.official import blocks, review_record, words
from niangjia.dossiers.official.catalogue import FORMS
from niangjia.dossiers.official.making import TEMPLATE, form_data
from niangjia.dossiers.official.reading import Reading, age_on, told
from niangjia.dossiers.official.steps import deadlines, history_of
from niangjia.dossiers.tests import paper_factories as papers
from niangjia.dossiers.tests.chain_factories import DO, draft
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.ui.sheets import render

pytestmark = pytest.mark.django_db
PRINTED_ON = date(2026, 9, 15)
OPEN = Reading(has_words=True)
READY = ("dossier-form", "blank-visit-form", "review-record", "yearly-review", "file-index")
"""What prints of a dossier that was taken over as it was."""


@pytest.fixture
def full(people, farm):
    return papers.walked(people, farm)


def data(code, dossier, by, reading=OPEN, language="zh-hans"):
    with override(language):
        return form_data(FORMS[code], dossier, reading, PRINTED_ON, by=by)


def pages_of(code, dossier, by, reading=OPEN, language="zh-hans"):
    """The pages, without the words that lie beneath them."""
    told_data = data(code, dossier, by, reading, language) | {"mark": None}
    return list(pypdfium2.PdfDocument(render(TEMPLATE, told_data, printed_on=PRINTED_ON)))


def bare(text):
    """A text without what breaks its lines."""
    return re.sub(r"[\s\u200b\ufffe\u0002]", "", text)


def text_of(pages):
    return [bare(page.get_textpage().get_text_range()) for page in pages]


def texts_in(value):
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(each)


def kinds(told_data):
    """The names of parts, which nobody reads."""
    return {part["kind"] for part in told_data["blocks"]}


def assert_whole(told_data, pages):
    """Every word of the data is on the paper, and the frame is on each page."""
    said, everything = text_of(pages), "".join(text_of(pages))
    silent = {"lang", "page", "mark", "day", "running"}
    wanted = {text for name, value in told_data.items() if name not in silent for text in texts_in(value)}
    missing = [text for text in wanted - kinds(told_data) if bare(text) not in everything]
    assert not missing
    for place, page in enumerate(said, start=1):
        assert told_data["number"] in page
        assert bare(f"第{place}页，共{len(said)}页") in page
    assert all(bare(told_data["running"]) in page for page in said[1:])


def assert_inside(pages):
    """No letter runs over the edge of the paper's margins."""
    for page in pages:
        text, width = page.get_textpage(), page.get_width()
        for place in range(text.count_chars()):
            if text.get_text_range(place, 1).strip():
                left, bottom, right, _top = text.get_charbox(place)
                assert left > 50
                assert right < width - 50
                assert bottom > 30


@pytest.mark.parametrize("code", list(FORMS))
def test_every_word_of_a_full_dossier_is_on_the_paper(code, full, clerk):
    pages = pages_of(code, full, clerk)
    assert_whole(data(code, full, clerk), pages)
    assert_inside(pages)


def test_every_word_of_a_sparse_dossier_is_on_the_paper(farm, clerk):
    sparse = papers.sparse(farm, clerk)
    assert FORMS["visit-form"].lacks(sparse)
    for code in READY:
        pages = pages_of(code, sparse, clerk)
        assert_whole(data(code, sparse, clerk), pages)
        assert_inside(pages)
        assert "None" not in "".join(text_of(pages)), code


def test_every_word_of_nine_people_is_on_the_paper(people, farm, clerk):
    nine = papers.walked(people, farm, papers.nine_home())
    reading = Reading(frozenset({"identity_number", "note"}), has_words=True, why="填写表格")
    for code in FORMS:
        pages = pages_of(code, nine, clerk, reading)
        assert_whole(data(code, nine, clerk, reading), pages)
        assert_inside(pages)
    form = "".join(text_of(pages_of("dossier-form", nine, clerk, reading)))
    for member in nine.household.members:
        assert member.person.name in form
        assert member.person.identity_number.reveal() in form
    assert "〓" not in form


def test_values_longer_than_a_page_go_on_to_the_next(farm, clerk):
    long = "每天早晚各一次药，" * 400
    home = papers.household(
        papers.worker(name="欧阳" * 20, note=long), papers.child(), particulars={"address": "x" * 400}
    )
    dossier = papers.whole(papers.file(home=home, unit=farm, by=clerk))
    reading = Reading(frozenset({"note", "address"}))
    pages = pages_of("dossier-form", dossier, clerk, reading)
    assert "".join(text_of(pages)).count("晚") == 400
    assert_inside(pages)


def screen(client, page, dossier):
    return client.get(reverse(f"dossiers:{page}", args=[dossier.pk])).context


def test_paper_and_screen_say_the_same(full, as_clerk, clerk):
    paper = "".join(text_of(pages_of("dossier-form", full, clerk)))
    money = screen(as_clerk, "show-money", full)["ledger"]
    for each in (*money.incomes, *money.spending):
        line = f"{each.get_kind_display()}{each.person.name if each.person else '全家'}{each.from_on}–{each.to_on}"
        assert bare(line + yuan(each.amount_fen)) in paper
    assert f"{yuan(money.income_fen)}年度必要支出（元）{yuan(money.spending_fen)}" in paper
    shown = screen(as_clerk, "show-dossier", full)
    assert str(shown["dossier"].category_words) in paper
    assert yuan(shown["dossier"].net_monthly_per_head_fen) in paper
    for member in screen(as_clerk, "show-members", full)["members"]:
        person = member.person
        for value in (
            member.get_relation_display(),
            person.get_work_status_display(),
            person.get_health_display(),
            person.get_stage_display() if person.stage != "none" else "",
            person.employer,
            str(person.identity_number),
            str(person.phone),
        ):
            assert bare(str(value)) in paper
    for each, _withdrawal in screen(as_clerk, "show-evidence", full)["files"]:
        assert bare(f"{each.get_kind_display()}全家{each.uploaded_at.date()}") in paper


def test_the_review_record_has_the_steps_of_the_panel(full, as_clerk, clerk):
    paper = "".join(text_of(pages_of("review-record", full, clerk)))
    lines = screen(as_clerk, "show-dossier", full)["standing"].lines
    assert len(lines) == 11
    for line in lines:
        day = line.step.at.astimezone(clock.SHANGHAI).date()
        assert bare(f"{line.step.number}{line.label}{line.step.get_to_state_display()}{line.step.by}{day}") in paper
    assert bare(papers.MINUTES) in paper
    assert "收到异议1件：不属实" in paper
    assert "小汽车" not in paper, "what an objection said is for those who look into it"
    assert str(review_record.APART) in paper


def test_the_yearly_review_has_the_changes_of_the_page(full, as_clerk, clerk):
    with clock.set_to(PRINTED_ON):
        page = reverse("dossiers:show-changes", args=[full.pk]) + "?since=2025-09-15&until=2026-09-15"
        changes = [each for version in as_clerk.get(page).context["told"] for each in version.changes]
    paper = "".join(text_of(pages_of("yearly-review", full, clerk)))
    of_the_household = [each for each in changes if each.thing != "档案"]
    assert of_the_household
    for each in of_the_household:
        assert bare(f"{each.thing}{each.label}{each.before}{each.after}") in paper
    assert "待核实事项" not in paper, "how it moved along the chain is no change of the household"


def test_a_change_that_nobody_may_see_is_told_as_one(full, clerk):
    """Of a sealed value the review says that it changed, and shows neither."""
    from niangjia.dossiers.commands import revise_dossier
    from niangjia.dossiers.tests.factories import record

    home = papers.full_home()
    with clock.set_to(date(2026, 8, 1)):
        revised = revise_dossier(full, record(home=home, note="换了说法"), unit=full.unit, by=clerk)
    paper = "".join(text_of(pages_of("yearly-review", papers.whole(revised), clerk)))
    assert bare(f"****{'****'}（内容已变，此处遮盖）") in paper
    assert "换了说法" not in paper


def test_a_step_done_late_says_so(people, farm):
    with clock.set_to(date(2026, 6, 1)):
        dossier = draft(farm, people["submit"])
        papers.give_papers(dossier, people["submit"])
        DO["submit"](dossier, by=people["submit"])
    with clock.set_to(date(2026, 6, 30)):
        DO["review"](dossier, by=people["review"])
    told_of = {step.act: due for step, due in deadlines(history_of(dossier).steps)}
    assert told_of["submit"] == ""
    assert told_of["review"] == f"2026-06-04 {words.LATE.zh}"


def test_a_step_before_a_return_does_not_count_any_more(people, farm, clerk):
    dossier = draft(farm, people["submit"])
    papers.give_papers(dossier, people["submit"])
    for act in ("submit", "review"):
        DO[act](dossier, by=people[act])
    assert "初审通过。" in "".join(text_of(pages_of("dossier-form", papers.whole(dossier), clerk)))
    DO["return"](dossier, by=people["submit"])
    DO["submit"](dossier, by=people["submit"])
    assert "初审通过。" not in "".join(text_of(pages_of("dossier-form", papers.whole(dossier), clerk)))


def test_one_hand_in_two_duties_is_told(full, people):
    full.steps.filter(act="file").update(by=people["review"])
    told_blocks = list(review_record.review_record(papers.whole(full), OPEN, PRINTED_ON))
    assert any(str(people["review"]) in each.get("text", "") and "不止一项" in each["text"] for each in told_blocks)


def test_what_is_missing_stands_under_the_index(farm, clerk, people):
    dossier = draft(farm, people["submit"])
    assert "尚缺材料：困难申请书" in "".join(text_of(pages_of("file-index", papers.whole(dossier), clerk)))


def test_what_was_written_at_steps_is_masked_for_who_may_not_read_it(full, clerk):
    for code in ("dossier-form", "visit-form", "review-record"):
        paper = "".join(text_of(pages_of(code, full, clerk, Reading())))
        for hidden in (papers.NEEDS, papers.HOUSING, papers.MINUTES):
            assert bare(hidden[:12]) not in paper


def test_a_language_has_no_word_of_the_other(full, clerk):
    said = [
        text
        for code in FORMS
        for name, value in data(code, full, clerk, Reading(), "en").items()
        if name not in {"union", "running", "foot"}
        for text in texts_in(value)
    ]
    own = "刘心红包秀英刘春生测试员白桦林场根河市第一中学中国农业银行支行海路分理处张工李公示栏、"
    own += "内蒙古大兴安岭白桦岭森林经营有限责任公司第三林场营林作业所"
    chinese = {each for text in said for each in re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)}
    assert chinese <= set(own)


def test_a_sealed_value_gets_on_no_form_but_through_a_reading(full):
    with pytest.raises(TypeError, match="sealed"):
        told(full.worker, "phone")


def test_ages():
    assert [age_on(date(2012, 3, 4), day) for day in (date(2026, 3, 3), date(2026, 3, 4))] == [13, 14]


def test_a_grid_fills_its_rows():
    cells = [blocks.Cell("a", "1", 2), blocks.Cell("b", "2", 2), blocks.Cell("c", "3"), blocks.Cell("d", "4")]
    assert [span for _label, _value, span in blocks.grid(cells)["cells"]] == [3, 2, 1, 3]


def test_the_template_is_a_file_of_the_product():
    assert TEMPLATE.is_file()
