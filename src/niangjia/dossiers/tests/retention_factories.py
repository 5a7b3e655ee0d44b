"""Closed dossiers of long ago, and a deletion run over them, for tests."""

from datetime import date
from itertools import count

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.commands import approve_deletion, close_dossier, propose_deletion
from niangjia.dossiers.models import DeletionRun, Dossier, ImportRun
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.kernel import clock

OPENED, CLOSED, DUE = date(2026, 6, 1), date(2026, 6, 30), date(2036, 7, 1)
"""A dossier closed on CLOSED is kept through 2036-06-30 and is due on DUE."""

_persons = count()


def _number() -> str:
    """An identity number: those of one birth year are used up after 1,400 people."""
    return identity(date(1960 + next(_persons) // 1000, 5, 6))


CARD = "6228489990000000003"


def closed(*names: str, unit: Unit, by: User, on: date = CLOSED, **changes: object) -> Dossier:
    """A dossier of some people, filed on OPENED and closed on a day."""
    head, *others = names
    bank = {"bank": "中国农业银行", "card_number": CARD}
    particulars = {"phone": "13800000001"}
    members = [
        person(head, is_head=True, wage_fen=2_400_000, bank=bank, particulars=particulars, identity_number=_number()),
        *(person(name, identity_number=_number()) for name in others),
    ]
    with clock.set_to(OPENED):
        dossier = file(home=household(*members, **changes), unit=unit, by=by)  # type: ignore[arg-type]
    with clock.set_to(on):
        return close_dossier(dossier, reason="retired", by=by)


def approved_run(clerk: User, approver: User) -> DeletionRun:
    """A run over all that is due today, proposed and approved."""
    return approve_deletion(propose_deletion(by=clerk), by=approver)


def import_run(by, unit, *, found="", started_at=None, file_name="六月.xlsx"):
    """An import that ended, with a finding about somebody."""
    finding = {"household_name": found, "found": "", "message": "", "sheet": "s", "row": 3, "column": "姓名"}
    report = {"households": 2, "accepted": 1, "unchanged": 0, "refused": 1, "findings": [finding]}
    at = started_at or clock.now()
    return ImportRun.objects.create(
        by=by, unit=unit, file_name=file_name, started_at=at, touched_at=at, state="done", samples=[found, "别人"],
        report={"zh-hans": report, "en": report},
    )  # fmt: skip
