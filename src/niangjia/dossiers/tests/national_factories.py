"""Households for tests of the national layout: plain ones that it can say in full, and wild ones that it cannot."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from niangjia.dossiers.import_records import PENSIONED, WITHOUT_WAGE
from niangjia.dossiers.intake.columns import HEAD, MEMBER
from niangjia.dossiers.models import Decision, Dossier, Step, Version
from niangjia.dossiers.records import DossierRecord
from niangjia.dossiers.tests.factories import identity
from niangjia.kernel import resident_numbers
from niangjia.kernel.periods import add_years
from niangjia.people import codes
from niangjia.people.models import Household, IncomeKind, Person, SpendingKind
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord, HouseholdRecord, PersonRecord

CARD = "6228489990000000003"
TEXTS = ("=1+1", "+86", "@甲", "<b>&\"'", "第一行\n第二行", "_x0041_", "全角，标点。", "a" * 100)
"""What a spreadsheet or XML might take for something else."""


def plain(random: Random) -> DossierRecord:
    """Everything the layout has a column for, drawn from every list, and nothing else."""
    applied = date(2026, 1, 1) + timedelta(days=random.randrange(180))
    period = (add_years(applied, -1) + timedelta(days=1), applied)
    members = [_person(random, period, is_head=place == 0) for place in range(random.randint(1, 6))]
    cared = next((place for place, each in enumerate(members) if each.particulars["disability_grade"]), 0)
    members[cared] = replace(
        members[cared], spending=(*members[cared].spending, *_some(random, "rehabilitation", period))
    )
    flags = [random.choice((True, False, None)) for _each in range(3)]
    causes = random.sample(codes.CAUSES.codes, random.randint(1, 4))
    return DossierRecord(
        household=HouseholdRecord(
            persons=tuple(members),
            particulars={
                "region": "150785", "address": f"根河市林海路{random.randint(1, 999)}号",
                "postcode": random.choice(("", "022350")),
                "housing": random.choice(codes.HOUSING.codes), "floor_area": random.choice(codes.FLOOR_AREA.codes),
            },
            incomes=_some(random, IncomeKind.SHARED, period),
            assets=tuple(
                AssetRecord(kind, random.randint(0, most))
                for kind, most in (("dwelling", 5), ("vehicle", 1), ("business", 1)) if random.random() < 0.7
            ),
            events=(EventRecord(random.randint(1, 10**7), random.randrange(10**6)),) if random.random() < 0.4 else (),
            period=period,
        ),
        applied_on=applied,
        particulars={
            "level": random.choice(codes.FILE_LEVELS.codes),
            "stated_category": random.choice(("", *codes.HARDSHIP_CATEGORIES.codes)),
            "main_cause": causes[0], "secondary_causes": causes[1:], "note": _text(random),
            "is_single_parent": flags[0], "is_zero_employment": flags[1], "has_self_reliance": flags[2],
        },
    )  # fmt: skip


def wild(random: Random) -> DossierRecord:
    """The same with what the layout has no room for."""
    record = plain(random)
    home = record.household
    from_on, to_on = home.period or (record.applied_on, record.applied_on)
    earlier = (add_years(from_on, -1), add_years(to_on, -1))
    persons = [
        replace(
            each,
            is_counted=random.choice((True, False, None)),
            particulars=each.particulars | {"is_able": random.choice((True, False)), "has_serious_illness": True},
            incomes=(*each.incomes, AmountRecord("business", random.randrange(10**6), from_on, to_on)),
            spending=(*each.spending, AmountRecord("rehabilitation", random.randint(1, 10**6), from_on, to_on)),
        )
        for each in home.persons
    ]
    old = AmountRecord("shared", 77_00, *earlier)
    aid = AmountRecord("union-aid", 5_00, from_on, to_on)
    events = (EventRecord(100_00, 0, date(2026, 1, 2)), EventRecord(200_00, 50_00))
    assets = (AssetRecord("vehicle", 2, 30_000_00), AssetRecord("savings", 1, 9_00))
    household = replace(home, persons=tuple(persons), incomes=(*home.incomes, old, aid), events=events, assets=assets)
    return replace(record, household=household)


def empty_the_bureau() -> None:
    """Take every household away, as if nothing had ever been filed."""
    for model in (Version, Decision, Step, Dossier, Household, Person):
        model.objects.all().delete()


def _person(random: Random, period: tuple[date, date], *, is_head: bool) -> PersonRecord:
    number = identity(date(random.randint(1950, 2015), random.randint(1, 12), 1), is_female=random.random() < 0.5)
    read = resident_numbers.parse(number)
    status = random.choice(codes.WORK_STATUS.codes)
    kind = (
        IncomeKind.PENSION if status in PENSIONED else IncomeKind.OTHER if status in WITHOUT_WAGE else IncomeKind.WAGE
    )
    earned = random.choice((0, 0, random.randrange(1, 500_000))) * 12
    spending = (
        *_some(random, SpendingKind.MEDICAL, period),
        *(() if is_head else _some(random, SpendingKind.TUITION, period)),
    )
    return PersonRecord(
        name=random.choice(("刘心红", "欧阳明月", "王海英", "阿依古丽·买买提", "𠮷田", "赵一")),
        identity_number=number,
        born_on=read.born_on,
        sex="female" if read.is_female else "male",
        relation="self" if is_head else random.choice([each for each in codes.RELATIONS.codes if each != "self"]),
        is_head=is_head,
        particulars=_particulars(random, status, is_head=is_head),
        bank={"bank": "农业银行", "branch": random.choice(("", "根河市支行")), "card_number": CARD} if is_head else {},
        incomes=(AmountRecord(kind, earned, *period),) if earned else (),
        spending=spending,
    )  # fmt: skip


def _particulars(random: Random, status: str, *, is_head: bool) -> dict[str, object]:
    """A value of each list that the table of heads or members has a column for."""
    table = HEAD if is_head else MEMBER
    fields = {each.name for each in Person._meta.concrete_fields}
    values: dict[str, object] = {
        column.key: random.choice(column.codes.codes)
        for column in table.columns
        if column.kind == "code" and column.codes and column.key in fields
    }
    values |= {
        "work_status": status,
        "disability_grade": random.randint(0, 4),
        "phone": f"138{random.randrange(10**8):08d}",
    }
    values.pop("sex", None)
    if is_head:
        values |= {
            "other_contact": "0470-1234567",
            "started_work_on": date(1999, 7, random.randint(1, 31)),
            "employer": _text(random),
        }
    else:
        values |= {
            "school": _text(random),
            "entered_school_in": random.randint(2010, 2025),
            "school_years": random.randint(1, 6),
        }
        values |= {"note": _text(random)}
    return values


def _text(random: Random) -> str:
    return random.choice((*TEXTS[:4], *TEXTS[6:])) if random.random() < 0.7 else f"说明{random.randrange(1000)}"


def _some(random: Random, kind: str, period: tuple[date, date]) -> tuple[AmountRecord, ...]:
    return (AmountRecord(kind, random.randint(1, 10**7), *period),) if random.random() < 0.6 else ()


def as_said(content: dict[str, Any]) -> dict[str, Any]:
    """A version's content with persons by their numbers instead of ids, so that two of them can be compared."""
    numbers = {key: values["identity_number"] for key, values in content["members"].items()}
    lines = {
        section: {_by_number(key, numbers): values for key, values in content[section].items()}
        for section in ("incomes", "spendings")
    }
    return content | {"members": {numbers[key]: values for key, values in content["members"].items()}} | lines


def _by_number(key: str, numbers: dict[str, str]) -> str:
    return "/".join(numbers.get(part, part) for part in key.split("/"))
