"""Forms of exit, watch, relapse and temporary dossiers; and the form of each act of the chain."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from niangjia.dossiers.chain_forms import FORMS, NoticeForm, StepForm, sealed_text
from niangjia.dossiers.commands.chain import TOLD_HOW
from niangjia.dossiers.commands.watching import RESTS_ON
from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.models import Dossier, Finding, FollowUpHow, IncomeSource
from niangjia.dossiers.queries_of_leaving import LEAVING, follow_ups_of
from niangjia.dossiers.step_records import ExitNoticeRecord, FollowUpRecord, StepRecord
from niangjia.kernel import clock
from niangjia.kernel.money import to_fen
from niangjia.kernel.periods import add_months
from niangjia.limits.queries import limits_of

MONTHS_BACK = 12
NOT_PLANNED = "none"


class ExitProposalForm(StepForm):
    """That the causes are over."""

    note = sealed_text(
        _("What the hardship came from, and how it was overcome"), hint=_("Cause by cause. Kept sealed with the step.")
    )


class ReasonForm(StepForm):
    """Why."""

    note = sealed_text(pgettext_lazy("of an act", "Reason"), hint=_("Kept sealed with the step."))


class TalkForm(StepForm):
    """When, how and by whom it was talked over with the worker, and what they said."""

    told_on = forms.DateField(label=_("Talked over on"), widget=day_input())
    told_how = forms.ChoiceField(label=_("How"), choices=list(TOLD_HOW.items()))
    told_by = forms.CharField(label=_("Talked over by"), max_length=60, help_text=_("The colleague's name."))
    note = sealed_text(_("What the worker said"), hint=_("Kept sealed with the step."), required=False)
    field_order = ("told_on", "told_how", "told_by", "note")


class DeclineForm(TalkForm):
    """The same where the worker does not agree."""

    note = sealed_text(_("What the worker said"), hint=_("Kept sealed. The household stays on file, help goes on."))


class WatchForm(TalkForm):
    """Why a household is watched without being filed."""

    note = sealed_text(_("Reason, as the applicant was told it"), hint=_("Kept sealed with the step."))


class ExitNoticeForm(NoticeForm):
    """Where and from when to when the notice of an exit hangs."""

    def record(self) -> StepRecord:
        """The notice."""
        return ExitNoticeRecord(**self.cleaned_data)


class FollowUpForm(StepForm):
    """How a household was found."""

    planned = forms.ChoiceField(label=_("Which follow-up"))
    done_on = forms.DateField(label=pgettext_lazy("follow-up", "Made on"), widget=day_input())
    how = forms.ChoiceField(label=_("How"), choices=FollowUpHow.choices, widget=forms.RadioSelect)
    finding = forms.ChoiceField(label=_("How the household is"), choices=Finding.choices, widget=forms.RadioSelect)
    words = sealed_text(
        pgettext_lazy("follow-up", "What was found"),
        hint=_("Income, health, school, what is on their mind. Kept sealed."),
    )
    note = None  # type: ignore[assignment] # the words say it

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        # What was chosen stays, be it made meanwhile: the command tells a second press from a mistake.
        chosen = self.data.get(self.add_prefix("planned"))
        every = list(follow_ups_of(self.dossier)) if self.dossier else []
        rows = [row for row in every if row.done_on is None]
        choices = [(str(row.pk), f"{row.due_on:%Y-%m-%d}") for row in every if row in rows or str(row.pk) == chosen]
        extra = (NOT_PLANNED, pgettext("follow-up", "one that was not planned"))
        planned, ahead = self.fields["planned"], limits_of(LEAVING)["follow-up-ahead"]
        planned.choices = [*choices, extra]  # type: ignore[attr-defined] # a choice field
        if rows and rows[0].due_on > clock.today() + timedelta(days=ahead.value):
            planned.initial = NOT_PLANNED
        planned.help_text = _("What was made more than %(ahead)s before its day is one that was not planned.") % {
            "ahead": ahead.in_words
        }

    def record(self) -> StepRecord:
        """What was found."""
        given = dict(self.cleaned_data)
        planned = given.pop("planned")
        return FollowUpRecord(planned=None if planned == NOT_PLANNED else planned, **given)


class RelapseForm(StepForm):
    """Why a household needs help again, and what shows it."""

    note = sealed_text(_("What has happened"), hint=_("Kept sealed with the step. It is nobody's fault."))
    rests_on = forms.MultipleChoiceField(
        label=_("What shows it"), choices=list(RESTS_ON.items()), widget=forms.CheckboxSelectMultiple
    )


FORMS_OF_LEAVING: dict[str, type[StepForm]] = {
    "propose-exit": ExitProposalForm,
    "confirm-exit": TalkForm,
    "post-exit-notice": ExitNoticeForm,
    "decline-exit": DeclineForm,
    "record-follow-up": FollowUpForm,
    "propose-relapse": RelapseForm,
    "watch": WatchForm,
    **dict.fromkeys(("return-exit", "return-relapse", "regularise", "end-temporary"), ReasonForm),
}
"""The form of each act after filing that states more than a remark."""


def forms_for(parts: Sequence[str], data: Any, *, dossier: Dossier, missing: Sequence[str] = ()) -> list[StepForm]:
    """A form for each act that one press does, in order."""
    known = FORMS | FORMS_OF_LEAVING
    return [known.get(part, StepForm)(data, act=part, missing=missing, dossier=dossier) for part in parts]


class IncomeForm(forms.Form):
    """The income of one month."""

    month = forms.ChoiceField(label=_("Month"))
    amount = forms.CharField(
        label=_("Net income a head (yuan)"),
        max_length=20,
        help_text=_("What came in that month less what had to be spent, divided by those who live together."),
    )
    source = forms.ChoiceField(label=_("Seen from"), choices=IncomeSource.choices)
    note = sealed_text(_("Remarks"), hint=_("Kept sealed."), required=False)

    def __init__(self, data: Any = None, *, month: str = "") -> None:
        last = add_months(clock.today().replace(day=1), -1)
        months = [f"{add_months(last, -back):%Y-%m}" for back in range(MONTHS_BACK)]
        super().__init__(data, label_suffix="", initial={"month": month if month in months else months[0]})
        self.fields["month"].choices = [(each, each) for each in months]  # type: ignore[attr-defined] # a choice field

    def clean_amount(self) -> int:
        """The amount in fen. Raises ValidationError for what is no amount."""
        try:
            return to_fen(self.cleaned_data["amount"])
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in yuan, such as 1200 or 1200.50.")) from error

    def stated(self) -> dict[str, Any]:
        """What was stated, for the command. Only after `is_valid`."""
        given = self.cleaned_data
        month = date.fromisoformat(f"{given['month']}-01")
        amount = given["amount"]
        return {"month": month, "net_per_head_fen": amount, "source": given["source"], "note": given["note"]}


class RedraftForm(forms.Form):
    """What has happened since a dossier ended."""

    reason = sealed_text(_("What has happened since"), hint=_("Kept sealed with the first step."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
