"""Which roles two different people must hold, and what may be appointed where and for how long. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.unit_kinds import Group
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import unseen_in

ACTING_DAYS = 180
"""The longest time anyone acts for another in one appointment, first and last day counted."""

ADMINISTERING = frozenset({"administrator", "security-admin", "security-auditor"})
"""Who sets up, who gives rights, and who looks after both: three people, none of whom reads a case."""

OF_CASES = frozenset(
    {
        "unit-officer", "assistance-clerk", "reviewer", "approver", "finance-clerk", "cashier", "counsellor",
        "crisis-duty", "pairing-cadre", "informant", "responder", "leader", "auditor", "superior",
    }
)  # fmt: skip
"""Every role that sees cases, or figures made of them."""

ROLES_AT_RESPONDERS = frozenset({"responder", "leader", "counsellor", "crisis-duty"})
"""The roles there are at a department or a partner; a leader there is its head."""


class Separation(NamedTuple):
    """Two sets of roles that one person may not hold at the same time, one of each, and why."""

    one: frozenset[str]
    other: frozenset[str]
    why: "str | Promise"


SEPARATIONS = (
    Separation(
        ADMINISTERING,
        ADMINISTERING,
        _("System administrator, security administrator and security auditor are three different people."),
    ),
    Separation(ADMINISTERING, OF_CASES, _("Who administers the system reads no cases.")),
    Separation(
        frozenset({"finance-clerk"}),
        frozenset({"cashier"}),
        _("Who keeps the books and who pays out are two different people."),
    ),
    Separation(
        frozenset({"auditor"}),
        frozenset({"approver", "finance-clerk", "cashier"}),
        _("Who audits neither approves nor keeps money."),
    ),
)
"""The separation of duties. The last is how the unions' audit committees are made up, from memory: to be confirmed."""


class Held(NamedTuple):
    """A role held from a day to a day (last day included; None: without end)."""

    role: str
    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: "Held") -> bool:
        """Whether both are held on any one day."""
        return (other.ends_on is None or self.starts_on <= other.ends_on) and (
            self.ends_on is None or other.starts_on <= self.ends_on
        )


def separation_between(role: str, other: str) -> Separation | None:
    """Why two different roles are not one person's at the same time; None when they may be."""
    if role == other:
        return None
    return next(
        (
            each
            for each in SEPARATIONS
            if (role in each.one and other in each.other) or (other in each.one and role in each.other)
        ),
        None,
    )


def first_clash(wanted: Held, held: Iterable[Held]) -> tuple[Held, Separation] | None:
    """The first of the roles someone holds that a wanted one may not meet, with the separation it breaks."""
    for each in held:
        found = separation_between(wanted.role, each.role)
        if found and wanted.overlaps(each):
            return each, found
    return None


def may_be_held_at(role: str, group: Group) -> bool:
    """Whether a role has a place at a unit of a group."""
    return group is Group.UNION or role in ROLES_AT_RESPONDERS


def check_acting(starts_on: date, ends_on: date | None, other: Held | None) -> None:
    """Raises InvalidInput when someone would act without an end, too long, or longer than the one they stand in for."""
    if ends_on is None:
        raise InvalidInput(_("Acting for someone needs a last day."), remedy=_("Give the last day."))
    if (ends_on - starts_on).days + 1 > ACTING_DAYS:
        raise InvalidInput(
            format_lazy(_("Acting lasts at most {days} days."), days=ACTING_DAYS),
            remedy=_("Give an earlier last day, or appoint the person for good."),
        )
    if other is None:
        return
    if starts_on < other.starts_on or (other.ends_on is not None and ends_on > other.ends_on):
        raise InvalidInput(
            _("Nobody acts for another outside the other's own term."),
            remedy=_("Give days within the term of the person who is stood in for."),
        )


def clean(text: str, *, what: "str | Promise", limit: int, is_needed: bool = True) -> str:
    """What was typed, without blanks around it. Raises InvalidInput naming what is missing, too long or unseen."""
    text = text.strip()
    if is_needed and not text:
        raise InvalidInput(format_lazy(_("{what}: this is needed."), what=what), code="missing")
    if len(text) > limit:
        raise InvalidInput(
            format_lazy(_("{what}: at most {limit} characters fit."), what=what, limit=limit), code="too-long"
        )
    if unseen := unseen_in(text):
        raise InvalidInput(
            format_lazy(_("{what}: it has a character that nobody sees ({code})."), what=what, code=unseen),
            remedy=_("Type it anew, or paste it without its formatting."),
            code="unseen-character",
        )
    return text


def reason_about(text: str, name: str, *, what: "str | Promise", limit: int) -> str:
    """A reason that goes on the record, which outlives the user: cleaned. Raises InvalidInput if it names them."""
    reason = clean(text, what=what, limit=limit)
    if name and name in reason:
        raise InvalidInput(
            format_lazy(_("The reason names {name}."), name=name),
            remedy=_("The record shows whom it is about; it outlives the user, so leave the name out."),
            code="name-in-reason",
        )
    return reason
