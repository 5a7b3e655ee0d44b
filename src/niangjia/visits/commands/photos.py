"""Photos of a visit: kept sealed, without what hides in them, and each look at one on the record."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.limits import count_look
from niangjia.dossiers.models import Dossier
from niangjia.people.access import require_consent, require_not_withdrawn
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.evidence_files import CleanFile
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.files import read_sealed, remove_sealed, write_sealed
from niangjia.visits.models import Photo, Visit

MOST_PHOTOS = 3


def require_photos_agreed(dossier: Dossier) -> None:
    """Raises ConsentMissing unless the worker agreed to the processing of sensitive data, and no member took that back:
    a photo of a home shows how people live, and often how they are."""
    require_consent(dossier.worker, SENSITIVE)
    require_not_withdrawn(dossier.household, SENSITIVE)


@contextmanager
def photo_files() -> Iterator[list[str]]:
    """Names of sealed files written inside; they go again when the transaction they belong to fails."""
    files: list[str] = []
    try:
        yield files
    except BaseException:
        for name in files:
            remove_sealed(name)
        raise


def keep_photos(visit: Visit, photos: Sequence[CleanFile], files: list[str]) -> None:
    """A part of recording a visit: the same photo twice is one. `files` gets the names of what is written."""
    for each in {photo.sha256: photo for photo in photos}.values():
        photo = Photo(visit=visit, media_type=each.media_type, size=len(each.content), sha256=each.sha256)
        write_sealed(photo.sealed_name, each.content)  # first: a row never points at nothing
        files.append(photo.sealed_name)
        photo.save(force_insert=True)


def read_photo(photo: Photo, *, by: User) -> bytes:
    """The content of a photo that somebody was let in to, once it is on the record that they look at it.

    It counts as a look at the worker; the look stays counted and its alarm raised when it is refused. Locks the user's
    row for that. Raises TooManyLooks, UnreadableValue when it does not open.
    """
    visit = photo.visit
    dossier = visit.dossier
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one look at a time, as `looking_of`
        refusal = count_look(by, dossier.worker_id)
        if refusal is None:
            told = {"number": dossier.number, "on": visit.visited_on.isoformat(), "photo": str(photo.pk)}
            audit("visits.photo.read", dossier, by=by, unit=dossier.unit, **told)
    if refusal is not None:
        raise refusal
    try:
        return read_sealed(photo.sealed_name)
    except FileNotFoundError as error:
        raise UnreadableValue("A stored file is missing.") from error
