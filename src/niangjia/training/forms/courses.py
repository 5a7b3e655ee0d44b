"""A course as it is announced, and who came to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.training.commands import CourseWords
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
    Course,
    CourseKind,
    Presence,
)
from niangjia.training.presenting import CERTIFICATE_LEVELS


class CourseForm(PlainForm):
    """What is announced of a course."""

    union = forms.ChoiceField(label=_("Union"))
    title = forms.CharField(label=pgettext_lazy("course", "Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Held as"), choices=CourseKind.choices)
    provider = forms.CharField(label=_("Held by"), max_length=60, required=False)
    skill = choice_of("skills", _("Skill"))
    level = forms.TypedChoiceField(
        label=pgettext_lazy("training", "Certificate"),
        coerce=int,
        choices=[(0, _("None of a level")), *CERTIFICATE_LEVELS.items()],
    )
    starts_on = day_of(_("First day"))
    ends_on = day_of(pgettext_lazy("course", "Last day"))
    place = forms.CharField(label=_("Place"), max_length=60)
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=500)
    audience = forms.CharField(label=_("For whom"), max_length=120, required=False)
    cost = YuanField(_("Cost for one person (yuan)"))
    payer = choice_of("payers", _("Who pays"))
    asks = choices_of("abilities", _("What it asks of the body"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, units: Sequence[Unit], course: Course | None = None) -> None:
        super().__init__(data, initial=_initial_course(course))
        self._units = by_id(units)
        self.fields["union"].choices = [(key, str(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]
        if course is not None:
            del self.fields["union"]

    @property
    def unit(self) -> Unit:
        """The union. Only after `is_valid`, for a new one."""
        return self._units[self.cleaned_data["union"]]

    def said(self) -> CourseWords:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        names = ("title", "kind", "skill", "starts_on", "ends_on", "place", "seats", "payer", "level", "provider")
        same = {name: given[name] for name in (*names, "audience", "asks")}
        return CourseWords(**same, cost_fen=given["cost"])


def _initial_course(course: Course | None) -> dict[str, Any]:
    if course is None:
        return {"level": 5, "kind": CourseKind.OWN, "payer": "union"}
    names = ("title", "kind", "skill", "starts_on", "ends_on", "place", "seats", "payer", "level", "provider")
    same = {name: getattr(course, name) for name in (*names, "audience", "asks", "seen")}
    return same | {"cost": typed(course.cost_fen)}


class AttendanceForm(PlainForm):
    """Who came on a day; one choice for each person who has a place."""

    on = day_of(_("Day"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, people: Sequence[tuple[Any, str, str]], *, on: Any, seen: str) -> None:
        super().__init__(data, initial={"on": on, "seen": seen})
        self._names = [str(pk) for pk, _name, _before in people]
        for pk, name, before in people:
            self.fields[str(pk)] = forms.ChoiceField(
                label=name, choices=Presence.choices, widget=forms.RadioSelect, initial=before or Presence.PRESENT
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The choice of each person."""
        return [self[name] for name in self._names]

    def presences(self) -> dict[str, str]:
        """What was chosen, by the id of the enrolment. Only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in self._names}
