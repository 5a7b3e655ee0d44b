"""A link by which a partner without an account answers one referral, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField
from niangjia.referrals.models.referrals import Referral


class WhyOver(models.TextChoices):
    """Why a link works no more before its time."""

    REVOKED = "revoked", pgettext_lazy("link", "Revoked")
    REPLACED = "replaced", pgettext_lazy("link", "A newer one was made")
    TRIES = "tries", pgettext_lazy("link", "The code was wrong too often")
    ENDED = "ended", pgettext_lazy("link", "The referral ended")


class PartnerLink(models.Model):
    """Nothing in this row opens it: of the address only a digest is kept, of the code only a hash of its last six
    letters. `code_head` are its first letters, by which the partner knows who calls.

    `browser_digest` is of what the browser that gave the code last was handed; it alone sees the request.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="links")
    contact = EncryptedTextField(mask="note")
    nonce_digest = models.CharField(max_length=64)
    code_head = models.CharField(max_length=4)
    code_hash = models.CharField(max_length=160)
    tries = models.PositiveSmallIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    window_began_at = models.DateTimeField(null=True)
    window_openings = models.PositiveIntegerField(default=0)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    browser_digest = models.CharField(max_length=64, blank=True, default="")
    unlocked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    over_why = models.CharField(max_length=10, blank=True, default="", choices=WhyOver.choices)

    class Meta:
        verbose_name = _("link for a partner")
        verbose_name_plural = _("links for partners")
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=models.Q(used_at=None, over_at=None), name="one_working_link"
            ),
            models.CheckConstraint(
                condition=models.Q(over_at=None, over_why="") | (~models.Q(over_at=None) & ~models.Q(over_why="")),
                name="link_over_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.code_head}"

    @property
    def is_working(self) -> bool:
        """Whether it still opens."""
        return self.used_at is None and self.over_at is None and clock.now() < self.expires_at
