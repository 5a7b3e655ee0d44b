"""What the latest return of a dossier asked for, for those who complete it."""

from dataclasses import dataclass

from django.urls import reverse

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.dossiers.models import Dossier, DossierState, Step
from niangjia.dossiers.papers import kinds_in_words
from niangjia.dossiers.queries_of_chain import steps_of
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Return:
    """The step, the papers it named, and where its words are read: that somebody reads them is on the record."""

    step: Step
    papers: Text | None
    address: str


def return_of(dossier: Dossier, user: User) -> Return | None:
    """The return that a dossier is to be completed after; None unless it was returned last."""
    if dossier.state != DossierState.RETURNED:
        return None
    step = next((each for each in reversed(steps_of(dossier)) if each.act == "return"), None)
    if step is None:
        return None
    papers = kinds_in_words(step.details["missing"]) if step.details.get("missing") else None
    may_read = step.note and access.may(user, "read-steps", dossier.unit)
    address = reverse("dossiers:show-step", args=[dossier.pk, step.pk]) if may_read else ""
    return Return(step, papers, address)
