"""Those who act."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from niangjia.accounts.models.units import Unit
from niangjia.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Finds users by name; writing them is the commands' business."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Someone (or the system itself) who acts. What they may do comes from appointments alone.

    `unit` is where they belong: it says which administrators see them, and gives no right.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("user name"), max_length=40, unique=True)
    display_name = models.CharField(_("name"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, help_text=_("Acts from the command line; cannot sign in."))
    must_change_password = models.BooleanField(
        default=False, help_text=_("Someone else set the password: it opens one sign-in and is then changed.")
    )
    disabled_on = models.DateField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=200, blank=True, default="")
    password_changed_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return pgettext("who acts", "System") if self.is_system else self.display_name
