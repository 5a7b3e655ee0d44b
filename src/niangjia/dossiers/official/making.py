"""A form as a sheet of paper: its frame, its parts, and the PDF."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import sheet_words
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.official import words
from niangjia.dossiers.official.catalogue import Form
from niangjia.dossiers.official.reading import Reading, day
from niangjia.kernel import clock
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parents[1] / "sheets" / "official.typ"


def form_sheet(form: Form, dossier: Dossier, reading: Reading, *, by: User) -> bytes:
    """A form as a PDF in the reader's language, printed today. Raises ValueError for one of hundreds of pages."""
    today = clock.today()
    return render(TEMPLATE, form_data(form, dossier, reading, today, by=by), printed_on=today)


def form_data(form: Form, dossier: Dossier, reading: Reading, today: date, *, by: User) -> dict[str, Any]:
    """Everything a form says of a dossier loaded by `queries.whole`, in the reader's language."""
    root = str(Unit.objects.get_ancestors(dossier.unit).first() or dossier.unit)
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(form.title),
        "lead": str(form.lead),
        "union": root,
        "number": dossier.number,
        "running": f"{root} · {form.title} · {dossier.worker.name} · {sheet_words.NUMBER} {dossier.number}",
        "facts": [
            [str(sheet_words.NUMBER), dossier.number, False],
            [str(sheet_words.WORKER), dossier.worker.name, False],
            [str(sheet_words.UNIT), str(dossier.unit), False],
            [str(words.STATE), str(DossierState(dossier.state).label), False],
            [str(sheet_words.APPLIED_ON), day(dossier.applied_on), False],
            [str(words.FILED_ON), day(dossier.filed_on) or "—", False],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{sheet_words.PRINTED_ON} {day(today)} · {words.PRINTED_BY} {by} · {_kept_how(form, reading)}",
        "page": str(sheet_words.PAGE),
        "mark": f"{reading.why} · {by} · {day(today)}" if reading.fields else None,
        "blocks": list(form.build(dossier, reading, today)),
    }


def _kept_how(form: Form, reading: Reading) -> object:
    if reading.fields:
        return words.IN_FULL
    return words.HIDDEN if form.sealed else words.KEEP
