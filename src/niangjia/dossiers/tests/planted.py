"""A household with a value of its own in every sealed field, to be looked for where it must not be."""

from collections.abc import Collection
from dataclasses import replace

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import access
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, identity, person

PHONE, CONTACT, CARD = "13800004321", "04701234567", "6228489990000000003"
ADDRESS, NOTE, DOSSIER_NOTE = "根河市落叶松街88号", "夜里常醒不来", "邻居说家里有争吵"
FIELDS = ("identity_number", "phone", "other_contact", "card_number", "address", "note", "dossier_note")


def plant(unit: Unit, by: User, number: str = "") -> tuple[Dossier, dict[str, str]]:
    """A dossier, and its plain values by field; the son lives there too, with an identity number alone."""
    number = number or identity()
    told = {"phone": PHONE, "other_contact": CONTACT, "note": NOTE}
    bank = {"bank": "中国农业银行", "card_number": CARD}
    head = person("刘心红", is_head=True, identity_number=number, particulars=told, bank=bank)
    home = household(head, person("刘春生"))
    home = replace(home, particulars=home.particulars | {"address": ADDRESS})
    dossier = file(home=home, unit=unit, by=by, note=DOSSIER_NOTE)
    values = dict(zip(FIELDS, (number, PHONE, CONTACT, CARD, ADDRESS, NOTE, DOSSIER_NOTE), strict=True))
    return dossier, values


def loaded(user: User, dossier: Dossier) -> Dossier:
    """The dossier as a page has it."""
    return access.get_dossier_for(user, dossier.pk)


def assert_absent(values: dict[str, str], text: str, *, besides: Collection[str] = ()) -> None:
    """None of the values, nor the part of a number that its mask hides, stands in a text."""
    found = [field for field, value in values.items() if value in text and field not in besides]
    if "identity_number" not in besides and values["identity_number"][3:17] in text:
        found.append("the middle of the identity number")
    if found:
        raise AssertionError(f"in the open: {found}")
