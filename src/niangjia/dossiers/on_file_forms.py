"""Forms over values that are on file: the case, and a member. What is sealed is shown masked, and stays when empty."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.dossiers.commands.identities import PAPERS
from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.draft_forms import IdentityField, checked_day, checked_region, set_choices
from niangjia.dossiers.revising import OF_CASE, OF_PERSON, Plain, Stand, is_kept_when_empty, path_of
from niangjia.dossiers.school_forms import SchoolForm
from niangjia.dossiers.version_words import Names, value_in_words
from niangjia.people import codes
from niangjia.people.records import PersonRecord
from niangjia.people.rules import is_at_odds


class OnFileForm(forms.Form):
    """A form over values on file: sealed ones are kept when left empty, others cannot be emptied."""

    def __init__(self, data: Any, stand: Stand, names: Iterable[str], **options: Any) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False, **options)
        self.stand = stand
        for name in names:
            control = self.fields[name]
            known = stand.value(self.add_prefix(name))
            if is_kept_when_empty(self.add_prefix(name)):
                control.required = control.required and not known
                if known:
                    masked = value_in_words(path_of(self.add_prefix(name)), known, Names({}, {}), "")
                    control.help_text = format_lazy(_("On file: {masked}. Left empty, it stays."), masked=masked)
            else:
                self.initial[name] = known

    def clean(self) -> dict[str, Any]:
        """What is on file is not emptied by this page: writing nothing means that nothing is said."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.fields:
            known = self.initial.get(name)
            if known and name != "secondary_causes" and name in given and given[name] in ("", None):
                self.add_error(name, _("This cannot be emptied. Write what is right now."))
        return given

    def values(self, names: Iterable[str]) -> dict[str, Plain]:
        """What the page says by control. Only after `is_valid`."""
        return {self.add_prefix(name): plain(self.cleaned_data[name]) for name in names}


class CaseForm(OnFileForm):
    """The household and why it is in hardship."""

    applied_on = forms.DateField(label=_("Applied on"), widget=day_input())
    level = forms.ChoiceField(label=_("File level"))
    main_cause = forms.ChoiceField(label=_("Main cause"))
    region = forms.CharField(label=_("Registered division"), max_length=6, help_text=_("Six digits."))
    address = forms.CharField(label=_("Home address"), required=False, max_length=200)
    secondary_causes = forms.MultipleChoiceField(
        label=_("Secondary causes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Remarks"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": "3"})
    )

    def __init__(self, data: Any, stand: Stand) -> None:
        super().__init__(data, stand, OF_CASE)
        for name, listed in {
            "level": codes.FILE_LEVELS,
            "main_cause": codes.CAUSES,
            "secondary_causes": codes.CAUSES,
        }.items():
            self.fields[name].choices = listed.choices()  # type: ignore[attr-defined] # each of these is a ChoiceField

    def clean_region(self) -> str:
        """Six digits of a division."""
        return checked_region(self.cleaned_data["region"])

    def clean_applied_on(self) -> date:
        """No application is made in the future."""
        return checked_day(self.cleaned_data["applied_on"])


class OnFilePersonForm(OnFileForm, SchoolForm):
    """A member on file. The identity number stays; a mistyped one has a page of its own."""

    name = forms.CharField(label=_("Name"), max_length=60)
    relation = forms.ChoiceField(label=_("Relation to the head"))
    work_status = forms.ChoiceField(label=_("Work status"))
    health = forms.ChoiceField(label=pgettext_lazy("person", "Health"))
    phone = forms.CharField(label=_("Mobile"), required=False, max_length=20)
    employer = forms.CharField(label=_("Employer"), required=False, max_length=120)
    leaves = forms.BooleanField(label=_("Does not live in the household any more"), required=False)
    field_order = [*OF_PERSON, "leaves"]

    def __init__(self, data: Any, stand: Stand, person: str) -> None:
        super().__init__(data, stand, OF_PERSON, prefix=person)
        self.person, told = person, stand.said["members"][person]
        self.called, self.is_head = told["name"], bool(told.get("is_head"))
        self.is_at_odds = is_at_odds(told["relation"], told["sex"])
        set_choices(self)
        self.set_school_choices("none")
        if self.is_head:
            del self.fields["relation"], self.fields["leaves"]

    @property
    def names(self) -> list[str]:
        """The controls that stand for something on file."""
        return [name for name in OF_PERSON if name in self.fields]

    @property
    def is_shown(self) -> bool:
        """Whether it is open at once: the worker's, and those in which something was changed."""
        return self.is_head or self.is_at_odds or (self.is_bound and (self.has_changed() or bool(self.errors)))

    @property
    def has_left(self) -> bool:
        """Whether the member was said to have left. Only after `is_valid`."""
        return bool(self.cleaned_data.get("leaves"))

    def record(self) -> PersonRecord:
        """The member as the page says. Only after `is_valid`."""
        told, given = self.stand.said["members"][self.person], self.cleaned_data
        return PersonRecord(
            name=given["name"].strip(),
            identity_number=told["identity_number"],
            born_on=date.fromisoformat(told["born_on"]),
            sex=told["sex"],
            relation=told["relation"] if self.is_head else given["relation"],
            is_head=self.is_head,
            particulars={name: _stripped(given[name]) for name in OF_PERSON if name not in ("name", "relation")},
        )


class NumberForm(forms.Form):
    """The right number of a member, and the paper it was compared with."""

    identity_number = IdentityField()
    paper = forms.ChoiceField(label=_("Number compared with"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["paper"].choices = [("", _("Please choose")), *PAPERS.items()]  # type: ignore[attr-defined] # a ChoiceField


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def plain(value: Any) -> Plain:
    """A cleaned value as the page and a version have it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return sorted(value)
    return "" if value is None else str(value).strip()
