"""How somebody is told outside the program, the robots of units, and every message that was to be sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.privacy.fields import EncryptedTextField


class How(models.TextChoices):
    """What is sent when."""

    AT_ONCE = "at-once", _("Everything at once, and a summary each working day")
    DAILY = "daily", _("A summary each working day; what is urgent at once")
    OFF = "off", pgettext_lazy("messages", "Nothing")


class Language(models.TextChoices):
    """The language of messages; that of pages is the browser's."""

    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class Channels(models.Model):
    """How one user is told outside the program. Without a row: not at all. The address is sealed."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="channels")
    email = EncryptedTextField(_("e-mail address"), mask="note")
    email_how = models.CharField(max_length=8, choices=How.choices, default=How.DAILY)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.CHINESE)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("channels of a user")
        verbose_name_plural = _("channels of users")

    def __str__(self) -> str:
        return str(self.user_id)


class RobotKind(models.TextChoices):
    """Whose protocol a robot speaks."""

    WECOM = "wecom", pgettext_lazy("robot", "WeCom (企业微信)")
    DINGTALK = "dingtalk", pgettext_lazy("robot", "DingTalk (钉钉)")


class Robot(models.Model):
    """A robot in a chat group of a unit. Whoever knows its address can write to the group: address and secret are
    sealed, and gone when it is removed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="robots")
    kind = models.CharField(max_length=8, choices=RobotKind.choices)
    name = models.CharField(_("name of the group"), max_length=40)
    address = EncryptedTextField(_("address of the robot"), mask="note")
    secret = EncryptedTextField(_("signing secret"), mask="note")
    how = models.CharField(max_length=8, choices=How.choices, default=How.DAILY)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.CHINESE)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("robot of a chat group")
        verbose_name_plural = _("robots of chat groups")

    def __str__(self) -> str:
        return self.name


class MessageKind(models.TextChoices):
    """What a message is about."""

    DIGEST = "digest", pgettext_lazy("message", "Summary of the day")
    URGENT = "urgent", pgettext_lazy("message", "Urgent")
    NOTICES = "notices", pgettext_lazy("message", "New notices")
    TEST = "test", pgettext_lazy("message", "Test")


class MessageState(models.TextChoices):
    """Where a message stands. UNCERTAIN: it was handed over, whether it arrived is not known; it is not repeated."""

    WAITING = "waiting", pgettext_lazy("message", "To be sent")
    SENDING = "sending", pgettext_lazy("message", "Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    NOTHING = "nothing", pgettext_lazy("message", "There was nothing to tell")
    FAILED = "failed", pgettext_lazy("message", "Could not be sent")
    UNCERTAIN = "uncertain", pgettext_lazy("message", "Perhaps sent")


class Message(models.Model):
    """One thing to be told one receiver, once: to a user by e-mail, or to a robot. Its words are made when it is sent.

    `key`: the day of a summary, the id of a notice. A worker takes rows by writing `claim` into those that wait, so
    that two never send the same; what one took and did not finish is not sent again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    key = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(default=dict, help_text=_("In both languages; empty: none."))

    class Meta:
        verbose_name = pgettext_lazy("outside the program", "message")
        verbose_name_plural = pgettext_lazy("outside the program", "messages")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "key"], condition=models.Q(robot=None), name="message_to_a_user_once"
            ),
            models.UniqueConstraint(
                fields=["robot", "kind", "key"], condition=models.Q(user=None), name="message_to_a_robot_once"
            ),
            models.CheckConstraint(
                condition=models.Q(user=None, robot__isnull=False) | models.Q(user__isnull=False, robot=None),
                name="message_has_one_receiver",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_to_send"),
            models.Index(fields=["claim"], condition=~models.Q(claim=None), name="message_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def problem_words(self) -> Text | None:
        """Why it did not go out the last time it was tried."""
        return Text(**self.problem) if self.problem else None
