"""The decision on paper: what stands on it in both languages, what does not, who may have it, what is recorded."""

import os
import re
from datetime import date
from io import StringIO
from uuid import uuid4

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from niangjia.audit.models import Entry
from niangjia.dossiers import queries
from niangjia.dossiers.commands import close_dossier, confirm_fact
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.presenting import explained
from niangjia.dossiers.sheet import TEMPLATE, decision_sheet, sheet_data
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel import clock
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord
from niangjia.people.tests.factories import YEAR
from niangjia.policies import book
from niangjia.policies.tests.book_factories import approve, value

pytestmark = pytest.mark.django_db
PRINTED_ON = date(2026, 7, 3)
CARD = "6228489990000000003"


def paid(kind, yuan):
    return AmountRecord(kind, yuan * 100, *YEAR)


def deep():
    bank = {"bank": "中国农业银行", "card_number": CARD}
    particulars = {"phone": "13800000001", "health": "malignant-tumour"}
    head = person(
        "刘心红",
        is_head=True,
        wage_fen=2_400_000,
        spending=(paid("medical", 30_000),),
        bank=bank,
        particulars=particulars,
    )
    return household(head, person("刘春生", particulars={"stage": "junior", "work_status": "student"}))


def relative():
    return household(person("关志林", is_head=True, wage_fen=3_000_000), person("王秀兰", wage_fen=600_000))


def accidental():
    out_of_work = person("李凤英", relation="spouse", particulars={"work_status": "unemployed"})
    event = EventRecord(9_500_000, 1_000_000, date(2026, 3, 4))
    return household(person("赵铁山", is_head=True, wage_fen=6_600_000), out_of_work, events=(event,))


def edge():
    return household(person("孙桂芝", is_head=True, wage_fen=4_800_000), person("孙晓"))


def none_with_exclusions():
    owned = (AssetRecord("dwelling", 2), AssetRecord("savings", value_fen=30_000_000))
    return household(person("周立新", is_head=True, wage_fen=9_600_000), assets=owned)


def twelve():
    members = [
        person(f"欧阳{name}", wage_fen=place % 3 * 1_200_000) for place, name in enumerate("春生来华明光𫖯𬀩山河木")
    ]
    return household(person("欧阳䶮", is_head=True, wage_fen=4_800_000), *members)


OLDER = (date(2015, 6, 2), date(2016, 6, 1))


def older(wage, event=None, savings=0):
    """A household that applied in 2016, when another rule was in force."""
    worker = person("马长河", is_head=True, wage_fen=0)
    lines = (AmountRecord("shared", wage * 100, *OLDER),)
    owned = (AssetRecord("savings", value_fen=savings * 100),)
    return household(worker, person("马小满"), incomes=lines, events=(event,) if event else (), assets=owned)


