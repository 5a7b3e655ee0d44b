"""The page of elements, in a browser: it is the test bed of the look."""

import re

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from niangjia.ui.testing import DESK, PHONE, Visit, assert_accessible, assert_no_sideways_scroll

ELEMENTS = "/about/elements/"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_element_is_accessible(visit: Visit, reader: AbstractBaseUser, width: int, language: str) -> None:
    page = visit(ELEMENTS, user=reader, language=language, width=width)
    assert page.locator("html").get_attribute("lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]
    expect(page.locator(".chart-canvas svg")).to_have_count(5)
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@pytest.mark.browser
def test_charts_have_a_table_with_the_same_links(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    chart = page.locator("[data-chart=stacked-data]")
    chart.locator("summary").click()
    expect(chart.locator("tbody a").first).to_have_attribute("href", "?unit=0")
    assert_accessible(page)


@pytest.mark.browser
@pytest.mark.parametrize("chart", ["bars", "stacked", "columns", "line", "ring"])
def test_a_chart_tells_what_is_under_the_pointer(visit: Visit, reader: AbstractBaseUser, chart: str) -> None:
    page = visit(ELEMENTS, user=reader)
    drawing = page.locator(f"[data-chart={chart}-data] .chart-canvas")
    drawing.scroll_into_view_if_needed()
    at = {"ring": {"x": 160, "y": 65}}.get(chart, {"x": 230, "y": 90})
    drawing.hover(position=at)  # type: ignore[arg-type] # a plain dictionary
    expect(drawing.locator(".chart-tip")).to_be_visible()


@pytest.mark.browser
def test_a_click_on_a_bar_follows_its_link(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.locator("[data-chart=stacked-data] svg path[fill='#3c7d5c']").nth(1).click()
    page.wait_for_url(re.compile(r"/\?unit=\d"))


@pytest.mark.browser
def test_a_dialog_asks_and_gives_the_focus_back(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    opener = page.locator("[data-opens=ask-discard]")
    opener.click()
    dialog = page.locator("#ask-discard")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.browser
def test_keys_reach_the_search_box_and_walk_the_rows(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("/")
    box = page.locator("[data-slash]")
    expect(box).to_be_focused()
    page.keyboard.type("lxh/")
    expect(box).to_have_value("lxh/")
    links = page.locator("tr[data-row] a")
    links.nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()


@pytest.mark.browser
def test_a_click_on_a_row_opens_its_link(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.locator("tr[data-row]").nth(2).locator("td").nth(1).click()
    page.wait_for_url(re.compile(r"#lists$"))


@pytest.mark.browser
def test_filters_answer_without_a_new_page(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.evaluate("window.isSamePage = true")
    page.locator("#id_q").fill("lxh")
    page.wait_for_url(re.compile(r"/\?q=lxh"))
    assert page.evaluate("window.isSamePage") is True
    expect(page.locator(".chart-canvas svg")).to_have_count(5)


@pytest.mark.browser
def test_filters_wait_behind_a_button_on_phones(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader, width=PHONE)
    field = page.locator("#id_category")
    expect(field).to_be_hidden()
    page.locator(".filter-toggle").click()
    expect(field).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser
def test_a_chosen_file_is_named(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.locator("#id_workbook").set_input_files({"name": "档案.xlsx", "mimeType": "", "buffer": b"x" * 2_300_000})
    expect(page.locator("[data-file-name]")).to_contain_text("档案.xlsx · 2.3 MB")


@pytest.mark.browser
def test_the_sheet_of_the_navigation_opens_on_phones(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader, width=PHONE)
    foot = page.locator(".rail-foot")
    expect(foot).to_be_hidden()
    page.locator(".rail-more").click()
    expect(foot).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(foot).to_be_hidden()


@pytest.mark.browser
def test_an_ended_session_leads_to_the_sign_in_page(visit: Visit, reader: AbstractBaseUser) -> None:
    page = visit(ELEMENTS, user=reader)
    page.context.clear_cookies()
    page.locator("#id_q").fill("lxh")
    page.wait_for_url(re.compile(re.escape(reverse("accounts:sign-in"))))
    expect(page.locator("html")).to_have_count(1)


def test_elements_ask_for_a_sign_in(client: Client) -> None:
    assert client.get(ELEMENTS).headers["Location"].startswith(reverse("accounts:sign-in"))
