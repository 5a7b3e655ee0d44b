"""A dossier as rows of the national layout that the import reads (intake/columns.py): the way back of import_records.

The layout has no place for everything; NOT_CARRIED names the fields, `losses` what else of one dossier comes back
otherwise. docs/exports.md tells people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from niangjia.dossiers.import_records import MONTHS, PENSIONED, WITHOUT_WAGE
from niangjia.dossiers.intake.columns import HEAD, MEMBER, Column
from niangjia.dossiers.models import Dossier
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import add_years
from niangjia.kernel.text import Text
from niangjia.people.models import (
    AID_KINDS,
    AssetKind,
    BankAccount,
    Household,
    IncomeKind,
    Membership,
    Person,
    SpendingKind,
)

Cells = dict[str, Any]
"""Values by key of the column: texts, whole fen, counts, days; None and "" stay empty."""

OF_THE_HEAD = frozenset({"other_contact", "model_worker", "started_work_on", "employer", "employer_kind"}) | {
    "employer_condition", "industry", "bank", "branch", "card_number",
}  # fmt: skip
OF_A_MEMBER = frozenset({"stage", "school_kind", "school", "entered_school_in", "school_years", "note"})
OF_NOBODY = frozenset({"died_on", "has_serious_illness", "is_able", "is_counted", "started_on", "ended_on"})
NOT_CARRIED: Mapping[str, frozenset[str]] = {
    "dossier": frozenset(
        {
            "number", "unit", "worker", "state", "is_emergency", "emergency_on", "is_temporary", "opened_on",
            "filed_on", "due_on", "closed_on", "closing_reason", "category", "is_eligible", "net_monthly_per_head_fen",
            "undecided_reason", "questions",
        }
    ),
    "household": frozenset(
        {"is_rural", "is_union_member", "is_migrant", "contract_months", "receives_dibao", "opened_on", "closed_on"}
    ),
    "head": frozenset({*OF_NOBODY, *OF_A_MEMBER}),
    "member": frozenset({*OF_NOBODY, *OF_THE_HEAD}),
}  # fmt: skip
"""Fields that the layout has no column for, by section of a version (version_content). What the rules said of a
dossier, and its state, are reckoned anew by the import."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A household of the layout. `losses`: what of this one the layout cannot say; `lacking`: required cells empty."""

    head: Cells
    members: list[Cells]
    losses: list[Text]
    lacking: list[str]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a household that the layout speaks of, the 12 months up to the application, and all the others."""

    incomes: Sequence[Any]
    spending: Sequence[Any]
    others: int

    def earned(self, person: Person | None) -> int:
        """What somebody earned (None: the household's shared income)."""
        kinds = {IncomeKind.SHARED} if person is None else set(IncomeKind.values) - AID_KINDS - {IncomeKind.SHARED}
        pk = person.pk if person else None
        return sum(each.amount_fen for each in self.incomes if each.person_id == pk and each.kind in kinds)

    def spent(self, person: Person | None, kind: str) -> int:
        """What somebody (None: anyone) spent of a kind."""
        wanted = [each for each in self.spending if each.kind == kind]
        return sum(each.amount_fen for each in wanted if person is None or each.person_id == person.pk)


def rows_of(dossier: Dossier) -> Rows:
    """The rows of a dossier loaded by `queries.whole`. Opens its sealed values: the caller answers for that."""
    household: Household = dossier.household
    everyone: list[Membership] = household.members  # type: ignore[attr-defined] # set by queries.whole
    first = next(each for each in everyone if each.is_head)
    others = [each for each in everyone if not each.is_head]
    lines = _lines_of(household, dossier.applied_on)
    head = _head(dossier, first, others, lines)
    members = [_member(each, first, lines) for each in others]
    lacking = _lacking(head, HEAD.required) + [name for each in members for name in _lacking(each, MEMBER.required)]
    return Rows(head, members, _losses(dossier, first, others, lines), list(dict.fromkeys(lacking)))


def told(column: Column, value: Any) -> Any:
    """A value as it stands in its cell: labels of the official lists, 是 and 否."""
    if value is None or value == "":
        return None
    if column.kind in {"code", "area"} and column.codes:
        return column.codes.label(value).zh
    if column.kind == "codes" and column.codes:
        return "、".join(column.codes.label(each).zh for each in value)
    if column.kind == "grade" and column.codes:
        return column.codes.label(str(value)).zh if value else "0"
    if column.kind == "flag":
        return "是" if value else "否"
    return value


KIND_OF_CELL: Mapping[str, str] = {
    **dict.fromkeys(("money", "monthly", "average"), "yuan"),
    **dict.fromkeys(("count", "years", "year", "number"), "count"),
    **dict.fromkeys(("date", "birth"), "day"),
}
"""How a column of the layout stands in a workbook (streamed_workbook.KINDS); all others are texts."""


def _head(dossier: Dossier, first: Membership, others: Sequence[Membership], lines: _Lines) -> Cells:
    household, person = dossier.household, first.person
    persons = [first.person, *(each.person for each in others)]
    earned = sum(lines.earned(each) for each in persons) + lines.earned(None)
    owned = {each.kind: each.quantity for each in household.assetlines.all()}
    events = list(household.events.all())
    bank = _account(person)
    return {
        **_person(person),
        **{name: getattr(person, name) for name in OF_THE_HEAD - {"other_contact", "bank", "branch", "card_number"}},
        "other_contact": _open(person.other_contact),
        "bank": bank.bank,
        "branch": bank.branch,
        "card_number": _open(bank.card_number),
        **{name: getattr(household, name) for name in ("region", "postcode", "housing", "floor_area")},
        "address": _open(household.address),
        **{name: getattr(dossier, name) for name in ("level", "stated_category", "main_cause", "applied_on")},
        **{name: getattr(dossier, name) for name in ("is_single_parent", "is_zero_employment", "has_self_reliance")},
        "secondary_causes": dossier.secondary_causes[:SECONDARY],
        "note": _open(dossier.note),
        "size": len(persons),
        "monthly_wage_fen": _monthly(lines.earned(person)),
        "other_income_fen": lines.earned(None),
        "annual_income_fen": max(0, earned),
        "monthly_per_head_fen": _monthly(earned // len(persons)),
        "medical_fen": lines.spent(person, SpendingKind.MEDICAL),
        "education_fen": sum(lines.spent(each.person, SpendingKind.TUITION) for each in others),
        "rehabilitation_fen": lines.spent(None, SpendingKind.REHABILITATION),
        "event_cost_fen": sum(each.cost_fen for each in events) if events else None,
        "event_compensation_fen": sum(each.compensation_fen for each in events) if events else None,
        "homes": owned.get(AssetKind.DWELLING),
        "has_private_car": _flag(owned.get(AssetKind.VEHICLE)),
        "has_registered_business": _flag(owned.get(AssetKind.BUSINESS)),
    }


SECONDARY = HEAD.by_key["secondary_causes"].most


def _member(member: Membership, first: Membership, lines: _Lines) -> Cells:
    person = member.person
    return {
        **_person(person),
        "head_identity_number": _open(first.person.identity_number),
        "relation": member.relation,
        **{name: getattr(person, name) for name in OF_A_MEMBER - {"note"}},
        "note": _open(person.note),
        "monthly_income_fen": _monthly(lines.earned(person)),
        "tuition_fen": lines.spent(person, SpendingKind.TUITION),
        "medical_fen": lines.spent(person, SpendingKind.MEDICAL),
    }


def _person(person: Person) -> Cells:
    names = (
        "name", "born_on", "sex", "ethnicity", "political_status", "health", "disability_type", "disability_grade",
        "marital_status", "hukou", "work_status", "medical_insurance",
    )  # fmt: skip
    sealed = {"identity_number": _open(person.identity_number), "phone": _open(person.phone)}
    return {name: getattr(person, name) for name in names} | sealed


def _losses(dossier: Dossier, first: Membership, others: Sequence[Membership], lines: _Lines) -> list[Text]:
    """What comes back otherwise than it is, beyond the fields that have no column."""
    household, persons = dossier.household, [first.person, *(each.person for each in others)]
    found = [loss for person in persons for loss in _of_income(person, lines)]
    if lines.others:
        found.append(
            Text(
                f"另有 {lines.others} 条其他期间或救助的收支没有带出", f"{lines.others} lines of other periods, or aid"
            )
        )
    shared = [each for each in lines.incomes if each.person_id is None]
    if len(shared) > 1 or any(not each.amount_fen for each in shared):
        found.append(Text("家庭其他收入合并成一个数", "shared income becomes one amount"))
    found += _of_spending(first, others, lines)
    events = list(household.events.all())
    if len(events) > 1 or any(each.happened_on or not each.cost_fen for each in events):
        found.append(Text("灾害、事故或急病合并成一笔，不带日期", "events become one, without its day"))
    owned = list(household.assetlines.all())
    kept = {AssetKind.DWELLING: 99, AssetKind.VEHICLE: 1, AssetKind.BUSINESS: 1}
    if any(each.value_fen is not None or each.quantity > kept.get(AssetKind(each.kind), -1) for each in owned):
        found.append(
            Text("资产只带出房产套数、有无车辆和工商登记", "of assets: number of dwellings, whether car and business")
        )
    if len(dossier.secondary_causes) > SECONDARY:
        found.append(Text(f"次要致困原因只带出前 {SECONDARY} 个", f"only the first {SECONDARY} secondary causes"))
    return found


def _of_income(person: Person, lines: _Lines) -> list[Text]:
    own = [each for each in lines.incomes if each.person_id == person.pk]
    total = lines.earned(person)
    found = []
    if own and not total:
        found.append(Text(f"不再写明{person.name}没有收入", f"that {person.name} has no income is not stated any more"))
    elif len(own) > 1 or any(each.kind != _kind_of(person) or not each.amount_fen for each in own):
        found.append(Text(f"{person.name}的收入合并成一种", f"the income of {person.name} becomes one of one kind"))
    if _monthly(total) * MONTHS != total:
        told_fen = yuan(_monthly(total) * MONTHS)
        zh, en = f"{person.name}的年收入按月平均折成 {told_fen} 元", f"yearly income of {person.name}: {told_fen} yuan"
        found.append(Text(zh, en))
    return found


def _of_spending(first: Membership, others: Sequence[Membership], lines: _Lines) -> list[Text]:
    found = []
    if lines.spent(first.person, SpendingKind.TUITION):
        found.append(Text("户主本人的学费没有带出", "tuition of the head is left out"))
    theirs = first
    if not first.person.disability_grade:
        theirs = next((each for each in others if each.person.disability_grade), first)
    cared_for = {each.person_id for each in lines.spending if each.kind == SpendingKind.REHABILITATION}
    if cared_for - {theirs.person_id}:
        found.append(Text(f"康复支出都算在{theirs.person.name}名下", f"rehabilitation goes to {theirs.person.name}"))
    pairs = [(each.person_id, each.kind) for each in lines.spending]
    if len(set(pairs)) < len(pairs) or any(not each.amount_fen for each in lines.spending):
        found.append(Text("同一人同一项支出合并成一个数", "spending of one kind becomes one amount a person"))
    return found


def _lines_of(household: Household, applied_on: date) -> _Lines:
    from_on, to_on = add_years(applied_on, -1) + timedelta(days=1), applied_on
    incomes, spending = list(household.incomelines.all()), list(household.spendinglines.all())
    period = (from_on, to_on)
    earned = [each for each in incomes if (each.from_on, each.to_on) == period and each.kind not in AID_KINDS]
    spent = [each for each in spending if (each.from_on, each.to_on) == period]
    return _Lines(earned, spent, len(incomes) + len(spending) - len(earned) - len(spent))


def _kind_of(person: Person) -> str:
    """What the import takes somebody's monthly income for (import_records)."""
    if person.work_status in PENSIONED:
        return IncomeKind.PENSION
    return IncomeKind.OTHER if person.work_status in WITHOUT_WAGE else IncomeKind.WAGE


def _monthly(fen: int) -> int:
    """A twelfth in whole fen, 0 for a loss; half a fen up."""
    return max(0, (2 * fen + MONTHS) // (2 * MONTHS))


def _flag(quantity: int | None) -> bool | None:
    return None if quantity is None else quantity > 0


def _lacking(cells: Cells, required: Sequence[Column]) -> list[str]:
    return [column.label for column in required if cells.get(column.key) in (None, "", [])]


def _account(person: Person) -> BankAccount:
    return getattr(person, "bank_account", None) or BankAccount()


def _open(value: Any) -> str:
    return value.reveal() if value else ""
