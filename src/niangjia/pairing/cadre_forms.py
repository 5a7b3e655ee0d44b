"""Forms of what pairing goes by: a cadre, the place of a unit, what a household needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.consent_forms import day_input
from niangjia.kernel import clock
from niangjia.pairing.catalogues import languages, skills
from niangjia.pairing.degrees import DegreesField
from niangjia.pairing.errors import ChangedMeanwhile
from niangjia.pairing.models import MOST_HOUSEHOLDS, Cadre, Rank
from niangjia.pairing.records import CadreRecord
from niangjia.pairing.seen import stamp


def _chosen(label: Any, labels: Iterable[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(labels), widget=forms.CheckboxSelectMultiple
    )


class SeenForm(forms.Form):
    """A form that sends back what was on file when it was opened: what somebody else changed since is told on it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def tell_changed(self, refusal: ChangedMeanwhile, now: Mapping[str, Any]) -> None:
        """What was changed beside what was typed; sent once more, it is taken."""
        self.add_error(None, str(refusal))
        for name in refusal.changed:
            if name in self.fields:
                self.add_error(name, _("On file now: %(value)s") % {"value": self._in_words(name, now[name])})
        again = QueryDict(mutable=True)
        again.update(self.data)
        again["seen"] = stamp(now)
        self.data = again

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        choices = {str(code): str(label) for code, label in getattr(self.fields[name], "choices", ())}
        given = value if isinstance(value, list) else [value]
        shown = [choices.get(str(each)) or self.fields[name].prepare_value(each) for each in given]
        return "、".join(str(each) for each in shown if each not in (None, "")) or "—"


class CadreForm(SeenForm):
    """What is said of a cadre. With `users` also who it is."""

    user = forms.ChoiceField(label=pgettext_lazy("pairing", "Who"))
    unit = forms.ChoiceField(label=pgettext_lazy("pairing", "Works at"))
    rank = forms.ChoiceField(label=pgettext_lazy("pairing", "Is in the bureau"), choices=Rank.choices)
    capacity = forms.IntegerField(label=_("Households at most"), min_value=0, max_value=MOST_HOUSEHOLDS)
    leads_unit = forms.BooleanField(
        label=_("Leads the workers of this unit directly"),
        required=False,
        help_text=_("Then they are not paired with workers who report to them."),
    )
    keeps = forms.BooleanField(
        label=_("Keeps the households they have"),
        required=False,
        help_text=_("Otherwise, when they go to another unit, their households wait to be handed over."),
    )
    latitude = DegreesField(90, label=_("Latitude, if not that of the unit"), required=False)
    longitude = DegreesField(180, label=_("Longitude, if not that of the unit"), required=False)

    def __init__(self, data: Any, units: list[Unit], *, cadre: Cadre | None = None, users: Iterable[User] = ()) -> None:
        initial: dict[str, Any] = {"capacity": 3, "rank": Rank.SECTION}
        if cadre is not None:
            initial = {**cadre.said, "seen": stamp(cadre.said)}
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["skills"] = _chosen(_("Knows about"), ((code, each.label) for code, each in skills().items()))
        self.fields["languages"] = _chosen(_("Speaks, besides Mandarin"), languages().items())
        self.units = {str(unit.pk): unit for unit in units}
        self.users = {str(user.pk): user for user in users}
        self.fields["unit"].choices = [(pk, str(unit)) for pk, unit in self.units.items()]  # type: ignore[attr-defined] # a ChoiceField
        if cadre is None:
            del self.fields["keeps"]
            self.fields["user"].choices = [(pk, str(user)) for pk, user in self.users.items()]  # type: ignore[attr-defined] # a ChoiceField
        else:
            del self.fields["user"]

    @property
    def chosen_unit(self) -> Unit:
        """Only after `is_valid`."""
        return self.units[self.cleaned_data["unit"]]

    @property
    def chosen_user(self) -> User:
        """Only after `is_valid`."""
        return self.users[self.cleaned_data["user"]]

    def said(self) -> CadreRecord:
        """Only after `is_valid`."""
        given = self.cleaned_data
        return CadreRecord(
            given["rank"],
            given["capacity"],
            given["leads_unit"],
            given["latitude"],
            given["longitude"],
            tuple(given["skills"]),
            tuple(given["languages"]),
        )


class RetireForm(forms.Form):
    """From when on a cadre is not available."""

    on = forms.DateField(label=_("Not available from"), widget=day_input(), initial=clock.today)


class PlaceForm(SeenForm):
    """Where a unit lies."""

    latitude = DegreesField(90, label=_("Latitude"))
    longitude = DegreesField(180, label=_("Longitude"))

    def __init__(self, data: Any, said: dict[str, object]) -> None:
        super().__init__(data, initial={**said, "seen": stamp(said)}, label_suffix="")


class NeedsForm(SeenForm):
    """What a household needs of a cadre."""

    def __init__(self, data: Any, said: dict[str, object]) -> None:
        super().__init__(data, initial={**said, "seen": stamp(said)}, label_suffix="")
        self.fields["needs"] = _chosen(
            _("Someone who knows about"), ((code, each.label) for code, each in skills().items())
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Speaks best"), required=False, choices=[("", _("Mandarin")), *languages().items()]
        )
