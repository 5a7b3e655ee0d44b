"""Forms of the acts of the chain: what is stated with each. A press that does several at once shows their forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.dossiers.commands.chain import TOLD_HOW
from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.models import Dossier, ObjectionOutcome, VerificationResult, VerificationSource
from niangjia.dossiers.prefilling import known_of
from niangjia.dossiers.step_records import (
    AppraisalRecord,
    NoticeRecord,
    Plain,
    StepRecord,
    VerificationRecord,
    VisitRecord,
)
from niangjia.kernel import clock
from niangjia.people import codes

LONGEST_TEXT = 2000
CHOOSE = ("", _("Please choose"))
"""What is found out is never chosen before somebody chooses it."""
FAVOUR = {"yes": pgettext_lazy("appraisal", "In favour"), "no": pgettext_lazy("appraisal", "Against")}


def sealed_text(label: Any, *, hint: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(forms.Form):
    """An act that states nothing but a remark."""

    note = sealed_text(_("Remarks"), hint=_("Kept sealed with the step."), required=False)

    def __init__(self, data: Any, *, act: str, missing: Sequence[str] = (), dossier: Dossier | None = None) -> None:
        today = clock.today()
        days = {name: today for name, field in self.base_fields.items() if isinstance(field, forms.DateField)}
        days.pop("ends_on", None)
        known = {} if data is not None else known_of(act, dossier)
        super().__init__(data, prefix=act, label_suffix="", initial=days | {"missing": list(missing)} | dict(known))
        self.act, self.dossier = act, dossier

    def record(self) -> StepRecord:
        """What was stated. Only after `is_valid`."""
        return Plain(self.act, self.cleaned_data["note"])


class VisitForm(StepForm):
    """The home visit with its three clears."""

    visited_on = forms.DateField(label=_("Visited on"), widget=day_input())
    visitors = forms.CharField(label=_("Visited by"), max_length=120, help_text=_("Two people at least is usual."))
    spoken_with = forms.CharField(label=_("Spoken with"), required=False, max_length=120)
    housing = sealed_text(_("How they live"), hint=_("Home, family, income as you found them."))
    causes = sealed_text(_("What the hardship comes from"))
    needs = sealed_text(_("What is needed"))
    note = None  # type: ignore[assignment] # the three clears say it

    def record(self) -> StepRecord:
        """What was found."""
        return VisitRecord(**self.cleaned_data)


class VerificationForm(StepForm):
    """The check of the economic circumstances."""

    answered_on = forms.DateField(label=_("Answered on"), widget=day_input())
    source = forms.ChoiceField(label=_("Who answered"), choices=[CHOOSE, *VerificationSource.choices])
    result = forms.ChoiceField(label=_("What came of it"), choices=[CHOOSE, *VerificationResult.choices])
    findings = sealed_text(_("Findings"), required=False)
    note = None  # type: ignore[assignment] # the findings say it

    def record(self) -> StepRecord:
        """What came of it."""
        return VerificationRecord(**self.cleaned_data)


class AppraisalForm(StepForm):
    """The appraisal meeting."""

    met_on = forms.DateField(label=_("Met on"), widget=day_input())
    attendees = forms.IntegerField(label=_("People at the meeting"), min_value=1, max_value=5000)
    favour = forms.ChoiceField(label=_("The meeting was"), choices=list(FAVOUR.items()), widget=forms.RadioSelect)
    minutes = sealed_text(_("Minutes"))
    note = None  # type: ignore[assignment] # the minutes say it

    def record(self) -> StepRecord:
        """What the meeting said."""
        given = dict(self.cleaned_data)
        return AppraisalRecord(is_in_favour=given.pop("favour") == "yes", **given)


class NoticeForm(StepForm):
    """Where and from when to when the notice hangs."""

    place = forms.CharField(label=_("Where it hangs"), max_length=120)
    starts_on = forms.DateField(label=_("Hung up on"), widget=day_input())
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=day_input(), help_text=_("Empty: the shortest time allowed.")
    )
    note = None  # type: ignore[assignment] # there is nothing more to say

    def record(self) -> StepRecord:
        """The notice."""
        return NoticeRecord(**self.cleaned_data)


class ReturnForm(StepForm):
    """What is missing."""

    missing = forms.MultipleChoiceField(label=_("Missing papers"), required=False, widget=forms.CheckboxSelectMultiple)
    note = sealed_text(_("What else is to be completed"), hint=_("Kept sealed with the step."), required=False)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["missing"].choices = codes.ATTACHMENT_KINDS.choices()  # type: ignore[attr-defined] # a choice field
        self.order_fields(["missing", "note"])


class RefusalForm(StepForm):
    """Why, and that the applicant was told."""

    reason = sealed_text(_("Reason, as the applicant was told it"))
    told_on = forms.DateField(label=_("Told on"), widget=day_input())
    told_how = forms.ChoiceField(label=_("Told how"), choices=list(TOLD_HOW.items()))
    note = None  # type: ignore[assignment] # the reason says it


class ObjectionForm(forms.Form):
    """What somebody objected."""

    received_on = forms.DateField(label=_("Received on"), widget=day_input())
    told_by = forms.CharField(
        label=_("Told by"), required=False, max_length=120, help_text=_("Kept sealed. Empty: without a name.")
    )
    text = sealed_text(_("What was objected"), hint=_("Kept sealed."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"received_on": clock.today()})


class HandlingForm(forms.Form):
    """What the inquiry found."""

    outcome = forms.ChoiceField(
        label=_("The objection was"), choices=ObjectionOutcome.choices, widget=forms.RadioSelect
    )
    answer = sealed_text(_("What was found, and what the objector was answered"), hint=_("Kept sealed."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


FORMS: dict[str, type[StepForm]] = {
    "record-visit": VisitForm,
    "verify": VerificationForm,
    "appraise": AppraisalForm,
    "post-notice": NoticeForm,
    "return": ReturnForm,
    "refuse": RefusalForm,
}
"""The form of each act that states more than a remark."""
