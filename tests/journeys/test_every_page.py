"""Every page, in both languages, at a desk and on a phone: accessible, no wider than the window, without complaints."""

from datetime import date, timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Page, expect

from niangjia.accounts.commands import appoint_user, merge_unit, rename_unit
from niangjia.accounts.models import Role
from niangjia.audit.commands import verify_record
from niangjia.dossiers.commands import (
    approve_export,
    check_import,
    confirm_import,
    fetch_export,
    refuse_export,
    start_import,
)
from niangjia.dossiers.models import ImportRun
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel import clock
from niangjia.policies import book
from niangjia.policies.commands import save_simulation
from niangjia.policies.tests.book_factories import approve, draft, propose, value
from niangjia.policies.what_if.inputs import Proposal, Question
from niangjia.ui.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.browser
EITHER = pytest.mark.parametrize("language", ["zh-hans", "en"])
BOTH = pytest.mark.parametrize("width", [DESK, PHONE])
LANG = {"zh-hans": "zh-Hans", "en": "en"}


@pytest.fixture
def imports(clerk, faulty_workbook, live_server) -> dict[str, ImportRun]:
    """Runs of the import, one in each state that people look at."""
    runs = {
        name: start_import(faulty_workbook, f"{name}.xlsx", by=clerk)
        for name in ("checking", "checked", "discarded", "stalled", "writing")
    }
    runs["unreadable"] = start_import(b"no workbook", "unreadable.xlsx", by=clerk)
    for name in ("checked", "unreadable", "stalled", "writing"):
        check_import(runs[name])
    for name in ("stalled", "writing"):
        confirm_import(runs[name], by=clerk)
    ImportRun.objects.filter(pk=runs["discarded"].pk).update(state="discarded")
    ImportRun.objects.filter(pk=runs["stalled"].pk).update(touched_at="2026-01-01T00:00Z")
    ImportRun.objects.filter(pk=runs["writing"].pk).update(done=1, total=3)
    return runs


def look(page: Page, path: str, language: str) -> None:
    """Open a page in the tab that is open, unfold everything in it, and look at it."""
    page.goto(path, wait_until="load")
    assert "/sign-in/" in path or "/sign-in/" not in page.url, f"{path} needs another sign-in"
    for chart in page.locator(".chart-canvas").all():
        expect(chart.locator("svg").first).to_be_attached()
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    assert page.locator("html").get_attribute("lang") == LANG[language], path
    assert page.locator("h1").count() == 1, path
    try:
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    except AssertionError as error:
        raise AssertionError(f"{path}: {error}") from error


def show(page: Page, path: str, shown: str, language: str) -> None:
    """Look at a page that the server only sends when something is wrong."""
    page.route(f"**{path}", lambda route: route.fulfill(body=shown, content_type="text/html"))
    look(page, path, language)


@EITHER
@BOTH
def test_pages_of_dossiers(visit, clerk, bureau_of_many, language, width):
    page = visit("/about/", user=clerk, language=language, width=width)
    dossier = f"/dossiers/{bureau_of_many.pk}/"
    paths = ["/", "/about/", "/dossiers/?order=name", "/dossiers/?q=nobody", dossier]
    paths += [f"{dossier}{tab}/" for tab in ("members", "money", "decision", "history")]
    for path in paths:
        look(page, path, language)


@EITHER
@BOTH
def test_pages_of_decisions_that_newer_rules_would_change(visit, clerk, leader, bureau_of_many, language, width):
    kept = bureau_of_many.decisions.latest("at")
    then = {"at": kept.at - timedelta(days=1), "rule_set": "gone", "rule_version": "1", "parameters": kept.parameters}
    gone = bureau_of_many.decisions.create(by=clerk, facts=kept.facts, outputs=kept.outputs, **then)
    approve(value(300_000, region=bureau_of_many.household.region, from_on=date(2019, 1, 1)), clerk, leader)
    dossier = f"/dossiers/{bureau_of_many.pk}/"
    page = visit("/", user=clerk, language=language, width=width)
    for path in ("decision/", "history/", f"decisions/{kept.pk}/", f"decisions/{gone.pk}/"):
        look(page, f"{dossier}{path}", language)


@EITHER
@BOTH
def test_pages_of_the_import(visit, clerk, imports, language, width):
    page = visit("/imports/", user=clerk, language=language, width=width)
    narrowed = f"/imports/{imports['checked'].pk}/?code=required"
    for path in ["/imports/", narrowed, *(f"/imports/{run.pk}/" for run in imports.values())]:
        look(page, path, language)


@EITHER
@BOTH
def test_pages_of_exports(visit, clerk, someone, bureau, bureau_of_many, language, width):
    approver = someone(Role.APPROVER, bureau, "approver")
    ready, waiting = ask(clerk), ask(clerk, full=("identity-number", "card-number"))
    refused, approved = ask(clerk, full=("phone",)), ask(clerk, kind="pdf", full=("address",))
    refuse_export(refused, note="请缩小范围", by=approver)
    fetch_export(approve_export(approved, by=approver), by=clerk)
    addresses = [f"/exports/{export.pk}/" for export in (ready, waiting, refused, approved)]
    page = visit("/", user=clerk, language=language, width=width)
    for path in ["/exports/", "/exports/request/?q=oyy", *addresses]:
        look(page, path, language)
    page.goto("/exports/request/")
    page.locator("form:has(#id_purpose) button[type=submit]").click()
    page.wait_for_selector(".field-errors")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page = visit("/", user=approver, language=language, width=width)
    for path in ("/", "/exports/", addresses[1]):
        look(page, path, language)
    assert bureau_of_many.pk


