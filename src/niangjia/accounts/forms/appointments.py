"""Forms of appointments. Only the fields named here are read from what is sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.forms.units import DayField, UnitField
from niangjia.accounts.models import Role, Unit
from niangjia.accounts.queries import may_be_stood_in_for
from niangjia.kernel import clock


class AppointUserForm(forms.Form):
    """A role at a unit for a period, for good or acting for another."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    unit = UnitField(label=_("Unit"), help_text=_("The role holds there and at every unit below."))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(required=False, label=_("Last day"), help_text=_("Empty: until it is ended."))
    document = forms.CharField(max_length=120, required=False, label=_("Document"))
    is_acting = forms.BooleanField(
        required=False, label=_("Acting"), help_text=_("For a time, 180 days at most; a last day is needed.")
    )
    acts_for = forms.CharField(
        max_length=40,
        required=False,
        label=_("Acts for"),
        help_text=_("User name of the person stood in for; empty when the post is vacant."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, data: Any, *, units: Iterable[Unit]) -> None:
        super().__init__(data, label_suffix="", initial={"starts_on": clock.today()})
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the appointment that is stood in for: `stands_in_for` in place of the user name."""
        values = dict(self.cleaned_data)
        username, unit = values.pop("acts_for", ""), values.get("unit")
        values["stands_in_for"] = None
        if username and not values.get("is_acting"):
            self.add_error("is_acting", _("Tick this, or leave out whom the person acts for."))
        elif username and unit and "role" in values:
            held = may_be_stood_in_for(unit, clock.today()).filter(role=values["role"], user__username=username)
            values["stands_in_for"] = held.first()
            if values["stands_in_for"] is None:
                self.add_error("acts_for", _("This person holds no such role at that unit."))
        return values


class EndAppointmentForm(forms.Form):
    """The last day of an appointment, and why it ends early."""

    last_on = DayField(label=_("Last day"), help_text=_("Yesterday ends it at once."))
    reason = forms.CharField(max_length=200, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="", initial={"last_on": clock.today()})
