"""Household production: its plan, its loan, how it goes, how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel import clock
from niangjia.training.forms.answers import YesForm
from niangjia.training.forms.fields import PlainForm, YuanField, choice_of, day_of, text_of
from niangjia.training.models import (
    ProjectEnd,
)
from niangjia.training.rules import even_instalments


class ProjectForm(YesForm):
    """What a household will produce, and its yes."""

    kind = choice_of("productions", _("What is produced"))
    plan = text_of(_("Plan"), required=True, rows=4, help_text=_("What, how much, what it costs, who helps, who buys."))
    field_order = ("kind", "plan", "agreed_on", "agreed_how")


class LoanForm(PlainForm):
    """How a project begins: with or without money lent, in even monthly instalments."""

    started_on = day_of(_("First day"), initial=clock.today)
    lender = choice_of("lenders", _("Who lends"), required=False)
    lent = YuanField(_("Lent (yuan)"), help_text=_("Leave empty when nothing is lent."))
    count = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=60, initial=12)
    first_on = day_of(_("First instalment on"), required=False)

    def clean(self) -> dict[str, Any]:
        """Money that is lent is lent by someone, and paid back from a day on."""
        given = super().clean() or {}
        for name in ("lender", "first_on"):
            if given.get("lent") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("Needed when money is lent."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        lent, plan = told["lent"], []
        if lent:
            plan = even_instalments(lent, told["first_on"], told["count"])
        return {"started_on": told["started_on"], "lender": told["lender"], "lent_fen": lent, "plan": plan}


class PaymentForm(PlainForm):
    """What was paid of an instalment; `seen` is what had been paid before."""

    instalment = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    amount = YuanField(_("Paid (yuan)"), required=True)
    on = day_of(_("Paid on"))


class LookForm(PlainForm):
    """How household production goes."""

    on = day_of(_("Day"), initial=clock.today)
    said = text_of(_("How it goes"), required=True, rows=3)
    income = YuanField(_("Brought in since the last time (yuan)"))
    loss = YuanField(
        _("Lost since the last time (yuan)"), help_text=_("Weather, illness of animals, prices: as it was.")
    )
    with_technician = forms.BooleanField(label=_("Somebody helped with the work"), required=False)

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        money = {"income_fen": told["income"], "loss_fen": told["loss"]}
        return money | {name: told[name] for name in ("on", "said", "with_technician")}


class EndForm(PlainForm):
    """What is proposed for a loan; a new plan in even monthly instalments."""

    end = forms.ChoiceField(label=pgettext_lazy("project", "Proposed"), choices=ProjectEnd.choices)
    why = text_of(pgettext_lazy("training", "Why"))
    count = forms.IntegerField(label=_("New instalments"), min_value=1, max_value=60, required=False)
    first_on = day_of(_("First of them on"), required=False)

    def __init__(self, data: Any, *, balance_fen: int) -> None:
        super().__init__(data)
        self._balance = balance_fen
        if not balance_fen:
            del self.fields["count"], self.fields["first_on"]
        ends = [each for each in ProjectEnd.choices if (each[0] == ProjectEnd.REPAID) == (not balance_fen)]
        self.fields["end"].choices = ends  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A new plan has a first day and a number of instalments; everything but repaid has a reason."""
        given = super().clean() or {}
        if given.get("end") == ProjectEnd.RESCHEDULED:
            for name in ("count", "first_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a new plan."))
        if given.get("end") != ProjectEnd.REPAID and not given.get("why"):
            self.add_error("why", _("Please say why."))
        return given

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        plan = []
        if told["end"] == ProjectEnd.RESCHEDULED:
            plan = even_instalments(self._balance, told["first_on"], told["count"])
        return {"end": told["end"], "why": told["why"], "plan": plan}
