"""Fixtures of the journeys: a browser, background work done at once, and a bureau to walk through."""

from datetime import date, timedelta

import pytest

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.data.workbooks import Workbook, head, member
from niangjia.dossiers.tests.factories import file, household, person, rows
from niangjia.kernel import clock
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord
from niangjia.people.tests.factories import YEAR


@pytest.fixture(autouse=True)
def _work_at_once(settings):
    """What the background worker does is done within the request."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def moved(monkeypatch):
    """Lets days go by for the server, too: it answers in a thread of its own, where `clock.set_to` is not heard."""
    later, real = [timedelta()], clock.now

    def go_on(to: date) -> None:
        later[0] += to - clock.today()

    monkeypatch.setattr(clock, "now", lambda: real() + later[0])
    return go_on


@pytest.fixture
def family(live_server, farm, clerk) -> Dossier:
    """A family with a rare character, illness, schooling, an event, assets, and a long name of an employer."""
    employer = "大兴安岭白桦岭林业局有限责任公司森林经营部"
    particulars = {"health": "malignant-tumour", "phone": "13800000001", "employer": employer}
    spending = (AmountRecord("medical", 8_600_000, *YEAR),)
    worker = person("欧阳䶮", is_head=True, wage_fen=3_600_000, spending=spending, particulars=particulars)
    child = person("刘心红", particulars={"stage": "bachelor", "work_status": "student"})
    assets = AssetRecord("dwelling", 1), AssetRecord("savings", value_fen=1_234_567)
    home = household(worker, child, assets=assets, events=(EventRecord(500_000, 100_000),))
    return file(home=home, unit=farm, by=clerk, secondary_causes=["schooling", "accident"])


@pytest.fixture
def bureau_of_many(family, farm, other_farm) -> Dossier:
    """The family, and enough others that lists have pages and charts have bars."""
    causes = ["serious-illness", "schooling", "laid-off", "other", "own-disability"]
    changes = ({"category": place % 5, "main_cause": causes[place % 5]} for place in range(30))
    rows(farm, changes)
    rows(other_farm, [{"name": "单玉梅", "category": None, "is_eligible": False}, {"name": "仇海"}])
    return family


@pytest.fixture
def faulty_workbook() -> bytes:
    """A workbook with a sound household, a refused one, and one with a note."""
    heads = [head("宋海英"), head(""), head("韩秀兰")]
    heads[2]["姓名"] = "韩　秀兰"
    return Workbook(heads, [member(heads[0])]).xlsx()
