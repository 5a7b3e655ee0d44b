"""A proposal in words: why this cadre, who would have been next, why nobody; and what counts how much."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.kernel.places import kilometres
from niangjia.kernel.text import Text
from niangjia.pairing.catalogues import Weight, in_words, weights
from niangjia.pairing.models import ProposalLine, ProposalState
from niangjia.pairing.queries import loads_by

WHY_NOT = {
    "nobody": Text("还没有登记结对干部", "No cadre has been added yet"),
    "barred": Text("现有干部都需要回避", "Every cadre there is is excluded for this household"),
    "too-far": Text("可结对的干部都离得太远", "Every cadre who might do it is too far away"),
    "full": Text("干部名额已满：先安排了更急或更近的家庭", "All places are taken by households more urgent or nearer"),
}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of a proposal with its reasons in words. `is_over`: the cadre would have more than they take on."""

    line: ProposalLine
    reasons: list[str]
    further: list[str]
    is_changed: bool
    is_over: bool = False


def told_lines(lines: Iterable[ProposalLine]) -> list[ToldLine]:
    """Lines of one proposal in words. They are read anew with what the words need. While nobody has decided on it, how
    many households a cadre then has is counted from the lines as they are now: three queries in all.
    """
    ids = [each.pk for each in lines]
    related = (
        "dossier__unit",
        "dossier__worker",
        "cadre__user",
        "cadre__unit",
        "suggested__user",
        "nearest__user",
        "proposal",
    )
    found = ProposalLine.objects.filter(pk__in=ids).select_related(*related, "next_best__user", "replaces__cadre__user")
    by_id = {each.pk: each for each in found}
    _count_anew([each for each in by_id.values() if each.cadre is not None])
    return [_told(by_id[pk]) for pk in ids]


def _count_anew(lines: Collection[ProposalLine]) -> None:
    shown = next(iter(lines), None)
    if shown is None or shown.proposal.state != ProposalState.OPEN:
        return
    loads = loads_by(shown.proposal, {each.cadre_id for each in lines if each.cadre_id})
    for each in lines:
        if each.cadre is not None:
            each.households, each.capacity = loads[each.cadre.pk], each.cadre.capacity


def _told(line: ProposalLine) -> ToldLine:
    is_changed = line.cadre_id != line.suggested_id
    if line.cadre is None:
        why = [] if is_changed else [str(WHY_NOT.get(line.why_not, Text(line.why_not, line.why_not)))]
        return ToldLine(line, why, [], is_changed)
    further = [] if is_changed else list(_further(line))
    return ToldLine(line, list(_reasons(line)), further, is_changed, line.households > line.capacity)


def _reasons(line: ProposalLine) -> Iterable[str]:
    if line.metres is None:
        yield _("place not known")
    else:
        yield _("%(way)s km away") % {"way": kilometres(line.metres)}
    for each in in_words(line.met):
        yield _("knows about: %(skill)s") % {"skill": each}
    for each in in_words(line.missing):
        yield _("does not know about: %(skill)s") % {"skill": each}
    if line.language:
        language = next(iter(in_words([line.language])))
        if line.is_language_met:
            yield _("speaks %(language)s") % {"language": language}
        else:
            yield _("does not speak %(language)s") % {"language": language}
    yield _("then has %(count)s of %(capacity)s households") % {"count": line.households, "capacity": line.capacity}


def _further(line: ProposalLine) -> Iterable[str]:
    if line.nearest is not None:
        yield _("%(name)s would fit by themselves better, but serves all together better elsewhere.") % {
            "name": line.nearest
        }
    if line.next_best is not None:
        yield _("Next best with room: %(name)s, which counts like %(way)s km more.") % {
            "name": line.next_best,
            "way": kilometres(line.next_extra),
        }
    elif line.nearest is None:
        yield pgettext("proposal", "Nobody else has room.")


def told_weights(used: Mapping[str, int] | None = None) -> list[tuple[Weight, str]]:
    """What counts how much, in kilometres: as shipped, or as a proposal was made with."""
    return [(each, kilometres((used or {}).get(each.code, each.metres))) for each in weights()]