def words_of(pdf):
    """The text of each page, without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "") for page in document]


@pytest.fixture
def filed(farm, clerk):
    """A dossier of a household, loaded as the pages load it."""

    def make(home):
        return queries.whole(Dossier.objects.filter(pk=file(home=home, unit=farm, by=clerk).pk)).get()

    return make


def printed(dossier, language="zh-hans"):
    with clock.set_to(PRINTED_ON), override(language):
        return decision_sheet(dossier)


def data(dossier, language="zh-hans"):
    with override(language):
        return sheet_data(dossier, explained(dossier), PRINTED_ON)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("home", "figures"),
    [
        (deep, ["24,000.00", "30,000.00", "-250.00", "840.00", "1,090.00", "10,080.00", "26,160.00"]),
        (relative, ["36,000.00", "1,500.00", "180.00", "6,720.00"]),
        (accidental, ["27,240.00", "93,240.00", "85,000.00", "3,885.00", "10,408.00", "8,400.00", "10,000.00"]),
        (edge, ["2,000.00", "320.01", "520.00", "7,680.01", "12,480.00"]),
        (none_with_exclusions, ["8,000.00", "300,000.00", "20,160.00"]),
        (twelve, ["168,000.00", "1,166.66", "12 × 12"]),
    ],
)
def test_the_figures_stand_on_the_sheet(filed, home, figures, language):
    pdf = printed(filed(home()), language)
    text = "".join(words_of(pdf))
    missing = [figure for figure in figures if figure not in text]
    assert not missing
    assert all(
        page.render(scale=0.5).to_pil().convert("L").getextrema()[0] < 100 for page in pypdfium2.PdfDocument(pdf)
    )


@pytest.mark.parametrize(
    ("home", "category", "titles"),
    [
        (older(10_000), 1, ["人均月收入", "人均月净收入"]),
        (older(60_000, EventRecord(7_000_000, 0, date(2016, 1, 1)), 500), 3, ["扣除事件支出后的人均月余额"]),
    ],
)
def test_an_older_rule_tells_its_own_story(farm, clerk, monkeypatch, home, category, titles):
    entered = {"dibao_urban_monthly": 50_000, "dibao_rural_monthly": 30_000, "public_school_cost": (0,) * 9}
    rule_set = book.rule_set("national-2012").with_parameters(entered)
    monkeypatch.setattr(book, "rule_set_for", lambda _day: rule_set)
    filed = file(home=home, unit=farm, by=clerk, applied_on=date(2016, 6, 1))
    dossier = queries.whole(Dossier.objects.filter(pk=filed.pk)).get()
    assert dossier.category == category
    told = data(dossier)
    assert set(titles) <= {step["title"] for step in told["story"]["steps"]}
    assert told["story"]["steps"][-1]["result"] in told["answer"][0]
    assert len(told["distances"]["rows"]) == 3 + (category == 3)
    assert all(row[2] for row in told["distances"]["rows"])
    assert rule_set.version in words_of(printed(dossier))[0]
    for step in told["story"]["steps"]:
        assert step["clauses"] or all(one["clause"] for one in step["texts"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_frame_says_whose_it_is_when_and_by_which_rules(filed, language):
    dossier = filed(deep())
    first, *others = words_of(printed(dossier, language))
    for said in (dossier.worker.name, dossier.number, "2019.1", str(len(others) + 1), "2026"):
        assert said in first
    assert all(dossier.number in page and dossier.worker.name in page for page in others)
    assert "白桦岭林业局工会" in first


def test_a_language_has_no_word_of_the_other(filed):
    told = data(filed(accidental()), "en")

    def texts(value):
        if isinstance(value, str):
            yield value
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(each)

    names = "".join(["赵铁山李凤英", "白桦林场白桦岭林业局工会"])
    chinese = {each for text in texts(told) for each in re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", text)}
    assert chinese <= set(names)
    zh = data(filed(deep()))
    english = {word for text in texts(zh) for word in re.findall(r"[A-Za-z]{3,}", text)}
    assert english <= {"page", "pages"}


def test_every_step_has_its_clause_and_every_mark_its_document(filed):
    told = data(filed(accidental()))
    for step in told["story"]["steps"]:
        assert step["clauses"] or all(text["clause"] for text in step["texts"])
    assert all(each["clause"] for each in told["ceilings"]["items"])
    on_paper = "".join(words_of(printed(filed(deep()))))
    listed = {code for code, _title in data(filed(deep()))["values"]["sources"]}
    assert {f"[{mark}]" for mark in re.findall(r"[〔\[]([A-Z]+\d*)[〕\]]", on_paper)} == listed | {"[S15]"}


def test_values_have_document_and_mark(filed):
    rows = {row["label"]: row for row in data(filed(accidental()))["values"]["rows"]}
    assert rows["城市低保标准"]["value"] == "840.00 元"
    assert rows["城市低保标准"]["confirmed"]
    assert not rows["最低工资标准"]["confirmed"]
    assert rows["最低工资标准"]["source"].startswith("[")
    assert rows["生活救助月数（意外）"]["value"] == "10 个月"
    for unused in (
        "医疗救助年度上限",
        "生活救助月数（深度）",
        "助学救助上限（按就学阶段）",
        "人均存款限额（低保月数）",
    ):
        assert unused not in rows, "nothing was reckoned with it"
    of_others = {row["label"]: row for row in data(filed(none_with_exclusions()))["values"]["rows"]}
    assert of_others["人均存款限额（低保月数）"]["mark"] == "待确认"
    students = {row["label"]: row for row in data(filed(deep()))["values"]["rows"]}
    assert students["助学救助上限（按就学阶段）"]["value"] == "3,000.00 / 10,000.00 元"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_letter_stands_on_another(filed, clerk, leader, language):
    """A value of one's own names its change, which is a longer mark than those of the documents shipped."""
    changed = approve(value(90_000, document="关于提高城市低保标准的通知（旗政办发〔2025〕12号）"), clerk, leader)
    dossier = filed(deep())
    assert changed.rule_set in str(data(dossier)["values"]["sources"])
    for page in pypdfium2.PdfDocument(printed(dossier, language)):
        text = page.get_textpage()
        places = [place for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
        letters = {text.get_charbox(place) for place in places}  # letters drawn as one have one box
        for left, bottom, right, top in letters:
            x, y = (left + right) / 2, (bottom + top) / 2
            inside = [box for box in letters if box[0] < x < box[2] and box[1] < y < box[3]]
            assert len(inside) <= 1, f"{language}: two letters at {x:.0f}, {y:.0f}"


@pytest.mark.parametrize(
    ("home", "category", "looked", "ceilings"),
    [(deep, 1, 0, 3), (relative, 2, 0, 1), (accidental, 3, 0, 2), (edge, 4, 0, 0), (none_with_exclusions, 0, 2, 0)],
)
def test_the_answer_and_what_belongs_to_it(filed, home, category, looked, ceilings):
    dossier = filed(home())
    told = data(dossier)
    assert dossier.category == category
    assert len(told["looked"]["items"]) == looked
    assert len(told["ceilings"]["items"]) == ceilings
    assert told["story"]["steps"][-1]["result"] in told["answer"][0] or not category
    assert len(told["answer"]) == 2 + bool(looked) + (category in {0, 4})


def test_exclusions_beside_a_category_are_questions_first(filed, farm, clerk):
    home = household(person(is_head=True, wage_fen=2_400_000), assets=(AssetRecord("vehicle", 1),))
    told = data(filed(home))
    assert len(told["looked"]["items"]) == 1
    assert "核实" in told["answer"][2]
    assert "核实之后" in told["ceilings"]["lead"]


def test_no_number_no_address_and_no_illness(filed):
    dossier = filed(deep())
    text = "".join(words_of(printed(dossier)))
    for member in dossier.household.members:
        number = member.person.identity_number.reveal()
        assert number not in text
        assert number[6:14] not in text
    for hidden in (CARD, CARD[-4:], "13800000001", "林海路", "肿瘤", "致困原因", "患病"):
        assert hidden not in text


def test_open_questions_are_asked_once_for_several_members(filed, clerk):
    dossier = filed(twelve())
    items = data(dossier)["questions"]["items"]
    assert len(items) < dossier.questions
    assert sum(item["text"] == "有劳动能力吗？" for item in items) == 1
    assert [item["matters"] for item in items] == sorted((item["matters"] for item in items), reverse=True)
    confirm_fact(dossier, name="union_aid_fen", value=0, by=clerk)
    again = queries.whole(Dossier.objects.filter(pk=dossier.pk)).get()
    assert len(data(again)["questions"]["items"]) == len(items) - 1


def test_members_who_do_not_count_are_named(filed, clerk):
    dossier = filed(relative())
    other = dossier.household.memberships.get(position=1).person
    confirm_fact(dossier, name="is_counted", value=False, person=other, by=clerk)
    steps = data(queries.whole(Dossier.objects.filter(pk=dossier.pk)).get())["story"]["steps"]
    assert any("王秀兰" in step["opening"] for step in steps)
    assert not any("王秀兰" in line["label"] for step in steps for line in step["lines"])


def test_names_are_words_and_never_markup(filed):
    name = '#read("/etc/passwd") *甲* $x$'
    pages = words_of(printed(filed(household(person(name, is_head=True, wage_fen=2_400_000)))))
    assert sum(page.count('#read("/etc/passwd") *甲* $x$') for page in pages) > len(pages)
    assert "root:" not in "".join(pages)


def test_a_character_the_font_lacks_is_named_on_the_sheet(filed):
    first = words_of(printed(filed(household(person("𠮷田心", is_head=True, wage_fen=2_400_000)))))[0]
    assert "〓田心" in first
    assert "U+20BB7" in first


def test_rare_names_print(filed):
    text = "".join(words_of(printed(filed(twelve()))))
    for name in ("欧阳䶮", "欧阳𫖯", "欧阳𬀩"):
        assert name in text
    assert "〓" not in text


def test_the_same_day_gives_the_same_bytes(filed):
    dossier = filed(relative())
    assert printed(dossier) == printed(dossier)


def page(dossier):
    return reverse("dossiers:print-decision", args=[dossier.pk if isinstance(dossier, Dossier) else dossier])


def test_the_page_gives_the_pdf_and_records_it(as_clerk, filed, clerk):
    dossier = filed(relative())
    answer = as_clerk.get(page(dossier))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="decision-{dossier.number}.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Security-Policy"] == "frame-ancestors 'none'", "Chrome's viewer obeys it"
    assert answer.content.startswith(b"%PDF-")
    [entry] = Entry.objects.filter(act="dossiers.decision.printed")
    assert (entry.subject_id, entry.by, entry.unit, entry.details) == (
        dossier.pk, clerk, dossier.unit, {"number": dossier.number},
    )  # fmt: skip
    assert entry in as_clerk.get(reverse("dossiers:show-history", args=[dossier.pk])).context["entries"]


