"""The demo bureau's units and users."""

from datetime import date

from django.contrib.auth.hashers import make_password

from niangjia.accounts import commands
from niangjia.accounts.models import SecondFactorFor, SignInPolicy, Unit, UnitKind, User
from niangjia.desk.demo import ALL_SIGN_INS, PASSWORD

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
"""Where households are."""

RESPONDERS = [
    ("局行政办公室", "Administration Office", "administration"),
    ("局党委组织部", "Party Committee Organisation Office", "party"),
    ("局人力资源和社会保障部", "Human Resources and Social Security Office", "labour"),
    ("局民政科", "Civil Affairs Section", "civil-affairs"),
    ("局医保办", "Medical Insurance Office", "medical-care"),
    ("局教育科", "Education Section", "education"),
    ("局房产建设科", "Housing and Construction Section", "housing"),
    ("局残联", "Disabled Persons' Federation", "disability"),
    ("白桦岭旗民政局", "Civil Affairs Bureau of Baihualing Banner", "outside-authority"),
    ("白桦岭旗医疗保障局", "Medical Insurance Bureau of Baihualing Banner", "outside-authority"),
    ("白桦岭旗人民医院", "People's Hospital of Baihualing Banner", "hospital"),
    ("白桦岭慈善会", "Baihualing Charity", "charity"),
    ("松涛律师事务所", "Songtao Law Office", "law-office"),
]
"""Departments of the bureau and partners outside, who answer what the union asks of them."""


def build_bureau(*, since: date, by: User) -> list[Unit]:
    """Make the bureau, its units and the sign-ins of the demo. Returns the twelve units that households belong to.

    Nobody has to have a second factor: the passwords are printed in the README, and people want to look around.
    """
    commands.change_sign_in_policy(SignInPolicy(second_factor=SecondFactorFor.OPTIONAL), by=by)
    root = commands.add_unit(name=BUREAU[0], name_en=BUREAU[1], kind=UnitKind.BUREAU, by=by)
    below = [
        commands.add_unit(name=zh, name_en=en, kind=kind, parent=root, by=by) for zh, en, kind in UNITS + RESPONDERS
    ]
    by_name = {unit.name: unit for unit in below}
    hashed = make_password(PASSWORD)  # hashing is slow on purpose, and the password is one for all
    for each in ALL_SIGN_INS:
        unit = by_name.get(each.unit, root)
        user = commands.add_user(
            username=each.username,
            display_name=each.display_name,
            password=each.password,
            hashed=hashed,
            unit=unit,
            by=by,
        )
        commands.appoint_user(user, role=each.code, unit=unit, starts_on=since, by=by)
    return below[: len(UNITS)]
