"""A household from the first word to its dossier, as those who do each part see it: in a browser, on both databases."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from niangjia.accounts.models import Role
from niangjia.clues.models import Clue
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import papers_of
from niangjia.dossiers.queries_of_leaving import next_follow_up
from niangjia.dossiers.queries_of_waits import papers_of_emergencies
from niangjia.dossiers.tests.factories import identity
from niangjia.kernel import clock
from niangjia.ui.testing import DESK, PHONE
from niangjia.workdays.calendar import add_working_days
from tests.journeys.walking import fill, look, picture, send

pytestmark = [pytest.mark.browser, pytest.mark.journey]
NUMBER = identity(date(1975, 4, 3))


@pytest.fixture
def desk(visit, someone, bureau, farm):
    """Opens a page as somebody of the bureau: signed in anew each time, as after some days."""
    staff = {
        "informant": someone(Role.INFORMANT, farm, "informant"),
        "officer": someone(Role.UNIT_OFFICER, farm, "farm-officer"),
        "reviewer": someone(Role.REVIEWER, bureau, "the-reviewer"),
        "clerk": someone(Role.ASSISTANCE_CLERK, bureau, "the-clerk"),
        "chair": someone(Role.APPROVER, bureau, "the-chair"),
    }
    return lambda who, path, width=DESK: visit(path, user=staff[who], width=width)


def step(page: Page, name: str, act: str = "", **given: object) -> None:
    """On the page of a dossier: open the act, state what belongs to it, do it, and come back."""
    page.locator(f'main a[href$="/{name}/"]').first.click()
    page.wait_for_url(re.compile(rf"/{name}/$"))
    look(page)
    fill(page, **{f"{act}-{field}": value for field, value in given.items()})
    send(page)


def submit_all_the_same(page: Page) -> None:
    """Hand in what is not whole: what is missing is named, asked about, and said once more."""
    page.locator('main a[href$="/submit/"]').first.click()
    page.wait_for_url(re.compile(r"/submit/$"))
    look(page)
    page.locator("[data-opens=submit-all-the-same]").click()
    look(page)
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator(".messages .notice-warn")).to_be_visible()


def report_a_clue(page: Page, *, is_emergency: bool) -> Clue:
    page.locator("main summary").first.click()
    fill(page, name="刘心红", story="爱人突发重病，手术费没有着落", identity_number=NUMBER, phone="13800001234")
    fill(page, is_emergency=is_emergency)
    look(page)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/clues/[0-9a-f-]{36}/$"))
    look(page)
    return Clue.objects.get()


def begin_its_dossier(page: Page) -> Dossier:
    """Name, number and telephone were told: nobody types them again."""
    page.locator('main a[href$="/draft/"]').click()
    page.wait_for_url(re.compile(r"/draft/$"))
    look(page)
    fill(page, address="河东街1号", main_cause="serious-illness", work_status="on-post", health="good")
    send(page)
    page.wait_for_url(re.compile(r"/dossiers/[0-9a-f-]{36}/$"))
    return Dossier.objects.get()


def state_the_money(page: Page, dossier: Dossier) -> None:
    """No category rests on what nobody has asked about; once somebody has, the rules say one."""
    assert dossier.category is None
    page.locator('main a[href$="/state-money/"]').first.click()
    page.wait_for_url(re.compile(r"/state-money/$"))
    look(page)
    worker = dossier.worker_id
    fill(page, **{f"{worker}-wage": "1,650.50", f"{worker}-medical": "18000", "shared": "0", "owns-dwelling": "1"})
    fill(page, **{"owns-savings": "3000", "owns-vehicle": "0"})
    send(page)
    dossier.refresh_from_db()
    assert dossier.category is not None


def hand_in_the_papers(page: Page, dossier: Dossier) -> None:
    for paper in papers_of(dossier):
        page.locator("#id_kind").select_option(paper.kinds[0])
        file = {"name": f"{paper.kinds[0]}.png", "mimeType": "image/png", "buffer": picture()}
        page.locator("#id_papers").set_input_files([file])
        fill(page, is_original_seen=True)
        send(page, "form:has(#id_papers)")
    assert {each.standing for each in papers_of(dossier)} == {"seen"}
    look(page)


def record_the_consents(page: Page) -> None:
    for purpose in ("sensitive", "verification", "notice"):
        page.locator(f'main input[name="purposes"][value="{purpose}"]').check()
    fill(page, signed_on=clock.today(), given_how="paper", signed_by="self")
    look(page)
    send(page, "main form:has([name=purposes])")


def standing_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


def go_the_way(desk, moved, dossier: Dossier) -> None:
    """From the first review to the filing, each by another desk, the visit on a phone."""
    home, today = f"/dossiers/{dossier.pk}/", clock.today()
    step(desk("reviewer", home), "review", "review", note="材料齐全")
    told = {"visitors": "关志林、尤春林", "housing": "平房两间", "causes": "爱人患病", "needs": "手术费"}
    step(desk("officer", home, PHONE), "record-visit", "record-visit", visited_on=today, **told)
    step(desk("clerk", home), "verify", "verify", answered_on=today, source="employer", result="agrees")
    page = desk("officer", home)
    step(page, "appraise", "appraise", met_on=today, attendees=9, minutes="一致同意", favour="yes")
    step(page, "post-notice", "post-notice", place="林场公示栏", starts_on=today)
    assert standing_of(dossier) == "on-notice"
    moved(add_working_days(clock.today(), 6))
    step(desk("chair", home), "recheck")
    step(desk("clerk", home), "file")


def leave_help(desk, moved, dossier: Dossier) -> None:
    """Six months of income, the exit agreed with the worker, tapering, a year of follow-ups, the archive."""
    home = f"/dossiers/{dossier.pk}/"
    page = desk("officer", f"{home}record-income/")
    for month in page.locator('[name="month"] option').evaluate_all("all => all.map(each => each.value)"):
        page.goto(f"{home}record-income/")
        fill(page, month=month, amount="3000", source="bank")
        send(page)
    step(desk("officer", home), "propose-exit", "propose-exit", note="手术后康复，已重新上岗")
    step(desk("reviewer", home), "review-exit")
    talked = {"told_on": clock.today(), "told_how": "in-person", "told_by": "关志林"}
    page = desk("officer", home)
    step(page, "confirm-exit", "confirm-exit", **talked)
    step(page, "post-exit-notice", "post-exit-notice", place="林场公示栏", starts_on=clock.today())
    moved(add_working_days(clock.today(), 6))
    step(desk("chair", home), "approve-exit")
    assert standing_of(dossier) == "tapering"
    moved(dossier.due_on)
    step(desk("officer", home), "start-watch")
    while (due_on := next_look(dossier)) is not None:
        moved(due_on)
        found = {"done_on": due_on, "how": "visit", "finding": "well", "words": "一切都好"}
        step(desk("officer", home, PHONE), "record-follow-up", "record-follow-up", **found)
    step(desk("clerk", home), "end-watch")


def next_look(dossier: Dossier) -> date | None:
    following = next_follow_up(dossier)
    return following.due_on if following else None


def print_the_forms(page: Page, dossier: Dossier, kept: Path) -> set[str]:
    """Every form that the page of forms offers, as it comes; their codes."""
    page.goto(f"/dossiers/{dossier.pk}/papers/")
    look(page)
    links = page.locator('main a[href*="/papers/"]:not([href$="/papers/"])')
    addresses = set(links.evaluate_all("all => all.map(each => each.getAttribute('href'))"))
    for address in addresses:
        answer = page.request.get(address)
        assert answer.body().startswith(b"%PDF"), address
        kept.joinpath(f"{address.split('/')[-2]}.pdf").write_bytes(answer.body())
    return {address.split("/")[-2] for address in addresses}


def test_the_ordinary_case(desk, moved, farm, tmp_path):
    clue = report_a_clue(desk("informant", "/clues/report/", PHONE), is_emergency=False)
    assert clue.unit == farm
    dossier = begin_its_dossier(desk("clerk", f"/clues/{clue.pk}/"))
    home = f"/dossiers/{dossier.pk}/"
    state_the_money(desk("officer", home), dossier)
    hand_in_the_papers(desk("officer", f"{home}evidence/"), dossier)
    record_the_consents(desk("officer", f"{home}record-consents/"))
    step(desk("officer", home), "submit")
    go_the_way(desk, moved, dossier)
    assert standing_of(dossier) == "open"
    assert dossier.worker.identity_number.reveal() == NUMBER
    clue.refresh_from_db()
    assert (clue.state, clue.dossier) == ("filed", dossier)
    printed = print_the_forms(desk("clerk", home), dossier, tmp_path)
    assert printed == {"dossier-form", "blank-visit-form", "visit-form", "review-record", "yearly-review", "file-index"}
    leave_help(desk, moved, dossier)
    assert (standing_of(dossier), dossier.closing_reason) == ("closed", "exited")


def test_the_emergency(desk, moved, farm, tmp_path):
    """Help on the first day; the first review waits for no paper, the papers are there within ten working days."""
    clue = report_a_clue(desk("informant", "/clues/report/", PHONE), is_emergency=True)
    page = desk("officer", f"/clues/{clue.pk}/", PHONE)
    fill(page, help_given="现金一千元、棉被两床")
    send(page, 'form[action$="/help/"]')
    clue.refresh_from_db()
    assert clue.first_helped_on == clock.today()
    dossier = begin_its_dossier(page)
    assert dossier.is_emergency
    home = f"/dossiers/{dossier.pk}/"
    submit_all_the_same(desk("officer", home))
    step(desk("reviewer", home), "review", "review", note="先救急，材料后补")
    assert standing_of(dossier) == "reviewed"
    moved(add_working_days(clock.today(), 3))
    state_the_money(desk("officer", home, PHONE), dossier)
    hand_in_the_papers(desk("officer", f"{home}evidence/"), dossier)
    record_the_consents(desk("officer", f"{home}record-consents/"))
    assert dossier.emergency_on == clue.first_helped_on, "its papers count from the first help"
    assert not Dossier.objects.filter(papers_of_emergencies(), pk=dossier.pk).exists(), "and are all there in time"
    assert {"dossier-form", "review-record"} <= print_the_forms(desk("clerk", home), dossier, tmp_path)
