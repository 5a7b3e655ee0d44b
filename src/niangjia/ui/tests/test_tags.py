"""Filters and tags of templates."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.utils import translation

from niangjia.kernel.text import Text
from niangjia.ui import icons
from niangjia.ui.charts import rows_of
from niangjia.ui.templatetags import ui


@pytest.mark.parametrize(("fen", "shown"), [(123450, "1,234.50"), (0, "0.00"), (-5, "-0.05"), (None, "—"), ("", "—")])
def test_money(fen: int | None, shown: str) -> None:
    assert ui.plain_money(fen) == shown
    with translation.override("en"):
        assert ui.money(fen) == (shown if shown == "—" else f"{shown} yuan")


def test_days_and_instants_are_those_of_shanghai() -> None:
    late = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
    assert (ui.day(date(2026, 3, 4)), ui.day(late), ui.day(None)) == ("2026-03-04", "2026-03-04", "—")
    assert (ui.instant(late), ui.instant(None)) == ("2026-03-04 00:30", "—")


def test_labels_speak_the_language_of_the_reader() -> None:
    text = Text("林场", "Farm")
    with translation.override("en"):
        assert (ui.label(text), ui.label(None), ui.label("")) == ("Farm", "—", "—")


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icons.icon("home")
    assert 'aria-label="&lt;x&gt;"' in icons.icon("home", "<x>")


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_the_table_behind_a_chart() -> None:
    chart: dict[str, Any] = {
        "kind": "stacked",
        "labels": ["a", "b"],
        "series": [{"name": "x", "values": [1, 2], "links": ["/a", ""]}, {"name": "y", "values": [3, 4]}],
    }
    assert [(row.label, row.cells) for row in rows_of(chart)] == [
        ("a", [(1, "/a"), (3, "")]),
        ("b", [(2, ""), (4, "")]),
    ]


@pytest.mark.parametrize("fault", [{"kind": "cake"}, {"labels": ["a"]}])
def test_a_faulty_chart_is_refused(fault: dict[str, Any]) -> None:
    chart = {"kind": "bars", "labels": ["a", "b"], "series": [{"name": "x", "values": [1, 2]}], **fault}
    with pytest.raises(ValueError, match=r"cake|zip"):
        rows_of(chart)


class OneOfEach(forms.Form):
    """A field of each kind."""

    line = forms.CharField(help_text="help")
    pick = forms.ChoiceField(choices=[("a", "A")])
    box = forms.BooleanField()
    boxes = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize(
    ("name", "kind", "class_name"),
    [
        ("line", "line", "form-control"),
        ("pick", "line", "form-select"),
        ("box", "check", "form-check-input"),
        ("boxes", "choices", ""),
    ],
)
def test_controls(name: str, kind: str, class_name: str) -> None:
    field = OneOfEach()[name]
    assert ui.control_kind(field) == kind
    assert f'class="{class_name}"' in ui.control(field)


def test_a_faulty_control_says_so_and_names_its_words() -> None:
    shown = ui.control(OneOfEach({})["line"], data_slash="1")
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_line_helptext id_line_error"' in shown
    assert "is-invalid" in shown
    assert 'data-slash="1"' in shown
