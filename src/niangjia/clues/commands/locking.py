"""Taking a clue in hand: one at a time, and what a second person who decides is told."""

from django.utils.translation import gettext_lazy as _

from niangjia.clues.access import RIGHTS
from niangjia.clues.models import Clue, ClueState
from niangjia.kernel.clock import SHANGHAI
from niangjia.kernel.errors import Conflict
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages


def lock_clue(clue: Clue) -> Clue:
    """The clue as it is now; nobody else changes it until the transaction ends."""
    return lock(Clue.objects.select_related("unit", "decided_by", "reported_by"), clue.pk)


def require_as_seen(clue: Clue, seen: str) -> None:
    """Raises Conflict when a locked clue is no longer as a form showed it, or has ended: names who decided and what."""
    if clue.seen == seen and RIGHTS["decide"].allows_state(clue.state):
        return
    if clue.decided_at is None:
        raise Conflict(_("This clue has changed."), remedy=_("Look at it again."), code="changed")
    raise Conflict(
        in_both_languages(
            _("%(name)s has decided on this clue already, at %(at)s: %(state)s."),
            name=str(clue.decided_by),
            at=f"{clue.decided_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            state=in_both_languages(ClueState(clue.state).label),
        ),
        remedy=_("Your own decision was not taken; look at the clue again."),
        code="decided-already",
    )
