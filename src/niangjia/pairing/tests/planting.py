"""A pair with a value of its own in each field of words, for the tests of deletion."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.pairing.models import Cadre, Exclusion, Needs, Pair, Promise, Proposal, ProposalLine


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; their ids are to be gone, too."""
    today, now = clock.today(), clock.now()
    told = {"unit": dossier.unit, "rank": "other", "capacity": 9, "added_by": by, "added_at": now}
    cadre, _is_new = Cadre.objects.get_or_create(user=by, defaults=told)
    proposal = Proposal.objects.create(
        unit=dossier.unit, suggested_by=by, suggested_at=now, cadres=1, households=1, cost=0, bound=0, pairs_looked_at=1
    )
    Needs.objects.create(dossier=dossier, needs=["law"], language="daur", revised_by=by, revised_at=now)
    exclusion = Exclusion.objects.create(dossier=dossier, cadre=cadre, why="declined", by=by, at=now)
    pair = Pair.objects.create(
        dossier=dossier, cadre=cadre, starts_on=today, ends_on=today, ended_on=today, ended_why="other", ended_by=by,
        proposal=proposal, visited_on=today, other_asked_at=now, started_by=by, started_at=now,
    )  # fmt: skip
    after = Pair.objects.create(
        dossier=dossier, cadre=cadre, starts_on=today, ends_on=today, earlier=pair, started_by=by, started_at=now
    )
    line = ProposalLine.objects.create(
        proposal=proposal, dossier=dossier, cadre=cadre, suggested=cadre, met=["law"], replaces=pair
    )
    promise = Promise.objects.create(
        pair=after, made_in=pair, what=new(), due_on=today, state="not-kept", made_by=by, made_at=now, settled_on=today,
        settled_by=by, words=new(),
    )  # fmt: skip
    Notice.objects.create(to=by, text={"zh": "看", "en": "look"}, address=f"/pairing/pairs/{pair.pk}/", at=now)
    return [str(each.pk) for each in (exclusion, pair, after, line, promise)]
