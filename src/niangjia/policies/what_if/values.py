"""Values of parameters as people type them: amounts in yuan, shares in per cent, one number after another by stage."""

import unicodedata

from niangjia.kernel.money import to_fen
from niangjia.policies.parameter_checks import in_unit
from niangjia.policies.parameters import Parameter, Value


def is_amount(unit: str) -> bool:
    """Whether values are fen."""
    return unit.startswith("fen")


def typed_value(unit: str, value: Value) -> str:
    """A value as `read_value` reads it again; nine amounts stand between spaces, without grouping."""
    if isinstance(value, tuple):
        return " ".join(in_unit(unit, one).replace(",", "").removesuffix(".00") for one in value)
    return in_unit(unit, value)


def read_value(parameter: Parameter, text: str) -> Value:
    """A value as it was typed, full-width signs too; nine numbers between spaces for a parameter per schooling stage.

    Raises ValueError for anything else.
    """
    text = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if parameter.stages:
        return tuple(_number(parameter.unit, part) for part in text.replace(";", " ").replace("、", " ").split())
    return _number(parameter.unit, text)


def _number(unit: str, text: str) -> int:
    if is_amount(unit):
        return to_fen(text)
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 16):
        raise ValueError(f"no whole number: {text!r}")
    return int(text)


def value_of(plain: int | list[int]) -> Value:
    """A value as JSON keeps it."""
    return tuple(plain) if isinstance(plain, list) else plain
