"""How referrals are shown in lists: state, tone, lateness in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.privacy.masking import MASKS
from niangjia.referrals.models import WITH_PARTNER, Referral, State
from niangjia.referrals.queries import is_late
from niangjia.referrals.sharing import SENSITIVE, thaw

TONES = {
    State.DRAFT: "neutral",
    State.SENT: "info",
    State.ACCEPTED: "info",
    State.RETURNED: "info",
    State.DECLINED: "warn",
    State.ANSWERED: "warn",
    State.SETTLED: "warn",
    State.CLOSED: "good",
    State.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A referral with its tone, how long it has been open, and how it stands with its day."""

    referral: Referral
    tone: str
    days_open: int
    is_late: bool
    when: str


def rows_of(referrals: Iterable[Referral]) -> list[Row]:
    """Rows for a list. No query."""
    today = clock.today()
    return [_row(each, today) for each in referrals]


def _row(referral: Referral, today: date) -> Row:
    late = is_late(referral, today)
    days = (today - referral.sent_on).days if referral.sent_on else 0
    tone = "bad" if late else TONES[State(referral.state)]
    return Row(referral, tone, days, late, _when(referral, today))


def _when(referral: Referral, today: date) -> str:
    """Where it stands with its day, in a few words; "" when no day is waited for."""
    if referral.state not in WITH_PARTNER or referral.due_on is None:
        return ""
    left = (referral.due_on - today).days
    if left < 0:
        return ngettext("late by %(count)s day", "late by %(count)s days", -left) % {"count": -left}
    if left == 0:
        return _("due today")
    return ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}


@dataclass(frozen=True, slots=True)
class Shown:
    """A shared fact as the union's own pages show it."""

    label: Text
    words: str


def shown_to_union(referral: Referral) -> list[Shown]:
    """What was shared, with sensitive numbers masked whatever the partner sees: the union looks them up in the dossier,
    for a purpose.
    """
    return [Shown(each.label, _masked(each.code, str(each.value))) for each in thaw(referral.share)]


def _masked(code: str, value: str) -> str:
    if code not in SENSITIVE:
        return value
    masked = MASKS[SENSITIVE[code]](value)
    return masked if masked == value else _("%(value)s (they see it in full)") % {"value": masked}
