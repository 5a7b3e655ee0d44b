"""Every read of referrals with a join or a meaning."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case as WhenCase
from django.db.models import F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.accounts.queries import subtree
from niangjia.dossiers.joining import Open
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import Text
from niangjia.people.consent_texts import THIRD_PARTY
from niangjia.people.models import Person
from niangjia.referrals.catalogue import ITEMS, label_of
from niangjia.referrals.models import OPEN, UNDER_WAY, WITH_PARTNER, Answer, Meeting, MeetingDecision, Referral, State

RELATED = ("dossier__unit", "dossier__worker", "partner", "person")
ROWS = 100
"""A list shows so many, and says so beyond."""


def of_households(where: Jurisdiction) -> "QuerySet[Referral]":
    """The referrals of households inside a jurisdiction."""
    found = Referral.objects.select_related(*RELATED)
    return found if where.covers_all() else found.filter(dossier__unit__in=where.units())


def asked_of(where: Jurisdiction) -> "QuerySet[Referral]":
    """What units inside a jurisdiction were asked for; drafts are not asked yet."""
    asked = Referral.objects.exclude(sent_on=None).select_related(*RELATED)
    return asked if where.covers_all() else asked.filter(partner__in=where.units())


_GOES_ON = Q(dossier__closed_on=None)
WAITS: dict[str, tuple[object, Q]] = {
    "drafts": (_("Referrals to send"), Q(state=State.DRAFT) & _GOES_ON),
    "look": (_("Answers of departments to look at"), Q(state=State.ANSWERED)),
    "close": (_("Referrals to close"), Q(state__in=[State.DECLINED, State.SETTLED])),
    "late": (_("Departments late with an answer"), Q(state__in=WITH_PARTNER) & _GOES_ON),
    "ended": (_("Referrals of closed dossiers: to take back"), Q(state__in=[State.DRAFT, *WITH_PARTNER]) & ~_GOES_ON),
    "take-on": (_("Requests to take on"), Q(state=State.SENT) & _GOES_ON),
    "answer": (_("Requests to answer"), Q(state__in=[State.ACCEPTED, State.RETURNED]) & _GOES_ON),
}
"""Kinds of work that the home page counts: the words, and which referrals. Whatever is late is past its day."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Which count of the home page led to a list, as its address says (`waits`, and `only` for what is late)."""

    kind: str = ""
    is_late: bool = False

    @classmethod
    def sent(cls, query: Mapping[str, str], kinds: Collection[str]) -> "Waits":
        """What an address asks for, if it is one of some kinds; else every referral."""
        kind = query.get("waits", "")
        return cls(kind, query.get("only") == "late" or kind == "late") if kind in kinds else cls()

    @property
    def words(self) -> object:
        """The same for people; "" for none."""
        return WAITS[self.kind][0] if self.kind else ""

    def apply(self, referrals: "QuerySet[Referral]", today: date) -> "QuerySet[Referral]":
        """Narrow a list."""
        narrowed = referrals.filter(WAITS[self.kind][1]) if self.kind else referrals
        return narrowed.filter(due_on__lt=today) if self.is_late else narrowed


def in_order(referrals: "QuerySet[Referral]") -> "QuerySet[Referral]":
    """Those under way first, what is due soonest at the top; then the latest of those at an end."""
    is_over = WhenCase(When(state__in=UNDER_WAY, then=Value(0)), default=Value(1), output_field=IntegerField())
    return referrals.annotate(is_over=is_over).order_by("is_over", F("due_on").asc(nulls_last=True), "-made_at", "-id")


def of_dossier(dossier: Dossier) -> "QuerySet[Referral]":
    """The referrals of a dossier."""
    return in_order(Referral.objects.filter(dossier=dossier).select_related(*RELATED))


def partners_near(unit: Unit) -> list[Unit]:
    """The open units that households of a unit may be referred to: below the top of its tree, that answer some item,
    and the unions above. In tree order; one query.
    """
    kinds = {kind for item in ITEMS.values() for kind in item.kinds}
    top = Unit.objects.filter(path=unit.path[: Unit.steplen]).first() or unit
    found: QuerySet[Unit] = subtree(top).filter(kind__in=kinds, closed_on=None).exclude(pk=unit.pk).order_by("path")
    return list(found)


def count_open_at(units: "QuerySet[Unit]") -> int:
    """How many referrals some units still have to do with as the one asked."""
    return Referral.objects.filter(partner__in=units, state__in=UNDER_WAY).count()


def count_meetings_at(units: "QuerySet[Unit]") -> int:
    """How many joint meetings of some units are not closed."""
    return Meeting.objects.filter(unit__in=units, closed_at=None).count()


def due_to_chase(today: date) -> "QuerySet[Referral]":
    """The referrals whose ladder goes on today, or should have; nobody is reminded of a household that is closed."""
    due = Referral.objects.filter(next_step_on__lte=today, state__in=WITH_PARTNER, dossier__closed_on=None)
    return due.order_by("next_step_on", "id")


