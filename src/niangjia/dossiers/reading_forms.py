"""Forms of looking: what to be shown and for what, a number to look for, emergency access and its review."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.dossiers.models import BreakGlass, Dossier, Verdict
from niangjia.dossiers.official.catalogue import Form
from niangjia.dossiers.purposes import FIELDS, Purpose, label_of, table
from niangjia.dossiers.sealed import SealedPerson, sealed_of
from niangjia.kernel import clock, resident_numbers


class RevealForm(forms.Form):
    """Which sealed values of one person, and for what. It offers what the table has for the roles given.

    When sent it takes any field and purpose there is: the command refuses what is not allowed, and records that.
    """

    fields_wanted = forms.MultipleChoiceField(
        label=pgettext_lazy("sealed values", "What to show"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label=_("What for"))
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=200,
        help_text=_("Needed for “other”. No identity number, card or telephone: others read the record."),
    )

    def __init__(self, of: SealedPerson, roles: Collection[str], data: Any = None) -> None:
        super().__init__(data, auto_id=f"reveal-{of.person.pk}-%s", label_suffix="")
        self.of = of
        allowed = set(table().fields_for(roles))
        self.offered = [(name, label_of(name)) for name, _value in of.values if name in allowed]
        self.offered_purposes = _choices(table().purposes_for(roles))
        if data is None:
            self.offer()
        else:
            self._set([(name, label_of(name)) for name in FIELDS], _choices(table().purposes.values()))

    def offer(self) -> None:
        """Show the choices that are this role's."""
        self._set(self.offered, self.offered_purposes)

    def _set(self, fields: list[tuple[str, Any]], purposes: list[tuple[str, Any]]) -> None:
        self.fields["fields_wanted"].choices = fields  # type: ignore[attr-defined] # a ChoiceField
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]

    def named_values(self) -> list[tuple[str, Any, Any]]:
        """Each sealed value there is: its field, its name, and itself, which prints masked."""
        return [(name, label_of(name), value) for name, value in self.of.values]


class PrintForm(forms.Form):
    """What an official form is to show in full, and for what. It offers what the table has for the roles given.

    When sent it takes any field of the form and any purpose: the command refuses what is not allowed, and records that.
    """

    fields_wanted = forms.MultipleChoiceField(
        label=pgettext_lazy("sealed values", "What to print in full"), widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.ChoiceField(label=_("What for"))
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=200,
        help_text=_("Needed for “other”. No identity number, card or telephone: others read the record."),
    )

    def __init__(self, official: Form, dossier: Dossier, roles: Collection[str], data: Any = None) -> None:
        super().__init__(data, auto_id=f"print-{official.code}-%s", label_suffix="")
        there = {name for each in sealed_of(dossier) for name, _value in each.values}
        allowed = set(table().fields_for(roles)) & there
        self.official = official
        self.offered = [(name, label_of(name)) for name in official.sealed if name in allowed]
        self._offered_purposes = _choices(table().purposes_for(roles))
        if data is None:
            self.offer()
        else:
            self._set([(name, label_of(name)) for name in official.sealed], _choices(table().purposes.values()))

    def offer(self) -> None:
        """Show the choices that are this role's."""
        self._set(self.offered, self._offered_purposes)

    def _set(self, fields: list[tuple[str, Any]], purposes: list[tuple[str, Any]]) -> None:
        self.fields["fields_wanted"].choices = fields  # type: ignore[attr-defined] # a ChoiceField
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]


def _choices(purposes: Iterable[Purpose]) -> list[tuple[str, Any]]:
    return [("", _("Choose")), *((each.code, each.label) for each in purposes)]


def reveal_forms(dossier: Dossier, roles: Collection[str]) -> list[RevealForm]:
    """One for each person of a dossier who has sealed values."""
    return [RevealForm(each, roles) for each in sealed_of(dossier) if each.values]


class FindForm(forms.Form):
    """An identity number to look for: whole, with a check digit that holds."""

    number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("All 18 characters. Each try is recorded and counts as a look at a person."),
    )

    def clean_number(self) -> str:
        """The number in its normal form."""
        try:
            return resident_numbers.parse("".join(self.cleaned_data["number"].split())).number
        except resident_numbers.ResidentNumberError as error:
            raise forms.ValidationError(
                _("This is no identity number: check its 18 characters against the card.")
            ) from error


class BreakGlassForm(forms.Form):
    """Which dossier to open in an emergency, and why."""

    number = forms.CharField(
        label=_("Dossier number or identity number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=pgettext_lazy("emergency access", "Why now, and why you"),
        max_length=BreakGlass._meta.get_field("reason").max_length,  # noqa: SLF001 (public in Django)
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least ten characters. No numbers, no illness: two others read it at once."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_number(self) -> str:
        """The number without spaces; an identity number in its normal form."""
        return "".join(self.cleaned_data["number"].split()).upper()


class ReviewForm(forms.Form):
    """What a second person found of an emergency access."""

    verdict = forms.ChoiceField(label=_("Was it justified?"), choices=[("", _("Choose")), *Verdict.choices])
    note = forms.CharField(label=_("How you know"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, glass: BreakGlass, data: Any = None) -> None:
        super().__init__(data, auto_id=f"review-{glass.pk}-%s", label_suffix="")
        self.glass = glass
        self.is_overdue = glass.review_due_on < clock.today()


class LinkForm(forms.Form):
    """Which user a person is, and on what day their identity card was looked at."""

    username = forms.CharField(label=_("User name"), max_length=40)
    checked_on = forms.DateField(
        label=_("Identity card looked at on"), widget=forms.DateInput(attrs={"type": "date"}), initial=clock.today
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
