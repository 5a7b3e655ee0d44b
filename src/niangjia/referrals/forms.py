"""Forms of referrals and joint meetings. Only the fields named here are read from what is sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.people.models import Membership, Person
from niangjia.referrals.catalogue import ITEMS, RESULTS, Item
from niangjia.referrals.models import Outcome, Referral
from niangjia.referrals.sharing import FACTS, SENSITIVE

LONGEST = 1000
PLEASE_CHOOSE = ("", _("Please choose"))
DECLINE = "decline"
PAPERS = "image/jpeg,image/png,image/webp,application/pdf"


def _words(label: Any, *, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class ChoiceOfItem(forms.Form):
    """What is asked for: the first step, as facts and partners follow from it."""

    item = forms.ChoiceField(label=pgettext_lazy("referral", "What is asked for"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["item"].choices = [PLEASE_CHOOSE, *((each.code, each.label) for each in ITEMS.values())]  # type: ignore[attr-defined] # a ChoiceField

    def chosen(self) -> Item | None:
        """The item, when one was chosen."""
        return ITEMS[self.cleaned_data["item"]] if self.is_bound and self.is_valid() else None


class ReferralForm(forms.Form):
    """Of whom, about whom, which facts, and the request in words, for one item."""

    partner = forms.ChoiceField(label=_("Asked of"))
    person = forms.ChoiceField(label=_("Member concerned"))
    facts = forms.MultipleChoiceField(
        label=_("What is shared"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave out what this time is not needed. Nothing else of the dossier is shown to them."),
    )
    request = _words(_("The request in words"), help_text=_("What they should do, and by when it matters. No numbers."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, item: Item, dossier: Dossier, *, members: Sequence[Membership], partners: Sequence[Unit],
        draft: Referral | None = None,
    ) -> None:  # fmt: skip
        initial: dict[str, Any] = {"facts": list(item.facts), "person": str(dossier.worker_id)}
        if draft is not None and draft.item == item.code:
            initial |= {"facts": draft.facts, "person": str(draft.person_id), "partner": str(draft.partner_id)}
        if draft is not None:
            initial |= {"request": draft.request.reveal(), "seen": draft.changed_at.isoformat()}
        super().__init__(data, label_suffix="", initial=initial)
        self._partners = {str(each.pk): each for each in partners if each.kind in item.kinds}
        self._persons = {str(dossier.worker_id): dossier.worker}
        if item.is_about_member:
            self._persons |= {str(each.person_id): each.person for each in members}
        self.fields["partner"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            PLEASE_CHOOSE, *((key, str(unit)) for key, unit in self._partners.items())
        ]  # fmt: skip
        self.fields["person"].choices = [(key, each.name) for key, each in self._persons.items()]  # type: ignore[attr-defined]
        if not item.is_about_member:
            self.fields["person"].widget = forms.HiddenInput()
        self.fields["facts"].choices = [(code, _shown(code, item)) for code in item.facts]  # type: ignore[attr-defined]

    @property
    def has_partners(self) -> bool:
        """Whether anyone can be asked."""
        return bool(self._partners)

    def given(self) -> dict[str, Any]:
        """What the commands take. Only after `is_valid`."""
        told = self.cleaned_data
        person: Person = self._persons[told["person"]]
        return {
            "partner": self._partners[told["partner"]],
            "person": person,
            "facts": told["facts"],
            "request": told["request"],
        }


def _shown(code: str, item: Item) -> str:
    label = str(FACTS[code].label)
    if code not in SENSITIVE:
        return label
    seen = _("in full") if code in item.full else _("partly hidden")  # messages inside an f-string are not collected
    return f"{label} · {seen}"


class ReasonForm(forms.Form):
    """Why something is declined."""

    reason = _words(_("Reason"), rows=2)


class WithdrawalForm(forms.Form):
    """Why a referral is withdrawn; for a draft the command asks for no reason."""

    reason = _words(_("Reason"), rows=2, required=False)


class ReturnForm(forms.Form):
    """What is missing in an answer."""

    why = _words(_("What is missing"), rows=2)


class CloseForm(forms.Form):
    """What came of it for the household."""

    outcome = forms.ChoiceField(label=pgettext_lazy("referral", "What came of it"), choices=Outcome.choices)
    note = _words(_("Note"), rows=2, required=False)


class LinkForm(forms.Form):
    """For whom a link is."""

    contact = forms.CharField(
        label=_("Who gets the link"), max_length=120, help_text=_("Name and post of the person at the partner.")
    )


class CodeForm(forms.Form):
    """The code told by telephone."""

    code = forms.CharField(
        label=_("The last six letters and digits of the code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def _results() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in RESULTS.items()]


class AnswerForm(forms.Form):
    """An answer: what it is, in words, and a file."""

    result = forms.ChoiceField(label=pgettext_lazy("referral", "The answer is"))
    words = _words(_("In words"))
    paper = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("A photo or PDF of the notice or decision, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, may_decline: bool = False) -> None:
        super().__init__(data, files, label_suffix="")
        declining = [(DECLINE, _("We do not take this on"))] if may_decline else []
        self.fields["result"].choices = [PLEASE_CHOOSE, *_results(), *declining]  # type: ignore[attr-defined] # a ChoiceField

    def file_given(self) -> "UploadedFile[Any] | None":
        """The file, if one was handed in."""
        return self.cleaned_data.get("paper") or None


class LinkAnswerForm(AnswerForm):
    """The same by a partner without an account, who says who they are."""

    signed_as = forms.CharField(label=_("Your name and post"), max_length=120)


class MeetingForm(forms.Form):
    """When, where and with whom a joint meeting was held."""

    union = forms.ChoiceField(label=_("Union"))
    held_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=80, required=False)
    chair = forms.CharField(label=pgettext_lazy("meeting", "Chaired by"), max_length=60)
    present = forms.CharField(
        label=pgettext_lazy("meeting", "Present"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Departments, and who came for them."),
    )
    notes = _words(
        pgettext_lazy("meeting", "What was said"), required=False, help_text=_("Without names of households.")
    )

    def __init__(self, data: Any, units: Sequence[Unit]) -> None:
        super().__init__(data, label_suffix="", initial={"held_on": clock.today()})
        self._units = {str(each.pk): each for each in units}
        self.fields["union"].choices = [(key, str(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]

    @property
    def unit(self) -> Unit:
        """The union. Only after `is_valid`."""
        return self._units[self.cleaned_data["union"]]

    def texts(self) -> dict[str, str]:
        """The texts by field. Only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in ("place", "chair", "present", "notes")}


class DecisionForm(forms.Form):
    """What was decided, who sees to it, by when; on an open matter or in general."""

    referral = forms.ChoiceField(label=_("Matter"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("meeting", "Decision"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Without names of households."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=pgettext_lazy("meeting", "Seen to by"))
    due_on = forms.DateField(
        label=_("To be done by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, matters: Sequence[Referral], owners: Sequence[Unit]) -> None:
        super().__init__(data, label_suffix="")
        self._matters = {str(each.pk): each for each in matters}
        self._owners = {str(each.pk): each for each in owners}
        self.fields["referral"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", _("In general")),
            *((key, f"{each.label} · {each.partner} · {each.reference}") for key, each in self._matters.items()),
        ]
        self.fields["owner"].choices = [PLEASE_CHOOSE, *((key, str(each)) for key, each in self._owners.items())]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        return {
            "text": told["text"],
            "owner": self._owners[told["owner"]],
            "due_on": told["due_on"],
            "referral": self._matters.get(told["referral"]),
        }


class OutcomeForm(forms.Form):
    """What came of a decision."""

    outcome = forms.CharField(
        label=pgettext_lazy("meeting", "What came of it"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
