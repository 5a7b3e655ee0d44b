"""The record of acts: written once with each act, never changed, each row linked to the one before."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.kernel.ids import new_id


class Entry(models.Model):
    """One act. `act` is a registered code; `details` holds only masked or harmless values.

    `seal` is made with the row. `sequence` (1, 2, 3 … without a gap) and `digest` are filled once, when the row is
    linked: with the row on SQLite, right after the transaction on PostgreSQL. Triggers refuse any other change.
    """

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)
    key_id = models.CharField(max_length=16, default="", editable=False)
    algorithm = models.CharField(max_length=8, default="", editable=False)
    seal = models.CharField(max_length=64, default="", editable=False)
    sequence = models.BigIntegerField(null=True, editable=False)
    digest = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [models.UniqueConstraint(fields=["sequence"], name="audit_entry_sequence")]
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="audit_entry_of_subject"),
            models.Index(fields=["act", "-id"], name="audit_entry_of_act"),
            models.Index(fields=["by", "-id"], name="audit_entry_by"),
            models.Index(fields=["id"], condition=models.Q(sequence=None), name="audit_entry_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"

    @property
    def user_told_of(self) -> UUID | None:
        """The user whom `username` of the details stands for; older rows have the name itself."""
        kept = self.details.get("username")
        return UUID(kept["user"]) if isinstance(kept, dict) and set(kept) == {"user"} else None

    @cached_property
    def told(self) -> dict[str, Any]:
        """The details for people: a user as they are called now. One query, unless `queries.name_users` came before."""
        pk = self.user_told_of
        if pk is None:
            return dict(self.details)
        return {**self.details, "username": User.objects.filter(pk=pk).values_list("username", flat=True).first()}


class ChainHead(models.Model):
    """How far the record goes: the last number and its digest, sealed itself, so that cutting off the end is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    is_only = models.BooleanField(default=True, unique=True, editable=False)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16, default="")
    algorithm = models.CharField(max_length=8, default="")
    seal = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = _("record head")
        verbose_name_plural = _("record heads")
        constraints = [models.CheckConstraint(condition=models.Q(is_only=True), name="audit_head_is_only")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"
