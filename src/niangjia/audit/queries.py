"""Reading the record."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from niangjia.audit.models import Entry


def entries_about(subject_ids: Iterable[UUID]) -> "QuerySet[Entry]":
    """What was done to these things, newest first. The caller has checked that the reader may see them."""
    return Entry.objects.filter(subject_id__in=list(subject_ids)).select_related("by").order_by("-id")
