"""What a dossier said after each change. Rows are added and deleted with their dossier, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers.models.dossiers import Dossier
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField


class Version(models.Model):
    """Everything a dossier said from an instant on, until the next number.

    `at` never lies before that of the number before. `act` is the code of the act that made the change, `about` the
    code of what it was about (a fact, a reason for closing, the day of a visit), both without words of anybody.
    `content` is canonical JSON (version_content), `shape` names the set of fields in it. A trigger lets only the
    rotation of keys touch a row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=64)
    about = models.CharField(max_length=40, blank=True)
    shape = models.CharField(max_length=8)
    content = EncryptedTextField(mask="note")

    class Meta:
        verbose_name = _("version of a dossier")
        verbose_name_plural = _("versions of dossiers")
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="version_number_once")]
        indexes = [models.Index(fields=["dossier", "shape"], name="version_shapes")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"
