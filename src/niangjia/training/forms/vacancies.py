"""A vacancy as it is announced."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.kernel import clock
from niangjia.training.commands import VacancyWords
from niangjia.training.forms.fields import (
    PlainForm,
    YuanField,
    by_id,
    choice_of,
    choices_of,
    day_of,
    typed,
)
from niangjia.training.models import (
    Vacancy,
    VacancyKind,
)
from niangjia.training.presenting import CERTIFICATE_LEVELS, SKILL_LEVELS


class VacancyForm(PlainForm):
    """What is announced of a vacancy."""

    union = forms.ChoiceField(label=_("Union"))
    title = forms.CharField(label=pgettext_lazy("vacancy", "Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=VacancyKind.choices)
    employer = forms.CharField(label=pgettext_lazy("vacancy", "Employer"), max_length=60)
    contact = forms.CharField(label=_("Whom to ask there"), max_length=120, required=False)
    posts = forms.IntegerField(label=_("Posts"), min_value=1, max_value=1000)
    pay_from = YuanField(_("Pay a month, from (yuan)"), required=True)
    pay_to = YuanField(_("to (yuan)"), required=True)
    terms = choice_of("terms", _("Hours"))
    last_on = day_of(_("Open until"))
    at = forms.ChoiceField(label=_("At one of our units"), required=False)
    place = forms.CharField(label=_("Place"), max_length=60)
    region = forms.RegexField(r"^\d{6}$", label=_("Code of the division (6 digits)"), strip=True)
    is_at_home = forms.BooleanField(label=_("Can be done at home"), required=False)
    skill = choice_of("skills", _("Skill"))
    skill_level = forms.TypedChoiceField(
        label=_("Experience asked for"), coerce=int, choices=[(0, _("None")), *SKILL_LEVELS.items()]
    )
    level = forms.TypedChoiceField(
        label=_("Certificate asked for"), coerce=int, choices=[(0, _("None")), *CERTIFICATE_LEVELS.items()]
    )
    asks = choices_of("abilities", _("What it asks of the body"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, units: Sequence[Unit], places: Sequence[Unit], vacancy: Vacancy | None = None, region: str = ""
    ) -> None:
        super().__init__(data, initial=_initial_vacancy(vacancy, region))
        self._units, self._places = by_id(units), by_id(places)
        self.fields["union"].choices = [(key, str(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]
        self.fields["at"].choices = [("", _("Elsewhere")), *((key, str(each)) for key, each in self._places.items())]  # type: ignore[attr-defined]
        if vacancy is not None:
            del self.fields["union"]

    @property
    def unit(self) -> Unit:
        """The union. Only after `is_valid`, for a new one."""
        return self._units[self.cleaned_data["union"]]

    def said(self) -> VacancyWords:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        names = ("title", "kind", "employer", "skill", "terms", "place", "region", "posts", "last_on", "contact")
        same = {name: given[name] for name in (*names, "skill_level", "level", "asks", "is_at_home")}
        at = self._places.get(given["at"])
        return VacancyWords(**same, pay_from_fen=given["pay_from"], pay_to_fen=given["pay_to"], at=at)


def _initial_vacancy(vacancy: Vacancy | None, region: str) -> dict[str, Any]:
    if vacancy is None:
        return {"region": region, "terms": "full-day", "last_on": clock.today() + timedelta(days=30)}
    names = ("title", "kind", "employer", "skill", "terms", "place", "region", "posts", "last_on", "is_at_home", "seen")
    same = {name: getattr(vacancy, name) for name in (*names, "skill_level", "level", "asks")}
    return same | {
        "pay_from": typed(vacancy.pay_from_fen),
        "pay_to": typed(vacancy.pay_to_fen),
        "at": str(vacancy.at_id or ""),
        "contact": vacancy.contact.reveal() if vacancy.contact else "",
    }
