"""Every write to the union tree.

Locks, in this order: the tops of the tree, which stand for the whole of it (no two changes of the tree at a time), the
units concerned, the users whose appointments are handed over, what goes to a successor.
"""

from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts import access, queries, rules, successions
from niangjia.accounts.commands.appointments import hand_over
from niangjia.accounts.models import ChangeOfUnit, Unit, UnitChange, User
from niangjia.accounts.recording import record
from niangjia.accounts.unit_kinds import KINDS, kind_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import Text

NAME, NAME_EN, DOCUMENT = pgettext_lazy("unit", "Name"), _("English name"), _("Document")


@transaction.atomic
def add_unit(
    *, name: str, kind: str, by: User, name_en: str = "", parent: Unit | None = None, opened_on: date | None = None
) -> Unit:
    """Put a unit into the tree, under `parent` or at its top (which is the system's alone).

    Raises Forbidden, InvalidInput for a name or kind that cannot be, Conflict under a closed unit or a wrong one.
    """
    names = _names(name, name_en)
    values = {**names, "kind": _checked_kind(kind), "opened_on": opened_on}
    if opened_on and opened_on > clock.today():
        raise InvalidInput(_("The day lies ahead."), remedy=_("Enter it when the day has come."))
    _lock_tree()
    if parent is None:
        access.require(by, "set-up")
        unit: Unit = Unit.objects.add_root(values)
    else:
        parent.refresh_from_db()
        access.require(by, "manage-units", parent)
        _check_place(kind, parent)
        _refuse_namesake(names["name"], parent)
        unit = Unit.objects.add_child(parent, values)
    record("accounts.unit.added", unit, by=by, unit=unit, name=unit.name)
    return unit


@transaction.atomic
def rename_unit(
    unit: Unit,
    *,
    name: str,
    by: User,
    name_en: str = "",
    kind: str = "",
    from_on: date | None = None,
    document: str = "",
) -> Unit:
    """Give a unit another name from a day on (today), and another kind where that changed too; the earlier stay known.

    Raises Forbidden, InvalidInput, and Conflict when it is closed.
    """
    unit = _lock(unit)
    access.require(by, "manage-units", unit)
    names, kind = _names(name, name_en), _checked_kind(kind or unit.kind)
    if (names["name"], names["name_en"], kind) == (unit.name, unit.name_en, unit.kind):
        raise InvalidInput(_("That is what it is called already."), code="unchanged")
    parent = queries.parent_of(unit)
    if kind != unit.kind:
        _check_place(kind, parent, below=queries.open_children(unit))
    if parent is not None and names["name"] != unit.name:
        _refuse_namesake(names["name"], parent)
    before = unit.title
    _keep(unit, ChangeOfUnit.RENAMED, from_on or clock.today(), document, by, parent)
    unit.name, unit.name_en, unit.kind = names["name"], names["name_en"], kind
    unit.save(update_fields=["name", "name_en", "kind"])
    record("accounts.unit.renamed", unit, by=by, unit=unit, before=before, name=unit.title)
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, to: Unit, by: User, from_on: date | None = None, document: str = "") -> Unit:
    """Put a unit, with all below it, under another from a day on (today).

    Raises Forbidden unless both lie in the jurisdiction, InvalidInput, and Conflict when one of them is closed, the
    other lies below it, or the kinds do not fit.
    """
    unit, to = _lock(unit), _lock(to)
    access.require(by, "manage-units", unit, to)
    parent = queries.parent_of(unit)
    if to.path.startswith(unit.path):
        raise Conflict(_("A unit cannot stand under itself or under a unit below it."), code="cycle")
    if parent == to:
        raise InvalidInput(_("It stands there already."), code="unchanged")
    _check_place(unit.kind, to)
    _refuse_namesake(unit.name, to)
    _keep(unit, ChangeOfUnit.MOVED, from_on or clock.today(), document, by, parent)
    unit = _put_under(unit, to)
    record(
        "accounts.unit.moved",
        unit,
        by=by,
        unit=unit,
        name=unit.title,
        before=parent.title if parent else Text("顶层", "the top"),
        to=to.title,
    )
    return unit


@transaction.atomic
def merge_unit(unit: Unit, *, into: Unit, by: User, from_on: date | None = None, document: str = "") -> Unit:
    """Close a unit from a day on (today); another takes over what is below it, its households, users and appointments.

    Appointments go on at the successor from the day on, or from today where the day has passed. Raises Forbidden unless
    both lie in the jurisdiction, InvalidInput, and Conflict when one is closed or the successor lies below.
    """
    unit, into = _lock(unit), _lock(into)
    access.require(by, "manage-units", unit, into)
    if into.path.startswith(unit.path):
        raise Conflict(_("A unit cannot be merged into itself or into a unit below it."), code="cycle")
    if (unit.details.group, unit.details.keeps_households) != (into.details.group, into.details.keeps_households):
        raise Conflict(
            format_lazy(_("{unit} cannot take over what {other} has."), unit=into, other=unit), code="wrong-kind"
        )
    from_on = from_on or clock.today()
    for child in queries.open_children(unit):
        _check_place(child.kind, into)
        _keep(child, ChangeOfUnit.MOVED, from_on, document, by, unit)
        moved = _put_under(child, Unit.objects.get(pk=into.pk))
        record("accounts.unit.moved", moved, by=by, unit=moved, name=moved.title, before=unit.title, to=into.title)
    unit, into = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=into.pk)
    _keep(unit, ChangeOfUnit.MERGED, from_on, document, by, queries.parent_of(unit))
    hand_over(unit, to=into, by=by)
    _give_all(unit, into, by)
    _shut_out_new_rows(unit)
    _give_all(unit, into, by)  # what came in the meantime
    unit.closed_on, unit.successor = from_on, into
    unit.save(update_fields=["closed_on", "successor"])
    record("accounts.unit.merged", unit, by=by, unit=unit, name=unit.title, into=into.title)
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, by: User, from_on: date | None = None, document: str = "") -> Unit:
    """Close a unit that nothing hangs on any more, from a day on (today).

    Raises Forbidden, InvalidInput, and Conflict saying what still hangs on it.
    """
    unit = _lock(unit)
    access.require(by, "manage-units", unit)
    _shut_out_new_rows(unit)
    why = why_not_close(unit)
    if why:
        raise Conflict(why[0], remedy=_("End or move these first, or merge the unit into another."), code="in-use")
    from_on = from_on or clock.today()
    _keep(unit, ChangeOfUnit.CLOSED, from_on, document, by, queries.parent_of(unit))
    unit.closed_on = from_on
    unit.save(update_fields=["closed_on"])
    record("accounts.unit.closed", unit, by=by, unit=unit, name=unit.title)
    return unit


