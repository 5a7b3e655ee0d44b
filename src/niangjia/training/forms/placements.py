"""How work began, and whether somebody is still there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel import clock
from niangjia.people import codes as official
from niangjia.training.commands import Start
from niangjia.training.forms.fields import PlainForm, YuanField, choice_of, day_of, text_of, typed
from niangjia.training.models import (
    WorkFollowUp,
)


class StartForm(PlainForm):
    """How work began."""

    started_on = day_of(_("First day of work"))
    contract = choice_of("contracts", _("Contract"))
    contract_term = forms.ChoiceField(
        label=_("Term of the contract"), required=False,
        choices=lambda: [("", _("Not told")), *official.CONTRACT_TERMS.choices()],
    )  # fmt: skip
    pay_before = YuanField(_("Pay before, a month (yuan)"))
    pay = YuanField(_("Pay now, a month (yuan)"), required=True)

    def __init__(self, data: Any = None, *, before_fen: int = 0, pay_fen: int = 0) -> None:
        initial = {"started_on": clock.today(), "pay_before": typed(before_fen), "pay": typed(pay_fen)}
        super().__init__(data, initial=initial)

    def start(self) -> Start:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        pays = {"pay_before_fen": given["pay_before"], "pay_fen": given["pay"]}
        return Start(given["started_on"], given["contract"], given["contract_term"], **pays)


class OwnWorkForm(StartForm):
    """Work that somebody found themselves."""

    title = forms.CharField(label=pgettext_lazy("vacancy", "Title"), max_length=60)
    employer = forms.CharField(label=pgettext_lazy("vacancy", "Employer"), max_length=60)
    field_order = ("title", "employer", "started_on", "contract", "contract_term", "pay_before", "pay")


class FollowUpForm(PlainForm):
    """Whether somebody is still there."""

    result = forms.ChoiceField(label=_("Still there?"), widget=forms.RadioSelect)
    on = day_of(_("Asked on"))
    pay = YuanField(_("Pay now, a month (yuan)"))
    left_on = day_of(_("If not: last day of work"), required=False)
    why = choice_of("why-left", _("If not: why"), required=False)
    note = text_of(pgettext_lazy("training", "Note"))

    def __init__(self, data: Any, follow_up: WorkFollowUp) -> None:
        initial = {"on": clock.today(), "pay": typed(follow_up.placement.pay_fen)}
        super().__init__(data, initial=initial)
        self.fields["result"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("there", _("Yes, still there")), ("left", _("No longer there")), ("missed", _("Could not be reached")),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who is not there has left for a reason."""
        given = super().clean() or {}
        if given.get("result") == "left" and not given.get("why"):
            self.add_error("why", _("Choose why."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = {name: self.cleaned_data[name] for name in ("result", "on", "left_on", "why", "note")}
        return told | {"pay_fen": self.cleaned_data["pay"]}
