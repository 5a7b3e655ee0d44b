"""What an invented family says of itself in one year: income that fits its category, spending that fits its cause."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from niangjia.desk.demo.households import LINE_FEN, NET_PERCENT, REGION, STAGES_BY_AGE, Family, Member
from niangjia.dossiers.facts import SERIOUS
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel.periods import add_years, completed_years
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord, HouseholdRecord, PersonRecord

TUITION = {
    "primary": (40_000, 120_000),
    "junior": (50_000, 150_000),
    "senior": (150_000, 380_000),
    "bachelor": (600_000, 880_000),
}
MAIN_CAUSES = {"work": "able-not-employed", "disability": "own-disability"}
SCHOOLING = {"primary": (6, 6), "junior": (12, 3), "senior": (15, 3), "bachelor": (18, 4)}
"""Age at entry and years, by stage."""

OWNED = {"bought", "self-built"}
EARNING = ("on-post", "sick-leave", "early-retired", "retired")

MINIMUM_WAGE_FEN = 210_000
"""About what the minimum wage of the three years was a month."""

Amounts = dict[str, int]


def year_record(family: Family, applied_on: date) -> DossierRecord:
    """The dossier of a family for an application or a yearly review on the day. The same day gives the same record."""
    random = Random(f"{family.seed}/{applied_on.year}")  # noqa: S311 (an invented bureau wants repeatable, not secret)
    members = tuple(_aged(member, applied_on) for member in family.members)
    spending = [_spending(random, family, member) for member in members]
    incomes = _incomes(random, family, members, sum(sum(each.values()) for each in spending), applied_on)
    cost = sum(incomes) * random.randint(90, 160) // 100 if family.category == "accidental" else 0
    event_on = applied_on - timedelta(days=random.randint(5, 300))
    period = (add_years(applied_on, -1) + timedelta(days=1), applied_on)
    household = HouseholdRecord(
        persons=tuple(
            _person(random, family, member, income, spent, applied_on)
            for member, income, spent in zip(members, incomes, spending, strict=True)
        ),
        particulars=_home(family),
        incomes=_aid(random, period),
        assets=_assets(random, family),
        period=period,
        events=(EventRecord(cost, cost // 500 * random.choice((0, 0, 100)), event_on),) if cost else (),
    )
    particulars: dict[str, object] = {
        "level": family.level,
        "main_cause": MAIN_CAUSES.get(family.cause, family.cause),
        "is_single_parent": len(members) > 1 and members[1].relation in {"son", "daughter"},
        "has_self_reliance": family.cause in {"work", "schooling", "other"},
    }
    return DossierRecord(household, applied_on, particulars)


def _aid(random: Random, period: tuple[date, date]) -> tuple[AmountRecord, ...]:
    """What the union and the government gave in the year; the government's is not always known."""
    stated = (AmountRecord("union-aid", random.choice((0, 0, 50_000, 100_000, 200_000)), *period),)
    return (*stated, AmountRecord("government-aid", 0, *period)) if random.random() < 0.8 else stated


def _aged(member: Member, on: date) -> Member:
    """A child of the family in the school year of that day."""
    if member.relation not in {"son", "daughter"}:
        return member
    age = completed_years(member.born_on, on)
    stage = next((stage for up_to, stage in STAGES_BY_AGE if age <= up_to), "none") if age >= 7 else "none"
    status = "below-school-age" if age < 7 else "student" if stage != "none" else "unemployed"
    return replace(member, stage=stage, work_status=status)


def _spending(random: Random, family: Family, member: Member) -> Amounts:
    amounts: Amounts = {}
    if family.cause == "serious-illness" and member.health != "good":
        amounts["medical"] = random.randint(1_500_000, 9_000_000)
    elif random.random() < 0.15:
        amounts["medical"] = random.randint(30_000, 300_000)
    if member.disability_grade:
        amounts["rehabilitation"] = random.choice((120_000, 360_000, 600_000))
    if member.stage in TUITION:
        amounts["tuition"] = random.randint(*TUITION[member.stage])
    return amounts


