"""Special days that people keep: a year the program was not shipped with, or a day that was changed here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text


class SpecialDay(models.Model):
    """A day that is off, or worked although it lies on a weekend. It counts in place of what was shipped for the day.

    Rows are never deleted: one that was removed says that the day is an ordinary one, whatever was shipped.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    is_removed = models.BooleanField(default=False)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    source = models.CharField(max_length=120)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        return f"{self.day} {self.name_zh}"

    @property
    def name(self) -> Text:
        """What the day is called, in both languages."""
        return Text(self.name_zh, self.name_en)
