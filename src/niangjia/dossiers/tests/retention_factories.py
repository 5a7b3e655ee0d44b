"""Closed dossiers of long ago, and a deletion run over them, for tests."""

from datetime import date

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.commands import approve_deletion, close_dossier, propose_deletion
from niangjia.dossiers.models import DeletionRun, Dossier
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel import clock

OPENED, CLOSED, DUE = date(2026, 6, 1), date(2026, 6, 30), date(2036, 7, 1)
"""A dossier closed on CLOSED is kept through 2036-06-30 and is due on DUE."""
CARD = "6228489990000000003"


def closed(*names: str, unit: Unit, by: User, on: date = CLOSED, **changes: object) -> Dossier:
    """A dossier of some people, filed on OPENED and closed on a day."""
    head, *others = names
    bank = {"bank": "中国农业银行", "card_number": CARD}
    members = [person(head, is_head=True, wage_fen=2_400_000, bank=bank, particulars={"phone": "13800000001"})]
    with clock.set_to(OPENED):
        dossier = file(home=household(*members, *(person(name) for name in others), **changes), unit=unit, by=by)  # type: ignore[arg-type]
    with clock.set_to(on):
        return close_dossier(dossier, reason="exited", by=by)


def approved_run(clerk: User, approver: User) -> DeletionRun:
    """A run over all that is due today, proposed and approved."""
    return approve_deletion(propose_deletion(by=clerk), by=approver)
