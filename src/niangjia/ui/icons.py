"""Icons by name. `assets/icons.txt` lists them; the build draws exactly those into one sprite."""

from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

NAMES = frozenset((Path(__file__).parent / "assets" / "icons.txt").read_text(encoding="utf-8").split())


def icon(name: str, label: str = "") -> SafeString:
    """An icon from the sprite: hidden from screen readers unless it has a label of its own.

    Raises ValueError for a name that is not in the list, because the page would show a hole.
    """
    if name not in NAMES:
        raise ValueError(f"icon {name!r} is not in ui/assets/icons.txt")
    address = static("niangjia/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)