def running_on_consent(person: Person, purpose: str) -> Iterable[Text]:
    """What stops when consent to giving data to third parties goes: partners see no more of open referrals."""
    if purpose != THIRD_PARTY:
        return
    about = Q(person=person) | Q(dossier__worker=person)
    for item, zh, en in Referral.objects.filter(about, state__in=OPEN).values_list(
        "item", "partner__name", "partner__name_en"
    ):
        label = label_of(item)
        yield Text(
            f"已请{zh}办理的“{label.zh}”：对方不再看到所提供的信息，请联系对方停止使用并撤回转介。",
            f"“{label.en}”, asked of {en or zh}: they see it no more; tell them to stop, and withdraw it.",
        )


def open_on_dossier(dossier: Dossier) -> Iterable[Open]:
    """What keeps a dossier from going on in another one: this app's part of `dossiers.joining`."""
    found = Referral.objects.filter(dossier=dossier, state__in=UNDER_WAY).order_by("pk")
    for item, zh, en in found.values_list("item", "partner__name", "partner__name_en"):
        label = label_of(item)
        yield Open(
            Text(f"请{zh}办理的“{label.zh}”", f"“{label.en}”, asked of {en or zh}"),
            Text("在“转介”页等对方答复后办结，或者撤回", "close the referral once it is answered, or withdraw it"),
        )


AGES = ((0, 5), (6, 10), (11, 20), (21, None))
"""Days since it was sent, first and last; the last without end."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department or partner: open matters by age, how many are late, and how many wait for the union."""

    partner: Unit
    by_age: tuple[int, ...]
    total: int
    late: int
    with_union: int


@dataclass(frozen=True, slots=True)
class Board:
    """Open matters by department and age, the department with the most late ones first, and the sums."""

    rows: list[BoardRow]
    sums: tuple[int, ...]
    total: int
    late: int
    with_union: int


def open_matters(where: Jurisdiction) -> "QuerySet[Referral]":
    """Open referrals of households inside a jurisdiction, or asked of units inside it. Nothing personal."""
    found = Referral.objects.filter(state__in=OPEN).select_related("partner")
    if not where.covers_all():
        units = where.units()
        found = found.filter(Q(dossier__unit__in=units) | Q(partner__in=units))
    return found.defer("share", "request", "reason", "result_note", "facts")


def board(matters: Iterable[Referral], today: date) -> Board:
    """The figures of some open referrals with their partners. No query."""
    partners: dict[Unit, Counter[str]] = {}
    for each in matters:
        count = partners.setdefault(each.partner, Counter())
        days = (today - (each.sent_on or today)).days
        place = next(place for place, (_first, last) in enumerate(AGES) if last is None or days <= last)
        count[f"age{place}"] += 1
        count["late"] += is_late(each, today)
        count["union"] += each.state not in WITH_PARTNER
    rows = [
        BoardRow(partner, _ages(count), sum(_ages(count)), count["late"], count["union"])
        for partner, count in partners.items()
    ]
    rows.sort(key=lambda row: (-row.late, -row.total, row.partner.path))
    return Board(
        rows,
        tuple(sum(row.by_age[place] for row in rows) for place in range(len(AGES))),
        sum(row.total for row in rows),
        sum(row.late for row in rows),
        sum(row.with_union for row in rows),
    )


def _ages(count: Counter[str]) -> tuple[int, ...]:
    return tuple(count[f"age{place}"] for place in range(len(AGES)))


def is_late(referral: Referral, today: date) -> bool:
    """Whether the partner should have answered by now."""
    return referral.state in WITH_PARTNER and referral.due_on is not None and referral.due_on < today


def meetings_in(where: Jurisdiction) -> "QuerySet[Meeting]":
    """The joint meetings of units inside a jurisdiction, the latest first."""
    found = Meeting.objects.select_related("unit", "made_by").order_by("-held_on", "-id")
    return found if where.covers_all() else found.filter(unit__in=where.units())


def decisions_to_follow(where: Jurisdiction) -> "QuerySet[MeetingDecision]":
    """What was decided and is not done, the most urgent first."""
    found = MeetingDecision.objects.filter(done_on=None).select_related("meeting__unit", "owner", "referral")
    found = found if where.covers_all() else found.filter(meeting__unit__in=where.units())
    return found.order_by("due_on", "id")


def decisions_of(meeting: Meeting) -> "QuerySet[MeetingDecision]":
    """What a meeting decided, in order."""
    return meeting.decisions.select_related("owner", "referral__partner", "done_by")


def file_is_kept(pk: UUID) -> bool:
    """Whether a sealed file of this app still has its answer."""
    return Answer.objects.filter(pk=pk).exclude(media_type="").exists()
