"""A visit on the phone, out of reach at first; and the clerk who takes over what it found."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from niangjia.accounts.models import Role
from niangjia.dossiers.tests.chain_factories import give_consents
from niangjia.pairing.tests.factories import a_cadre, a_pair
from niangjia.people.models import Person
from niangjia.visits.models import Visit
from tests.journeys.test_every_page import look

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def photo():
    written = BytesIO()
    Image.new("RGB", (60, 40), "green").save(written, "JPEG")
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_a_visit_on_the_phone_and_the_clerk_who_takes_it_over(visit, family, clerk, someone, bureau):
    user = someone(Role.PAIRING_CADRE, bureau, "the-cadre")
    a_pair(family, a_cadre(user, bureau, by=clerk), by=clerk)
    give_consents(family, clerk, "sensitive")
    page = visit("/pairing/mine/", user=user, width=390)
    page.get_by_role("link", name="登记走访").click()
    look(page, f"/dossiers/{family.pk}/visits/record/", "zh-hans")
    page.reload()
    page.get_by_label("谈了什么").fill("换了号码，孩子放假在家")
    page.locator("summary", has_text="欧阳䶮").click()
    page.get_by_label("新电话号码").first.fill("13904701234")
    page.context.set_offline(True)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("没有发送：现在没有信号")).to_be_visible()
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("您先前填的内容又回来了")).to_be_visible()
    expect(page.get_by_label("谈了什么")).to_have_value("换了号码，孩子放假在家")
    page.get_by_label("照片").set_input_files(photo())
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("已发送并保存")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length") == 0
    made = Visit.objects.get()
    assert (made.purpose, made.photos.count(), made.findings.count()) == ("pairing", 1, 1)

    at_desk = visit(f"/dossiers/{family.pk}/visits/", user=clerk, width=390)
    expect(at_desk.get_by_text("13904701234")).to_have_count(0)
    at_desk.get_by_role("button", name="采纳", exact=True).click()
    expect(at_desk.get_by_text("已采纳，并按现在的档案")).to_be_visible()
    assert Person.objects.get(pk=family.worker_id).phone.reveal() == "13904701234"
