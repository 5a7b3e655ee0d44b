"""Papers and photos that stand behind what a dossier says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.evidence_files import ENDINGS, MEDIA_TYPES
from niangjia.people.models.households import Household
from niangjia.people.models.persons import Person
from niangjia.privacy.fields import EncryptedTextField

SEALED_FOLDER = "evidence"


class WithdrawalReason(models.TextChoices):
    """Why a file counts no more."""

    WRONG_HOUSEHOLD = "wrong-household", _("Of another household or person")
    UNREADABLE = "unreadable", _("Cannot be read")
    TWICE = "twice", _("Handed in twice")
    OUTDATED = "outdated", _("Replaced by a newer one")
    BY_WISH = "by-wish", _("At the wish of the person")


class Evidence(models.Model):
    """A file of a household, or of one person in it. The file is sealed on disk; what it is was read off its content.

    A withdrawn one counts no more and is served to nobody; it stays sealed until its time of keeping is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="evidence")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="evidence")
    kind = models.CharField(pgettext_lazy("evidence", "kind"), max_length=32, choices=codes.ATTACHMENT_KINDS.choices)
    file_name = EncryptedTextField(_("name of the file as handed in"), mask="note")
    media_type = models.CharField(max_length=20, choices=[(each, each) for each in MEDIA_TYPES])
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes, as kept."))
    sha256 = models.CharField(max_length=64, help_text=_("Of the content as kept."))
    uploaded_at = models.DateTimeField(_("handed in"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    original_seen_on = models.DateField(_("original seen on"), null=True, blank=True)
    original_seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(
        _("reason for withdrawing"), max_length=20, blank=True, choices=WithdrawalReason.choices
    )

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        indexes = [models.Index(fields=["household", "-uploaded_at"], name="evidence_of_household")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(original_seen_on=None, original_seen_by=None)
                | models.Q(original_seen_on__isnull=False, original_seen_by__isnull=False),
                name="evidence_original_seen_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawal_reason=""),
                name="evidence_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def sealed_name(self) -> str:
        """Where the sealed file lies (privacy.files)."""
        return f"{SEALED_FOLDER}/{self.pk}"

    @property
    def ending(self) -> str:
        """What the file is, as people call it: JPG, PDF."""
        return ENDINGS[self.media_type].upper()

    @property
    def kind_label(self) -> Text:
        """The kind in both languages."""
        return codes.ATTACHMENT_KINDS.label(self.kind)
