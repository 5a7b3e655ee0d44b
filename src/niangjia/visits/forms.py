"""The form of a visit: the day and whom one met; then questions whose first answer is "as it was"."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.evidence_forms import FilesField, FilesInput
from niangjia.dossiers.official.reading import age_on
from niangjia.kernel import clock
from niangjia.people.models import Membership
from niangjia.visits.commands.findings import LONGEST_WHY
from niangjia.visits.commands.noticing import LONGEST_WORDS
from niangjia.visits.commands.photos import MOST_PHOTOS
from niangjia.visits.commands.visits import LONGEST, LONGEST_LINE
from niangjia.visits.findings import HOUSEHOLD, MEMBER, Question, newest
from niangjia.visits.models import How, Purpose
from niangjia.visits.records import Noticed, Place, VisitRecord

AS_IT_WAS = ("", _("As it was"))
PLACE = ("latitude", "longitude", "accuracy")


def _words(label: Any, *, rows: int = 3, hint: Any = "", longest: int = LONGEST) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=longest, widget=area, help_text=hint)


class VisitForm(forms.Form):
    """One visit. `form_key` stays the same when the form is sent again."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=pgettext_lazy("visit", "What for"))
    how = forms.ChoiceField(label=pgettext_lazy("visit", "How you met"), choices=How.choices)
    visited_on = forms.DateField(label=pgettext_lazy("visit", "Day"), widget=day_input())
    visitor = forms.ChoiceField(label=_("Who went"))
    came_along = forms.CharField(label=_("Who else came along"), required=False, max_length=LONGEST_LINE)
    met = forms.MultipleChoiceField(
        label=_("Whom you met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody at home? Leave it empty: it is written down, and counts as no visit yet."),
    )
    note = _words(_("What it was about"), hint=_("A sentence or two. Kept sealed."))
    needs = _words(_("What they need, in their own words"), rows=2, hint=_("Kept sealed."))
    living = _words(_("How they live"), hint=_("Home, family, income as you found them."))
    causes = _words(_("What the hardship comes from"))
    photos = FilesField(
        most=MOST_PHOTOS,
        label=_("Photos"),
        required=False,
        help_text=_("Up to 3. Where and with what a photo was taken is removed from it."),
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}),
    )
    latitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    longitude = forms.IntegerField(required=False, widget=forms.HiddenInput)
    accuracy = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        members: Sequence[Membership],
        visitors: Sequence[User],
        purposes: Sequence[Purpose],
        may_photograph: bool,
    ) -> None:
        today = clock.today()
        heads = [str(each.person_id) for each in members if each.is_head]
        first = {"form_key": uuid4(), "visited_on": today, "purpose": purposes[0], "how": How.HOME, "met": heads}
        super().__init__(data, files, label_suffix="", initial=first | {"visitor": visitors[0].pk})
        self._visitors = {str(each.pk): each for each in visitors}
        self._choose("purpose", [(each.value, each.label) for each in purposes])
        self._choose("visitor", [(pk, str(user)) for pk, user in self._visitors.items()])
        self._choose("met", [(str(each.person_id), each.person.name) for each in members])
        if len(visitors) == 1:
            del self.fields["visitor"]
        if Purpose.ENTRY not in purposes:
            del self.fields["living"], self.fields["causes"]
        if not may_photograph:
            del self.fields["photos"]
        self._asked: dict[str, tuple[Question, UUID | None]] = {}
        for question in newest().about(HOUSEHOLD):
            self._ask(question, None)
        for member in members:
            for question in newest().about(MEMBER):
                if question.asks(age_on(member.person.born_on, today)):
                    self._ask(question, member.person_id)
        self.members = [(each, self.asked_about(each.person_id)) for each in members]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field

    def _ask(self, question: Question, person: UUID | None) -> None:
        name = f"{person or 'home'}-{question.code}"
        self._asked[name] = (question, person)
        if question.longest:
            self.fields[name] = forms.CharField(label=str(question.text), required=False, max_length=question.longest)
        else:
            choices = [AS_IT_WAS, *question.options.items()]
            self.fields[name] = forms.ChoiceField(label=str(question.text), required=False, choices=choices)
        if question.has_words:
            self.fields[f"{name}-words"] = forms.CharField(
                label=_("In a few words"), required=False, max_length=LONGEST_WORDS
            )

    def asked_about(self, person: UUID | None = None) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """The questions about a member, or the household, each with the field for words on it."""
        names = [name for name, (_question, whom) in self._asked.items() if whom == person]
        return [(self[name], self[f"{name}-words"] if f"{name}-words" in self.fields else None) for name in names]

    def has_changed_about(self, person: UUID | None) -> bool:
        """Whether something was said of a member or the household, or is wrong with it: then it is open."""
        return self.is_bound and any(
            self.data.get(each.html_name) or each.errors for each, _w in self.asked_about(person)
        )

    @property
    def open_members(self) -> list[tuple[Membership, list[Any], bool]]:
        """Members with their questions, and whether those are open at once."""
        return [(member, asked, self.has_changed_about(member.person_id)) for member, asked in self.members]

    @property
    def household(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """The questions about the household."""
        return self.asked_about()

    @property
    def household_is_open(self) -> bool:
        """Whether those are open at once."""
        return self.has_changed_about(None)

    def clean(self) -> dict[str, Any]:
        """Words about something that is as it was are told where they belong."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._asked:
            if given.get(f"{name}-words") and not given.get(name):
                self.add_error(name, _("Say what has changed, or write it under “What it was about”."))
        return given

    def begin_anew(self) -> None:
        """Have the page, as it stands, sent as another visit than the one that was sent before."""
        data: Any = self.data
        self.data = data.copy()
        self.data["form_key"] = str(uuid4())  # type: ignore[index] # a copy of what was sent can be changed

    def photos_given(self) -> "list[UploadedFile[Any]]":
        """The photos in the order they were chosen in."""
        return list(self.cleaned_data.get("photos") or [])

    def said(self) -> VisitRecord:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        at = [given[name] for name in PLACE]
        myself = next(iter(self._visitors))
        return VisitRecord(
            purpose=given["purpose"],
            how=given["how"],
            visited_on=given["visited_on"],
            visitor=self._visitors[given.get("visitor", myself)],
            met=tuple(UUID(each) for each in given["met"]),
            place=None if None in at else Place(*at),
            noticed=tuple(self._noticed()),
            **{name: given.get(name, "") for name in ("came_along", "note", "needs", "living", "causes")},
        )

    def _noticed(self) -> list[Noticed]:
        given = self.cleaned_data
        return [
            Noticed(question.code, given[name], person, given.get(f"{name}-words", ""))
            for name, (question, person) in self._asked.items()
            if given.get(name)
        ]


class DeclineForm(forms.Form):
    """Why a finding is not taken over."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever made the visit reads it. Kept sealed."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
