"""What messages outside the program say: kinds of work, counts and ways in; never a name, never a number of a case."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.accounts.models import Urgent, User
from niangjia.accounts.waiting import Entry, Waiting, Week, entries_of, waiting_for
from niangjia.delivery.models import Message, MessageKind, Robot
from niangjia.delivery.queries import people_at
from niangjia.kernel import clock
from niangjia.workdays.calendar import current
from niangjia.workdays.week import week_of

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Words:
    """A title, lines of words each with an address ("" for none), and where to go."""

    title: str
    lines: list[tuple[str, str]]
    end: str

    def plain(self) -> str:
        """As an e-mail."""
        told = [f"· {words}" + (f"\n  {address}" if address else "") for words, address in self.lines]
        return "\n".join([*told, "", self.end])

    def marked(self) -> list[str]:
        """As lines of Markdown."""
        return [*(f"- [{words}]({address})" if address else f"- {words}" for words, address in self.lines), self.end]


def words_of(messages: list[Message]) -> Words | None:
    """What some messages of one kind to one receiver say now, in the language of the moment; None: nothing."""
    first = messages[0]
    if first.kind == MessageKind.DIGEST:
        return _digest(first)
    if first.kind == MessageKind.URGENT:
        return _urgent([each.key for each in messages])
    if first.kind == MessageKind.NOTICES:
        count = len(messages)
        told = ngettext("%(count)s new notice for you", "%(count)s new notices for you", count) % {"count": count}
        return Words(told, [(told, _address(reverse("accounts:list-notices")))], _way_in())
    return Words(_("This message is a test"), [(_("It arrived. You will be told here."), "")], _way_in())


def _digest(message: Message) -> Words | None:
    week = week_of(clock.today(), current())
    if message.robot:
        entries = entries_of(_together(message.robot, week), week)
        title = _("%(unit)s: what waits today") % {"unit": message.robot.unit}
    elif message.user:
        entries = entries_of(waiting_for(message.user, week), week)
        title = _("What waits for you today")
    if not entries:
        return None
    lines = [(_line(each), _address(each.waiting.address)) for each in entries[:MOST_LINES]]
    return Words(title, lines, _way_in())


def _together(robot: Robot, week: Week) -> list[Waiting]:
    """What waits for those in office at a unit: of each kind of work what the one who sees most of it sees."""
    most: dict[str, Waiting] = {}
    for user in people_at(robot):
        for each in waiting_for(user, week):
            known = most.get(each.code)
            if known is None or sum(known.days.values()) < sum(each.days.values()):
                most[each.code] = each
    return list(most.values())


def _line(entry: Entry) -> str:
    told = _("%(what)s: %(count)s") % {"what": entry.waiting.label, "count": entry.words}
    if entry.late:
        late = ngettext("%(count)s late", "%(count)s late", entry.late) % {"count": f"{entry.late:,}"}
        return _("%(told)s (%(late)s)") % {"told": told, "late": late}
    return told


def _urgent(keys: Iterable[str]) -> Words:
    """A key of an urgent message begins with what is urgent."""
    kinds = list(dict.fromkeys(Urgent(key.partition(":")[0]) for key in keys))
    lines = [(str(kind.label), _address(reverse("desk:show-home"))) for kind in kinds]
    return Words(_("Urgent: please look at once"), lines, _way_in())


def _address(path: str) -> str:
    return f"{settings.SITE}{path}" if settings.SITE else ""


def _way_in() -> str:
    return _("Sign in to see more. No names stand in messages.")


def receiver_of(message: Message) -> User | Robot:
    """Whom a message is for."""
    receiver = message.robot or message.user
    if receiver is None:
        raise LookupError(message.pk)
    return receiver
