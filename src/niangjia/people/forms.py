"""The forms of an impact assessment, and of a link that was wrong."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.periods import add_years
from niangjia.people.commands.assessments import TEXTS
from niangjia.people.models import ImpactAssessment, WrongLink


def _day(*, is_required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, required=is_required, help_text=help_text)


class EndedAccountForm(forms.Form):
    """Why a link was wrong from the start."""

    reason = forms.ChoiceField(label=_("What was wrong"), choices=WrongLink.choices)


class AssessmentForm(forms.ModelForm[ImpactAssessment]):
    """The texts and days of an assessment. It is written by commands, never by the form itself."""

    made_on = _day()
    review_on = _day(help_text=_("At the latest a year on, or before the processing changes."))
    kept_until = _day(is_required=False, help_text=_("Three years at least; empty: three years."))

    class Meta:
        model = ImpactAssessment
        fields = [*TEXTS, "made_on", "review_on", "kept_until"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in TEXTS[2:]}
        help_texts = {
            "title": _("Speak of kinds of processing; name no person and no case."),
            "purpose": _("What is done with which data, by whom, how, and for what."),
            "necessity": _("On which ground, and why less would not do."),
            "risks": _("What could happen to people, how likely, how bad."),
            "measures": _("What is done against it, and whether that is enough for the risk."),
            "conclusion": _("Whether it may go on, and under which conditions."),
        }

    def __init__(self, data: Any, *, instance: ImpactAssessment | None, today: date) -> None:
        initial = {} if instance else {"made_on": today, "review_on": add_years(today, 1)}
        super().__init__(data, instance=instance, initial=initial, label_suffix="")
        for name in ("made_on", "review_on", "kept_until"):
            self.fields[name].label = str(ImpactAssessment._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # noqa: SLF001 (the public name of a field is there)

    def texts(self) -> dict[str, str]:
        """What was typed, for the commands."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def days(self) -> dict[str, Any]:
        """The days, for the commands."""
        return {name: self.cleaned_data[name] for name in ("made_on", "review_on", "kept_until")}
