"""The parts of an official form as plain data, in the order they are laid out by sheets/official.typ. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

ACROSS = 3
"""Pairs of label and value beside each other in a grid."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and its value, so many pairs wide. An empty value is room to write in by hand."""

    label: object
    value: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, and its share of the width."""

    title: object
    width: float
    is_number: bool = False


def section(title: object) -> Block:
    """A numbered heading."""
    return {"kind": "section", "title": str(title)}


def grid(cells: Iterable[Cell], title: object = "") -> Block:
    """Pairs of label and value, a few in each row; under a title that comes again on the next page."""
    fitted = [[str(each.label), each.value, span] for each, span in _fitted(list(cells))]
    return {"kind": "grid", "title": str(title), "cells": fitted}


def _fitted(cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Each cell with its width, the last of a row wide enough to fill it."""
    fitted: list[tuple[Cell, int]] = []
    used = 0
    for cell in cells:
        if used + cell.span > ACROSS:
            last, span = fitted[-1]
            fitted[-1] = (last, span + ACROSS - used)
            used = 0
        fitted.append((cell, cell.span))
        used = (used + cell.span) % ACROSS
    if used:
        last, span = fitted[-1]
        fitted[-1] = (last, span + ACROSS - used)
    return fitted


def table(columns: Sequence[Column], rows: Iterable[Sequence[object]], empty: object = "") -> Block:
    """Rows under titles that come again on each page; `empty` is said where there are none."""
    told = [[str(value) for value in row] for row in rows]
    return {
        "kind": "table",
        "columns": [{"title": str(each.title), "width": each.width, "number": each.is_number} for each in columns],
        "rows": told,
        "empty": "" if told else str(empty),
    }


def opinion(label: object, text: str, told: str, signs: Iterable[object]) -> Block:
    """What somebody said of the case, who had it recorded, and where to sign and seal."""
    return {"kind": "opinion", "label": str(label), "text": text, "told": told, "signs": [str(each) for each in signs]}


def text(words: object) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": str(words)}


def note(words: object) -> Block:
    """A remark in small letters."""
    return {"kind": "note", "text": str(words)}


def lines(label: object, value: str, count: int) -> Block:
    """A label with what is known; with nothing, lines to write on."""
    return {"kind": "lines", "label": str(label), "value": value, "count": 0 if value else count}


def ticks(rows: Iterable[tuple[object, str, Sequence[object], object]]) -> Block:
    """Rows of what is asked, what is on record, boxes to tick, and a label with room to write behind it."""
    told = [
        {"label": str(label), "value": value, "boxes": [str(each) for each in boxes], "write": str(write)}
        for label, value, boxes, write in rows
    ]
    return {"kind": "ticks", "rows": told}


def signatures(*labels: object) -> Block:
    """Lines to sign on."""
    return {"kind": "signatures", "labels": [str(each) for each in labels]}
