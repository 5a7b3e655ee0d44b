"""What the forms ask of a member who goes to school, on the terms of the workbook."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.people import codes
from niangjia.people.rules import STAGES_ATTENDED

SCHOOL_FIELDS = ("stage", "school_kind", "school", "entered_school_in", "school_years")
OLDEST_ENTRY, LATEST_ENTRY, MOST_YEARS = 1950, 2100, 10
"""As the columns of the workbook take them."""
NOWHERE = _("Not in school, or not known yet")


class SchoolForm(forms.Form):
    """Stage, kind and name of the school, year of entry, length of study; all may stay empty."""

    stage = forms.ChoiceField(label=_("Stage of schooling"), required=False)
    school_kind = forms.ChoiceField(label=_("Kind of school"), required=False)
    school = forms.CharField(label=_("Name of the school"), required=False, max_length=120)
    entered_school_in = forms.IntegerField(
        label=_("Year of entry"), required=False, min_value=OLDEST_ENTRY, max_value=LATEST_ENTRY
    )
    school_years = forms.IntegerField(
        label=_("Length of study (years)"), required=False, min_value=1, max_value=MOST_YEARS
    )

    def set_school_choices(self, nowhere: str) -> None:
        """The code lists. `nowhere`: the value of a stage that says that somebody goes to none, or nobody knows."""
        attended = [(code, label) for code, label in codes.STAGES.choices() if code in STAGES_ATTENDED]
        lists = {
            "stage": [(nowhere, NOWHERE), *attended],
            "school_kind": [("", _("Please choose")), *codes.SCHOOL_KINDS.choices()],
        }
        for name, pairs in lists.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined] # a ChoiceField

    def asked(self) -> Iterable[forms.BoundField]:
        """The controls besides those of the school."""
        return [field for field in self if field.name not in SCHOOL_FIELDS]

    def asked_of_school(self) -> Iterable[forms.BoundField]:
        """The controls of the school."""
        return [field for field in self if field.name in SCHOOL_FIELDS]

    def is_at_school(self) -> bool:
        """Whether those are open at once: the member is a student, or something stands there."""
        is_student = self["work_status"].value() == "student"
        return is_student or any(self[name].value() not in (None, "", "none") for name in SCHOOL_FIELDS)