def test_the_page_speaks_the_readers_language(as_clerk, filed):
    dossier = filed(relative())
    as_clerk.cookies["django_language"] = "en"
    assert "Page 1 of" in words_of(as_clerk.get(page(dossier)).content)[0]
    as_clerk.cookies["django_language"] = "zh-hans"
    assert "第 1 页" in words_of(as_clerk.get(page(dossier)).content)[0]


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("officer", 200), ("auditor", 200), ("leader", 404), ("administrator", 404)]
)
def test_who_may_read_the_dossier_may_print_it(request, signed_in, filed, who, status):
    dossier = filed(relative())
    assert signed_in(request.getfixturevalue(who)).get(page(dossier)).status_code == status
    assert Entry.objects.filter(act="dossiers.decision.printed").count() == (status == 200)


def test_missing_and_forbidden_look_the_same(officer, signed_in, other_farm, clerk):
    theirs = file(person("张铁柱", is_head=True), unit=other_farm, by=clerk)
    browser = signed_in(officer)
    forbidden, missing = browser.get(page(theirs)), browser.get(page(uuid4()))
    assert forbidden.status_code == missing.status_code == 404

    def plain(answer):
        text = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]+"', "", answer.content.decode())
        return re.sub(r'"X-CSRFToken": "\w+"', "", text)

    assert plain(forbidden) == plain(missing)
    assert not Entry.objects.filter(act="dossiers.decision.printed").exists()


