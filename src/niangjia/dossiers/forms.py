"""Forms of the list, an export, one fact, and a workbook handed in. Amounts are typed in yuan and leave as fen."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.exports import Asked
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import IN_PROCESS, ON_FILE, Dossier, DossierState, ExportKind, FullColumn
from niangjia.dossiers.models.exports import LONGEST_PURPOSE, SHORTEST_PURPOSE
from niangjia.dossiers.queries import Filter
from niangjia.dossiers.queries_of_waits import behind
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.money import to_fen
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes
from niangjia.people.rules import FACTS, STAGES_ATTENDED, Kind

MAX_WORKBOOK_BYTES = 20 * 1024 * 1024
UNDECIDED = "none"
UNDER_WAY = "under-way"
WAITS = (
    ("mine", _("waiting for you")),
    ("mine-late", _("waiting for you and late")),
    ("late", _("late with their step")),
    ("objections", _("with an objection that you may look into")),
    ("notices", _("with a public notice to take down")),
    ("emergency-papers", _("emergencies with a paper to hand in")),
    ("terms", _("temporary, with their term over")),
    ("filed-this-month", _("put on file this month")),
    ("ended-this-month", _("ended this month")),
)
"""What the counts of the home page lead to; told beside the number of results."""


def _any(label: Any) -> list[tuple[str, Any]]:
    return [("", label)]


class FilterForm(forms.Form):
    """What the list is narrowed to. Everything is optional; a value that is none of the choices is left out."""

    q = forms.CharField(
        required=False,
        max_length=60,
        label=_("Search"),
        # Addresses end in logs: the browser does not send one with so long a number.
        widget=forms.TextInput(
            attrs={"pattern": r"(?!.*\d{12}).*", "title": _("For an identity number use “Find by identity number”.")}
        ),
    )
    unit = forms.ChoiceField(required=False, label=_("Unit"))
    category = forms.ChoiceField(required=False, label=pgettext_lazy("dossier", "Category"))
    cause = forms.ChoiceField(required=False, label=_("Main cause"))
    level = forms.ChoiceField(required=False, label=_("File level"))
    eligible = forms.ChoiceField(required=False, label=_("Rules"))
    questions = forms.ChoiceField(required=False, label=_("Open questions"))
    state = forms.ChoiceField(required=False, label=pgettext_lazy("dossier", "State"))
    waits = forms.ChoiceField(required=False, choices=WAITS, widget=forms.HiddenInput)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, units: list[Unit], *, reader: User) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.reader = reader
        self.units = {str(unit.pk): unit for unit in units}
        choices = {
            "unit": _any(_("All units")) + [(pk, str(unit)) for pk, unit in self.units.items()],
            "category": _any(_("All categories"))
            + [(UNDECIDED if number is None else str(number), text) for number, text in CATEGORIES.items()],
            "cause": _any(_("All causes")) + codes.CAUSES.choices(),
            "level": _any(_("All levels")) + codes.FILE_LEVELS.choices(),
            "eligible": [*_any(_("Meets the rules or not")), ("yes", _("Meets the rules")), ("no", _("Does not"))],
            "questions": [*_any(_("With or without questions")), ("yes", _("With questions")), ("no", _("Without"))],
            "state": [
                ("", _("Open dossiers")),
                (UNDER_WAY, _("On the way to filing")),
                *((state, label) for state, label in DossierState.choices),
                ("all", _("In every state")),
            ],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined] # each of these is a ChoiceField

    def wanted(self) -> Filter:
        """The filter of what was understood."""
        self.is_valid()
        value = self.cleaned_data.get
        unit = self.units.get(value("unit") or "")
        category = value("category") or ""
        return Filter(
            text=(value("q") or "").strip(),
            unit_path=unit.path if unit else "",
            category=int(category) if category.isdigit() else None,
            is_undecided=category == UNDECIDED,
            main_cause=value("cause") or "",
            level=value("level") or "",
            is_eligible=_yes_no(value("eligible")),
            has_questions=_yes_no(value("questions")),
            states=_states(value("state") or ""),
            behind=behind(waits, self.reader) if (waits := value("waits")) else None,
        )

    def sort_order(self) -> str:
        """The sort order asked for, the newest application first otherwise."""
        self.is_valid()
        wanted = self.cleaned_data.get("order") or ""
        return wanted if wanted.removeprefix("-") in Dossier.SORTS else "-applied"

    def as_sent(self) -> dict[str, str]:
        """What was understood and narrows the list, by the names of the address."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "order"}

    @property
    def waits_words(self) -> str:
        """Which count of the home page led here, in words; "" for none."""
        return str(dict(WAITS).get(self["waits"].value(), ""))

    def words(self) -> Text:
        """The same as people read it, in both languages: each choice with its label."""
        return in_both_languages(lazy(self._words, str)())

    def _words(self) -> str:
        sent = self.as_sent()
        said = [str(_("Open dossiers"))] if "state" not in sent else []
        for name, value in sent.items():
            field = self.fields[name]
            if name == "q":
                said.append(f"{field.label}: {value}")
            else:
                said.append(str(dict(field.choices)[value]))  # type: ignore[attr-defined] # each of these is a ChoiceField
        return " · ".join(said)


