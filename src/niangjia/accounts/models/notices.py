"""What the program tells someone."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models.users import User
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text


class Urgent(models.TextChoices):
    """What cannot wait for the summary of the day, as it is told outside the program: without who, whose and where."""

    EMERGENCY = "emergency", _("An emergency was reported: help is needed today.")
    BREAK_GLASS = "break-glass", _("Somebody opened a dossier outside their own units in an emergency.")


class Notice(models.Model):
    """A sentence to one user, with the page it is about.

    `is_turn`: it says whose turn it is there, so that it counts as read once somebody did what it waits for. `urgent`
    says that it is to be told at once also outside the program, and as what.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.ForeignKey(User, models.CASCADE, related_name="notices")
    text = models.JSONField(help_text=_("In both languages."))
    address = models.CharField(max_length=200, blank=True, help_text=_("A page of the program; empty: none."))
    at = models.DateTimeField()
    is_turn = models.BooleanField(default=False)
    urgent = models.CharField(max_length=12, blank=True, default="", choices=Urgent.choices)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["to", "-at", "-id"], name="notice_newest"),
            models.Index(fields=["address"], condition=models.Q(read_at=None, is_turn=True), name="notice_of_turn"),
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["at"], name="notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> Text:
        """The sentence in the reader's language."""
        kept: dict[str, Any] = self.text
        return Text(kept["zh"], kept["en"])
