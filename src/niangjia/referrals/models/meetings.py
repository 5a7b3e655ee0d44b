"""Joint meetings of union and departments: what was decided, who sees to it until when, what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from niangjia.referrals.models.referrals import Referral


class Meeting(models.Model):
    """A joint meeting of a union with those it asks. Its texts name nobody of a household."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="joint_meetings")
    held_on = models.DateField(pgettext_lazy("meeting", "day"))
    place = models.CharField(pgettext_lazy("meeting", "place"), max_length=80, blank=True, default="")
    chair = models.CharField(pgettext_lazy("meeting", "chaired by"), max_length=60)
    present = models.CharField(pgettext_lazy("meeting", "present"), max_length=400)
    notes = models.CharField(pgettext_lazy("meeting", "what was said"), max_length=1000, blank=True, default="")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("joint meeting")
        verbose_name_plural = _("joint meetings")
        indexes = [models.Index(fields=["unit", "-held_on"], name="meeting_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.held_on}"


class MeetingDecision(models.Model):
    """What a meeting decided, the unit that sees to it and by when; on a referral, or on something in general."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, blank=True, related_name="decisions")
    text = models.CharField(pgettext_lazy("meeting", "decision"), max_length=400)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due_on = models.DateField(pgettext_lazy("meeting", "to be done by"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    outcome = models.CharField(pgettext_lazy("meeting", "what came of it"), max_length=400, blank=True, default="")
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("decision of a joint meeting")
        verbose_name_plural = _("decisions of joint meetings")
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["done_on", "due_on"], name="decision_to_follow_up")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.due_on}"

    @property
    def is_late(self) -> bool:
        """Whether it should have been done by now."""
        return self.done_on is None and self.due_on < clock.today()
