"""Forms of consents: what somebody signed on one occasion, and that they took one back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.people import consent_texts
from niangjia.people.commands.consents import LONGEST
from niangjia.people.models import GivenHow, GuardianRelation, Membership, SignedBy


def day_input() -> forms.DateInput:
    """A day picked in the browser's own way."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ConsentForm(forms.Form):
    """What a member signed: the purposes they agreed to, when, how, and who signed."""

    person = forms.ChoiceField(label=pgettext_lazy("consent", "Who agreed"))
    purposes = forms.MultipleChoiceField(
        label=_("Agreed to"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what is ticked and signed on the form. What was refused stays open."),
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=day_input())
    given_how = forms.ChoiceField(label=_("How"), choices=GivenHow.choices)
    signed_by = forms.ChoiceField(
        label=_("Signed by"),
        choices=SignedBy.choices,
        help_text=_("Under 14 on the day of signing: a guardian."),
    )
    guardian_name = forms.CharField(label=_("Name of the guardian"), required=False, max_length=LONGEST)
    guardian_relation = forms.ChoiceField(
        label=_("The guardian is"), required=False, choices=[("", "—"), *GuardianRelation.choices]
    )
    witness = forms.CharField(
        label=_("Witness"), required=False, max_length=LONGEST, help_text=_("Needed when it was only said.")
    )
    evidence = forms.CharField(
        label=_("Where the paper lies"),
        required=False,
        max_length=LONGEST,
        help_text=_("For example: volume 3, page 12."),
    )

    def __init__(self, data: Any, members: Collection[Membership], *, today: date, person: str = "") -> None:
        initial = {"person": person, "signed_on": today, "given_how": GivenHow.PAPER, "signed_by": SignedBy.SELF}
        super().__init__(data, label_suffix="", initial=initial)
        self.fields["person"].choices = [(str(each.person_id), each.person.name) for each in members]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["purposes"].choices = consent_texts.choices()  # type: ignore[attr-defined] # a ChoiceField


class WithdrawalForm(forms.Form):
    """When and how a person took a consent back."""

    withdrawn_on = forms.DateField(label=_("Withdrawn on"), widget=day_input())
    told_how = forms.ChoiceField(label=_("How"), choices=GivenHow.choices)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, label_suffix="", initial={"withdrawn_on": today, "told_how": GivenHow.ORAL})
