"""The one write of the record, in the transaction of the act: what cannot be recorded does not happen."""

from dataclasses import asdict

from django.db import models, transaction

from niangjia.accounts.models import Unit, User
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.text import Text


def record(act: str, subject: models.Model, *, by: User, unit: Unit | None = None, **details: object) -> Entry:
    """Append an entry for a registered act on a subject with a UUID key.

    `details` go to JSON and must hold masked or harmless values only; a Text keeps both languages.
    Must run inside the transaction of the act itself.
    """
    if not acts.is_registered(act):
        raise LookupError(f"{act} is not in the catalogue of acts")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{act} must be recorded in the transaction of the act itself")
    return Entry.objects.create(
        at=clock.now(),
        by=by,
        act=act,
        subject_type=subject._meta.label_lower,  # noqa: SLF001 (the public name of a model is there)
        subject_id=subject.pk,
        unit=unit,
        details={name: asdict(value) if isinstance(value, Text) else value for name, value in details.items()},
    )
