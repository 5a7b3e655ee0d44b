"""The map of help as shapes: three tiers down, time across, in whole units of the picture. Pure.

The template draws them; a table with the same marks stands behind the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from niangjia.kernel.text import Text
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import Mark, MarkKind, is_late

ROW, GAP, HEAD, LANE_HEAD, MOST_ROWS = 20, 6, 44, 26, 6
SHORTEST = 14
"""What lasts a day is still seen."""
WIDE, NARROW, BESIDE = 11, 6, 14
"""Of a letter of a label, at most: a Chinese one, any other; and what is left free around a label."""


SHORT: dict[str, Text] = {
    MarkKind.GIVEN: Text("已给", "given"),
    MarkKind.PROMISED: Text("在办", "promised"),
    MarkKind.REACHED: Text("达到", "reached"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark in the picture: a bar from `x` on, or (`is_point`) a dot around its middle. `label_at`: "inside" or
    "before", where its label fits; "" where it fits nowhere. `is_late`: promised, and past its day.
    """

    x: int
    y: int
    width: int
    kind: str
    is_point: bool
    mark: Mark
    label_at: str = ""
    is_late: bool = False

    @property
    def middle(self) -> int:
        """Of a dot."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Lane:
    """A tier: its name, where it stands, its shapes, how many of each kind, and how many found no room."""

    label: Text
    y: int
    height: int
    shapes: tuple[Shape, ...]
    counts: dict[str, int]
    more: int

    @property
    def told(self) -> list[tuple[str, Text, int]]:
        """How many of each kind, in words."""
        return [(kind, SHORT[kind], count) for kind, count in self.counts.items()]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done in this tier."""
        return not self.counts


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    x: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture: `width` by `height`; `today` is an x."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    milestones: tuple[Shape, ...]
    today: int


LABELS: dict[str, Text] = {
    Tier.EMERGENCY: Text("应急 · 解眼前", "Emergency · today"),
    Tier.SAFETY_NET: Text("保障 · 稳全年", "Safety net · the year"),
    Tier.FUNDAMENTAL: Text("根本 · 立长远", "Fundamental · for good"),
}


def picture_of(marks: Sequence[Mark], today: date, *, width: int) -> Picture:
    """Shapes in a picture of some width, from the first mark to the last, today always within."""
    first = min([each.on for each in marks] + [today - timedelta(days=90)])
    last = max([each.until or each.on for each in marks] + [today + timedelta(days=90)])
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    scale = _Scale(first, last, width)
    milestones = tuple(_shape(each, scale, HEAD - 8) for each in marks if each.kind == MarkKind.MILESTONE)
    lanes, y = [], HEAD
    for tier in Tier.values:
        lane = _lane(tier, [each for each in marks if each.tier == tier], scale, y, today)
        lanes.append(lane)
        y += lane.height + GAP
    years = range(first.year, last.year + 1)
    step = max(1, len(years) * 44 // width)
    ticks = tuple(Tick(scale.at(date(year, 1, 1)), str(year)) for year in years if (year - first.year) % step == 0)
    return Picture(width, y, tuple(lanes), ticks, milestones, scale.at(today))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    width: int

    def at(self, day: date) -> int:
        """Where a day stands, within the picture."""
        span = (self.last - self.first).days or 1
        return max(0, min(self.width, (day - self.first).days * self.width // span))


def _shape(mark: Mark, scale: _Scale, y: int) -> Shape:
    start, end = scale.at(mark.on), scale.at(mark.until or mark.on)
    width = max(SHORTEST, end - start)
    x = min(start, scale.width - width)
    return Shape(max(0, x), y, min(width, scale.width), mark.kind, mark.until is None, mark)


def _label_at(shape: Shape, room: int) -> str:
    """Where the label fits, in the language that is spoken now; `room` is what is free before the shape."""
    needed = sum(WIDE if letter > "\u2e7f" else NARROW for letter in str(shape.mark.label)) + BESIDE
    ticked = WIDE if shape.kind == MarkKind.REACHED else 0
    if not shape.is_point and needed + ticked <= shape.width:
        return "inside"
    return "before" if needed <= room else ""


def _lane(tier: str, marks: Sequence[Mark], scale: _Scale, y: int, today: date) -> Lane:
    """The marks in as few rows as they fit into, the first `MOST_ROWS` rows drawn."""
    ends: list[int] = []
    shapes: list[Shape] = []
    more = 0
    for mark in marks:
        shape = _shape(mark, scale, 0)
        row = next((place for place, end in enumerate(ends) if end + 2 <= shape.x), len(ends))
        if row >= MOST_ROWS:
            more += 1
            continue
        room = shape.x - (ends[row] if row < len(ends) else 0)
        ends[row : row + 1] = [shape.x + shape.width]
        top = y + LANE_HEAD + row * ROW
        label_at, late = _label_at(shape, room), is_late(mark, today)
        shapes.append(Shape(shape.x, top, shape.width, shape.kind, shape.is_point, mark, label_at, late))
    counts = {kind: sum(each.kind == kind for each in marks) for kind in MarkKind}
    height = LANE_HEAD + max(1, len(ends)) * ROW + GAP
    return Lane(LABELS[tier], y, height, tuple(shapes), {kind: count for kind, count in counts.items() if count}, more)
