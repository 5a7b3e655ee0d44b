"""Visits to households, their photos, and what they found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier, Step
from niangjia.kernel.ids import new_id
from niangjia.people.evidence_files import ENDINGS, MEDIA_TYPES
from niangjia.people.models import Person
from niangjia.privacy.fields import EncryptedTextField
from niangjia.visits.records import Place

SEALED_FOLDER = "visits"


class Purpose(models.TextChoices):
    """What a visit is for."""

    ENTRY = "entry-check", pgettext_lazy("visit", "Home visit before filing")
    PAIRING = "pairing", pgettext_lazy("visit", "Visit of the cadre")
    CAMPAIGN = "campaign", pgettext_lazy("visit", "Visits at a feast or by campaign")
    FOLLOW_UP = "follow-up", pgettext_lazy("visit", "To see how things are")


class How(models.TextChoices):
    """How visitor and household met."""

    HOME = "home", pgettext_lazy("visit", "At home")
    ELSEWHERE = "elsewhere", pgettext_lazy("visit", "Elsewhere: hospital, office…")
    CALL = "call", pgettext_lazy("visit", "By telephone")


IN_PERSON = (How.HOME, How.ELSEWHERE)


class Visit(models.Model):
    """A visit, talk or call, once for each `form_key`. `visitor` went, `recorded_by` wrote it down.

    `met`: ids of the members who were met; nobody was at home where it is empty. `place` is where the visitor said to
    be (records.Place). `questions`: the version that was asked. `step`: the home visit of the chain that it filled.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="visits")
    form_key = models.UUIDField(unique=True)
    sent = EncryptedTextField(_("mark of the form as it was sent"), mask="note")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    visited_on = models.DateField()
    visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    came_along = EncryptedTextField(_("who came along"), mask="note")
    met = models.JSONField(default=list)
    note = EncryptedTextField(_("what it was about"), mask="note")
    needs = EncryptedTextField(_("what is needed, in their words"), mask="note")
    living = EncryptedTextField(_("how they live"), mask="note")
    causes = EncryptedTextField(_("what the hardship comes from"), mask="note")
    place = EncryptedTextField(_("where the visitor was"), mask="note")
    questions = models.CharField(max_length=12)
    step = models.OneToOneField(Step, models.SET_NULL, null=True, blank=True, related_name="visited")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("visit to a household")
        verbose_name_plural = _("visits to households")
        ordering = ["-visited_on", "-id"]
        indexes = [models.Index(fields=["dossier", "-visited_on"], name="visit_of_dossier")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.visited_on:%Y-%m-%d}"

    @property
    def is_meeting(self) -> bool:
        """Whether somebody of the household was met in person."""
        return self.how in IN_PERSON and bool(self.met)

    @property
    def where(self) -> Place | None:
        """Where the visitor was, unsealed; None where nobody said."""
        return Place(*(int(each) for each in self.place.reveal().split(","))) if self.place else None


class Photo(models.Model):
    """A photo of a visit, cleaned like evidence: no place, time or camera in it. The file is sealed on disk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    media_type = models.CharField(max_length=20, choices=[(each, each) for each in MEDIA_TYPES])
    size = models.PositiveIntegerField(help_text=_("In bytes, as kept."))
    sha256 = models.CharField(max_length=64, help_text=_("Of the content as kept."))

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.pk}"

    @property
    def sealed_name(self) -> str:
        """Where the sealed file lies (privacy.files)."""
        return f"{SEALED_FOLDER}/{self.pk}"

    @property
    def ending(self) -> str:
        """What the file is called behind its name."""
        return ENDINGS[self.media_type]


class FindingKind(models.TextChoices):
    """What a finding leads to, as in findings.py."""

    CHANGE = "change", pgettext_lazy("finding of a visit", "A change of the dossier")
    MONEY = "money", pgettext_lazy("finding of a visit", "Money to state again")
    FAMILY = "family", pgettext_lazy("finding of a visit", "The family has changed")
    CAUSE = "cause", pgettext_lazy("finding of a visit", "A cause of hardship")
    WISH = "wish", pgettext_lazy("finding of a visit", "A wish")


class FindingState(models.TextChoices):
    """What became of a finding."""

    OPEN = "open", pgettext_lazy("finding of a visit", "To take up")
    ACCEPTED = "accepted", pgettext_lazy("finding of a visit", "Taken over")
    CLOSED = "closed", pgettext_lazy("finding of a visit", "Done")
    DECLINED = "declined", pgettext_lazy("finding of a visit", "Not taken over")
    SUPERSEDED = "superseded", pgettext_lazy("finding of a visit", "A later visit says otherwise")


class Finding(models.Model):
    """One thing that a visit noticed: of a member, or (person None) of the household.

    A change holds the `field`, what was on file (`before`) and what is to stand there (`value`); of other kinds `value`
    is the answer. Question and answer are sealed: no column tells who would like to talk to a counsellor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=FindingKind.choices)
    field = models.CharField(max_length=20, blank=True)
    question = EncryptedTextField(_("question of a visit"), mask="note")
    value = EncryptedTextField(_("what was found"), mask="note")
    before = EncryptedTextField(_("what was on file"), mask="note")
    words = EncryptedTextField(_("what was said of it"), mask="note")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = EncryptedTextField(_("what became of it"), mask="note")

    class Meta:
        verbose_name = _("finding of a visit")
        verbose_name_plural = _("findings of visits")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="finding_is_taken_up_by_someone",
            ),
            models.CheckConstraint(
                condition=(Q(kind="change") & ~Q(field="")) | (~Q(kind="change") & Q(field="")),
                name="change_has_a_field",
            ),
        ]
        indexes = [models.Index(fields=["visit"], condition=Q(state="open"), name="finding_to_take_up")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"
