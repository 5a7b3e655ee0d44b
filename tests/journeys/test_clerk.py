"""What a clerk does on the first day: sign in, bring in the bureau's workbook, open a household, answer a question."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from niangjia.dossiers.models import Dossier, ImportRun, ImportState
from niangjia.dossiers.tests import data
from niangjia.people.models import Membership
from niangjia.people.queries import ids_of_persons_named
from niangjia.ui.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.browser
WORKBOOK = Path(data.__file__).parent / "hardship-dossiers.xlsx"
EXPECTED = json.loads((WORKBOOK.parent / "hardship-dossiers.expected.json").read_text(encoding="utf-8"))
REFUSED = {finding["household"] for finding in EXPECTED["findings"] if not finding.get("accepted")}
ONE_PAGE = "window.isTheSamePage"


def sign_in(page: Page) -> None:
    page.locator("#id_username").fill("clerk")
    page.locator("#id_password").fill("a-long-test-phrase")
    page.locator("form:has(#id_password) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$"))


def go(page: Page, address: str, width: int) -> None:
    """By the navigation, which phones have at the bottom: what is done daily in the bar, the rest behind it."""
    link = page.locator(f'.rail-link[href="{address}"]')
    if not link.is_visible():
        page.locator(".rail-more").click()
    assert link.bounding_box()["y"] > 100 or width == DESK
    link.click()
    page.wait_for_url(re.compile(re.escape(address)))


def look(page: Page) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def import_the_workbook(page: Page, width: int) -> None:
    go(page, "/imports/", width)
    page.locator("#id_workbook").set_input_files(WORKBOOK)
    expect(page.locator("[data-file-name]")).to_contain_text(WORKBOOK.name)
    page.locator("form:has(#id_workbook) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
    expect(page.locator("li.finding")).to_have_count(len(EXPECTED["findings"]))
    expect(page.locator(".sample")).to_have_count(3)
    assert not Dossier.objects.exists()


def read_what_was_found(page: Page) -> None:
    """Every finding is there under its code and household; a refused row opens and says what to do."""
    findings = page.locator("li.finding").all()
    seen = {(each.get_attribute("data-household"), each.get_attribute("data-code")) for each in findings}
    assert seen == {(str(finding["household"]), finding["code"]) for finding in EXPECTED["findings"]}
    refused = page.locator('li.finding[data-code="id-check-digit"]')
    message = refused.locator("details > p").first
    expect(message).to_be_hidden()
    refused.locator("summary").click()
    expect(message).to_be_visible()
    assert len(message.inner_text()) > 10
    look(page)


def confirm(page: Page) -> None:
    page.locator('form[action$="/confirm/"] button[type=submit]').click()
    expect(page.locator(".notice-good").first).to_be_visible(timeout=60_000)
    run = ImportRun.objects.get()
    assert run.state == ImportState.DONE
    assert Dossier.objects.count() == EXPECTED["households"] - len(REFUSED)
    look(page)


def found_by(text: str) -> set[object]:
    return set(Membership.objects.filter(person__in=ids_of_persons_named(text)).values_list("household", flat=True))


def found(page: Page) -> Locator:
    """The worker who was looked for, among all whose name or whose family's names have the initials."""
    return page.locator("#results tr[data-row] a").get_by_text("宋海英", exact=True).first


def search(page: Page, width: int) -> None:
    """`/` puts the cursor into the search box; results come while one types."""
    go(page, "/dossiers/", width)
    page.evaluate(f"{ONE_PAGE} = true")
    page.keyboard.press("/")
    expect(page.locator("[data-slash]")).to_be_focused()
    page.keyboard.type("shy")
    page.wait_for_url(re.compile(r"[?&]q=shy"))
    expect(page.locator("#results tr[data-row]")).to_have_count(len(found_by("shy")))
    expect(found(page)).to_be_visible()
    assert page.evaluate(ONE_PAGE) is True
    assert_no_sideways_scroll(page)


def read_the_decision(page: Page) -> Dossier:
    found(page).click()
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}/$"))
    assert_no_sideways_scroll(page)
    page.locator('.tab[href$="/decision/"]').click()
    page.wait_for_url(re.compile(r"/decision/$"))
    dossier = Dossier.objects.get(pk=page.url.split("/")[-3])
    assert page.locator(".reason").count() > 6
    expect(page.locator("form.question")).to_have_count(dossier.questions)
    return dossier


def answer_a_question(page: Page, dossier: Dossier) -> None:
    form = page.locator('form.question:has(input[name=fact][value="receives_dibao"])')
    form.locator("select").select_option("yes")
    form.locator("button[type=submit]").click()
    expect(page.locator("form.question")).to_have_count(dossier.questions - 1)
    expect(page.locator("#messages")).not_to_be_empty()
    dossier.refresh_from_db()
    dossier.household.refresh_from_db()
    assert dossier.household.receives_dibao is True
    assert_no_sideways_scroll(page)


