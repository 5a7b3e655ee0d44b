"""The catalogue in an installation: measures of its own, and which can be had. What is shipped keeps its source."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import holds
from niangjia.accounts.models import Role, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.ids import new_id
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes
from niangjia.plans import access, queries
from niangjia.plans.catalogue import CEILINGS
from niangjia.plans.models import Availability, GoalKind, OwnMeasure
from niangjia.plans.tiers import Nature, Tier


@transaction.atomic
def add_entry(said: OwnMeasure, *, by: User) -> OwnMeasure:
    """Add a measure of the bureau's own; `said` is an unsaved row with its words. The same name again is the one there
    is. Raises Forbidden, InvalidInput for a name that is taken, or what is missing.
    """
    _require(by)
    words = ("name", "what", "qualifies", "told_by", "basis")
    for field in words:
        setattr(said, field, getattr(said, field).strip())
    require_readable(*(getattr(said, field) for field in words))
    is_known = all(each in codes.CAUSES for each in said.causes)
    is_whole = all(getattr(said, field) for field in words) and bool(said.causes)
    is_known = is_known and all(each in codes.ATTACHMENT_KINDS for each in said.evidence)
    is_known = (
        is_known and said.ceiling in {"", *CEILINGS} and said.sign in GoalKind.values and said.role in Role.values
    )
    if not is_known or not is_whole or said.tier not in Tier.values or said.nature not in Nature.values:
        raise InvalidInput(
            _("A measure has a name, what it is, tier, nature, causes, who qualifies, a sign of success and a basis."),
            remedy=_("Fill in what is missing."),
            code="incomplete",
        )
    names = {str(text): entry for entry in queries.entries_now().values() for text in (entry.label.zh, entry.label.en)}
    if said.name in names:
        same = OwnMeasure.objects.filter(name=said.name, what=said.what, added_by=by).first()
        if same is not None:
            return same
        raise InvalidInput(
            _("There is a measure of this name."), remedy=_("Use that one, or give another name."), code="name"
        )
    said.code, said.added_by, said.added_at = f"own-{new_id().hex[-12:]}", by, clock.now()
    said.evidence = [code for code in codes.ATTACHMENT_KINDS.codes if code in said.evidence]
    said.causes = [code for code in codes.CAUSES.codes if code in said.causes]
    said.save(force_insert=True)
    audit("plans.entry.added", by, by=by, measure=Text(said.name, said.name), basis=said.basis)
    return said


@transaction.atomic
def change_availability(code: str, *, is_available: bool, why: str, by: User) -> Availability:
    """Say that a measure can or cannot be had here, with the reason. Plans that have it keep it. The same again changes
    nothing. Raises Forbidden, InvalidInput for an unknown measure or no reason.
    """
    _require(by)
    entry, why = queries.entries_now().get(code), why.strip()
    if entry is None or not why:
        raise InvalidInput(_("Say why, in a few words."), code="why")
    require_readable(why)
    kept = Availability.objects.select_for_update().filter(code=code).first()
    if kept and (kept.is_available, kept.why) == (is_available, why):
        return kept
    said = {"is_available": is_available, "why": why, "changed_by": by, "changed_at": clock.now()}
    kept, _is_new = Availability.objects.update_or_create(code=code, defaults=said)
    yes = in_both_languages(gettext_lazy("yes") if is_available else gettext_lazy("no"))
    audit("plans.availability.changed", by, by=by, measure=entry.label, is_available=yes, why=why)
    return kept


def _require(by: User) -> None:
    if not holds(by, access.RIGHTS["change-catalogue"]):
        raise Forbidden(_("An assistance clerk or the approver of the whole bureau looks after the catalogue."))
