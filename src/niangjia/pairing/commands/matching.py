"""What a household needs of a cadre, and with whom it is not paired."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.pairing import access, queries
from niangjia.pairing.catalogues import languages, skills
from niangjia.pairing.models import Cadre, ExcludedWhy, Exclusion, Needs
from niangjia.pairing.seen import require_seen


@transaction.atomic
def revise_needs(
    dossier: Dossier, *, needs: Collection[str], language: str, by: User, seen: str | None = None
) -> Needs:
    """Say what a household needs, in place of what follows from its causes. `seen`: `seen.stamp` of what was said when
    the form was opened.

    Locks the dossier. The same again changes nothing. Raises Forbidden, InvalidInput, ChangedMeanwhile.
    """
    dossier = lock_dossier(dossier)
    access.require(by, "match", dossier.unit)
    if set(needs) - set(skills()) or (language and language not in languages()):
        raise InvalidInput(_("Choose skills and languages from the lists."), code="skills")
    known = Needs.objects.filter(dossier=dossier).first()
    if known is not None and (known.needs, known.language) == (sorted(needs), language):
        return known
    require_seen(queries.needs_said(dossier), seen)
    said = {"needs": sorted(needs), "language": language, "revised_by": by, "revised_at": clock.now()}
    kept, _is_new = Needs.objects.update_or_create(dossier=dossier, defaults=said)
    audit("pairing.needs.revised", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return kept


@transaction.atomic
def exclude_cadre(dossier: Dossier, cadre: Cadre, *, why: str, by: User) -> Exclusion:
    """Say that a household is not paired with a cadre. A pair in force stays until it is handed over.

    The same again changes nothing. Raises Forbidden, InvalidInput, Conflict when they are excluded for another reason.
    """
    dossier = lock_dossier(dossier)
    access.require(by, "match", dossier.unit)
    if why not in ExcludedWhy.values:
        raise InvalidInput(_("Say why the two are not paired."), code="why")
    known = Exclusion.objects.filter(dossier=dossier, cadre=cadre).first()
    if known is not None and known.why == why:
        return known
    if known is not None:
        raise Conflict(
            in_both_languages(
                gettext_lazy("These two are not paired already, for another reason: %(why)s."),
                why=in_both_languages(ExcludedWhy(known.why).label),
            ),
            remedy=_("Let them be paired again first if that reason does not hold."),
            code="excluded",
        )
    made = Exclusion.objects.create(dossier=dossier, cadre=cadre, why=why, by=by, at=clock.now())
    told = in_both_languages(ExcludedWhy(why).label)
    number = dossier.number
    audit("pairing.cadre.excluded", dossier, by=by, unit=dossier.unit, number=number, cadre=str(cadre), why=told)
    return made


@transaction.atomic
def lift_exclusion(exclusion: Exclusion, *, by: User) -> None:
    """Let the two be paired again. Lifted again it changes nothing. Raises Forbidden."""
    dossier = lock_dossier(exclusion.dossier)
    access.require(by, "match", dossier.unit)
    if Exclusion.objects.filter(pk=exclusion.pk).delete()[0]:
        told = {"number": dossier.number, "cadre": str(exclusion.cadre)}
        audit("pairing.exclusion.lifted", dossier, by=by, unit=dossier.unit, **told)
