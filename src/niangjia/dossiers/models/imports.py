"""One run of the workbook import, from upload to its end."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id


class ImportState(models.TextChoices):
    """Where a run stands: the workbook is read first (a dry run), and written only when someone confirms."""

    CHECKING = "checking", _("Reading")
    CHECKED = "checked", _("Waiting for confirmation")
    WRITING = "writing", _("Writing")
    DONE = "done", _("Done")
    UNREADABLE = "unreadable", _("Could not be read")
    DISCARDED = "discarded", _("Discarded")


STALLED_AFTER = timedelta(minutes=5)
RUNNING = (ImportState.CHECKING, ImportState.WRITING)


class ImportRun(models.Model):
    """A workbook someone handed in, what was found, and what became of it. The file itself is sealed on disk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="import_runs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.CHECKING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    problem = models.JSONField(null=True, blank=True, help_text=_("In both languages, when it could not be read."))
    ignored = models.JSONField(default=list, help_text=_("Sheet and header of columns that were not read."))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["by", "-started_at"], name="import_runs_of_user")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def sealed_name(self) -> str:
        """Where the sealed workbook lies (privacy.files)."""
        return f"imports/{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether someone should wait for it."""
        return self.state in RUNNING

    @property
    def is_stalled(self) -> bool:
        """Whether it should be at work but nothing has moved for a while (the worker was stopped in the middle)."""
        return self.is_running and clock.now() - self.touched_at > STALLED_AFTER