def test_without_a_sign_in_there_is_none(client, filed):
    assert client.get(page(filed(relative()))).status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "delete", "head"])
def test_the_page_is_only_for_reading(as_clerk, filed, method):
    assert getattr(as_clerk, method)(page(filed(relative()))).status_code == 405


def test_an_undecided_dossier_has_no_button_and_the_address_says_why(as_clerk, filed):
    dossier = filed(household(person(is_head=True), particulars={"region": "110101"}))
    shown = as_clerk.get(reverse("dossiers:show-decision", args=[dossier.pk])).content.decode()
    assert page(dossier) not in shown
    answer = as_clerk.get(page(dossier))
    assert answer.status_code == 409
    assert "110101" in answer.content.decode()
    assert not Entry.objects.filter(act="dossiers.decision.printed").exists()


def test_the_decision_tab_has_the_button_and_the_groups(as_clerk, filed, clerk):
    dossier = filed(deep())
    answer = as_clerk.get(reverse("dossiers:show-decision", args=[dossier.pk]))
    assert f'href="{page(dossier)}"' in answer.content.decode()
    groups = [group.code for group in answer.context["told"].second_look]
    assert groups == ["open", "income", "spending"]
    close_dossier(dossier, reason="retired", by=clerk)
    assert as_clerk.get(page(dossier)).status_code == 200


def test_one_sheet_takes_a_fixed_number_of_queries(as_clerk, filed, django_assert_max_num_queries):
    small, large = filed(relative()), filed(twelve())
    with django_assert_max_num_queries(22) as few:
        as_clerk.get(page(small))
    with django_assert_max_num_queries(22) as many:
        as_clerk.get(page(large))
    assert len(few) == len(many)


@pytest.mark.parametrize(("language", "said"), [("zh", "第 1 页"), ("en", "Page 1 of")])
def test_explain_writes_the_sheet(filed, tmp_path, language, said):
    dossier, path, out = filed(relative()), tmp_path / "sheet.pdf", StringIO()
    path.write_bytes(b"an older one")
    call_command("explain", dossier.number, "--pdf", path, "--language", language, stdout=out)
    assert said in words_of(path.read_bytes())[0]
    assert str(path) in out.getvalue()
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".pdf" or each.name.startswith(".")] == [
        "sheet.pdf"
    ]
    assert Entry.objects.get(act="dossiers.decision.printed").by.is_system


@pytest.mark.parametrize("where", ["no-such-folder/sheet.pdf", "."])
def test_explain_says_when_it_cannot_write(filed, tmp_path, where):
    before = set(tmp_path.iterdir())
    with pytest.raises(CommandError) as refusal:
        call_command("explain", filed(relative()).number, "--pdf", tmp_path / where, stdout=StringIO())
    assert refusal.value.returncode == 1
    assert {each for each in tmp_path.iterdir() if each.suffix == ".pdf" or ".pdf." in each.name} <= before


def test_explain_takes_the_place_of_no_device(filed, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CommandError):
        call_command("explain", filed(relative()).number, "--pdf", pipe, stdout=StringIO())
    assert pipe.is_fifo()


def test_explain_writes_no_sheet_of_an_undecided_dossier(filed, tmp_path):
    dossier = filed(household(person(is_head=True), particulars={"region": "110101"}))
    with pytest.raises(CommandError, match="110101"):
        call_command("explain", dossier.number, "--pdf", tmp_path / "sheet.pdf", stdout=StringIO())
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_large_household_is_printed_whole(filed):
    dossier = filed(
        household(person("王大", is_head=True), *[person(f"王{place}号", wage_fen=100_000) for place in range(60)])
    )
    pages = words_of(printed(dossier))
    assert len(pages) > 3
    assert all(f"王 {place} 号" in "".join(pages) for place in range(60))
    assert all(dossier.number in each for each in pages)


def test_the_template_is_a_file_of_the_product():
    assert TEMPLATE.is_file()