def switch_language(page: Page, width: int) -> None:
    """The other language, on the same page, to stay."""
    address = page.url
    if width == PHONE:
        page.locator(".rail-more").click()
    page.locator('.language button[value="en"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == address
    assert_no_sideways_scroll(page)
    page.locator('.tab[href$="/history/"]').click()
    page.wait_for_url(re.compile(r"/history/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_first_day(visit, width):
    page = visit("/sign-in/", width=width)
    sign_in(page)
    import_the_workbook(page, width)
    read_what_was_found(page)
    confirm(page)
    search(page, width)
    dossier = read_the_decision(page)
    answer_a_question(page, dossier)
    switch_language(page, width)


def test_a_wrong_password_is_told_and_the_name_stays(visit, clerk):
    page = visit("/sign-in/")
    page.locator("#id_username").fill(clerk.username)
    page.locator("#id_password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("#id_username")).to_have_value(clerk.username)
    expect(page.locator("#id_password")).to_have_value("")
    look(page)


def test_the_keyboard_is_enough(visit, clerk, bureau_of_many):
    page = visit("/dossiers/", user=clerk)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("lxh")
    page.wait_for_url(re.compile(r"q=lxh"))
    expect(page.locator("#results tr[data-row]").first).to_be_visible()
    links = page.locator("#results tr[data-row] a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}/$"))
    assert bureau_of_many.pk


def test_lists_are_narrowed_sorted_and_paged_without_a_new_page_for_filters(visit, clerk, bureau_of_many):
    page = visit("/dossiers/", user=clerk)
    page.evaluate(f"{ONE_PAGE} = true")
    page.locator("#filter_category").select_option("none")
    page.wait_for_url(re.compile(r"category=none"))
    expect(page.locator("#results tr[data-row]")).to_have_count(1)
    page.locator("#filter_category").select_option("")
    expect(page.locator("#results tr[data-row]")).to_have_count(25)
    assert page.evaluate(ONE_PAGE) is True
    page.locator("#results [rel=next]").click()
    expect(page.locator("#results tr[data-row]")).to_have_count(Dossier.objects.count() - 25)
    page.locator("#results [rel=prev]").click()
    expect(page.locator("#results tr[data-row]")).to_have_count(25)
    page.locator("#results th a").first.click()
    expect(page.locator("#results th[aria-sort]")).to_have_count(1)
    assert bureau_of_many.pk


def test_the_export_is_handed_out(visit, clerk, bureau_of_many):
    page = visit("/dossiers/?q=oyy", user=clerk)
    page.locator('a[href^="/exports/request/"]').first.click()
    page.locator("#id_purpose").fill("年度经审核对")
    look(page)
    page.locator("form:has(#id_purpose) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/exports/[0-9a-f-]{36}/$"))
    look(page)
    with page.expect_download() as download:
        page.locator('form[action$="/fetch/"] button').click()
    assert re.fullmatch(r"E\d{4}-000001\.xlsx", download.value.suggested_filename)
    assert bureau_of_many.pk


def test_a_bar_of_the_home_page_leads_to_its_list(visit, clerk, bureau_of_many):
    page = visit("/", user=clerk)
    chart = page.locator("figure.chart", has=page.locator("#causes-data"))
    chart.locator("summary").click()
    link = chart.locator("tbody a").first
    count = int(link.inner_text())
    link.click()
    page.wait_for_url(re.compile(r"/dossiers/\?cause="))
    expect(page.locator("#results tr[data-row]")).to_have_count(count)
    assert bureau_of_many.pk


def test_a_workbook_can_be_discarded(visit, clerk, faulty_workbook):
    page = visit("/imports/", user=clerk)
    page.locator("#id_workbook").set_input_files({"name": "a.xlsx", "mimeType": "", "buffer": faulty_workbook})
    page.locator("form:has(#id_workbook) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]{36}/$"))
    page.locator("[data-opens=discard]").click()
    expect(page.locator("dialog#discard")).to_be_visible()
    look(page)
    page.locator("dialog#discard button[type=submit]").click()
    page.wait_for_url(re.compile(r"/imports/$"))
    assert ImportRun.objects.get().state == ImportState.DISCARDED


def test_signing_out_leads_to_the_sign_in_page(visit, clerk):
    page = visit("/", user=clerk)
    page.locator('form[action="/sign-out/"] button').click()
    page.wait_for_url(re.compile(r"/sign-in/"))
    page.goto("/dossiers/")
    assert "/sign-in/" in page.url
