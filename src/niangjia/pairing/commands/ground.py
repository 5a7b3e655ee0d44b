"""Whether two may be paired: what that rests on is read at once, for one pair or for all of a proposal."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.pairing import queries
from niangjia.pairing.errors import CadreFull, NotToPair
from niangjia.pairing.models import Cadre, ExcludedWhy, Pair, Proposal

LONGEST_TERM = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Ground:
    """Of cadres and dossiers that are locked: who is available, who is excluded from whom, how many each cadre has.

    `load` is kept by whoever makes and ends pairs under the same locks.
    """

    available: frozenset[UUID]
    excluded: Mapping[UUID, Mapping[UUID, str]]
    load: Counter[UUID]

    @classmethod
    def read(cls, dossiers: Collection[Dossier], cadres: Collection[Cadre]) -> "Ground":
        """Four queries, however many there are."""
        ids = [each.pk for each in cadres]
        available = Cadre.objects.filter(queries.available(clock.today()), pk__in=ids).values_list("pk", flat=True)
        return cls(frozenset(available), queries.excluded_from(dossiers, cadres), queries.load_of(ids))

    def require(self, dossier: Dossier, cadre: Cadre) -> None:
        """Raises CadreFull, NotToPair, Conflict when the dossier is not on file or the cadre not available."""
        if dossier.state not in ON_FILE:
            raise Conflict(_("The household is not on file."), remedy=_("File the dossier first."), code="not-on-file")
        if cadre.pk not in self.available:
            raise Conflict(
                _("%(name)s is not available for pairing any more.") % {"name": cadre},
                remedy=_("Choose another cadre."),
                code="not-available",
            )
        if why := self.excluded[dossier.pk].get(cadre.pk):
            raise NotToPair(
                in_both_languages(
                    gettext_lazy("Dossier %(number)s is not paired with %(name)s: %(why)s."),
                    number=dossier.number,
                    name=str(cadre),
                    why=in_both_languages(ExcludedWhy(why).label),
                ),
                remedy=_("Choose another cadre."),
            )
        if self.load[cadre.pk] >= cadre.capacity:
            raise CadreFull(
                in_both_languages(
                    gettext_lazy("%(name)s has %(count)s households and takes on no more."),
                    name=str(cadre),
                    count=cadre.capacity,
                ),
                remedy=_("Choose another cadre, or ask them whether they take on one more."),
            )


@dataclass(frozen=True, slots=True)
class Among:
    """One pair among those of a proposal: everything is locked and read. `held`: the pair the household is in."""

    proposal: Proposal
    ground: Ground
    held: Pair | None


def check_days(starts_on: date, ends_on: date) -> None:
    """Raises InvalidInput for days of a term that cannot be."""
    today = clock.today()
    if not today - timedelta(days=366) <= starts_on <= today + timedelta(days=92):
        raise InvalidInput(
            _("A pairing begins within the last year or the next three months."), remedy=_("Check the day."), code="on"
        )
    if not max(starts_on, today) <= ends_on <= starts_on + LONGEST_TERM:
        raise InvalidInput(
            _("A term ends after it begins, not in the past, and lasts three years at most."),
            remedy=_("Check the day."),
            code="ends-on",
        )
