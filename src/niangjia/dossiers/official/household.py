"""Parts that several forms share: the people of a household, each as full as the worker, its home, and its money."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.dossiers.counted import counted_by_the_rules
from niangjia.dossiers.ledger import Ledger, ledger
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import Block, Cell, Column, grid, note, table
from niangjia.dossiers.official.reading import Reading, age_on, cell, day, in_row, listed, told
from niangjia.dossiers.purposes import label_of
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import in_window
from niangjia.people import codes
from niangjia.people.models import IncomeLine, Membership, Person, SpendingLine


def members_of(dossier: Dossier) -> list[Membership]:
    """The members of a dossier loaded by `queries.whole`, as on the form."""
    return list(dossier.household.members)  # type: ignore[attr-defined] # set by queries.whole


def worker_member(dossier: Dossier) -> Membership | None:
    """The worker among them; None when they left the household."""
    return next((each for each in members_of(dossier) if each.person_id == dossier.worker_id), None)


def person_cells(
    dossier: Dossier, person: Person, member: Membership | None, reading: Reading, today: date
) -> Iterator[Cell]:
    """Everything a form asks of one person."""
    yield Cell(_("Name"), person.name)
    yield cell("members", person, "sex")
    yield Cell(_("Birth date"), str(words.BORN).format(day=day(person.born_on), age=age_on(person.born_on, today)))
    yield Cell(_("Identity number"), reading.value("identity_number", person.identity_number), 2)
    yield cell("members", person, "ethnicity")
    yield Cell(_("Relation"), told(member, "relation") if member else "")
    yield cell("members", person, "political_status")
    yield cell("members", person, "marital_status")
    yield cell("members", person, "hukou")
    yield Cell(pgettext("person", "Health"), told(person, "health"))
    yield Cell(words.DISABILITY, disability(person))
    yield cell("members", person, "medical_insurance")
    yield cell("members", person, "work_status")
    yield cell("members", person, "model_worker")
    yield Cell(label_of("phone"), reading.value("phone", person.phone))
    yield Cell(label_of("other_contact"), reading.value("other_contact", person.other_contact))
    yield Cell(words.OWN_INCOME, own_income(dossier, person))
    yield cell("members", person, "employer", 2)
    yield cell("members", person, "started_work_on")
    yield cell("members", person, "employer_kind")
    yield cell("members", person, "employer_condition")
    yield cell("members", person, "industry")
    yield Cell(words.SCHOOLING, schooling(person))
    yield cell("members", person, "school", 2)
    yield Cell(words.SCHOOL_YEARS, school_years(person))
    yield Cell(label_of("note"), reading.value("note", person.note), 2)


def disability(person: Person) -> str:
    """Kind and grade as on the pages; "" for none."""
    if not person.disability_grade:
        return told(person, "disability_type")
    return _("%(type)s grade %(grade)s") % {
        "type": told(person, "disability_type"), "grade": person.disability_grade,
    }  # fmt: skip


def schooling(person: Person) -> str:
    """Stage and kind of school; "" for who goes to none."""
    return in_row(told(person, "stage"), told(person, "school_kind")) if person.stage != "none" else ""


def school_years(person: Person) -> str:
    """Year of entry and length of schooling."""
    entry, length = person.entered_school_in, person.school_years
    return in_row(
        str(words.ENTERED).format(year=entry) if entry else "", str(words.LASTS).format(years=length) if length else ""
    )


def own_income(dossier: Dossier, person: Person) -> str:
    """A month's income of one person: a twelfth of their lines of the year that the page of money sums up."""
    lines = [
        each
        for each in dossier.household.incomelines.all()
        if each.person_id == person.pk and in_window(each.to_on, dossier.applied_on)
    ]
    return yuan(sum(each.amount_fen for each in lines) // 12) if lines else ""


def bank_cells(person: Person, reading: Reading) -> Iterator[Cell]:
    """Where money is paid to."""
    account = getattr(person, "bank_account", None)
    yield Cell(words.BANK, account.bank if account else "")
    yield Cell(words.BRANCH, account.branch if account else "")
    yield Cell(label_of("card_number"), reading.value("card_number", account.card_number if account else ""))


def home_cells(dossier: Dossier, reading: Reading) -> Iterator[Cell]:
    """Everything a form asks of the household as a whole."""
    home = dossier.household
    yield Cell(label_of("address"), reading.value("address", home.address), 3)
    yield Cell(_("Registered division (code)"), home.region)
    for name in ("postcode", "housing", "floor_area", "is_rural", "receives_dibao"):
        yield cell("household", home, name)
    for name in ("is_union_member", "is_migrant", "contract_months"):
        yield cell("household", home, name)
    for name in ("is_single_parent", "is_zero_employment", "has_self_reliance"):
        yield cell("dossier", dossier, name)
    yield from bank_cells(dossier.worker, reading)


def finding_cells(dossier: Dossier) -> Iterator[Cell]:
    """Level, category and causes."""
    named = next(iter(name_categories([dossier])))
    yield cell("dossier", dossier, "level")
    yield cell("dossier", dossier, "stated_category")
    yield Cell(words.BY_THE_RULES, str(named.category_words))  # type: ignore[attr-defined] # set by name_categories
    yield cell("dossier", dossier, "main_cause")
    yield Cell(_("Secondary causes"), listed([str(codes.CAUSES.label(each)) for each in dossier.secondary_causes]), 2)


def family(dossier: Dossier, today: date) -> Block:
    """The household in a few columns, one row for each."""
    columns = [
        Column(_("Name"), 1.3), Column(_("Relation"), 0.9), Column(_("Sex"), 0.5), Column(words.AGE, 0.55),
        Column(_("Work status"), 1), Column(pgettext("person", "Health"), 1.5), Column(_("School"), 1.9),
        Column(words.OWN_INCOME, 1.2, is_number=True),
    ]  # fmt: skip
    return table(columns, [_member_row(dossier, each, today) for each in members_of(dossier)])


def _member_row(dossier: Dossier, member: Membership, today: date) -> list[str]:
    person = member.person
    return [
        person.name,
        told(member, "relation"),
        told(person, "sex"),
        str(age_on(person.born_on, today)),
        told(person, "work_status"),
        in_row(told(person, "health"), disability(person)),
        in_row(schooling(person), person.school),
        own_income(dossier, person),
    ]


def sum_cells(dossier: Dossier, found: Ledger) -> Iterator[Cell]:
    """The sums of the year, as the pages of money and of the dossier show them."""
    yield Cell(words.YEAR_INCOME, yuan(found.income_fen) if found.incomes else "")
    yield Cell(words.YEAR_SPENDING, yuan(found.spending_fen) if found.spending else "")
    is_decided = dossier.category is not None
    yield Cell(words.NET_PER_HEAD, yuan(dossier.net_monthly_per_head_fen) if is_decided else "")
    if counted := counted_by_the_rules(dossier):
        yield Cell(words.COUNTED_INCOME, yuan(counted.income_fen))
        yield Cell(words.COUNTED_SPENDING, yuan(counted.spending_fen))
        yield Cell(words.HEADS, str(counted.heads))


def sums_note(dossier: Dossier) -> Iterator[Block]:
    """Why the rules counted other sums than those on file, where they did."""
    counted = counted_by_the_rules(dossier)
    if counted and counted.why:
        yield note(f"{words.COUNTED_WHY}{' '.join(map(str, counted.why))}")


def money(dossier: Dossier) -> Iterator[Block]:
    """The sums, then income, spending, what is owned, and events, line by line."""
    found = ledger(dossier)
    yield grid(sum_cells(dossier, found))
    yield from sums_note(dossier)
    yield _lines(_("Income"), found.incomes)
    yield _lines(_("Unavoidable spending"), found.spending)
    yield _assets(dossier)
    yield _events(dossier)


def _lines(title: str, rows: Iterable[IncomeLine | SpendingLine]) -> Block:
    columns = [
        Column(title, 1.8), Column(_("Whose"), 1), Column(_("Period"), 1.8),
        Column(_("Amount (yuan)"), 1.1, is_number=True),
    ]  # fmt: skip
    told_rows = [
        [
            each.get_kind_display(),
            each.person.name if each.person else _("the household"),
            f"{day(each.from_on)} – {day(each.to_on)}",
            yuan(each.amount_fen),
        ]
        for each in rows
    ]
    return table(columns, told_rows, _("No lines yet"))


def _assets(dossier: Dossier) -> Block:
    columns = [
        Column(_("What the household owns"), 2), Column(words.HOW_MANY, 1),
        Column(words.WORTH, 1.2, is_number=True),
    ]  # fmt: skip
    rows = [[each.get_kind_display(), _how_many(each), _worth(each)] for each in dossier.household.assetlines.all()]
    return table(columns, rows, _("Nothing has been stated yet."))


def _how_many(asset: Any) -> str:
    return str(asset.quantity) if asset.quantity else pgettext("asset", "none")


def _worth(asset: Any) -> str:
    return yuan(asset.value_fen) if asset.value_fen is not None else ""


def _events(dossier: Dossier) -> Block:
    columns = [
        Column(_("Disaster, accident or sudden illness"), 2), Column(_("Loss or cost"), 1.2, is_number=True),
        Column(_("Compensation received"), 1.2, is_number=True),
    ]  # fmt: skip
    rows = [
        [day(each.happened_on) or words.DAY_UNKNOWN, yuan(each.cost_fen), yuan(each.compensation_fen)]
        for each in dossier.household.events.all()
    ]
    return table(columns, rows, _("None has been stated."))
