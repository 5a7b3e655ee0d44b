"""The form by which a dossier is begun by hand: the worker, the household, and why. The rest is asked later."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.dossiers.case_days import require_application_day
from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.records import DossierRecord
from niangjia.dossiers.regions import default_region
from niangjia.dossiers.school_forms import SCHOOL_FIELDS, SchoolForm
from niangjia.kernel import clock, resident_numbers
from niangjia.kernel.divisions import PROVINCES
from niangjia.kernel.errors import InvalidInput
from niangjia.people import codes
from niangjia.people.records import HouseholdRecord, PersonRecord

MEMBER_ROWS = 6
"""Members besides the worker that the page has room for; more come with a revision or a workbook."""
WRONG_NUMBER = {
    "length": _("An identity number has 18 characters."),
    "characters": _("An identity number has 17 digits and a last character, a digit or X."),
    "birth-date": _("The birth date in this number does not exist."),
    "check-digit": _("The last character does not fit: one of the digits is wrong."),
}


class IdentityField(forms.CharField):
    """An identity number that holds together; cleaned it is a ResidentNumber."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "maxlength": "24"})
        super().__init__(label=_("Identity number"), max_length=24, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The number read. Raises ValidationError that says which part is wrong."""
        text = "".join(super().clean(value).split()).upper()
        if not text:
            return None
        try:
            number = resident_numbers.parse(text)
        except resident_numbers.ResidentNumberError as error:
            raise forms.ValidationError(WRONG_NUMBER[error.code], code=error.code) from error
        if number.born_on > clock.today():
            raise forms.ValidationError(WRONG_NUMBER["birth-date"], code="birth-date")
        return number


class PersonForm(SchoolForm):
    """One member. A row left empty is nobody."""

    name = forms.CharField(label=_("Name"), max_length=60)
    identity_number = IdentityField()
    relation = forms.ChoiceField(label=_("Relation to the head"))
    work_status = forms.ChoiceField(label=_("Work status"))
    health = forms.ChoiceField(label=pgettext_lazy("person", "Health"))
    field_order = ["name", "identity_number", "relation", "work_status", "health", *SCHOOL_FIELDS]

    def __init__(self, data: Any, *, place: int) -> None:
        told = {"prefix": f"member-{place}", "label_suffix": "", "empty_permitted": True}
        super().__init__(data, use_required_attribute=False, **told)  # type: ignore[arg-type] # as in the line above
        set_choices(self)
        self.set_school_choices("")
        self.place = place

    @property
    def is_shown(self) -> bool:
        """Whether the row is open at once: the first, and those with something in them."""
        return self.place == 1 or (self.is_bound and self.has_changed())

    def person(self) -> PersonRecord | None:
        """The member; None for an empty row. Only after `is_valid`."""
        if not self.has_changed():
            return None
        return _person(self.cleaned_data, is_head=False, **{name: self.cleaned_data[name] for name in SCHOOL_FIELDS})


def set_choices(form: forms.Form) -> None:
    """The code lists of those fields of a person that a form has."""
    choose = [("", _("Please choose"))]
    lists = {"relation": codes.RELATIONS, "work_status": codes.WORK_STATUS, "health": codes.HEALTH}
    for name, listed in lists.items():
        if name in form.fields:
            form.fields[name].choices = [*choose, *listed.choices()]  # type: ignore[attr-defined] # a ChoiceField


def checked_region(typed: str) -> str:
    """Six digits of a division, or nothing. Raises ValidationError."""
    text = typed.strip()
    if text and (not re.fullmatch(r"[0-9]{6}", text) or text[:2] not in PROVINCES):
        raise forms.ValidationError(_("A division has six digits, as at the beginning of an identity number."))
    return text


def checked_day(typed: date) -> date:
    """A day of an application that can be meant. Raises ValidationError."""
    try:
        require_application_day(typed)
    except InvalidInput as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return typed


def _person(given: dict[str, Any], *, is_head: bool, **more: str | int | None) -> PersonRecord:
    number: resident_numbers.ResidentNumber = given["identity_number"]
    return PersonRecord(
        name=given["name"].strip(),
        identity_number=number.number,
        born_on=number.born_on,
        sex="female" if number.is_female else "male",
        relation="self" if is_head else given["relation"],
        is_head=is_head,
        particulars={"health": given["health"], "work_status": given["work_status"], **more},
    )


class DraftForm(forms.Form):
    """The worker and the case."""

    unit = forms.ChoiceField(label=_("Unit"))
    applied_on = forms.DateField(label=_("Applied on"), widget=day_input())
    name = forms.CharField(label=_("Name of the worker"), max_length=60)
    identity_number = IdentityField(
        help_text=_(
            "Needed in an emergency, too. Without the card it stands in the household book, and the police station"
            " tells it to the family; a mistyped one can be corrected later."
        )
    )
    phone = forms.CharField(label=_("Mobile"), required=False, max_length=20)
    employer = forms.CharField(label=_("Employer"), required=False, max_length=120)
    work_status = forms.ChoiceField(label=_("Work status"))
    health = forms.ChoiceField(label=pgettext_lazy("person", "Health"))
    address = forms.CharField(label=_("Home address"), required=False, max_length=200)
    region = forms.CharField(
        label=_("Registered division"),
        required=False,
        max_length=6,
        help_text=_(
            "Six digits, of where the household is registered now. Empty: as in the worker's identity number, or as"
            " most households of the unit where the card was issued far away."
        ),
    )
    main_cause = forms.ChoiceField(label=_("Main cause"))
    level = forms.ChoiceField(label=_("File level"))
    secondary_causes = forms.MultipleChoiceField(
        label=_("Secondary causes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_emergency = forms.BooleanField(
        label=_("An emergency: help first, the papers follow within ten working days"), required=False
    )
    is_temporary = forms.BooleanField(label=_("A temporary dossier"), required=False)

    def __init__(self, data: Any, units: Sequence[Unit]) -> None:
        initial = {"applied_on": clock.today(), "level": "grassroots"}
        super().__init__(data, label_suffix="", initial=initial)
        self.units = {str(unit.pk): unit for unit in units}
        named = [(pk, str(unit)) for pk, unit in self.units.items()]
        set_choices(self)
        lists = {
            "unit": named if len(named) == 1 else [("", _("Please choose")), *named],
            "main_cause": [("", _("Please choose")), *codes.CAUSES.choices()],
            "level": codes.FILE_LEVELS.choices(),
            "secondary_causes": codes.CAUSES.choices(),
        }
        for name, pairs in lists.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined] # each of these is a ChoiceField

    def clean_region(self) -> str:
        """Six digits of a division, or nothing."""
        return checked_region(self.cleaned_data["region"])

    def clean_applied_on(self) -> date:
        """No application is made in the future."""
        return checked_day(self.cleaned_data["applied_on"])

    def record(self, members: Sequence[PersonRecord]) -> DossierRecord:
        """What is stated, the worker first. Only after `is_valid`."""
        given = self.cleaned_data
        number: resident_numbers.ResidentNumber = given["identity_number"]
        head = _person(given, is_head=True, phone=given["phone"], employer=given["employer"])
        region = given["region"] or default_region(number.region, self.unit_chosen, given["applied_on"])
        home = {"region": region, "address": given["address"]}
        secondary = [cause for cause in given["secondary_causes"] if cause != given["main_cause"]]
        stated = {"level": given["level"], "main_cause": given["main_cause"], "secondary_causes": secondary}
        return DossierRecord(HouseholdRecord((head, *members), particulars=home), given["applied_on"], stated)

    def taken_elsewhere(self, region: str) -> bool:
        """Whether a household got a region that was neither typed nor in the worker's number. Only after `is_valid`."""
        number: resident_numbers.ResidentNumber = self.cleaned_data["identity_number"]
        return not self.cleaned_data["region"] and region != number.region

    @property
    def unit_chosen(self) -> Unit:
        """The unit. Only after `is_valid`."""
        return self.units[self.cleaned_data["unit"]]


def member_forms(data: Any) -> list[PersonForm]:
    """Room for the members besides the worker."""
    return [PersonForm(data, place=place) for place in range(1, MEMBER_ROWS + 1)]


def same_number_twice(draft: DraftForm, members: Sequence[PersonForm]) -> bool:
    """Whether two people have one identity number; told at the later one. Only after `is_valid` of all."""
    known = {draft.cleaned_data["identity_number"].number}
    for form in members:
        number = form.cleaned_data.get("identity_number")
        if number and number.number in known:
            form.add_error("identity_number", _("This number stands for somebody else above."))
            return True
        if number:
            known.add(number.number)
    return False
