"""The what-if page over a bureau's households: the real view, a real database, two scenarios."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from random import Random
from types import SimpleNamespace

from django.conf import settings
from django.test import Client

from niangjia.accounts.commands import add_user, appoint_user, system_user
from niangjia.accounts.models import Role, Unit, UnitKind
from niangjia.accounts.tests.signing_in import sign_in_whole
from niangjia.dossiers.decisions import as_kept
from niangjia.dossiers.models import Decision, Dossier
from niangjia.kernel import clock
from niangjia.policies import HouseholdFacts, MemberFacts, decide, load_rule_set
from tests.benchmarks.fill import fill
from tests.benchmarks.run import milliseconds

BATCH = 1000
TIMES = 15
FIRST = 10**6
"""Where the numbers of these dossiers begin, away from those of the list."""


def invented_facts(random: Random) -> HouseholdFacts:
    """A household of one to five people, at 40 to 400 per cent of the line."""
    people = tuple(_member(random, place) for place in range(random.choice((1, 2, 3, 3, 3, 4, 5))))
    has_event = random.random() < 0.1
    return HouseholdFacts(
        household_id=random.randrange(2**40),
        region="150785",
        is_rural=random.random() < 0.2,
        applied_on=date(random.choice((2023, 2024, 2025)), random.randrange(1, 13), random.randrange(1, 29)),
        is_union_member=random.random() < 0.97,
        is_migrant=False,
        contract_months=0,
        receives_dibao=random.random() < 0.2,
        homes=random.choice((0, 1, 1, 1, 2)),
        has_commercial_property=False,
        has_private_car=random.random() < 0.05,
        has_registered_business=False,
        savings_fen=random.randrange(3_000_000),
        other_income_fen=random.randrange(200_000),
        union_aid_fen=random.choice((0, 200_000)),
        government_aid_fen=random.choice((0, 500_000)),
        event_on=date(2024, 1, 20) if has_event else None,
        event_cost_fen=5_000_000 if has_event else 0,
        event_compensation_fen=0,
        members=people,
    )


def _member(random: Random, place: int) -> MemberFacts:
    is_child = place == 2
    return MemberFacts(
        born_on=date(2008 if is_child else 1950 + random.randrange(45), random.randrange(1, 13), 9),
        is_female=bool(place % 2),
        is_counted=True,
        identity=6 if is_child else random.choice((0, 0, 1, 3)),
        is_able=not is_child,
        wage_fen=0 if is_child else random.randrange(1_000_000, 5_000_000),
        business_fen=0,
        pension_fen=0,
        resident_pension_fen=0,
        other_fen=0,
        social_insurance_fen=200_000,
        stage=4 if is_child else 0,
        school=0,
        tuition_fen=400_000 if is_child else 0,
        medical_fen=random.choice((0, 0, 300_000, 6_000_000)),
        rehab_fen=0,
        has_serious_illness=random.random() < 0.1,
        disability_grade=random.choice((0, 0, 0, 0, 2)),
    )


def decide_open_dossiers(seed: int = 3) -> int:
    """Keep a decision on every open dossier that has none, straight into the table; how many there are in all."""
    random, rules, by = Random(seed), load_rule_set("national-2019"), system_user()  # noqa: S311 (repeatable on purpose)
    undecided = Dossier.objects.filter(closed_on=None, decisions=None)
    assumed = SimpleNamespace(assumed=[], persons=[])
    batch: list[Decision] = []
    for dossier in undecided.iterator():
        kept = as_kept(decide(rules, invented_facts(random)), assumed)  # type: ignore[arg-type]
        batch.append(Decision(dossier=dossier, at=clock.now(), by=by, **kept))
        if len(batch) == BATCH:
            Decision.objects.bulk_create(batch)
            batch.clear()
    Decision.objects.bulk_create(batch)
    return Dossier.objects.filter(closed_on=None).count()


def measure_what_if(say: Callable[..., None], note: Callable[[str], None], households: int) -> None:
    """The page with two scenarios, figures, charts and the first of the affected households."""
    fill(list(Unit.objects.exclude(kind=UnitKind.BUREAU)), households - Dossier.objects.count(), first=FIRST)
    count = decide_open_dossiers()
    note(f"{count} dossiers with a decision")
    system = system_user()
    user = add_user(username="what-if", display_name="bench", password="only-for-a-benchmark", by=system)
    root = Unit.objects.get(depth=1)
    appoint_user(user, role=Role.ASSISTANCE_CLERK, unit=root, starts_on=date(2020, 1, 1), by=system)
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    sign_in_whole(client, user)
    taken = [milliseconds(lambda: _ask(client), 1)[0] for _ in range(TIMES + 1)]
    start = time.process_time()
    _ask(client)
    processor = (time.process_time() - start) * 1000
    say(f"what-if page over {count:,} households, two scenarios, the first answer", taken[0], "ms")
    say(f"what-if page over {count:,} households, two scenarios, slowest of {TIMES}", max(taken[1:]), "ms")
    say(f"what-if page over {count:,} households, two scenarios, median", statistics.median(taken[1:]), "ms")
    say(f"what-if page over {count:,} households, two scenarios, processor time", processor, "ms")


def _ask(client: Client) -> None:
    answer = client.get("/what-if/?a-relative_percent=240&a-dibao_urban_monthly=900&b-deep_percent=90&b-max_homes=2")
    if answer.status_code != 200 or b'id="affected"' not in answer.content:
        raise RuntimeError(f"the what-if page answered {answer.status_code}")
