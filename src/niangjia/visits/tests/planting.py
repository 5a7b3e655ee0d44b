"""A visit with a value of its own in each field of words, for the tests of deletion."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.privacy.files import write_sealed
from niangjia.visits.models import Finding, Photo, Visit


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; their ids are to be gone, too."""
    today, now = clock.today(), clock.now()
    words = {name: new() for name in ("sent", "came_along", "note", "needs", "living", "causes", "place")}
    visit = Visit.objects.create(
        dossier=dossier, form_key=uuid4(), purpose="follow-up", how="home", visited_on=today, visitor=by,
        met=[str(dossier.worker_id)], questions="2026.1", recorded_by=by, recorded_at=now, **words,
    )  # fmt: skip
    photo = Photo.objects.create(visit=visit, media_type="image/png", size=1, sha256="0" * 64)
    write_sealed(photo.sealed_name, new().encode())
    texts = {name: new() for name in ("question", "value", "before", "words", "why")}
    finding = Finding.objects.create(
        visit=visit, person=dossier.worker, kind="change", field="phone", state="declined", decided_by=by,
        decided_at=now, **texts,
    )  # fmt: skip
    Notice.objects.create(to=by, text={"zh": "看", "en": "look"}, address=f"/visits/{visit.pk}/", at=now)
    return [str(visit.pk), str(visit.form_key), str(photo.pk), str(finding.pk)]
