"""What was promised, and whether it was kept."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.pairing import access, queries
from niangjia.pairing.commands.pairs import lock_pair
from niangjia.pairing.models import Pair, Promise, PromiseState
from niangjia.plans.models import PlannedMeasure

LONGEST = 400
FURTHEST = timedelta(days=2 * 366)


@transaction.atomic
def promise_help(pair: Pair, *, what: str, due_on: date, measure: PlannedMeasure | None = None, by: User) -> Promise:
    """Note what the cadre promised the household, by when; perhaps a part of a measure of its plan in force.

    Locks the pair. The same again is one. Raises Forbidden, InvalidInput, Conflict when the pair has ended or the
    household is not on file.
    """
    pair, what = lock_pair(pair), what.strip()
    access.require_look_after(by, pair)
    if pair.ended_on is not None:
        raise Conflict(_("This pairing has ended."), remedy=_("Look at the household."), code="pair-ended")
    if not pair.is_in_force:
        raise Conflict(
            _("The household is not on file any more."), remedy=_("Look at its dossier."), code="not-on-file"
        )
    require_readable(what)
    if not what or len(what) > LONGEST:
        raise InvalidInput(_("Say what was promised, in at most %(most)s characters.") % {"most": LONGEST}, code="what")
    if not clock.today() <= due_on <= clock.today() + FURTHEST:
        raise InvalidInput(_("A promise has a day within the next two years."), code="due-on")
    if measure is not None and not queries.measures_to_promise(pair.dossier).filter(pk=measure.pk).exists():
        raise InvalidInput(_("This measure is not in the plan any more. Choose again."), code="measure")
    for each in pair.promises.filter(measure=measure, due_on=due_on, made_by=by, state=PromiseState.OPEN):
        if each.what.reveal() == what:
            return each
    made = Promise.objects.create(
        pair=pair, made_in=pair, what=what, measure=measure, due_on=due_on, made_by=by, made_at=clock.now()
    )
    told = {"number": pair.dossier.number, "on": due_on.isoformat(), "promise": str(made.pk)}
    audit("pairing.promise.promised", pair.dossier, by=by, unit=pair.dossier.unit, **told)
    return made


@transaction.atomic
def settle_promise(promise: Promise, *, is_kept: bool, words: str, by: User) -> Promise:
    """Say whether a promise was kept; if not, why. Locks it. All the same again by the same person changes nothing.

    How a measure of the plan stands is not said by it: whoever sees to that says it (`plans.commands`).
    Raises Forbidden, InvalidInput, Conflict when somebody has settled it.
    """
    lock_pair(promise.pair)
    promise = lock(Promise.objects.select_related("pair__dossier__unit", "pair__cadre__user"), promise.pk)
    access.require_look_after(by, promise.pair)
    state, words = PromiseState.KEPT if is_kept else PromiseState.NOT_KEPT, words.strip()
    if promise.state != PromiseState.OPEN:
        if (promise.state, promise.settled_by_id, promise.words.reveal() if promise.words else "") == (
            state,
            by.pk,
            words,
        ):
            return promise
        raise Conflict(
            _("Somebody has said already what became of it."),
            remedy=_("It stays as it was said first. What you typed is below and was not kept."),
            code="settled",
        )
    require_readable(words)
    if (not is_kept and not words) or len(words) > LONGEST:
        raise InvalidInput(
            _("When something could not be kept, say why, and what happens instead: at most %(most)s characters.")
            % {"most": LONGEST},
            code="words",
        )
    promise.state, promise.words = state, words
    promise.settled_on, promise.settled_by = clock.today(), by
    promise.save(update_fields=["state", "words", "settled_on", "settled_by"])
    dossier = promise.pair.dossier
    told = {"number": dossier.number, "state": in_both_languages(state.label), "promise": str(promise.pk)}
    audit("pairing.promise.settled", dossier, by=by, unit=dossier.unit, **told)
    return promise
