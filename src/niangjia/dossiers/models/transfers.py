"""A dossier that is to go over to another unit, and what that unit said to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models.dossiers import Dossier
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField


class TransferReason(models.TextChoices):
    """Why a household goes over to another unit."""

    POSTED = "posted", pgettext_lazy("transfer", "The worker was posted to another unit")
    DISSOLVED = "dissolved", pgettext_lazy("transfer", "The employer was dissolved or merged")
    MOVED = "moved", pgettext_lazy("transfer", "The household moved")
    OTHER = "other", pgettext_lazy("transfer", "Another reason")


class TransferState(models.TextChoices):
    """Where a transfer stands. Until it is accepted the unit that proposed it stays responsible."""

    PROPOSED = "proposed", pgettext_lazy("transfer", "Waits for the receiving unit")
    ACCEPTED = "accepted", pgettext_lazy("transfer", "Accepted")
    DECLINED = "declined", pgettext_lazy("transfer", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


class Transfer(models.Model):
    """One dossier on its way from a unit to another. A dossier has one that waits at most; decided ones are history.

    `due_on`: by when the receiving unit answers. `answer`: why it was declined or withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.CharField(_("reason"), max_length=12, choices=TransferReason.choices)
    words = EncryptedTextField(_("reason in words"), mask="note")
    state = models.CharField(
        pgettext_lazy("transfer", "state"), max_length=12, choices=TransferState.choices, default=TransferState.PROPOSED
    )
    due_on = models.DateField(_("due on"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = EncryptedTextField(_("answer"), mask="note")

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(state="proposed"), name="dossier_has_one_open_transfer"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_unit=models.F("to_unit")) | ~models.Q(state="proposed"),
                name="transfer_goes_to_another_unit",
            ),
            models.CheckConstraint(condition=models.Q(state__in=TransferState.values), name="transfer_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="proposed", decided_by=None, decided_at=None)
                | ~models.Q(state="proposed") & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="transfer_decided_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["to_unit", "state", "due_on"], name="transfer_waiting"),
            models.Index(fields=["from_unit", "state", "due_on"], name="transfer_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.proposed_at:%Y-%m-%d}"