def why_not_close(unit: Unit) -> "list[str | Promise]":
    """What still hangs on a unit, in sentences; empty when it may be closed."""
    alone = Unit.objects.filter(pk=unit.pk)
    counts = [
        (_("units below it"), queries.open_children(unit).count()),
        (_("appointments in force or to come"), queries.appointments_at(unit, clock.today()).count()),
        (_("users who belong to it"), User.objects.filter(unit=unit, is_active=True).count()),
        *successions.counted(alone),
    ]
    still = _("It still has {count} {things}.")
    return [format_lazy(still, count=count, things=name) for name, count in counts if count]


def _lock_tree() -> None:
    """Hold the tree: its tops are locked for every change, so that one at a time reads and rewrites paths."""
    list(Unit.objects.select_for_update(no_key=True).filter(depth=1).order_by("path"))


def _lock(unit: Unit) -> Unit:
    """A unit as it is now, locked with the tree, and with it who is appointed there. Raises Conflict when closed."""
    _lock_tree()
    locked: Unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if locked.closed_on is not None:
        raise Conflict(format_lazy(_("{unit} is closed."), unit=locked), code="unit-closed")
    return locked


def _shut_out_new_rows(unit: Unit) -> None:
    """Wait for the transactions that name the unit in a row of theirs, and let others wait for this one.

    Only once there is nothing more to lock: who holds a dossier of the unit records that with the unit's name.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)


def _give_all(unit: Unit, into: Unit, by: User) -> None:
    successions.move_all(unit, to=into, by=by)
    User.objects.filter(unit=unit).update(unit=into)


def _put_under(unit: Unit, to: Unit) -> Unit:
    Unit.objects.move(unit, to, pos="last-child")
    moved: Unit = Unit.objects.get(pk=unit.pk)
    return moved


def _names(name: str, name_en: str) -> dict[str, str]:
    return {
        "name": rules.clean(name, what=NAME, limit=80),
        "name_en": rules.clean(name_en, what=NAME_EN, limit=80, is_needed=False),
    }


def _checked_kind(kind: str) -> str:
    if kind not in KINDS:
        raise InvalidInput(format_lazy(_("There is no kind of unit “{kind}”."), kind=kind[:24]), code="unknown-kind")
    return kind


def _check_place(kind: str, parent: Unit | None, *, below: "queries.Units" = None) -> None:
    """Raises Conflict when a unit of a kind has no place under a unit, or what is below has none under it."""
    if parent is not None and parent.closed_on is not None:
        raise Conflict(format_lazy(_("{unit} is closed."), unit=parent), code="unit-closed")
    uppers = [] if parent is None else [(kind_of(kind), parent.details)]
    lowers = [] if below is None else [(child.details, kind_of(kind)) for child in below]
    for lower, upper in (*uppers, *lowers):
        if not lower.may_stand_under(upper):
            raise Conflict(
                format_lazy(_("“{lower}” does not stand under “{upper}”."), lower=lower.label, upper=upper.label),
                remedy=_("Choose another place or another kind."),
                code="wrong-place",
            )


def _refuse_namesake(name: str, parent: Unit) -> None:
    """Raises Conflict when an open unit of the name stands there: imports find units by name."""
    if queries.open_children(parent).filter(name=name).exists():
        raise Conflict(
            format_lazy(_("There is a unit called {name} under {unit} already."), name=name, unit=parent),
            code="namesake",
        )


def _keep(unit: Unit, what: ChangeOfUnit, from_on: date, document: str, by: User, parent: Unit | None) -> None:
    """Write down what a unit was until a day. Raises InvalidInput for a day ahead, or before the last change."""
    if from_on > clock.today():
        raise InvalidInput(_("The day lies ahead."), remedy=_("Enter it when the day has come."), code="day-ahead")
    last = queries.latest_change(unit)
    earliest = last.from_on if last else unit.opened_on
    if earliest and from_on < earliest:
        raise InvalidInput(
            format_lazy(_("The day lies before the last change of this unit ({day})."), day=earliest.isoformat()),
            remedy=_("Give that day or a later one."),
            code="day-too-early",
        )
    UnitChange.objects.create(
        unit=unit,
        what=what,
        from_on=from_on,
        name=unit.name,
        name_en=unit.name_en,
        kind=unit.kind,
        parent=parent,
        document=rules.clean(document, what=DOCUMENT, limit=120, is_needed=False),
        by=by,
        at=clock.now(),
    )
