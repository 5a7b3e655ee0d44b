"""An export: a list of people that leaves the program, from the question to the fetched or expired file."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text

PEOPLE_WITHOUT_APPROVAL = 50
"""So many people may be exported on one's own word, as long as no number is shown in full."""
ALONE_WITHIN = timedelta(hours=24)
"""The exports of so long count together: many short lists are one long one."""
FILE_LASTS = timedelta(hours=24)
"""How long a file waits to be fetched."""
DECISION_WITHIN = timedelta(days=7)
"""How long a request waits for a decision."""
ROWS_OF_A_WORKBOOK = 10_000
ROWS_OF_A_SHEET = 500
"""More than some twenty pages is no list on paper, and typesetting cannot be stopped half-way."""
SHORTEST_PURPOSE, LONGEST_PURPOSE = 5, 100
NUMBERS_OF_A_YEAR = 1 << 20
"""The invisible mark has room for so many."""


class ExportState(models.TextChoices):
    """Where an export stands. Only ready and approved ones have a file."""

    WAITING = "waiting", pgettext_lazy("export", "Waits for a decision")
    READY = "ready", pgettext_lazy("export", "Ready")
    APPROVED = "approved", pgettext_lazy("export", "Approved, ready")
    REFUSED = "refused", pgettext_lazy("export", "Refused")
    FETCHED = "fetched", pgettext_lazy("export", "Fetched")
    EXPIRED = "expired", pgettext_lazy("export", "Expired")


WITH_A_FILE = (ExportState.READY, ExportState.APPROVED)
OPEN = (ExportState.WAITING, *WITH_A_FILE)


class ExportKind(models.TextChoices):
    """What the file is."""

    WORKBOOK = "xlsx", _("Excel workbook")
    SHEET = "pdf", _("PDF to print")
    NATIONAL = "nat", _("Whole dossiers in the national layout (Excel, can be imported again)")


class FullColumn(models.TextChoices):
    """Sensitive columns that someone may ask for in full; each of them needs an approval."""

    IDENTITY = "identity-number", _("Identity number")
    PHONE = "phone", _("Mobile")
    CARD = "card-number", _("Bank card")
    ADDRESS = "address", _("Home address")
    NOTE = "note", _("Remarks")


class Export(models.Model):
    """Who asked for which people, in which columns, for what; who decided; and what became of the file.

    `dossiers` are the ids of the rows in order, frozen when it was asked for: a decision covers these and no others.
    `unit` is the lowest unit that they all belong to. The file lies sealed on disk from the moment the export is ready
    until it is fetched or expires. `expires_at` ends the wait for a decision, then the life of the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("export number"), max_length=12, unique=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    wanted = models.JSONField(default=dict, help_text=_("The filter of the list as it was asked."))
    wanted_words = models.JSONField(default=dict, help_text=_("The same in words, in both languages."))
    full = models.JSONField(default=list, help_text=_("Columns in full; all others are masked."))
    kind = models.CharField(max_length=4, choices=ExportKind.choices)
    language = models.CharField(max_length=10)
    purpose = models.CharField(_("purpose"), max_length=LONGEST_PURPOSE)
    dossiers = models.JSONField(default=list)
    people = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ExportState.choices)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="export_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "refused"]) | ~models.Q(decided_by=None),
                name="export_decision_has_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="exports_of_user"),
            models.Index(fields=["state", "expires_at"], name="exports_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_name(self) -> str:
        """Where the sealed file lies (privacy.files)."""
        return f"exports/{self.pk}"

    @property
    def file_name(self) -> str:
        """What the file is called when it is fetched."""
        return f"{self.number}.{'pdf' if self.kind == ExportKind.SHEET else 'xlsx'}"

    @property
    def words(self) -> Text:
        """The filter in words."""
        return Text(**self.wanted_words)

    @property
    def full_words(self) -> list[str]:
        """The columns in full, in the reader's language."""
        return [str(FullColumn(each).label) for each in self.full]

    @property
    def standing(self) -> str:
        """Where it stands by the clock: what has run out counts as expired before anyone has swept it away."""
        has_run_out = self.state in OPEN and clock.now() >= self.expires_at
        return ExportState.EXPIRED if has_run_out else self.state

    @property
    def standing_words(self) -> str:
        """The same in words."""
        return str(ExportState(self.standing).label)

    @property
    def has_file(self) -> bool:
        """Whether the asker can fetch it now."""
        return self.standing in WITH_A_FILE

    @property
    def is_waiting(self) -> bool:
        """Whether someone has to decide."""
        return self.standing == ExportState.WAITING
