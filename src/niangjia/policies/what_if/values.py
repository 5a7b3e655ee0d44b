"""Values of parameters as people type them: amounts in yuan, shares in per cent, one number after another by stage."""

import unicodedata

from niangjia.policies.parameter_checks import in_unit, read_in_unit
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
    if parameter.stages:
        parts = unicodedata.normalize("NFKC", text).replace(";", " ").replace("、", " ").split()
        return tuple(read_in_unit(parameter.unit, part) for part in parts)
    return read_in_unit(parameter.unit, text)


def value_of(plain: int | list[int]) -> Value:
    """A value as JSON keeps it."""
    return tuple(plain) if isinstance(plain, list) else plain
