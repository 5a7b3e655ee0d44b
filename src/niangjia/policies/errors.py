"""What can be wrong with a rule set, its parameters or the facts of a household."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.divisions import place_in_words
from niangjia.kernel.errors import InvalidInput, Message, NiangjiaError
from niangjia.kernel.text import Text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


SHOWN = 200
"""Characters of a wrong value that a message repeats."""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class FactError(InvalidInput):
    """A fact cannot be taken. `field` is the name of its column, `value` what was given."""

    def __init__(
        self, message: "_StrPromise", *, code: str, field: str, value: object, remedy: "_StrPromise | str" = ""
    ) -> None:
        super().__init__(format_lazy(message, field=field, value=_shown(value)), remedy=remedy, code=code)
        self.field = field
        self.value = value


class RuleSetError(NiangjiaError):
    """A rule set is wrong in itself: an unknown argument, a cycle, a malformed parameter row. For its author."""

    code = "rule-set"


class ParameterValueError(RuleSetError, InvalidInput):
    """A parameter cannot have this value. `name` is the parameter's, `value` what was given.

    Its code is `wrong-shape` or `out-of-range`.
    """

    def __init__(self, name: str, value: object, *, remedy: Message, code: str) -> None:
        super().__init__(format_lazy(_("{name} cannot be {value}."), name=name, value=value), remedy=remedy, code=code)
        self.name = name
        self.value = value


class AmendmentError(InvalidInput):
    """A change of the rule book cannot be made. `field` names what is wrong with it."""

    code = "amendment"

    def __init__(self, message: Message, *, field: str, remedy: Message = "") -> None:
        super().__init__(message, remedy=remedy)
        self.field = field


class UnknownVersionError(NiangjiaError):
    """A rule set was never in this version here."""

    code = "unknown-version"

    def __init__(self, name: str, version: str) -> None:
        super().__init__(
            format_lazy(_("The rule set {name} has no version {version} here."), name=name, version=version),
            remedy=_("Its history lists the versions it has had."),
        )


class UnknownRuleSetError(NiangjiaError):
    """No rule set has this name."""

    code = "unknown-rule-set"


class NoRuleSetError(NiangjiaError):
    """No rule set is in force for an application on this day."""

    code = "no-rule-set"

    def __init__(self, day: date, first: date) -> None:
        super().__init__(
            format_lazy(_("No rules are known for an application on {day}."), day=day.isoformat()),
            remedy=format_lazy(
                _("Check the day of application. The earliest rules begin on {first}."),
                first=first.isoformat(),
            ),
        )
        self.day = day


class MissingParameterError(NiangjiaError):
    """A parameter has no row for the region, its parents and the day."""

    code = "missing-parameter"

    def __init__(self, name: str, region: str, day: date, *, label: Text) -> None:
        super().__init__(
            format_lazy(
                _("The rules have no value of “{label}” for {region} on {day}."),
                label=label,
                region=place_in_words(region),
                day=day.isoformat(),
            ),
            remedy=_(
                "Check the registered division of the household; if it is right, have the value of this division"
                " entered under Rules."
            ),
        )
        self.name = name
        self.region = region
        self.day = day