def _incomes(random: Random, family: Family, members: tuple[Member, ...], spent: int, on: date) -> list[int]:
    """Yearly income of each member in fen, so that what is left a head a month falls where the category aims."""
    percent = random.randint(*NET_PERCENT[family.category])
    imputed = sum(MINIMUM_WAGE_FEN * 12 for member in members if _counts_a_minimum_wage(member, on))
    wanted = max(0, LINE_FEN * percent // 100 * 12 * len(members) + spent - imputed)
    shares = [random.randint(60, 100) if member.work_status in EARNING else 0 for member in members]
    if not any(shares):
        shares[0] = 1
    return [wanted * share // sum(shares) // 1200 * 1200 for share in shares]


def _counts_a_minimum_wage(member: Member, on: date) -> bool:
    """Those out of work whom the rules count a minimum wage for."""
    age = completed_years(member.born_on, on)
    is_able = member.disability_grade not in {1, 2} and member.health not in SERIOUS
    return (
        member.work_status in {"off-post", "unemployed"}
        and is_able
        and 16 <= age < (55 if member.sex == "female" else 60)
    )


def _person(
    random: Random, family: Family, member: Member, income: int, spent: Amounts, applied_on: date
) -> PersonRecord:
    from_on = add_years(applied_on, -1) + timedelta(days=1)
    kind = "pension" if member.work_status == "retired" else "wage"
    is_head = member.relation == "self"
    particulars: dict[str, object] = {
        "ethnicity": random.choice(("han", "han", "han", "mongol", "manchu", "ewenki", "daur")),
        "hukou": "non-agricultural",
        "health": member.health,
        "disability_type": member.disability_type,
        "disability_grade": member.disability_grade,
        "work_status": member.work_status,
        "stage": member.stage,
        "school_kind": "public" if member.stage != "none" else "",
        **_schooling(member),
        "medical_insurance": "urban-employee" if kind == "wage" and income else "resident",
        "has_serious_illness": family.cause == "serious-illness" if member.health != "good" else None,
        "employer": family.unit.name if is_head else "",
        "phone": f"1{random.choice('3578')}{random.randint(100_000_000, 999_999_999)}" if is_head else "",
    }
    if random.random() < 0.6:  # the rest stay open questions, as in life
        particulars["is_able"] = not (member.disability_grade in {1, 2} or member.work_status == "sick-leave")
    return PersonRecord(
        name=member.name,
        identity_number=member.number,
        born_on=member.born_on,
        sex=member.sex,
        relation=member.relation,
        is_head=is_head,
        is_counted=True,
        particulars=particulars,
        bank={"bank": "中国农业银行", "branch": "根河市支行", "card_number": _card(random)} if is_head else {},
        incomes=(AmountRecord(kind, income, from_on, applied_on),) if income or is_head else (),
        spending=tuple(AmountRecord(what, fen, from_on, applied_on) for what, fen in spent.items()),
    )


def _schooling(member: Member) -> dict[str, int]:
    """Year of entry and length of schooling, which of some are not known."""
    if member.stage not in SCHOOLING or member.number[16] in "012":
        return {}
    entered_at, years = SCHOOLING[member.stage]
    return {"entered_school_in": member.born_on.year + entered_at, "school_years": years}


def _card(random: Random) -> str:
    body = f"622848999{random.randint(0, 10**9 - 1):09d}"
    digits = [int(digit) * (2 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body))]
    return body + str(-sum(digit // 10 + digit - digit // 10 * 10 for digit in digits) % 10)


def _home(family: Family) -> dict[str, object]:
    random = Random(family.seed)  # noqa: S311 (as above): the family stays where it lives
    return {
        "region": REGION,
        "address": f"根河市林海路{random.randint(1, 220)}号{random.randint(1, 8)}单元{random.randint(101, 699)}",
        "postcode": "022350",
        "housing": family.housing,
        "is_union_member": True,
        "is_migrant": False,
        "receives_dibao": random.random() < 0.1,
    }


def _assets(random: Random, family: Family) -> tuple[AssetRecord, ...]:
    second_home = random.random() < 0.02
    stated = [
        AssetRecord("dwelling", 2 if second_home else int(family.housing in OWNED)),
        AssetRecord("vehicle", int(random.random() < 0.05)),
        AssetRecord("business", int(random.random() < 0.02)),
        AssetRecord("commercial-property", 0),
    ]
    if random.random() < 0.5:
        stated.append(AssetRecord("savings", 1, random.randint(0, 30) * 100_000))
    return tuple(stated)
