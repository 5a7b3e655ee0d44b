"""The demo bureau's units and users."""

from datetime import date

from niangjia.accounts import commands
from niangjia.accounts.models import SecondFactorFor, SignInPolicy, Unit, UnitKind, User
from niangjia.desk.demo import SIGN_INS

BUREAU = ("白桦岭林业局工会", "Baihualing Forestry Bureau Union")

UNITS = [
    ("乌力根林场", "Wuligen Forest Farm", UnitKind.FARM),
    ("白桦林场", "Baihua Forest Farm", UnitKind.FARM),
    ("上游林场", "Shangyou Forest Farm", UnitKind.FARM),
    ("红松林场", "Hongsong Forest Farm", UnitKind.FARM),
    ("金林林场", "Jinlin Forest Farm", UnitKind.FARM),
    ("贮木场", "Timber Yard", UnitKind.PLANT),
    ("木材加工厂", "Timber Works", UnitKind.PLANT),
    ("筑路处", "Road Department", UnitKind.PLANT),
    ("森林管护所", "Forest Protection Station", UnitKind.PLANT),
    ("职工医院", "Workers' Hospital", UnitKind.PLANT),
    ("防火办", "Fire Prevention Office", UnitKind.OFFICE),
    ("局机关", "Bureau Head Office", UnitKind.OFFICE),
]


def build_bureau(*, since: date, by: User) -> list[Unit]:
    """Make the bureau, its twelve units and the sign-ins of the demo. Returns the twelve.

    Nobody has to have a second factor: the passwords are printed in the README, and people want to look around.
    """
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=by)
    root = commands.add_unit(name=BUREAU[0], name_en=BUREAU[1], kind=UnitKind.BUREAU, by=by)
    units = [commands.add_unit(name=zh, name_en=en, kind=kind, parent=root, by=by) for zh, en, kind in UNITS]
    by_name = {unit.name: unit for unit in units}
    for each in SIGN_INS:
        user = commands.add_user(username=each.username, display_name=each.display_name, password=each.password, by=by)
        commands.appoint_user(user, role=each.code, unit=by_name.get(each.unit, root), starts_on=since, by=by)
    return units
