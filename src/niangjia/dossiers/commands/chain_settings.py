"""How an installation goes about the chain; and reading what was written at a step."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.chain import NATIONAL
from niangjia.dossiers.chain_changes import with_settings
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import ChainSettings, Dossier, Step
from niangjia.dossiers.queries_of_chain import settings_in_force
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages


@transaction.atomic
def configure_chain(
    *,
    limits: Mapping[str, int],
    roles: Mapping[str, Iterable[str]],
    joined: Iterable[str],
    reason: str,
    by: User,
    seen: str = "",
) -> ChainSettings:
    """Change limits, roles and joined acts from now on; what equals the default is left out.

    Earlier settings stay on record, and so do deadlines already set.

    `seen` is the id of the settings that the page showed ("" for none). Raises InvalidInput for a chain that would not
    hold, or without a reason, StepTaken when others changed it meanwhile, Forbidden.
    """
    access.require_somewhere(by, "configure-chain")
    if not reason.strip():
        raise InvalidInput(_("Say why the chain is changed."), code="reason-missing")
    require_readable(reason)
    # The root is locked: the first settings have no row of their own yet.
    list(Unit.objects.select_for_update(no_key=True).filter(depth=1).order_by("path")[:1])
    own_limits = {act: days for act, days in limits.items() if days != NATIONAL.acts[act].limit}
    own_roles = {act: sorted(given) for act, given in roles.items() if frozenset(given) != NATIONAL.rights[act].roles}
    own_joined = sorted(set(joined))
    with_settings(NATIONAL, limits=own_limits, roles=own_roles, joined=own_joined)
    known = settings_in_force()
    wanted = (own_limits, own_roles, own_joined)
    if known is not None and (known.limits, known.roles, known.joined) == wanted:
        return known
    if (str(known.pk) if known else "") != seen:
        raise StepTaken(
            in_both_languages(_("Meanwhile %(name)s changed the chain."), name=str(known.by) if known else "—"),
            remedy=_("Look at it as it is now before you go on. What you typed is kept."),
        )
    settings = ChainSettings.objects.create(
        limits=own_limits, roles=own_roles, joined=own_joined, reason=reason.strip(), by=by, at=clock.now()
    )
    audit("dossiers.chain.configured", settings, by=by, reason=settings.reason)
    return settings


@transaction.atomic
def read_step(dossier: Dossier, step: Step, *, by: User) -> Step:
    """Record that someone read what was written at a step, which the page then shows in full. Raises Forbidden."""
    access.require(by, "read-steps", dossier.unit)
    audit("dossiers.step.read", dossier, by=by, unit=dossier.unit, number=dossier.number, step=step.number)
    return step
