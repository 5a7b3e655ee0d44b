"""The robots of units' chat groups."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.delivery import access
from niangjia.delivery.commands.trying import order_test
from niangjia.delivery.models import How, Language, Message, Robot, RobotKind
from niangjia.delivery.outgoing import check_address
from niangjia.delivery.robots import kind_label
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock

LONGEST_SECRET = 200


@transaction.atomic
def add_robot(
    unit: Unit, *, kind: str, name: str, address: str, secret: str, how: str, language: str, by: User
) -> Robot:
    """Set up a robot of a unit. Pressed twice it is one: the same address at the same unit is the same robot. Locks the
    unit, as the address is sealed and the database cannot tell.

    Raises Forbidden, Conflict for a closed unit, InvalidInput for an address that is not allowed here.
    """
    access.require_robot_at(by, unit)
    require_open(unit)
    name, address, secret = name.strip(), address.strip(), secret.strip()
    _check(kind=kind, name=name, address=address, secret=secret, how=how, language=language)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    for known in Robot.objects.filter(unit=unit, removed_at=None):
        if known.address.reveal() == address:
            return known
    robot = Robot.objects.create(
        unit=unit,
        kind=kind,
        name=name,
        address=address,
        secret=secret,
        how=how,
        language=language,
        added_by=by,
        changed_at=clock.now(),
    )
    audit("delivery.robot.added", robot, by=by, unit=unit, name=name, kind=kind_label(kind), unit_name=unit.title)
    return robot


@transaction.atomic
def change_robot(robot: Robot, *, name: str, address: str, secret: str, how: str, language: str, by: User) -> Robot:
    """Change a robot. An empty address leaves address and secret as they are. Locks its row.

    Raises Forbidden, Conflict when it was removed, InvalidInput for an address that is not allowed here.
    """
    robot = _locked(robot, by)
    name, address, secret = name.strip(), address.strip(), secret.strip()
    _check(
        kind=robot.kind,
        name=name,
        address=address or robot.address.reveal(),
        secret=secret,
        how=how,
        language=language,
    )
    if address:
        robot.address, robot.secret = address, secret
    robot.name, robot.how, robot.language, robot.changed_at = name, how, language, clock.now()
    robot.save()
    kind = kind_label(robot.kind)
    audit("delivery.robot.changed", robot, by=by, unit=robot.unit, name=name, kind=kind, unit_name=robot.unit.title)
    return robot


@transaction.atomic
def remove_robot(robot: Robot, *, by: User) -> Robot:
    """Stop writing to a group, and forget the address. Locks its row; a second time changes nothing."""
    access.require_robot_at(by, robot.unit)
    robot = lock(Robot.objects.select_related("unit"), robot.pk)
    if robot.removed_at is not None:
        return robot
    robot.address = robot.secret = ""
    robot.removed_at = robot.changed_at = clock.now()
    robot.save()
    audit("delivery.robot.removed", robot, by=by, unit=robot.unit, name=robot.name, unit_name=robot.unit.title)
    return robot


@transaction.atomic
def try_robot(robot: Robot, *, by: User) -> Message:
    """Order a message to the group. Raises Forbidden, Conflict when it was removed or tried too often today."""
    robot = _locked(robot, by)
    message = order_test(robot=robot)
    audit("delivery.robot.tried", robot, by=by, unit=robot.unit, name=robot.name, unit_name=robot.unit.title)
    return message


def _locked(robot: Robot, by: User) -> Robot:
    access.require_robot_at(by, robot.unit)
    robot = lock(Robot.objects.select_related("unit"), robot.pk)
    if robot.removed_at is not None:
        raise Conflict(_("This robot was removed."), remedy=_("Add it anew."), code="robot-removed")
    return robot


def _check(*, kind: str, name: str, address: str, secret: str, how: str, language: str) -> None:
    if kind not in RobotKind.values or how not in {How.DAILY, How.OFF} or language not in Language.values:
        raise InvalidInput(_("Choose one of the ways."))
    if not name:
        raise InvalidInput(_("Say which group it is."))
    require_readable(name)
    if len(secret) > LONGEST_SECRET or not secret.isascii() or any(each.isspace() for each in secret):
        raise InvalidInput(_("This is not a signing secret."), remedy=_("It begins with SEC and has no spaces."))
    check_address(address, kind)
