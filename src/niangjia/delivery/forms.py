"""Forms of channels and robots. A kept address is never put back into a page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.delivery.models import Channels, How, Language, Robot, RobotKind
from niangjia.delivery.outgoing import LONGEST_ADDRESS

ROBOT_HOW = [(each.value, each.label) for each in (How.DAILY, How.OFF)]


class ChannelsForm(forms.Form):
    """Where and how someone wants to be told. One's own address is shown: it is one's own."""

    email = forms.EmailField(
        required=False, max_length=120, label=_("Your e-mail address"), help_text=_("Leave it empty to get no e-mails.")
    )
    how = forms.ChoiceField(label=_("What is sent"), choices=How.choices, widget=forms.RadioSelect, initial=How.DAILY)
    language = forms.ChoiceField(label=_("Language of messages"), choices=Language.choices, initial=Language.CHINESE)

    def __init__(self, data: Any, kept: Channels | None) -> None:
        known: dict[str, str] = {}
        if kept:
            known = {
                "email": kept.email.reveal() if kept.email else "",
                "how": kept.email_how,
                "language": kept.language,
            }
        super().__init__(data, initial=known, label_suffix="")


class _RobotForm(forms.Form):
    name = forms.CharField(label=_("Name of the group"), max_length=40)
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The whole address that the group shows for its robot. It is sealed, and not shown again."),
    )
    secret = forms.CharField(
        label=_("Signing secret (DingTalk)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Begins with SEC; only where the robot was set up with a signature."),
    )
    how = forms.ChoiceField(label=_("What is sent"), choices=ROBOT_HOW, widget=forms.RadioSelect, initial=How.DAILY)
    language = forms.ChoiceField(label=_("Language of messages"), choices=Language.choices, initial=Language.CHINESE)

    field_order = ("unit", "kind", "name", "address", "secret", "how", "language")

    def said(self) -> dict[str, str]:
        """What the command takes. Only after `is_valid`."""
        return {name: self.cleaned_data[name] for name in ("name", "address", "secret", "how", "language")}


class AddRobotForm(_RobotForm):
    """A robot of a unit."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("The group is told what waits for those in office there."))
    kind = forms.ChoiceField(label=_("Chat service"), choices=RobotKind.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any, units: Iterable[Unit]) -> None:
        super().__init__(data, label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(pk, str(unit)) for pk, unit in self.units.items()]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def chosen_unit(self) -> Unit:
        """The unit chosen. Only after `is_valid`."""
        return self.units[self.cleaned_data["unit"]]


class ChangeRobotForm(_RobotForm):
    """A robot on file."""

    def __init__(self, data: Any, robot: Robot) -> None:
        known = {"name": robot.name, "how": robot.how, "language": robot.language}
        super().__init__(data, initial=known, label_suffix="")
        self.fields["address"].required = False
        self.fields["address"].help_text = _("Empty: address and secret stay as they are.")
