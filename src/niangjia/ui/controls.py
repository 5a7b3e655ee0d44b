"""How the input of a form field is drawn: the kit's classes, and its state for screen readers."""

from typing import Any

from django.forms import BoundField, CheckboxInput, FileInput, Select, SelectMultiple
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.utils.safestring import SafeString


def kind_of(field: BoundField) -> str:
    """`check` for one box, `choices` for a group of them, `line` for everything else."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    return "choices" if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)) else "line"


def render_control(field: BoundField, attributes: dict[str, Any]) -> SafeString:
    """The input alone. Attributes given by name win: `max_length=3` becomes `max-length="3"`."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    own = str(field.field.widget.attrs.get("class", ""))
    classes = [
        own,
        _class_of(field),
        "is-invalid" if field.errors and kind_of(field) != "choices" else "",
        str(named.pop("class", "")),
    ]
    return field.as_widget(attrs={**named, "class": " ".join(filter(None, classes))})


def _class_of(field: BoundField) -> str:
    widget = field.field.widget
    kind = kind_of(field)
    if kind != "line":
        return "form-check-input" if kind == "check" else ""  # a group would put the class on its frame
    if isinstance(widget, (Select, SelectMultiple)):
        return "form-select"
    return "form-control form-control-file" if isinstance(widget, FileInput) else "form-control"
