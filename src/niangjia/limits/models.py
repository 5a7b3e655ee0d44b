"""A limit that people set in place of the shipped one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id


class SetLimit(models.Model):
    """One setting of a limit, and on whose word. Rows are added and never changed: the highest number is in force.

    `number` counts from 1 for a limit, so that two who set it at once cannot both be next.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    values = models.JSONField()
    source = models.CharField(max_length=200)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("setting of a limit")
        verbose_name_plural = _("settings of limits")
        constraints = [models.UniqueConstraint(fields=["group", "code", "number"], name="limit_follows_one_setting")]

    def __str__(self) -> str:
        return f"{self.group} {self.code} {self.number}"
