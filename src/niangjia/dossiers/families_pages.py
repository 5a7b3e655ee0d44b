"""What a change of families would do, in words: each dossier, place by place; what all have together; what follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.dossiers.commands.previewing import Foreseen
from niangjia.dossiers.joining import open_in_apps
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.version_content import Changes, Content, changes_between
from niangjia.dossiers.version_pages import ToldChange, told_difference
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.people.access import has_consent
from niangjia.people.consent_rules import is_needed
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import Membership, Person, SignedBy
from niangjia.people.queries import consents_of

FAMILY_ACTS = ("death", "split", "merge")


@dataclass(frozen=True, slots=True)
class ToldDossier:
    """One dossier: what changes of it, or all that a new one says."""

    title: str
    rows: list[ToldChange]


@dataclass(frozen=True, slots=True)
class Sum:
    """What all dossiers have together, in yuan."""

    label: str
    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether nothing is lost or added."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that people see to afterwards, and where."""

    words: str
    address: str


def family_acts(user: User, dossier: Dossier) -> list[str]:
    """Which of the pages on what happens to families someone may open of a dossier, as it stands."""
    if dossier.closed_on is not None or getattr(dossier, "glass", None) is not None:
        return []
    may = [act for act in FAMILY_ACTS if access.may(user, act, dossier.unit)]
    return [
        act for act in may if access.RIGHTS[act].allows_state(dossier.state) and (act != "split" or dossier.size > 1)
    ]


def told_dossiers(foreseen: Iterable[Foreseen]) -> list[ToldDossier]:
    """Each dossier with its changes; a new one has no number yet."""
    found = []
    for each in foreseen:
        title = each.dossier.number if each.before else _("New dossier (a draft)")
        changes = _short(changes_between(each.before, each.after), each)
        found.append(ToldDossier(title, told_difference(each.before, each.after, changes)))
    return found


def _short(changes: Changes, told: Foreseen) -> Changes:
    """Without the number of a new dossier and places on the form; of who comes or goes, what they are to the worker."""
    before, after = told.before.get("members", {}), told.after.get("members", {})
    quiet = {"position"} if told.before else {"position", "number"}
    return {
        path: both
        for path, both in changes.items()
        if path.name not in quiet
        and (path.section != "members" or path.name == "relation" or (path.key in before and path.key in after))
    }


def sums(foreseen: Iterable[Foreseen]) -> list[Sum]:
    """Income, spending and assets of all dossiers together, before and after."""
    known, labels = list(foreseen), {"incomes": _("Income"), "spendings": _("Spending"), "assets": _("Assets")}
    return [
        Sum(
            label,
            yuan(sum(_fen(each.before, section) for each in known)),
            yuan(sum(_fen(each.after, section) for each in known)),
        )
        for section, label in labels.items()
    ]


def _fen(said: Content, section: str) -> int:
    column = "value_fen" if section == "assets" else "amount_fen"
    return sum(values.get(column, 0) for values in said.get(section, {}).values())


def duties_after_death(dossier: Dossier, gone: Membership, foreseen: Iterable[Foreseen]) -> list[Duty]:
    """What a death leaves to be seen to: consents to be signed anew, a notice that hangs, what departments still do."""
    consents = reverse("dossiers:show-consents", args=[dossier.pk])
    overview = reverse("dossiers:show-dossier", args=[dossier.pk])
    now = next(iter(foreseen)).dossier
    members: list[Membership] = now.household.members  # type: ignore[attr-defined] # set by queries.whole
    stay = [each for each in members if each.person_id != gone.person_id]
    found = []
    if gone.is_head and now.closed_on is None:
        head = next(each.person for each in stay if each.is_head)
        if wanted := _to_sign(head):
            told = {"name": head.name, "purposes": "、".join(wanted)}
            found.append(Duty(_("%(name)s signs a new consent: %(purposes)s.") % told, consents))
    if now.closed_on is None and (names := _signed_by(gone.person, {each.person_id for each in stay}, members)):
        told = {"names": "、".join(names)}
        found.append(Duty(_("Another guardian signs the consents of %(names)s.") % told, consents))
    if gone.is_head and dossier.notices.filter(removed_on=None).exists():
        found.append(Duty(_("A public notice names the worker: take it down today and record it."), overview))
    words = [f"{each.what}: {each.remedy}" for each in open_in_apps(dossier)]
    return found + [Duty(each, overview) for each in words]


def _to_sign(head: Person) -> list[str]:
    told = {"born_on": head.born_on, "is_head": True, "is_counted": True, "on": clock.today()}
    return [
        str(each.label)
        for each in PURPOSES.values()
        if is_needed(each, **told) and not has_consent(head, each.code)  # type: ignore[arg-type] # as in the line above
    ]


def _signed_by(gone: Person, stay: set[UUID], members: Iterable[Membership]) -> list[str]:
    """The names of those for whom somebody signed as a guardian."""
    theirs = {
        each.person_id
        for each in consents_of(stay)
        if each.signed_by == SignedBy.GUARDIAN and each.guardian_name.reveal().strip() == gone.name
    }
    return [each.person.name for each in members if each.person_id in theirs]
