"""Every write to the union tree."""

from django.db import transaction

from niangjia.accounts.models import Unit, User
from niangjia.accounts.recording import record


@transaction.atomic
def add_unit(*, name: str, kind: str, by: User, name_en: str = "", parent: Unit | None = None) -> Unit:
    """Put a unit into the tree, under `parent` or as its root."""
    values = {"name": name, "kind": kind, "name_en": name_en}
    if parent is None:
        unit: Unit = Unit.objects.add_root(values)
    else:
        unit = Unit.objects.add_child(parent, values)
    record("accounts.unit.added", unit, by=by, name=name)
    return unit
