"""Forms of causes, talks, signatures, approval, progress and the catalogue."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Role
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.models import Evidence, Membership, Person
from niangjia.plans.catalogue import CEILINGS
from niangjia.plans.interview import Answers, current, versions
from niangjia.plans.models import AgreedHow, GoalKind, MeasureState, Origin, OwnMeasure, Weight
from niangjia.plans.records import CauseRecord, Signature
from niangjia.plans.rules import FOLLOWS
from niangjia.plans.tiers import Nature, Tier
from niangjia.visits.models import Finding

LONGEST = 1000
PLEASE_CHOOSE = ("", _("Please choose"))
RESPONSIBLE_ROLES = (
    Role.ASSISTANCE_CLERK,
    Role.UNIT_OFFICER,
    Role.PAIRING_CADRE,
    Role.COUNSELLOR,
    Role.LEADER,
    Role.INFORMANT,
)
"""Who may be named to see to a measure."""
PAPERS = "image/jpeg,image/png,image/webp,application/pdf,.heic,.heif"


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words_field(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


class CauseForm(forms.Form):
    """A cause as somebody found it."""

    code = forms.ChoiceField(label=pgettext_lazy("diagnosis", "Cause"))
    person = forms.ChoiceField(label=_("Whom it concerns"), required=False)
    weight = forms.TypedChoiceField(label=_("How much it weighs"), coerce=int, choices=Weight.choices)
    origin = forms.ChoiceField(
        label=_("Where it was seen"), choices=[(each.value, each.label) for each in (Origin.VISIT, Origin.CLERK)]
    )
    evidence = forms.ChoiceField(label=_("File that shows it"), required=False)
    words = words_field(_("What shows it"), required=False, help_text=_("In a few words, unless a file says it."))

    def __init__(
        self, data: Any, members: Iterable[Membership], files: Iterable[Evidence], seen: Finding | None = None
    ) -> None:
        super().__init__(
            data, label_suffix="", initial={"weight": Weight.STRONG} | (_seen_at_visit(seen) if seen else {})
        )
        self.seen = seen
        self._persons = {str(each.person_id): each.person for each in members}
        self._files = {str(each.pk): each for each in files}
        self.fields["code"].choices = [PLEASE_CHOOSE, *codes.CAUSES.choices()]  # type: ignore[attr-defined]
        self.fields["person"].choices = _of_persons(self._persons)  # type: ignore[attr-defined]
        listed = [(key, f"{each.get_kind_display()} {each.uploaded_at:%Y-%m-%d}") for key, each in self._files.items()]
        self.fields["evidence"].choices = [("", pgettext_lazy("file", "None")), *listed]  # type: ignore[attr-defined]

    def said(self) -> CauseRecord:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        person, file = self._persons.get(told["person"]), self._files.get(told["evidence"])
        return CauseRecord(told["code"], told["weight"], told["origin"], person, file, told["words"], self.seen)


def _seen_at_visit(finding: Finding) -> dict[str, object]:
    words = (
        finding.words.reveal() if finding.words else _("Seen at the visit of %(on)s") % {"on": finding.visit.visited_on}
    )
    first = {"code": finding.value.reveal(), "person": str(finding.person_id or ""), "origin": Origin.VISIT}
    return first | {"words": words}


def _of_persons(persons: dict[str, Person]) -> list[tuple[str, Any]]:
    return [("", _("The whole household")), *((key, each.name) for key, each in persons.items())]


class WhyForm(forms.Form):
    """A reason in words."""

    why = words_field(_("Reason"), rows=2)


class ReturnForm(WhyForm):
    """A plan sent back. `seen`: as it was when the page was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def said(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid` was asked."""
        told = self.cleaned_data
        return {"why": told.get("why", ""), "seen": told.get("seen", "")}


class InterviewForm(forms.Form):
    """The questions of the talk; every one may be left out."""

    person = forms.ChoiceField(label=_("With whom"))
    held_on = day_field(_("Day of the talk"))
    words = words_field(
        _("What was said besides"), required=False, help_text=_("In their own words. No judgement; nobody is measured.")
    )

    def __init__(self, data: Any, members: Iterable[Membership], *, today: date) -> None:
        super().__init__(data, label_suffix="", initial={"held_on": today})
        self._persons = {str(each.person_id): each.person for each in members}
        self.fields["person"].choices = [(key, each.name) for key, each in self._persons.items()]  # type: ignore[attr-defined]
        self.topics: list[tuple[Text, list[str]]] = []
        for topic in versions()[current()]:
            self.topics.append((topic.label, [each.code for each in topic.questions]))
            for question in topic.questions:
                choices = [(code, label) for code, (label, _points) in question.answers.items()]
                self.fields[question.code] = forms.ChoiceField(
                    label=question.text,  # type: ignore[arg-type] # shown with str()
                    choices=[("", _("Not talked about")), *choices],
                    required=False,
                )

    def asked(self) -> list[tuple[Text, list[Any]]]:
        """The topics, each with its bound fields."""
        return [(label, [self[name] for name in names]) for label, names in self.topics]

    def given(self) -> tuple[Person, Answers, date]:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        names = [name for _label, asked in self.topics for name in asked]
        answers = Answers({name: told[name] for name in names if told[name]}, told["words"])
        return self._persons[told["person"]], answers, told["held_on"]


class AgreeForm(forms.Form):
    """The signature of the household."""

    on = day_field(_("Signed on"))
    how = forms.ChoiceField(label=_("How"), choices=AgreedHow.choices)
    who = forms.ChoiceField(label=_("Who signed for the household"))
    paper = forms.FileField(
        label=_("Photo or scan of the signed sheet"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )
    file = forms.ChoiceField(label=_("Or a file of the dossier"), required=False)
    mark = forms.CharField(
        label=_("Mark on the signed sheet"),
        max_length=12,
        help_text=_("Six letters and numbers beside the number of the plan: they show which state of it was printed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput())

    def __init__(
        self, data: Any, uploads: Any, *, members: Iterable[Membership], files: Iterable[Evidence],
        initial: dict[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(data, uploads, label_suffix="", initial=initial)
        people = [(str(each.person_id), each.person.name) for each in members]
        self._members = {str(each.person_id): each.person_id for each in members}
        self._files = {str(each.pk): each.pk for each in files}
        self.fields["who"].choices = people  # type: ignore[attr-defined]
        listed = [(str(each.pk), f"{each.get_kind_display()} {each.uploaded_at:%Y-%m-%d}") for each in files]
        self.fields["file"].choices = [("", pgettext_lazy("file", "None")), *listed]  # type: ignore[attr-defined]

        self.has_files = bool(listed)

    def signature(self) -> Signature:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        scan = told["paper"]
        return Signature(
            on=told["on"],
            how=told["how"],
            who=self._members[told["who"]],
            mark=told["mark"],
            paper=self._files.get(told["file"]),
            scan=scan.read() if scan else b"",
            scan_name=scan.name if scan else "",
        )


class ApproveForm(forms.Form):
    """Approval; over warnings with a reason. Whether there are any is for the command to find.

    `shown` are the marks of the warnings that the page showed, `seen` the plan as it was then. A page that comes back
    with a refusal carries those of the plan as it is now (show-plan.html), never what was sent.
    """

    why = words_field(_("Why it is right all the same"), rows=2, required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, is_over_warnings: bool = False) -> None:
        super().__init__(data, label_suffix="")
        self.fields["why"].required = is_over_warnings

    def said(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid` was asked."""
        told = self.cleaned_data
        return {"why": told.get("why", ""), "seen": told.get("seen", ""), "shown": told.get("shown", "").split()}


class ProgressForm(forms.Form):
    """How a measure stands."""

    state = forms.ChoiceField(label=pgettext_lazy("measure", "How it stands"))
    words = words_field(_("What was done, and what came of it"), required=False)

    def __init__(self, data: Any, before: str) -> None:
        super().__init__(data, label_suffix="")
        labels = dict(MeasureState.choices)
        self.fields["state"].choices = [(each, labels[each]) for each in labels if each in FOLLOWS[before]]  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    """A measure of the bureau's own."""

    name = forms.CharField(label=pgettext_lazy("measure", "Name"), max_length=60)
    what = forms.CharField(label=_("What it is"), max_length=300)
    tier = forms.ChoiceField(label=pgettext_lazy("measure", "Tier"), choices=Tier.choices)
    nature = forms.ChoiceField(label=pgettext_lazy("measure", "Nature"), choices=Nature.choices)
    is_about_member = forms.TypedChoiceField(
        label=pgettext_lazy("measure", "For whom"),
        coerce=lambda typed: typed == "member",
        choices=[("household", _("The whole household")), ("member", _("One member"))],
    )
    causes = forms.MultipleChoiceField(label=_("Causes it answers"), widget=forms.CheckboxSelectMultiple())
    qualifies = forms.CharField(label=_("Who qualifies"), max_length=300)
    told_by = forms.CharField(label=_("How success is told"), max_length=300)
    sign = forms.ChoiceField(label=_("Sign of success"), choices=GoalKind.choices, initial=GoalKind.WORDS)
    role = forms.ChoiceField(label=_("Who sees to it"), initial=RESPONSIBLE_ROLES[0])
    ceiling = forms.ChoiceField(label=pgettext_lazy("measure", "Ceiling"), required=False)
    evidence = forms.MultipleChoiceField(
        label=_("Papers that show it"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("Document and number, or minutes of the meeting that decided it.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["causes"].choices = codes.CAUSES.choices()  # type: ignore[attr-defined]
        self.fields["role"].choices = [(each.value, each.label) for each in RESPONSIBLE_ROLES]  # type: ignore[attr-defined]
        self.fields["ceiling"].choices = [("", pgettext_lazy("ceiling", "None")), *CEILINGS.items()]  # type: ignore[attr-defined]
        self.fields["evidence"].choices = codes.ATTACHMENT_KINDS.choices()  # type: ignore[attr-defined]

    def said(self) -> OwnMeasure:
        """What the command takes. Only after `is_valid`."""
        return OwnMeasure(**self.cleaned_data)


class AvailabilityForm(forms.Form):
    """Whether a measure can be had here."""

    is_available = forms.TypedChoiceField(
        label=_("Can it be had here?"),
        coerce=lambda typed: typed == "yes",
        choices=[("yes", pgettext_lazy("measure", "Yes")), ("no", pgettext_lazy("measure", "No"))],
    )
    why = forms.CharField(label=_("Why"), max_length=300)
