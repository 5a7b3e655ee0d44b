"""Changes of the rule book for tests: small words for what tests propose and approve."""

from datetime import date
from typing import Any

from niangjia.accounts.models import User
from niangjia.kernel.text import Text
from niangjia.policies import amendments, commands
from niangjia.policies.amendments import Amendment
from niangjia.policies.models import Change

NAME = "national-2019"
URBAN = "dibao_urban_monthly"
BANNER = "150785"


def value(amount: object = 90_000, **changes: Any) -> Amendment:
    """The urban line of a banner from a day on, to confirm."""
    stated: dict[str, Any] = {"rule_set": NAME, "parameter": URBAN, "region": BANNER, "value": amount}
    stated |= {"from_on": date(2026, 1, 1)}
    return Amendment(kind=amendments.SET_VALUE, **(stated | {"document": "通知", "page": "2"} | changes))


def draft(name: str = "own-2027", base: str = NAME, base_number: int = 0) -> Amendment:
    """A draft copied from a rule set."""
    title = Text("本局规则", "Our rules")
    return Amendment(kind=amendments.OPEN_DRAFT, rule_set=name, base=base, base_number=base_number, title=title)


def start(name: str, day: date) -> Amendment:
    """A rule set put in force from a day."""
    return Amendment(kind=amendments.PUT_IN_FORCE, rule_set=name, from_on=day, document="通知")


def end(name: str, day: date) -> Amendment:
    """A rule set retired from a day."""
    return Amendment(kind=amendments.RETIRE, rule_set=name, from_on=day, document="通知")


def propose(amendment: Amendment, by: User) -> Change:
    """A proposal that waits."""
    return commands.propose_change(amendment, reason="上级文件", by=by)


def approve(amendment: Amendment, by: User, approver: User) -> Change:
    """A change that counts."""
    return commands.approve_change(propose(amendment, by), by=approver)
