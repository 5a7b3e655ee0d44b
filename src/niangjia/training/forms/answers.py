"""What is asked the same way of courses, posts and projects: a yes, a note, why, that somebody left."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel import clock
from niangjia.training.forms.fields import (
    PlainForm,
    choice_of,
    day_of,
    listed,
    text_of,
)


class YesForm(PlainForm):
    """That the person said yes: when and how."""

    agreed_on = day_of(_("The person said yes on"), initial=clock.today)
    agreed_how = forms.ChoiceField(label=_("How"), choices=listed("agreed-how"))


class NoteForm(PlainForm):
    """A few words, if there are any."""

    note = text_of(pgettext_lazy("training", "Note"))


class ReasonForm(PlainForm):
    """Why, in a few words."""

    why = forms.CharField(label=pgettext_lazy("training", "Why"), max_length=120)


class LeaveForm(PlainForm):
    """That somebody left: the day, why, and a note."""

    on = day_of(_("Day"), initial=clock.today)
    why = choice_of("why-left", pgettext_lazy("training", "Why"))
    note = text_of(pgettext_lazy("training", "Note"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="leave-%s")  # beside another form with a day on the same page
