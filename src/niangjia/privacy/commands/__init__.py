"""Making, rotating and removing keys: the writes of this app, which go to the sealed columns of every other."""

from niangjia.privacy.commands.rotation import add_key, retire_keys, rotate_keys

__all__ = ["add_key", "retire_keys", "rotate_keys"]
