"""The figures themselves; `run.py` has prepared Django and an empty database."""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from random import Random

from django.conf import settings
from django.test import Client
from xlsxwriter import Workbook

from niangjia.accounts.commands import add_unit, add_user, appoint_user, system_user
from niangjia.accounts.models import Role, Unit, UnitKind
from niangjia.desk.demo.bureau import UNITS
from niangjia.desk.demo.households import invent_family
from niangjia.dossiers.commands import import_workbook
from niangjia.dossiers.models import Dossier
from niangjia.policies import decide, explain, load_rule_set
from tests.benchmarks.fill import fill
from tests.benchmarks.run import milliseconds

Say = Callable[..., None]
Note = Callable[[str], None]


def measure_list(say: Say, note: Note, size: int) -> None:
    """p95 of the list page at many dossiers, against the same rows with offset paging and an exact count."""
    units = list(Unit.objects.exclude(kind=UnitKind.BUREAU))
    start = time.perf_counter()
    fill(units, size - Dossier.objects.count())
    note(f"filled {size} dossiers in {time.perf_counter() - start:.0f} s")
    client = _signed_in()
    addresses = ["", "?category=1", "?q=lxh", "?q=建国", "?order=name", "?order=-net&category=2", f"?unit={units[0].pk}", "?q=wang"]
    _warm(client, addresses)
    ours = sorted(t for address in addresses for t in milliseconds(lambda a=address: client.get(f"/dossiers/{a}"), 12))
    naive = milliseconds(_offset_page, 30)
    home = milliseconds(lambda: client.get("/"), 20)
    p95 = ours[int(len(ours) * 0.95)]
    say("list page, p95", p95, "ms", "rows alone by offset with an exact count", naive[int(len(naive) * 0.95)] / p95)
    say("list page, median", statistics.median(ours), "ms")
    say("home page, median", statistics.median(home), "ms")


def _offset_page() -> None:
    rows = Dossier.objects.filter(closed_on=None).select_related("unit", "worker").order_by("-applied_on", "-id")
    rows.count()
    list(rows[50_000:50_025])


def _warm(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        response = client.get(f"/dossiers/{address}")
        if response.status_code != 200:
            raise RuntimeError(f"/dossiers/{address} answered {response.status_code}")


def _signed_in() -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    system = system_user()
    root = Unit.objects.get(depth=1)
    user = add_user(username="bench", display_name="bench", password="only-for-a-benchmark", by=system)  # noqa: S106
    appoint_user(user, role=Role.ASSISTANCE_CLERK, unit=root, starts_on=date(2020, 1, 1), by=system)
    client = Client()
    client.force_login(user)
    return client
