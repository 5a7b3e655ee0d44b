"""The what-if page over a bureau's households: the real view, a real database, two scenarios."""

from datetime import date
from random import Random
from types import SimpleNamespace

from niangjia.accounts.commands import system_user
from niangjia.dossiers.decisions import RULE_SET, as_kept
from niangjia.dossiers.models import Decision, Dossier
from niangjia.kernel import clock
from niangjia.policies import HouseholdFacts, MemberFacts, decide, load_rule_set

BATCH = 1000


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
    random, rules, by = Random(seed), load_rule_set(RULE_SET), system_user()  # noqa: S311 (repeatable on purpose)
    undecided = Dossier.objects.filter(closed_on=None, decisions=None)
    assumed = SimpleNamespace(assumed=[])
    batch: list[Decision] = []
    for dossier in undecided.iterator():
        kept = as_kept(decide(rules, invented_facts(random)), assumed)  # type: ignore[arg-type]
        batch.append(Decision(dossier=dossier, at=clock.now(), by=by, **kept))
        if len(batch) == BATCH:
            Decision.objects.bulk_create(batch)
            batch.clear()
    Decision.objects.bulk_create(batch)
    return Dossier.objects.filter(closed_on=None).count()
