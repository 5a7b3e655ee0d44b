"""What the commands are given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CadreRecord:
    """What is said of a cadre. `latitude` and `longitude` in micro-degrees: both or none."""

    rank: str
    capacity: int
    leads_unit: bool = False
    latitude: int | None = None
    longitude: int | None = None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
