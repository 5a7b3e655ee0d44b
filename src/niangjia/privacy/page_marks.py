"""The invisible mark of a printed sheet: pale dots in a grid over the whole page, one bit a dot.

A dot stands a little left or right of the middle of its cell. Sixty cells carry the mark, and the page has room for it
some forty times, so that what text covers and noise drowns is outvoted by the rest. A fixed pattern flips half of the
bits, by place: a page shifted against the grid then reads as nothing rather than as another mark.

Read from a picture of the whole page: 150 dots to the inch or more, turned by quarters, shifted by up to 3 mm or
skewed by up to 1 degree. Only Pillow is needed.
"""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from math import cos, radians, sin
from zlib import crc32

from PIL import Image, ImageFilter

from niangjia.privacy.watermarks import MARK_BITS, bits_of, from_bits, mark_of, serial_of

A4 = (210.0, 297.0)
PITCH, EDGE, SHIFT, RADIUS = 5.0, 5.0, 1.1, 0.27
"""Millimetres: the side of a cell, the rim without dots, a dot from the middle of its cell, and its radius."""
GREY = "#e7e7e7"
TILE = (10, 6)
"""Cells across and down that carry the mark once."""
BETWEEN_DOTS = 150
"""Dots to the inch at which a picture is read; a finer one is brought down to it."""
MAX_PIXELS = 60_000_000
LOUDEST = 24.0
"""No cell has more say than a clear dot: an edge of text is louder than any."""
DARK = 45.0
"""What is so much darker than the paper is text, and says nothing."""
SAMPLE, PLACES_READ = 7, 12
"""While looking for the place of a page only every seventh cell is asked; the loudest places are then read whole."""

Cell = tuple[float, float, int, int]
"""Middle in millimetres from the middle of the page, the bit it carries, and 1 or -1 where the pattern flips it."""


def dots(serial: int, *, is_landscape: bool) -> bytes:
    """The dots of a page as a picture (SVG, in millimetres) that lies under its text."""
    width, height = _size(is_landscape=is_landscape)
    bits = bits_of(mark_of(serial))
    drawn = "".join(
        f'<circle cx="{x + width / 2 + (SHIFT if (bits[bit] == 1) == (sign == 1) else -SHIFT):.2f}" '
        f'cy="{y + height / 2:.2f}" r="{RADIUS}"/>'
        for x, y, bit, sign in _cells(is_landscape=is_landscape)
    )
    size = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g fill="{GREY}">{drawn}</g></svg>'.encode()


def read_page_mark(picture: bytes) -> int | None:
    """The serial that a picture of a whole page names, None when it names none. Raises ValueError for no picture."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ValueError(f"the picture has more than {MAX_PIXELS} pixels")
            grey = opened.convert("L")
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError("this is no picture that can be read") from error
    pages = [_Page(grey.rotate(turn, expand=True)) for turn in (0, 90, 180, 270)]
    for is_thorough in (False, True):
        for page in pages:
            serial = page.read(is_thorough=is_thorough)
            if serial is not None:
                return serial
    return None


class _Page:
    """A picture made ready to be asked for the shade at a place."""

    def __init__(self, grey: Image.Image) -> None:
        self.is_landscape = grey.width > grey.height
        width, height = _size(is_landscape=self.is_landscape)
        pixels = (round(width / 25.4 * BETWEEN_DOTS), round(height / 25.4 * BETWEEN_DOTS))
        if grey.size != pixels:
            grey = grey.resize(pixels, Image.Resampling.BOX if grey.width > pixels[0] else Image.Resampling.BICUBIC)
        histogram = grey.histogram()
        self.paper = max(range(128, 256), key=histogram.__getitem__)
        self.width, self.height = pixels
        self.shades = grey.filter(ImageFilter.BoxBlur(1)).tobytes()

    def read(self, *, is_thorough: bool) -> int | None:
        """The serial at the place where a page should lie, or (thorough) wherever around it the dots speak loudest."""
        if not is_thorough:
            return self._serial(0, 0, 0)
        tried = ((self._loudness(*each), each) for each in _displacements())
        return next(
            (
                serial
                for _loud, each in sorted(tried, reverse=True)[:PLACES_READ]
                if (serial := self._serial(*each)) is not None
            ),
            None,
        )

    def _votes(self, turned: float, right: float, down: float, every: int = 1) -> list[float]:
        votes = [0.0] * MARK_BITS
        scale = BETWEEN_DOTS / 25.4
        along, across = cos(radians(turned)) * scale, sin(radians(turned)) * scale
        middle_x, middle_y = self.width / 2 + right * scale + 0.5, self.height / 2 + down * scale + 0.5
        width, height, shades, dark = self.width, self.height, self.shades, self.paper - DARK
        for x, y, bit, sign in _cells(is_landscape=self.is_landscape)[::every]:
            left_x, left_y = x - SHIFT, x + SHIFT
            first = int(middle_y + left_x * across + y * along) * width + int(middle_x + left_x * along - y * across)
            second = int(middle_y + left_y * across + y * along) * width + int(middle_x + left_y * along - y * across)
            if not (0 <= first < width * height and 0 <= second < width * height):
                continue
            left, right_shade = shades[first], shades[second]
            if left < dark or right_shade < dark:
                continue
            votes[bit] += sign * max(-LOUDEST, min(LOUDEST, left - right_shade))
        return votes

    def _loudness(self, turned: float, right: float, down: float) -> float:
        return sum(map(abs, self._votes(turned, right, down, every=SAMPLE)))

    def _serial(self, turned: float, right: float, down: float) -> int | None:
        return serial_of(from_bits([int(vote > 0) for vote in self._votes(turned, right, down)]))


def _displacements() -> Iterator[tuple[float, float, float]]:
    steps = [step * 0.4 for step in range(-8, 9)]
    for turned in (turn / 5 for turn in range(-5, 6)):
        for right in steps:
            for down in steps:
                yield turned, right, down


@cache
def _cells(*, is_landscape: bool) -> tuple[Cell, ...]:
    width, height = _size(is_landscape=is_landscape)
    return tuple(
        (
            EDGE + (column + 0.5) * PITCH - width / 2,
            EDGE + (row + 0.5) * PITCH - height / 2,
            column % TILE[0] * TILE[1] + row % TILE[1],
            1 if crc32(f"{column}/{row}".encode()) & 1 else -1,
        )
        for row in range(int((height - 2 * EDGE) / PITCH))
        for column in range(int((width - 2 * EDGE) / PITCH))
    )


def _size(*, is_landscape: bool) -> tuple[float, float]:
    return (A4[1], A4[0]) if is_landscape else A4
