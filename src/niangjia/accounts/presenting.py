"""What pages say of units: their history, and what a change would bring, before it is made."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from niangjia.accounts import queries, successions
from niangjia.accounts.models import ChangeOfUnit, Unit, User
from niangjia.kernel import clock
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change of a unit as a timeline shows it."""

    what: str
    words: str
    from_on: date
    document: str
    by: User


def told_changes(unit: Unit, parent_now: Unit | None) -> list[ToldChange]:
    """What happened to a unit, newest first; one query."""
    changes = list(unit.changes.select_related("parent", "by"))
    afters: list[tuple[Text, Unit | None]] = [(change.title, change.parent) for change in changes[1:]]
    told = []
    for change, (title, parent) in zip(changes, [*afters, (unit.title, parent_now)], strict=False):
        words = {
            ChangeOfUnit.RENAMED: f"{change.title} → {title}",
            ChangeOfUnit.MOVED: f"{change.parent or _('the top')} → {parent or _('the top')}",
            ChangeOfUnit.MERGED: _("into %(unit)s") % {"unit": unit.successor},
        }.get(ChangeOfUnit(change.what), "")
        told.append(ToldChange(change.get_what_display(), words, change.from_on, change.document, change.by))
    return list(reversed(told))


def of_rename(unit: Unit, *, name: str, name_en: str, kind: str, from_on: date) -> list[str]:
    """What comes of another name."""
    after = Unit(name=name, name_en=name_en, kind=kind)
    words = {"before": unit, "after": after, "day": from_on.isoformat()}
    told = [_("From %(day)s on, %(before)s is called %(after)s.") % words]
    if kind != unit.kind:
        told.append(_("Its kind becomes: %(kind)s.") % {"kind": after.details.label})
    return [*told, _("Its former name stays in its history; households, dossiers and appointments stay as they are.")]


def of_move(unit: Unit, *, to: Unit, from_on: date) -> list[str]:
    """What comes of another place."""
    words = {"unit": unit, "to": to, "day": from_on.isoformat(), "before": queries.parent_of(unit) or _("the top")}
    below = queries.subtree(unit).count() - 1
    along = [_("Units below it that go along: %(count)s.") % {"count": below}] if below else []
    return [
        _("From %(day)s on, %(unit)s stands under %(to)s, no longer under %(before)s.") % words,
        *along,
        _("Affected: %(things)s.") % {"things": _counted(queries.subtree(unit))},
        _("Who holds a role at %(to)s or above it then sees it too. Who holds one only at %(before)s no longer does.")
        % words,
    ]


def of_merge(unit: Unit, *, into: Unit, from_on: date) -> list[str]:
    """What comes of a merger."""
    words = {"unit": unit, "into": into, "day": from_on.isoformat()}
    counts = {
        "units": queries.open_children(unit).count(),
        "appointments": queries.appointments_at(unit, clock.today()).count(),
        "users": unit.users.count(),
    }
    alone = Unit.objects.filter(pk=unit.pk)
    above = _(
        "The appointments end, because %(into)s stands above: have people appointed there anew. "
        "A merger cannot be undone."
    )
    beside = _("The appointments go on at %(into)s from today. A merger cannot be undone.")
    return [
        _("From %(day)s on, %(unit)s is closed and %(into)s is its successor.") % words,
        _("%(into)s takes over: %(things)s.") % (words | {"things": _counted(alone)}),
        _("Also: %(appointments)s appointments, %(users)s users, %(units)s units directly below.") % counts,
        (above if unit.path.startswith(into.path) else beside) % words,
    ]


def of_close(unit: Unit, *, from_on: date) -> list[str]:
    """What comes of closing."""
    return [
        _("From %(day)s on, %(unit)s is closed: nobody is filed or appointed there any more.")
        % {"unit": unit, "day": from_on.isoformat()},
        _("Nothing hangs on it. Its history stays readable; it is not opened again."),
    ]


def _counted(units: "queries.UnitQuery") -> str:
    return "、".join(f"{label} {count}" for label, count in successions.counted(units)) or "—"
