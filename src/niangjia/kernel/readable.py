"""Texts that other people will read: nothing in them is hidden from the eye."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import unseen_in


def require_readable(*texts: str) -> None:
    """Raises InvalidInput for a character that nobody sees: it could turn around what a text says."""
    for text in texts:
        if unseen := unseen_in(text):
            raise InvalidInput(
                format_lazy(_("A text has a character that nobody sees ({code})."), code=unseen),
                remedy=_("Type it anew, or paste it without its formatting."),
                code="unseen-character",
            )
