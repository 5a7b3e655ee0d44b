"""The record of acts: what an act costs to record, and how long a large record takes to verify."""

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import transaction

from niangjia.accounts.commands import add_unit, system_user
from niangjia.accounts.models import Unit, UnitKind, User
from niangjia.audit import linking
from niangjia.audit.commands import record
from niangjia.audit.commands.recording import link_waiting
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.queries import keys
from niangjia.audit.verification import verify
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from tests.benchmarks.run import milliseconds

Say = Callable[..., None]
Note = Callable[[str], None]
AT_ONCE = 20_000
TIMES = 300


def measure_record(say: Say, note: Note, size: int) -> None:
    """Acts recorded one by one and many at a time, then a record of so many entries verified from end to end."""
    by = system_user()
    unit = Unit.objects.filter(depth=1).first() or add_unit(name="白桦岭林业局工会", kind=UnitKind.BUREAU, by=by)

    @transaction.atomic
    def one() -> None:
        record("accounts.unit.added", unit, by=by, unit=unit, name="白桦林场")

    @transaction.atomic
    def many() -> None:
        for _time in range(TIMES):
            record("accounts.unit.added", unit, by=by, unit=unit, name="白桦林场")

    say("one act recorded, committed and linked", statistics.median(milliseconds(one, min(size, TIMES))), "ms")
    say("one of many acts in a transaction", statistics.median(milliseconds(many, 3)) / TIMES, "ms")
    link_waiting()
    start = time.perf_counter()
    fill(by, unit, size)
    note(f"filled {size} entries in {time.perf_counter() - start:.0f} s")
    begin = time.process_time()
    report = verify(keys())
    worked = time.process_time() - begin
    if not report.is_whole or report.rows < size:
        raise RuntimeError(f"{report.rows} entries, {report.words()}")
    say(f"record of {report.rows:,} entries verified", report.seconds, "s")
    say("record verified, processor time", worked, "s")
    say("record verified", report.rows / report.seconds, "entries/s")


@transaction.atomic
def fill(by: User, unit: Unit, size: int) -> None:
    """So many more entries, sealed and linked as the program does it, but written in bulk."""
    head, ring = ChainHead.objects.select_for_update().get(), keys()
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    invented = _invented(by, unit, last)
    for place in range(0, size, AT_ONCE):
        rows = list(islice(invented, min(AT_ONCE, size - place)))
        for row in rows:
            linking.seal(row, ring.current)
        Entry.objects.bulk_create(linking.link(rows, head, ring, may_adopt=False), batch_size=2_000)
    linking.seal_head(head, ring.current)
    head.save()


def _invented(by: User, unit: Unit, last: int) -> Iterator[Entry]:
    acts = (
        ("dossiers.dossier.filed", {"number": "2026-000123"}),
        ("dossiers.dossier.assessed", {"category": {"zh": "深度困难", "en": "Deep hardship"}, "net": "1,234.50"}),
        ("people.household.registered", {"members": 4}),
        ("accounts.user.signed-in", {"username": "clerk"}),
    )
    while True:
        last += 1
        act, details = acts[last % len(acts)]
        yield Entry(
            id=last, at=clock.now(), by=by, act=act, subject_type="dossiers.dossier", subject_id=new_id(),
            unit=unit if last % 3 else None, details=details,
        )  # fmt: skip
