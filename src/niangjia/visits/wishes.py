"""The registry of apps above that see to a wish: `goes_to` of its question names the app.

    wishes.register("training", "training:show-work", _("To training and work"))      # in AppConfig.ready

The page is one of a dossier. The app reads the wishes by `queries.open_wishes`, and answers them by
`commands.answer_wishes`.
"""

from django.utils.functional import Promise

_seen_to: dict[str, tuple[str, str | Promise]] = {}


def register(goes_to: str, page: str, label: str | Promise) -> None:
    """Add where an app sees to a wish. The same name again takes the place of the first."""
    _seen_to[goes_to] = (page, label)


def where_seen_to(goes_to: str) -> tuple[str, str | Promise] | None:
    """The page and what its button says; None where no app sees to it."""
    return _seen_to.get(goes_to)
