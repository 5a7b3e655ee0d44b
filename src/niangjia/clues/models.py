"""A clue: what was heard of whom, the three clocks, and its end."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.people.models import Household
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import BlindIndexField
from niangjia.privacy.fields import EncryptedTextField


class Source(models.TextChoices):
    """Where the word came from."""

    OWN = "own", pgettext_lazy("clue", "The worker asked")
    INFORMANT = "informant", pgettext_lazy("clue", "Informant or colleague")
    VISIT = "visit", pgettext_lazy("clue", "Found on a visit")
    DEPARTMENT = "department", pgettext_lazy("clue", "Alert of a department")
    REGISTER = "register", pgettext_lazy("clue", "Match of registers")
    HOTLINE = "hotline", pgettext_lazy("clue", "Hotline")


class ClueState(models.TextChoices):
    """Where a clue stands. Open and watched ones are under way; the others have ended."""

    OPEN = "open", pgettext_lazy("clue", "To be decided")
    WATCHED = "watched", pgettext_lazy("clue", "Watched")
    FILED = "filed", pgettext_lazy("clue", "Has a dossier")
    REFUSED = "refused", pgettext_lazy("clue", "Refused, the person was told")
    MERGED = "merged", pgettext_lazy("clue", "Merged")


UNDER_WAY = (ClueState.OPEN, ClueState.WATCHED)


class ToldHow(models.TextChoices):
    """How a person was told why not."""

    IN_PERSON = "in-person", pgettext_lazy("told", "In person")
    PHONE = "phone", pgettext_lazy("told", "By telephone")
    LETTER = "letter", pgettext_lazy("told", "In writing")
    MESSAGE = "message", pgettext_lazy("told", "By message")


class LookedFor(models.TextChoices):
    """What for somebody looks at what was said."""

    DECIDE = "decide", pgettext_lazy("looked for", "To decide on it")
    CONTACT = "contact", pgettext_lazy("looked for", "To call or visit the person")
    HELP = "help", pgettext_lazy("looked for", "To give help")


class Clue(models.Model):
    """One word about one person, as it came; what was said is sealed, and is never changed afterwards.

    `first_known_on`, `first_reported_on` and `first_helped_on` are the earliest days of this clue and of all that were
    merged into it; the own days and names stay beside them. `first_decided_on` stops the clock of the decision: what
    follows later is another one. `form_key` is that of the form it came with: a form sent
    twice is one clue. The identity index is that of persons, so that a clue is recognised as someone on file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form_key = models.UUIDField(unique=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clues")
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=120, editable=False)
    name_initials = models.CharField(max_length=60, editable=False)
    identity_number = EncryptedTextField(_("identity number"), mask="identity")
    identity_index = BlindIndexField(of="identity_number", label=IDENTITY_LABEL, null=True, editable=False)
    phone = EncryptedTextField(_("mobile"), mask="phone")
    story = EncryptedTextField(_("what happened"), mask="note")
    source = models.CharField(max_length=12, choices=Source.choices)
    is_emergency = models.BooleanField(default=False)

    known_by = models.CharField(max_length=60)
    known_on = models.DateField()
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    helped_on = models.DateField(null=True, blank=True)
    helped_by = models.CharField(max_length=60, blank=True)
    help_given = EncryptedTextField(_("first help"), mask="note")
    help_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    papers_done_on = models.DateField(null=True, blank=True)
    papers_done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    first_known_on = models.DateField()
    first_reported_on = models.DateField()
    first_helped_on = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=8, choices=ClueState.choices, default=ClueState.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    first_decided_on = models.DateField(null=True, blank=True)
    reason = EncryptedTextField(_("reason"), mask="note")
    next_look_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=12, blank=True, choices=ToldHow.choices)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="clues")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, blank=True, related_name="clues")
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = pgettext_lazy("word of trouble", "clue")
        verbose_name_plural = pgettext_lazy("word of trouble", "clues")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | Q(state="watched", decided_at__isnull=False, next_look_on__isnull=False)
                | Q(state="filed", decided_at__isnull=False, dossier__isnull=False)
                | Q(state="refused", decided_at__isnull=False, told_on__isnull=False) & ~Q(told_how="")
                | Q(state="merged", decided_at__isnull=False, merged_into__isnull=False),
                name="clue_ends_with_what_belongs_to_it",
            ),
            models.CheckConstraint(
                condition=Q(helped_on=None, help_recorded_by=None)
                | Q(helped_on__isnull=False, help_recorded_by__isnull=False),
                name="clue_help_is_recorded_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "first_reported_on"], name="clue_by_unit"),
            models.Index(fields=["identity_index"], name="clue_by_identity"),
            models.Index(fields=["unit", "name"], name="clue_by_name"),
            models.Index(fields=["reported_by", "-id"], name="clue_by_reporter"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seen(self) -> str:
        """What a form says it was made from: another decision in between makes it another."""
        return f"{self.state}:{self.decided_at.isoformat() if self.decided_at else ''}"

    @property
    def is_under_way(self) -> bool:
        """Whether it still wants a decision, or another look."""
        return self.state in UNDER_WAY
