"""Where a worker's own application stands, in plain words: what is done, what is missing, whom to ask, the next day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Role, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.dossiers import access
from niangjia.dossiers.models import IN_PROCESS, Dossier, DossierState
from niangjia.dossiers.papers import Paper
from niangjia.dossiers.queries_of_chain import latest_notice, papers_of
from niangjia.people.queries import account_of

WORDS = {
    DossierState.DRAFT: _("Your application is being written down."),
    DossierState.SUBMITTED: _("Your application has been handed in. The union of your unit looks at it now."),
    DossierState.REVIEWED: _("The first review is passed. Someone of the union will visit you at home."),
    DossierState.VISITED: _("The union has visited you. Now it is checked whether what you stated agrees."),
    DossierState.VERIFIED: _("The check is done. A meeting of your unit will speak about it."),
    DossierState.APPRAISED: _("The meeting has spoken about it. Next it is made public for some days."),
    DossierState.ON_NOTICE: _(
        "It is on public notice, so that anyone may object. After that it is reviewed once more."
    ),
    DossierState.RECHECKED: _("The second review is passed. It will be put on file shortly."),
    DossierState.OPEN: _("You are on file. Tell the union when something changes in your family."),
    DossierState.EXIT_PROPOSED: _("Your family is doing better. Whether help may end is being looked at."),
    DossierState.EXIT_REVIEWED: _("Your family is doing better. Someone of the union will talk it over with you."),
    DossierState.EXIT_CONFIRMED: _("You agreed that help ends step by step. It is made public for some days first."),
    DossierState.EXIT_ON_NOTICE: _("That help ends step by step is on public notice. You are still on file."),
    DossierState.RELAPSE_PROPOSED: _("The union has heard of new trouble. Whether help begins again is being decided."),
    DossierState.EARLY_WATCHED: _(
        "You were not put on file, and the union keeps in touch. Tell it when things change."
    ),
    DossierState.TAPERING: _("You are on file. Your family is doing better, so that help is reduced step by step."),
    DossierState.WATCHED: _("The union keeps in touch with you, so that it is there when you need it."),
    DossierState.RETURNED: _("Something is still missing. Hand it in, and it goes on."),
    DossierState.REFUSED: _("It was not put on file. Ask for the reason; you may apply again when things change."),
    DossierState.WITHDRAWN: _("You took your application back. You may apply again at any time."),
    DossierState.CLOSED: _("Your dossier is closed. If you are in need again, tell the union."),
}
"""Each state as a worker is told of it."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The latest dossier someone is in. What is missing is told to the worker in whose name it is kept alone.

    `next_on`: the day by which the union means to do the next step, or the last of the public notice.
    """

    dossier: Dossier
    words: str
    missing: list[Paper]
    contacts: list[User]
    next_on: date | None


def is_for(user: User) -> bool:
    """Whether someone may see an own record at all."""
    return bool(access.where_may(user, "own-record"))


def own_case(user: User) -> OwnCase | None:
    """The case of someone who may see an own record; None when nothing is linked or on file. At most six queries."""
    account = account_of(user)
    if account is None:
        return None
    member = Q(household__memberships__person=account.person, household__memberships__ended_on=None)
    found = Dossier.objects.filter(Q(worker=account.person) | member).select_related("unit", "household").distinct()
    dossier = found.order_by("-opened_on", "-id").first()
    if dossier is None:
        return None
    is_asked = dossier.worker_id == account.person_id and dossier.state in IN_PROCESS
    notice = latest_notice(dossier) if dossier.state == DossierState.ON_NOTICE else None
    contacts = [
        *nearest_holders(dossier.unit, [Role.ASSISTANCE_CLERK]),
        *nearest_holders(dossier.unit, [Role.UNIT_OFFICER]),
    ]
    return OwnCase(
        dossier,
        str(WORDS[DossierState(dossier.state)]),
        [paper for paper in papers_of(dossier) if paper.standing == "missing"] if is_asked else [],
        list(dict.fromkeys(contacts)),
        notice.ends_on if notice else dossier.due_on if dossier.state in IN_PROCESS else None,
    )
