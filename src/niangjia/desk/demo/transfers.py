"""Two households of the demo bureau that are to go over to another unit: one comes to the first farm, one leaves it."""

from random import Random

from niangjia.accounts.models import Unit, User
from niangjia.desk.demo.cast import Staff, days_ago
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import file_dossier, propose_transfer
from niangjia.kernel import clock


def move_some(units: list[Unit], staff: Staff, *, seed: int) -> None:
    """Propose both: the officer of the farm answers the one, the clerk of the bureau the other."""
    random = Random(f"{seed}/transfers")  # noqa: S311 (repeatable on purpose)
    taken: set[str] = set()

    def propose(here: Unit, there: Unit, reason: str, words: str, by: User) -> None:
        with days_ago(150):
            record = year_record(invent_family(random, [here], taken), clock.today())
            dossier = file_dossier(record, unit=here, by=by)
        with days_ago(4):
            propose_transfer(dossier, to=there, reason=reason, words=words, by=by)

    farm, other, third = units[1], units[2], units[3]
    propose(other, farm, "posted", "十月起调到白桦林场管护队", staff.clerk)
    propose(farm, third, "moved", "全家搬到红松林场，孩子在那里上学", staff.officer)
