"""Invented households whose every sensitive value is unique, and the search for them in what the program sends."""

import html
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2

from niangjia.accounts.models import Unit, User
from niangjia.clues.commands import help_clue, watch_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.kernel import clock
from niangjia.people.records import HouseholdRecord

FAMILY = ("self", "spouse", "son", "daughter")


def planted_households(count: int, unit: Unit, by: User) -> tuple[list[Dossier], dict[str, str]]:
    """That many dossiers of four people each; the second maps each planted value to what it is."""
    values: dict[str, str] = {}
    made = [file(unit=unit, by=by, home=_home(number, values), note=_note(number, values)) for number in range(count)]
    for number in range(count):
        _plant_clue(number, unit, by, values)
    return made, values


def _plant_clue(number: int, unit: Unit, by: User, values: dict[str, str]) -> None:
    said = {"identity_number": identity(), "phone": f"137{number:04}9999", "story": f"险情{number:04}"}
    clue = a_clue(unit=unit, by=by, name=f"种甲{number}", is_emergency=True, **said)
    help_clue(clue, helped_on=clock.today(), helped_by="某人", help_given=f"救急{number:04}", by=by)
    reason = f"缘由{number:04}"
    watch_clue(clue, next_look_on=clock.today() + timedelta(days=9), reason=reason, seen=clue.seen, by=by)
    values |= {value: name for name, value in said.items()} | {reason: "reason", f"救急{number:04}": "help"}


def _home(number: int, values: dict[str, str]) -> HouseholdRecord:
    address = f"根河市暗林路{7000 + number}号"
    values[address.removeprefix("根河市")] = "address"
    members = [_person(number, place, values) for place in range(len(FAMILY))]
    return household(*members, particulars={"address": address})


def _note(number: int, values: dict[str, str]) -> str:
    values[f"秘事{number:04}"] = "note"
    return f"秘事{number:04}"


def _person(number: int, place: int, values: dict[str, str]):
    phone, other = f"139{number:04}{place:04}", f"0470{number:04}{place:03}8"
    card, note = f"62284800{number:04}{place:04}017", f"隐情{number:04}-{place}"
    made = person(
        f"种{'甲乙丙丁'[place]}{number}",
        is_head=place == 0,
        relation=FAMILY[place],
        particulars={"phone": phone, "other_contact": other, "note": note},
        bank={"bank": "农业银行", "card_number": card},
    )
    values |= {made.identity_number: "identity", phone: "phone", other: "other contact", card: "card", note: "note"}
    return made


def texts_in(content: bytes) -> Iterator[str]:
    """What someone could read in an answer: a page, JSON, the parts of a workbook, the text of a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield from texts_in(parts.read(name))
    elif content.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(content)
        yield "".join(page.get_textpage().get_text_range() for page in pages)
    else:
        text = content.decode("utf-8", errors="replace")
        yield text
        yield html.unescape(text)


def found_in(content: bytes, values: dict[str, str]) -> list[str]:
    """The planted values that an answer shows, also as JSON escapes them."""
    texts = list(texts_in(content))
    return [
        f"{what} {value}"
        for value, what in values.items()
        if any(value in text or json.dumps(value)[1:-1] in text for text in texts)
    ]