@EITHER
@BOTH
def test_pages_of_the_rules(visit, clerk, leader, language, width):
    approved, waiting = approve(value(), clerk, leader), propose(value(91_000), clerk)
    approve(draft(), clerk, leader)
    changes = [f"/rules/changes/{change.pk}/" for change in (approved, waiting)]
    book = "/rules/national-2019/"
    row = "?parameter=dibao_urban_monthly&region=150000&from=2021-01-01"
    kinds = ("open-draft", "retire", f"confirm-row/{row}", f"withdraw-row/{row}")
    page = visit("/rules/", user=clerk, language=language, width=width)
    read = ["/rules/", "/rules/changes/", "/rules/own-2027/", book, f"{book}?q=nothing", f"{book}?version=2019.1"]
    for path in [*read, f"{book}dibao_urban_monthly/", f"{book}schooling_aid/", *changes]:
        look(page, path, language)
    for kind in kinds:
        look(page, f"{book}propose/{kind}", language)
    page.goto(f"{book}deep_percent/")
    page.locator("#propose button[type=submit]").click()
    page.wait_for_selector(".field-errors")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page = visit("/", user=leader, language=language, width=width)
    for path in ("/", changes[1]):
        look(page, path, language)


@EITHER
@BOTH
def test_pages_of_what_if(visit, clerk, leader, family, farm, language, width):
    file(person("单玉梅", is_head=True, wage_fen=2_400_000), unit=farm, by=clerk)
    file(unit=farm, by=clerk, home=household(particulars={"region": "110101"}))  # cannot be decided
    rules = book.rule_set("national-2019")
    question = Question(
        rules, (Proposal(rules, {"relative_percent": 300}), Proposal(rules, {"deep_percent": 0})), None, {"living": 1}
    )
    run = save_simulation(question, title="2027 年标准，第一稿", unit=farm, by=clerk)
    page = visit("/what-if/", user=clerk, language=language, width=width)
    asked = "/what-if/?a-relative_percent=300&b-deep_percent=0&budget-living=1&budget-medical=900000"
    paths = ["/what-if/", asked, f"{asked}&kind=undecided&of=b", "/what-if/?budget-living=5", "/what-if/saved/"]
    for path in [*paths, "/what-if/?a-relative_percent=x&b-schooling_aid=1", f"/what-if/saved/{run.pk}/"]:
        look(page, path, language)
    look(visit("/what-if/", user=leader, language=language, width=width), asked, language)


@EITHER
@BOTH
def test_pages_of_units_and_users(
    visit, someone, administrator, clerk, officer, farm, other_farm, system, language, width
):
    keeper, today = someone(Role.SECURITY_ADMINISTRATOR, farm, "keeper"), clock.today()
    rename_unit(farm, name="白桦生态功能区", kind="eco-zone", document="〔2026〕3号", by=system)
    acting = {"role": Role.UNIT_OFFICER, "unit": farm, "starts_on": today, "ends_on": today + timedelta(30)}
    appoint_user(clerk, **acting, stands_in_for=officer.appointments.get(), by=system)
    merge_unit(other_farm, into=farm, by=system)
    page = visit("/", user=administrator, language=language, width=width)
    unit, held = f"/units/{farm.pk}/", officer.appointments.get()
    verbs = [f"{unit}{verb}/" for verb in ("add", "rename", "move", "merge", "close")]
    for path in ("/units/?closed=all", "/units/?q=nothing", unit, *verbs, f"/units/{other_farm.pk}/", "/users/add/"):
        look(page, path, language)
    page.goto(f"{unit}rename/")
    page.fill("[name=name]", "白桦功能区")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("button[value=confirm]")
    assert_accessible(page)
    page = visit("/", user=keeper, language=language, width=width)
    user = f"/users/{clerk.pk}/"
    for path in ("/users/", "/users/?q=nobody", user, f"{user}appoint/", f"/appointments/{held.pk}/end/"):
        look(page, path, language)


@EITHER
@BOTH
def test_pages_before_anyone_is_known_and_of_refusals(visit, leader, language, width):
    look(visit("/sign-in/", language=language, width=width), "/sign-in/?next=/dossiers/", language)
    page = visit("/", user=leader, language=language, width=width)
    for path in ("/no-such-page/", "/dossiers/", "/imports/", "/dossiers/00000000-0000-0000-0000-000000000000/"):
        look(page, path, language)
    for code in ("400", "403", "403_csrf"):
        with translation.override(language):
            shown = render_to_string(f"{code}.html", request=_request(leader))
        show(page, f"/{code}/", shown, language)


@EITHER
@BOTH
def test_pages_of_the_record(visit, clerk, auditor, system, farm, language, width):
    page = visit("/", user=auditor, language=language, width=width)
    look(page, "/record/", language)
    file(person("单玉梅", is_head=True), unit=farm, by=clerk)
    verify_record(by=system)
    for path in ("/record/", "/record/?who=nobody", "/record/?act=dossiers.dossier.filed&since=2020-01-01"):
        look(page, path, language)


@BOTH
def test_the_page_of_a_fault(visit, width):
    page = visit("/sign-in/", width=width)
    show(page, "/500/", render_to_string("500.html"), "zh-hans")


def _request(user: object) -> WSGIRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


@BOTH
def test_an_empty_bureau(visit, clerk, administrator, width):
    page = visit("/", user=clerk, width=width)
    for path in (
        "/",
        "/dossiers/",
        "/exports/",
        "/imports/",
        "/rules/",
        "/rules/changes/",
        "/what-if/",
        "/what-if/saved/",
    ):
        look(page, path, "zh-hans")
    look(visit("/", user=administrator, width=width), "/", "zh-hans")
