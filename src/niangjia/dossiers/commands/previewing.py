"""What a command would do, found out by doing it and taking it back: the preview cannot say anything else."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.version_content import Content, content_of


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One dossier before and after; before is empty for a new one. `state` and `number` are those afterwards."""

    dossier: Dossier
    before: Content
    after: Content


def foresee(do: Callable[[], Dossier], *dossiers: Dossier) -> list[Foreseen]:
    """The dossiers before and after a command, a new one last. Nothing is kept. Raises what the command raises."""
    before = _contents(dossiers)
    with transaction.atomic():
        done = do()
        after = _contents([*dossiers, done])
        transaction.set_rollback(True)
    return [Foreseen(found, before[pk][1] if pk in before else {}, content) for pk, (found, content) in after.items()]


def _contents(dossiers: "list[Dossier] | tuple[Dossier, ...]") -> "dict[object, tuple[Dossier, Content]]":
    wanted = list(dict.fromkeys(each.pk for each in dossiers))
    found = {each.pk: each for each in whole(Dossier.objects.filter(pk__in=wanted))}
    return {pk: (found[pk], content_of(found[pk])) for pk in wanted}
