"""Pages of looking at what is sealed, of emergency access, notices and a worker's own record, in a real browser."""

import pytest
from playwright.sync_api import expect

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import open_break_glass
from niangjia.kernel import clock
from niangjia.people.commands import link_worker
from niangjia.ui.testing import assert_accessible, assert_no_sideways_scroll
from tests.journeys.test_every_page import BOTH, EITHER, look

pytestmark = pytest.mark.browser


@EITHER
@BOTH
def test_pages_of_looking(visit, clerk, someone, bureau, other_farm, family, language, width):
    workers, duty = someone(Role.WORKER, bureau, "worker"), someone(Role.CRISIS_DUTY, other_farm, "duty")
    someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")
    chair = someone(Role.APPROVER, bureau, "chair")
    open_break_glass(family.number, reason="职工来电求助，当班只有我在", device="?", by=duty)
    link_worker(workers, person=family.worker, checked_on=clock.today(), by=clerk)
    page = visit("/", user=clerk, language=language, width=width)
    own = f"/dossiers/{family.pk}/link-worker/?person={family.worker_id}"
    for path in ("/dossiers/find/", "/break-glass/open/", "/notices/", own, f"/dossiers/{family.pk}/history/"):
        look(page, path, language)
    page.goto(f"/dossiers/{family.pk}/members/")
    page.locator("[data-opens^=reveal-]").first.click()
    page.locator("dialog[open] input[value=phone]").check()
    page.locator("dialog[open] select").select_option("contact")
    assert_accessible(page)
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("13800000001")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    look(visit("/", user=workers, language=language, width=width), "/my-record/", language)
    look(visit("/", user=duty, language=language, width=width), f"/dossiers/{family.pk}/", language)
    page = visit("/", user=chair, language=language, width=width)
    for path in ("/break-glass/", "/notices/"):
        look(page, path, language)


@BOTH
def test_the_list_sends_no_identity_number_in_its_address(visit, clerk, family, width):
    page, asked = visit("/dossiers/", user=clerk, width=width), []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[name=q]").fill("150785198005029293")
    page.wait_for_timeout(800)  # longer than the list waits before it asks
    page.locator("[name=q]").press("Enter")
    page.wait_for_timeout(300)
    assert asked == []
    page.locator("[name=q]").fill(family.number)
    page.wait_for_timeout(800)
    assert any(family.number in address for address in asked)
