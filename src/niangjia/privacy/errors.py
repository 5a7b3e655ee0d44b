"""Refusals of this app. None of them tells anything of a key or a value."""

from niangjia.kernel.errors import NiangjiaError


class UnreadableValue(NiangjiaError):
    """A stored value does not open: wrong key, damaged, or moved from another row or column."""

    code = "unreadable-value"


class KeysUnusable(NiangjiaError):
    """The key ring is missing although sealed values exist, damaged, or not to be had."""

    code = "keys-unusable"
