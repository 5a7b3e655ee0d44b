"""The registry through which this app's commands reach the record of acts, which stands above it.

`audit` fills it when it starts; a command that finds it empty fails, so nothing is done unrecorded.
"""

from collections.abc import Callable

from django.db import models

_recorders: list[Callable[..., object]] = []


def register_recorder(recorder: Callable[..., object]) -> None:
    """Name the function that writes the record (`audit.commands.record`)."""
    _recorders[:] = [recorder]


def record(act: str, subject: models.Model, *, by: models.Model, **details: object) -> None:
    """Record an act of this app; see `audit.commands.record`."""
    if not _recorders:
        raise RuntimeError("no recorder is registered")
    _recorders[0](act, subject, by=by, **details)
