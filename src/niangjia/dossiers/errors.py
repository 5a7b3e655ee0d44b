"""Refusals to show what is sealed, or not one's own."""

from niangjia.kernel.errors import Conflict, Forbidden


class TooManyLooks(Forbidden):
    """More people than a limit allows would be looked at."""

    code = "too-many-looks"


class PurposeNotAllowed(Forbidden):
    """The table of purposes does not show this to this role for this purpose."""

    code = "purpose-not-allowed"


class NotRecorded(Conflict):
    """The look could not be written into the record, so that nothing is shown."""

    code = "not-recorded"


class NobodyToTell(Conflict):
    """Fewer than two others could be told of an emergency access."""

    code = "nobody-to-tell"


class TagsKeyMissing(Conflict):
    """The key by which deleted dossiers are told again is missing, or is another."""

    code = "tags-key-missing"
