"""`NAME=VALUE` as people type it: values of parameters to try, read and held against a rule set."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.policies.parameter_checks import check_value
from niangjia.policies.parameters import Value
from niangjia.policies.rule_sets import RuleSet

_NUMBER = re.compile(r"-?[0-9]{1,16}")


def parse_settings(texts: Iterable[str]) -> dict[str, Value]:
    """Read `NAME=VALUE` texts; VALUE is a whole number in the parameter's own unit, or nine of them between commas.

    Raises InvalidInput (`not-a-setting`, `set-twice`) with the text that could not be taken.
    """
    found: dict[str, Value] = {}
    for text in texts:
        name, value = _parse(text)
        if found.setdefault(name, value) != value:
            raise InvalidInput(
                format_lazy(_("{name} is set twice, to different values: “{text}”."), name=name, text=text),
                remedy=_("Set each parameter once."),
                code="set-twice",
            )
    return found


def check_settings(rule_set: RuleSet, settings: Mapping[str, Value]) -> None:
    """Hold values against a rule set.

    Raises InvalidInput: `unknown-parameter` (with the nearest name), `wrong-shape`, `out-of-range`.
    """
    parameters = {parameter.name: parameter for parameter in rule_set.table.parameters}
    for name, value in settings.items():
        if name not in parameters:
            near = get_close_matches(name, parameters, n=1) or sorted(parameters)
            raise InvalidInput(
                format_lazy(_("The rule set {rules} has no parameter “{name}”."), rules=rule_set.name, name=name),
                remedy=format_lazy(_("Use one of these: {names}"), names=", ".join(near)),
                code="unknown-parameter",
            )
        parameter = parameters[name]
        check_value(name, parameter.unit, value, stages=parameter.stages)


def _parse(text: str) -> tuple[str, Value]:
    name, equals, value = (part.strip() for part in text.partition("="))
    parts = [part.strip() for part in value.split(",")]
    if not (name and equals and all(_NUMBER.fullmatch(part) for part in parts)):
        raise InvalidInput(
            format_lazy(_("“{text}” cannot be read as NAME=VALUE."), text=text),
            remedy=_("For example deep_percent=120; amounts in whole fen, one number for each stage between commas."),
            code="not-a-setting",
        )
    numbers = tuple(int(part) for part in parts)
    return name, numbers if len(numbers) > 1 else numbers[0]
