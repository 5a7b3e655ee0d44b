"""Sessions, with whose they are, so that people can see and end their own."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models.users import User


class Session(AbstractBaseSession):
    """A browser that has been here. The key column holds a digest of the key: reading the table opens no session.

    `user` is missing until someone has given a right password. `device` is browser and system in words, no address.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=60, blank=True, default="")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
