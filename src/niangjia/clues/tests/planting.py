"""Clues about a household with a value of their own in each field of words, for the tests of deletion."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from niangjia.clues.models import Clue
from niangjia.kernel import clock
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_index

WORDS = (
    "name", "name_pinyin", "name_initials", "identity_number", "phone", "story", "known_by", "helped_by",
    "help_given", "reason",
)  # fmt: skip


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """The clue that became a dossier, one merged into it, and one refused about the same person; their ids."""
    today, now = clock.today(), clock.now()

    def clue(**how: Any) -> Clue:
        words = {each: new() for each in WORDS if each not in how}
        return Clue.objects.create(
            unit=dossier.unit, source="visit", known_on=today, reported_by=by, reported_at=now, helped_on=today,
            help_recorded_by=by, first_known_on=today, first_reported_on=today, decided_by=by,
            **words, **{"decided_at": now, **how},
        )  # fmt: skip

    filed = clue(state="filed", dossier=dossier)
    merged = clue(state="merged", merged_into=filed)
    number = dossier.worker.identity_number.reveal()
    index = blind_index(IDENTITY_LABEL, number)
    late = now + timedelta(days=3652)  # by then its own term is not over
    refused = clue(
        state="refused", told_on=today, told_how="phone", identity_number=number, identity_index=index, decided_at=late
    )
    return [str(each.pk) for each in (filed, merged, refused)]
