"""Everything held about one person, for that person and nobody else: plain data, and the same as a sheet of paper.

It tells the values whole, as its reader is the one they speak of. Of the rest of the household it tells nothing: no
names, no amounts of others, no decision, which speaks of all.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from niangjia.accounts.models import Unit
from niangjia.audit import acts
from niangjia.audit.queries import entries_about, name_users
from niangjia.dossiers import sheet_words as words
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import BankAccount, Consent, Household, Person
from niangjia.people.queries import consents_of, withdrawn_on
from niangjia.privacy.fields import EncryptedTextField, Sealed
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "person.typ"
ENTRIES = 200

TITLE = Text("个人信息副本", "Copy of your personal data")
LEAD = Text("应本人要求，列出工会保存的关于您的全部信息", "At your request: everything the union keeps about you")
ASKED = Text(
    "发现有误，请告诉工会更正；不再需要的，可以要求删除。",
    "If something is wrong, tell the union; what is no longer needed you may have deleted.",
)
NOBODY_ELSE = Text("只供本人使用，请妥善保管", "For yourself only: keep it safe")
ADDRESS_OF = ("address", "postcode", "region")
SKIPPED = {"id", "identity_index"}


def _sealed_fields() -> list[str]:
    return [
        f"{model._meta.model_name}.{field.name}"  # noqa: SLF001 (the public name of a model's fields is there)
        for model in (Person, BankAccount, Household, Consent)
        for field in model._meta.fields  # noqa: SLF001
        if isinstance(field, EncryptedTextField) and (model is not Household or field.name in ADDRESS_OF)
    ]


FIELDS_TOLD = tuple(_sealed_fields())
"""The sealed fields that a report opens, for the record."""


def report_on(person: Person) -> dict[str, Any]:
    """Sections of label and value in the reader's language. The caller has recorded that it is told."""
    sections = [
        (_("Person"), list(_fields_of(person))),
        (_("Bank account"), list(_fields_of(account)) if (account := _account_of(person)) else []),
        (pgettext("of one person", "Households"), list(_households_of(person))),
        (_("Income and spending"), list(_lines_of(person))),
        (_("Dossiers in this name"), list(_dossiers_of(person))),
        (_("Consent"), list(_consents_of(person))),
        (_("What was done"), [(f"{localtime(each.at):%Y-%m-%d}", _sentence(each)) for each in _entries(person)]),
    ]
    return {
        "made_on": clock.today().isoformat(),
        "name": person.name,
        "sections": [{"title": title, "rows": [list(row) for row in rows]} for title, rows in sections if rows],
    }


def person_sheet(report: dict[str, Any]) -> bytes:
    """The same on paper."""
    today = clock.today()
    root = str(Unit.objects.filter(depth=1).order_by("path").first() or "")
    data = {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(TITLE),
        "lead": str(LEAD),
        "union": root,
        "number": "",
        "running": f"{root} · {TITLE} · {report['name']}",
        "facts": [[str(words.PRINTED_ON), str(words.day(today)), False], [_("Name"), report["name"], False]],
        "day": [today.year, today.month, today.day],
        "foot": str(NOBODY_ELSE),
        "page": str(words.PAGE),
        "asked": str(ASKED),
        "sections": report["sections"],
    }
    return render(TEMPLATE, data, printed_on=today)


def _fields_of(row: models.Model, only: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for field in row._meta.fields:  # noqa: SLF001 (the public name of a model's fields is there)
        if field.name in SKIPPED or field.is_relation or (only and field.name not in only):
            continue
        value = getattr(row, field.name)
        shown = getattr(row, f"get_{field.name}_display", None)
        words_of = _told(shown() if shown else value)
        if words_of:
            yield str(field.verbose_name), words_of


def _told(value: object) -> str:
    if isinstance(value, Sealed):
        return value.reveal()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _account_of(person: Person) -> BankAccount | None:
    return BankAccount.objects.filter(person=person).first()


def _households_of(person: Person) -> Iterator[tuple[str, str]]:
    for each in person.memberships.select_related("household__unit").order_by("started_on"):
        until = each.ended_on.isoformat() if each.ended_on else ""
        yield f"{each.started_on} – {until}", f"{each.household.unit} · {each.get_relation_display()}"
        yield from _fields_of(each.household, ADDRESS_OF)


def _lines_of(person: Person) -> Iterator[tuple[str, str]]:
    for lines in (person.incomelines, person.spendinglines):
        for each in lines.order_by("from_on"):
            yield f"{each.get_kind_display()} {each.from_on} – {each.to_on}", yuan(each.amount_fen)


def _dossiers_of(person: Person) -> Iterator[tuple[str, str]]:
    for each in person.dossiers.order_by("number"):
        until = each.closed_on.isoformat() if each.closed_on else ""
        yield each.number, f"{each.opened_on} – {until}"
        yield from _fields_of(each, ("level", "main_cause", "closing_reason", "note"))


def _consents_of(person: Person) -> Iterator[tuple[str, str]]:
    for each in consents_of([person.pk]):
        taken_back = withdrawn_on(each)
        ended = f" · {pgettext('consent', 'withdrawn')} {taken_back}" if taken_back else ""
        yield str(PURPOSES[each.purpose].label), f"{each.signed_on} · {each.get_given_how_display()}{ended}"
        yield from _fields_of(each, ("guardian_name", "guardian_relation", "witness", "evidence"))


def _entries(person: Person) -> Any:
    about = [person.pk, *person.dossiers.values_list("pk", flat=True)]
    return name_users(entries_about(about)[:ENTRIES])


def _sentence(entry: Any) -> str:
    return f"{acts.sentence(entry.act, entry.told)} ({entry.by})"
