"""Looking at what is sealed or not one's own: whom a user has looked at lately, and emergency access."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models.dossiers import Dossier
from niangjia.kernel.ids import new_id


class Look(models.Model):
    """That a user looked at a person, for the limits: one row for both, with the latest instant, for a day.

    `about` is the person's id, or an id that is nobody's for an identity number that found nothing one may see.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    about = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="look_once_for_user_and_person")]
        indexes = [models.Index(fields=["user", "-at"], name="look_of_user")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Verdict(models.TextChoices):
    """What a second person found of an emergency access."""

    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not-justified", _("Not justified")


class BreakGlass(models.Model):
    """Someone read one dossier outside their own units for some hours, for a reason that a second person looks into.

    Number and unit are those of the day: the review needs no more, and outlives a dossier that is deleted in its time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+")
    number = models.CharField(_("dossier number"), max_length=12)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(pgettext_lazy("emergency access", "reason"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"))
    ends_at = models.DateTimeField(_("ends at"))
    review_due_on = models.DateField(_("to be reviewed by"))
    device = models.CharField(_("device"), max_length=80)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=16, blank=True, choices=Verdict.choices)
    review_note = models.CharField(_("note of the review"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("opened_at")), name="break_glass_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None, reviewed_at=None, verdict="")
                | (~models.Q(reviewed_by=None) & ~models.Q(reviewed_at=None) & ~models.Q(verdict="")),
                name="break_glass_review_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None) | ~models.Q(reviewed_by=models.F("user")),
                name="break_glass_reviewed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["user", "dossier", "-ends_at"], name="break_glass_in_force")]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"

    def is_open(self, at: datetime) -> bool:
        """Whether the dossier may be read under it at an instant."""
        return self.opened_at <= at < self.ends_at
