"""This app's part of a deletion."""

from collections import Counter
from collections.abc import Sequence

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.pairing.models import Exclusion, Needs, Pair, ProposalLine
from niangjia.people.erasure import Erased


def forget_pairs(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """The pairs of the dossier with promises, its needs, exclusions and lines of proposals.

    The figures of a proposal stay: how many households and cadres it was about.
    """
    pairs = Pair.objects.filter(dossier=dossier)
    erased = Erased(
        Counter({"accounts.notice": forget_notices([str(pk) for pk in pairs.values_list("pk", flat=True)])})
    )
    ProposalLine.objects.filter(replaces__in=pairs).update(replaces=None)
    for model in (ProposalLine, Pair, Exclusion, Needs):
        _count, deleted = model._default_manager.filter(dossier=dossier).delete()  # noqa: SLF001 (Django's name)
        erased.counts += Counter({label.lower(): count for label, count in deleted.items()})
    return erased
