"""What someone has besides a password: a code app, passkeys, recovery codes, and names with other sign-in services."""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models.users import User
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField

STEP_SECONDS = 30
"""How long a code is shown."""


class Authenticator(models.Model):
    """An app that shows a new code every 30 seconds (RFC 6238). `last_step` is the time step of the last code taken."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="authenticator")
    secret = EncryptedTextField()
    last_step = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code app")
        verbose_name_plural = _("code apps")

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def used_at(self) -> datetime:
        """When a code was last taken, to half a minute; the first one is that of the setting up."""
        return datetime.fromtimestamp(self.last_step * STEP_SECONDS, UTC)


class Passkey(models.Model):
    """A key pair whose private half never leaves someone's device (WebAuthn); this is the public half."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=40)
    credential_id = models.CharField(max_length=1400, unique=True, help_text=_("base64url, as browsers name it."))
    credential = models.BinaryField(help_text=_("Attested credential data as fido2 packs it."))
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper that stands in for the second factor once. `number` is its first character."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    number = models.PositiveSmallIntegerField()
    hashed = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="recovery_code_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Identity(models.Model):
    """Someone's name with a sign-in service of the bureau (企业微信, 钉钉, OpenID Connect)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    provider = models.SlugField(max_length=40)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("linked account")
        verbose_name_plural = _("linked accounts")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_is_one_users"),
            models.UniqueConstraint(fields=["provider", "user"], name="identity_once_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.user}"
