"""Printing from a dossier; what leaves the program on paper goes on the record."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.commands.limits import count_look, looking_of
from niangjia.dossiers.commands.reading import check_purpose, list_of, refusal_by_table
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.official.catalogue import Form, find_form
from niangjia.dossiers.official.making import form_sheet
from niangjia.dossiers.official.reading import Reading
from niangjia.dossiers.purposes import table
from niangjia.dossiers.sealed import sealed_of
from niangjia.dossiers.sheet import decision_sheet
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import Text

NOTHING = Text("无", "nothing")


@dataclass(frozen=True, slots=True)
class InFull:
    """What a print is to show in full, for which purpose (data/purposes.toml), in which words, and from what device."""

    fields: tuple[str, ...]
    purpose: str
    words: str = ""
    device: str = ""


def print_decision(dossier: Dossier, *, by: User) -> bytes:
    """The decision on a dossier loaded by `queries.whole` as a sheet for the worker: a PDF in the reader's language.

    Raises Forbidden, and Conflict when the rules could not be applied. Made outside the transaction of the record, so
    that nobody waits for the typesetting.
    """
    access.require(by, "read", dossier.unit)
    sheet = decision_sheet(dossier)
    with transaction.atomic():
        audit("dossiers.decision.printed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return sheet


def print_form(dossier: Dossier, code: str, *, by: User, in_full: InFull | None = None) -> bytes:
    """An official form of a dossier loaded by `queries.whole`: a PDF in the reader's language.

    What is sealed prints masked. With `in_full` the values it names are looked at first, of everyone on the form: that
    is counted, recorded for each person and committed, as `reveal_values` does, before any is unsealed; it runs in no
    transaction of the caller then. What was written at the steps is told to those who may read them.

    Raises NotFoundOrForbidden for a form that there is not, Forbidden, Conflict when the form cannot be printed yet;
    with `in_full` InvalidInput, PurposeNotAllowed, TooManyLooks, NotRecorded.
    """
    form = find_form(code)
    access.require(by, "read", dossier.unit)
    if lacks := form.lacks(dossier):
        raise Conflict(_("This form cannot be printed now."), remedy=lacks, code="form-not-ready")
    may_read_steps = access.may(by, "read-steps", dossier.unit)
    reading = Reading(has_words=may_read_steps)
    if in_full is not None:
        why = _look(dossier, form, in_full, by)
        reading = Reading(frozenset(in_full.fields), may_read_steps, str(why))
    sheet = form_sheet(form, dossier, reading, by=by)
    told = {"number": dossier.number, "form": form.title, "what": list_of(in_full.fields) if in_full else NOTHING}
    with transaction.atomic():
        audit("dossiers.form.printed", dossier, by=by, unit=dossier.unit, **told)
    return sheet


def _look(dossier: Dossier, form: Form, asked: InFull, by: User) -> Text:
    """Count and record the look at every person whose values the print will show: all of them, or it is refused.

    Returns what it is for. Those counted before a limit was reached stay counted.
    """
    if not asked.fields or set(asked.fields) - set(form.sealed):
        raise InvalidInput(_("Say which values you need to see."), code="no-fields")
    check_purpose(dossier, asked.purpose, asked.words)
    seen = [
        (each.person, fields)
        for each in sealed_of(dossier)
        if (fields := [name for name, _value in each.values if name in asked.fields])
    ]
    why = table().purposes[asked.purpose].label
    told = {
        "number": dossier.number,
        "dossier": str(dossier.pk),
        "purpose": asked.purpose,
        "why": why,
        "words": asked.words.strip(),
        "device": asked.device,
    }
    with looking_of(by):
        refusal = refusal_by_table(dossier, asked.fields, asked.purpose, by)
        for person, _fields in seen:
            refusal = refusal or count_look(by, person.pk)
        for person, fields in seen:
            what = told | {"fields": sorted(fields), "what": list_of(fields)}
            if refusal is None:
                audit("dossiers.value.revealed", person, by=by, unit=dossier.unit, result="shown", **what)
            else:
                audit("dossiers.value.refused", person, by=by, unit=dossier.unit, result=refusal.code, **what)
    if refusal is not None:
        raise refusal
    return why