def _states(value: str) -> tuple[str, ...] | None:
    """The states that a choice stands for; None: every one."""
    if value in DossierState.values:
        return (value,)
    return {UNDER_WAY: IN_PROCESS, "all": None}.get(value, ON_FILE)


def _yes_no(value: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(value or "")


class ExportForm(forms.Form):
    """For what a list is exported, as which file, and which sensitive columns in full."""

    purpose = forms.CharField(
        label=_("Purpose"),
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        help_text=_("It stands on every page of the file, beside your name, the time and the number of the export."),
        error_messages={"min_length": _("Too short: say what it is for, in at least five characters.")},
    )
    kind = forms.ChoiceField(
        label=_("File"),
        choices=ExportKind.choices,
        initial=ExportKind.WORKBOOK,
        widget=forms.RadioSelect,
        help_text=_("The national layout holds everything in full, members included, so that an approver decides."),
    )
    full = forms.MultipleChoiceField(
        label=_("Show in full"),
        required=False,
        choices=FullColumn.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all unticked unless the work cannot be done otherwise: each needs an approval."),
    )

    def __init__(self, data: Any, *, kind: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"kind": kind} if kind in ExportKind.values else {})

    def asked(self, narrowed: FilterForm) -> Asked:
        """The request, for a list narrowed like this. Only after `is_valid`."""
        given = self.cleaned_data
        return Asked(
            wanted=narrowed.wanted(),
            order=narrowed.sort_order(),
            kind=given["kind"],
            purpose=given["purpose"],
            full=tuple(given["full"]),
            as_sent=narrowed.as_sent(),
            words=narrowed.words(),
        )


class DecisionForm(forms.Form):
    """A note beside a decision."""

    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_PURPOSE)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class WorkbookForm(forms.Form):
    """A workbook to import."""

    workbook = forms.FileField(
        label=_("Workbook"),
        help_text=_("An .xlsx, .xls or .ods file of up to 20 MB."),
        validators=[FileExtensionValidator(["xlsx", "xls", "ods"])],
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def clean_workbook(self) -> Any:
        """Refuse a file that is too large before anything reads it."""
        file = self.cleaned_data["workbook"]
        if file.size > MAX_WORKBOOK_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it by unit and import the parts."))
        return file


def fact_value(name: str, text: str) -> bool | int | date | str:
    """What was typed for a fact: yes or no, a whole number, yuan, or a day. Raises InvalidInput with what is wanted."""
    if name not in FACTS:
        raise InvalidInput(_("There is no fact called %(name)s.") % {"name": name}, code="unknown-fact")
    kind, text = FACTS[name].kind, text.strip()
    try:
        return _read(kind, text)
    except (ValueError, KeyError) as error:
        raise InvalidInput(
            _("“%(text)s” was not understood.") % {"text": text}, remedy=_WANTED[kind], code="wrong-value"
        ) from error


def _read(kind: Kind, text: str) -> bool | int | date | str:
    if kind == "flag":
        return {"yes": True, "no": False}[text]
    if kind == "money":
        return to_fen(text)
    if kind == "school":
        return {code: code for code in codes.SCHOOL_KINDS.codes}[text]
    if kind == "stage":
        return {code: code for code in STAGES_ATTENDED}[text]
    if kind == "day":
        return date.fromisoformat(text)
    return int(text)


_WANTED = {
    "flag": _("Choose yes or no."),
    "school": _("Choose one of the kinds of school."),
    "stage": _("Choose one of the stages of schooling."),
    "money": _("Give an amount in yuan, such as 1200 or 1200.50."),
    "day": _("Give a day, such as 2026-03-15."),
    "count": _("Give a whole number."),
}
