"""The figures themselves; `run.py` has prepared Django and an empty database."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from random import Random

from django.conf import settings
from django.test import Client

from niangjia.accounts.commands import add_unit, add_user, appoint_user, system_user
from niangjia.accounts.models import Role, Unit, UnitKind
from niangjia.accounts.tests.signing_in import sign_in_whole
from niangjia.desk.demo.bureau import UNITS
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import import_workbook
from niangjia.dossiers.intake import check_workbook, read_workbook
from niangjia.dossiers.models import Dossier
from niangjia.policies import HouseholdFacts, MemberFacts, book, decide, explain
from tests.benchmarks.fill import fill
from tests.benchmarks.run import milliseconds
from tests.benchmarks.workbook import sample_workbook

Say = Callable[..., None]
Note = Callable[[str], None]


def measure_decision(say: Say) -> None:
    """One household of three: decided alone, and decided with its whole explanation."""
    facts, rules = _facts(), book.rule_set(book.DEFAULT)
    explained = milliseconds(lambda: explain(rules, facts).to_json(), 50)
    decided = milliseconds(lambda: [decide(rules, facts) for _ in range(100)], 50)
    steps = milliseconds(lambda: [explain(rules, facts).steps for _ in range(20)], 50)
    say("one decision", statistics.median(decided) / 100, "ms")
    say("one decision with every step and distance", statistics.median(steps) / 20, "ms")
    say("one decision with explanation, near-misses and all sentences as JSON", statistics.median(explained), "ms")


def _facts() -> HouseholdFacts:
    family = invent_family(Random(4), [Unit(name="bench")], set())  # noqa: S311 (repeatable on purpose)
    record = year_record(family, date(2026, 6, 1)).household
    members = tuple(
        MemberFacts(
            born_on=person.born_on,
            is_female=person.sex == "female",
            is_counted=True,
            identity=0,
            is_able=True,
            wage_fen=sum(line.amount_fen for line in person.incomes),
            business_fen=0,
            pension_fen=0,
            resident_pension_fen=0,
            other_fen=0,
            social_insurance_fen=0,
            stage=0,
            school=0,
            tuition_fen=0,
            medical_fen=sum(line.amount_fen for line in person.spending),
            rehab_fen=0,
            has_serious_illness=False,
            disability_grade=0,
        )
        for person in record.persons
    )
    return HouseholdFacts(
        household_id=1,
        region="150785",
        is_rural=False,
        applied_on=date(2026, 6, 1),
        is_union_member=True,
        is_migrant=False,
        contract_months=0,
        receives_dibao=False,
        homes=1,
        has_commercial_property=False,
        has_private_car=False,
        has_registered_business=False,
        savings_fen=0,
        other_income_fen=0,
        union_aid_fen=0,
        government_aid_fen=0,
        event_on=None,
        event_cost_fen=0,
        event_compensation_fen=0,
        members=members,
    )


def measure_import(say: Say, note: Note, households: int) -> None:
    """Rows a second of an import into an empty database: read, checked, written, decided, recorded."""
    by, root = system_user(), _bureau()
    content, rows = sample_workbook(households)
    checked = milliseconds(lambda: check_workbook(read_workbook(content, "bench.xlsx")), 3)
    say("workbook read and checked", rows / statistics.median(checked) * 1000, "rows/s")
    book = read_workbook(content, "bench.xlsx")
    start = time.perf_counter()
    report = import_workbook(book, unit=root, by=by, is_dry_run=False)
    seconds = time.perf_counter() - start
    if report.accepted != households:
        raise RuntimeError(f"{report.refused} of {households} invented households were refused")
    note(f"imported {report.accepted} households in {seconds:.1f} s")
    say("import, everything written", rows / seconds, "rows/s")
    start = time.perf_counter()
    import_workbook(book, unit=root, by=by, is_dry_run=False)
    say("import again, nothing changed", rows / (time.perf_counter() - start), "rows/s")


def measure_list(say: Say, note: Note, size: int) -> None:
    """p95 of the list page at many dossiers, against the same rows with offset paging and an exact count."""
    units = list(_bureau().get_children())
    start = time.perf_counter()
    fill(units, size - Dossier.objects.count())
    note(f"filled {size} dossiers in {time.perf_counter() - start:.0f} s")
    client = _signed_in()
    queries = [
        "",
        "category=1",
        "q=lxh",
        "q=建国",
        "order=name",
        "order=-net&category=2",
        f"unit={units[0].pk}",
        "q=wang",
    ]
    addresses = [f"?{query}" for query in queries]
    _warm(client, addresses)
    ours = sorted(t for address in addresses for t in milliseconds(lambda a=address: client.get(f"/dossiers/{a}"), 12))
    naive = milliseconds(_offset_page, 30)
    home = milliseconds(lambda: client.get("/"), 20)
    p95 = ours[int(len(ours) * 0.95)]
    say("list page, p95", p95, "ms", "rows alone by offset with an exact count", naive[int(len(naive) * 0.95)] / p95)
    say("list page, median", statistics.median(ours), "ms")
    say("home page, median", statistics.median(home), "ms")


def _bureau() -> Unit:
    """The bureau with its units, made when no other group has made it."""
    root: Unit | None = Unit.objects.filter(depth=1).first()
    if root is None:
        root = add_unit(name="白桦岭林业局工会", kind=UnitKind.BUREAU, by=system_user())
        for name, name_en, kind in UNITS:
            add_unit(name=name, name_en=name_en, kind=kind, parent=root, by=system_user())
        root.refresh_from_db()
    return root


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
    user = add_user(username="bench", display_name="bench", password="only-for-a-benchmark", by=system)
    appoint_user(user, role=Role.ASSISTANCE_CLERK, unit=root, starts_on=date(2020, 1, 1), by=system)
    client = Client()
    sign_in_whole(client, user)
    return client
