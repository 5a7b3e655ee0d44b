"""What a person agreed to, in which words, and that they took it back. Rows are added; all that is ever changed of one
is that its guardian has died."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id
from niangjia.people import consent_texts
from niangjia.people.models.persons import Person
from niangjia.privacy.fields import EncryptedTextField


class GivenHow(models.TextChoices):
    """How a consent was given or taken back."""

    PAPER = "paper", _("Signed on paper")
    SCREEN = "screen", _("Confirmed on screen")
    ORAL = "oral", _("Said before a witness")


class SignedBy(models.TextChoices):
    """Who signed."""

    SELF = "self", _("The person")
    GUARDIAN = "guardian", _("A guardian")


class GuardianRelation(models.TextChoices):
    """What a guardian is to the person (Civil Code art. 27 and 28)."""

    PARENT = "parent", _("Father or mother")
    SPOUSE = "spouse", pgettext_lazy("guardian", "Spouse")
    GRANDPARENT = "grandparent", _("Grandparent")
    CHILD = "child", pgettext_lazy("guardian", "Son or daughter")
    SIBLING = "sibling", _("Elder brother or sister")
    OTHER = "other", _("Other guardian, agreed by the committee")


class Consent(models.Model):
    """A person's consent to one purpose in one wording (people.consent_texts), from the day of signing.

    `text_digest` is that of the wording signed. Names of guardian and witness, and where the paper lies, are sealed.
    `guardian_died_on`: it was valid and stays so, but another guardian is to sign anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=consent_texts.choices)
    text_version = models.CharField(_("wording"), max_length=20)
    text_digest = models.CharField(max_length=64, editable=False)
    given_how = models.CharField(_("given how"), max_length=8, choices=GivenHow.choices)
    signed_by = models.CharField(_("signed by"), max_length=8, choices=SignedBy.choices)
    guardian_name = EncryptedTextField(_("name of the guardian"), mask="note")
    guardian_relation = models.CharField(
        _("relation of the guardian"), max_length=12, blank=True, choices=GuardianRelation.choices
    )
    guardian_died_on = models.DateField(null=True, blank=True, editable=False)
    witness = EncryptedTextField(_("witness"), mask="note")
    evidence = EncryptedTextField(_("where the paper lies"), mask="note")
    signed_on = models.DateField(_("signed on"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["signed_on", "id"]
        indexes = [models.Index(fields=["person", "purpose", "signed_on"], name="consent_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by="self", guardian_relation="", guardian_name="")
                | (models.Q(signed_by="guardian") & ~models.Q(guardian_relation="") & ~models.Q(guardian_name="")),
                name="consent_names_its_guardian",
            ),
            models.CheckConstraint(
                condition=~models.Q(given_how="oral") | ~models.Q(witness=""), name="consent_said_has_a_witness"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version} {self.signed_on:%Y-%m-%d}"


class ConsentWithdrawal(models.Model):
    """That a consent was taken back, from a day on. What was done until then stays lawful (PIPL art. 15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consent = models.OneToOneField(Consent, models.CASCADE, related_name="withdrawal")
    withdrawn_on = models.DateField(_("withdrawn on"))
    told_how = models.CharField(_("told how"), max_length=8, choices=GivenHow.choices)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("withdrawal of a consent")
        verbose_name_plural = _("withdrawals of consents")

    def __str__(self) -> str:
        return f"{self.consent_id} {self.withdrawn_on:%Y-%m-%d}"
