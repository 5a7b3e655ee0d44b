"""A small story of the rule book for the demo: one change approved, and one that waits. The documents are invented."""

from datetime import date, timedelta

from niangjia.accounts.models import User
from niangjia.desk.demo.households import REGION
from niangjia.kernel import clock
from niangjia.policies.amendments import SET_VALUE, Amendment
from niangjia.policies.commands import approve_change, propose_change

RULE_SET = "national-2019"
RURAL = Amendment(
    kind=SET_VALUE,
    rule_set=RULE_SET,
    parameter="dibao_rural_monthly",
    region=REGION,
    from_on=date(2025, 1, 1),
    value=69_000,
    document="示例：关于调整 2025 年农村牧区低保标准的通知",
    page="第 2 页",
)
URBAN = Amendment(
    kind=SET_VALUE,
    rule_set=RULE_SET,
    parameter="dibao_urban_monthly",
    region=REGION,
    from_on=date(2026, 1, 1),
    value=88_000,
    document="示例：关于调整 2026 年城市低保标准的通知",
    page="第 1 页",
)
"""Amounts are fen. Nobody of the demo lives by the rural line, and what waits counts for nothing: households stay as
they are."""


def tell_story_of_rules(*, clerk: User, leader: User) -> None:
    """The clerk proposes two lines of the own banner; the leader has approved the first."""
    today = clock.today()
    with clock.set_to(today - timedelta(days=40), hour=10):
        approved = propose_change(
            RURAL, reason="旗里公布了本地标准，之前用的是全区平均数。原件待核对，先标“待确认”。", by=clerk
        )
    with clock.set_to(today - timedelta(days=38), hour=15):
        approve_change(approved, note="数额与通知一致，收到盖章原件后请改为“已确认”。", by=leader)
    with clock.set_to(today - timedelta(days=3), hour=9):
        propose_change(URBAN, reason="旗里公布了本地城市低保标准，比全区平均数高 40 元。", by=clerk)
