"""The one tree of errors that people may read: a stable code, what happened, and what to do next."""

from django.utils.functional import Promise

from niangjia.kernel.text import Text

Message = str | Promise | Text


class NiangjiaError(Exception):
    """Base of every refusal. `code` is stable; `message` says what and which value; `remedy` what to do next."""

    code = "error"

    def __init__(self, message: Message, *, remedy: Message = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        message = str(self.message)
        gap = "" if message.endswith("。") else " "  # a full stop of Chinese has its own room
        return f"{message}{gap}{self.remedy}".strip()


class NotFoundOrForbidden(NiangjiaError):
    """The thing does not exist, or this person may not know that it does: the two look the same."""

    code = "not-found"


class Forbidden(NiangjiaError):
    """This person may see the thing but not do this to it."""

    code = "forbidden"


class InvalidInput(NiangjiaError):
    """A value cannot be taken as it is."""

    code = "invalid"


class Conflict(NiangjiaError):
    """The thing has changed, or another thing stands in the way."""

    code = "conflict"
