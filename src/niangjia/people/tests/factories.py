"""Invented persons and households for tests."""

from datetime import date
from itertools import count

from niangjia.kernel import resident_numbers
from niangjia.people.records import AmountRecord, HouseholdRecord, PersonRecord

_sequences = count()
APPLIED_ON = date(2026, 6, 1)
YEAR = (date(2025, 6, 2), APPLIED_ON)


def identity(born_on: date = date(1980, 5, 6), *, is_female: bool = False) -> str:
    """A new identity number of an invented person (sequence 900 to 999)."""
    step = next(_sequences)
    born = born_on.replace(day=1 + step // 50 % 28)
    region = f"{150785 - step // (50 * 28) % 80}"
    return resident_numbers.make(region, born, 900 + 2 * (step % 50) + (not is_female))


def person(
    name: str = "刘心红",
    *,
    is_head: bool = False,
    wage_fen: int = 0,
    is_income_stated: bool = True,
    **changes: object,
) -> PersonRecord:
    """A member; the head unless said otherwise has the relation `self`, and states a wage, be it 0."""
    number = str(changes.pop("identity_number", "") or identity())
    read = resident_numbers.parse(number)
    particulars: dict[str, object] = {"health": "good", "work_status": "on-post", **changes.pop("particulars", {})}  # type: ignore[dict-item]
    incomes = (AmountRecord("wage", wage_fen, *YEAR),) if wage_fen or (is_head and is_income_stated) else ()
    return PersonRecord(
        name=name,
        identity_number=number,
        born_on=read.born_on,
        sex="female" if read.is_female else "male",
        relation=str(changes.pop("relation", "self" if is_head else "son")),
        is_head=is_head,
        particulars=particulars,
        incomes=incomes,
        **changes,  # type: ignore[arg-type]
    )


def household(
    *members: PersonRecord, particulars: dict[str, object] | None = None, **changes: object
) -> HouseholdRecord:
    """A household of one worker, or of the given members."""
    return HouseholdRecord(
        persons=members or (person(is_head=True, wage_fen=2_400_000),),
        particulars={"region": "150785", "address": "根河市林海路1号"} | (particulars or {}),
        period=YEAR,
        **changes,  # type: ignore[arg-type]
    )
