"""The record of acts: written once with each act, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User


class Entry(models.Model):
    """One act. `act` is a registered code; `details` holds only masked or harmless values."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["subject_id", "-id"], name="audit_entry_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"
