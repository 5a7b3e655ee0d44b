"""The shipped catalogue answers every cause of the official list in every tier that makes sense, and says whence."""

import pytest

from niangjia.people import codes
from niangjia.plans.catalogue import CEILINGS, read_entries, senseless, shipped
from niangjia.plans.interview import current, questions_of, to_strengthen, versions
from niangjia.plans.models import GoalKind
from niangjia.plans.proposing import Found, proposals, strengthening
from niangjia.plans.qualifying import CONDITIONS, Home, Member
from niangjia.plans.tests.factories import PATHS
from niangjia.plans.tiers import Nature, Tier
from niangjia.policies.rule_sets import OUTPUTS

CELLS = [(cause, tier) for cause in codes.CAUSES.codes for tier in Tier.values]
NAMED_BY_THE_UNIONS = {
    "central rule of 2015": "living-aid medical-aid schooling-aid legal-aid skills-training job-placement",
    "rule of 2022": "prior-project supplementary-project developmental-project hard-posts-care quality-of-life",
    "Inner Mongolia 2023": "daily-necessities work-study special-group-care health-service legal-aid-new-forms"
    " relapse-prevention",
    "forestry practice": "production-loan production-skills family-employment informant-contact welfare-post",
    "social lists": "housing-aid heating-aid temporary-aid psychological-care mutual-aid",
    "the three tiers": "accident-aid disaster-aid medical-emergency warm-visit insurance-enrolment dibao-application"
    " business-loan education-to-job benefits-delivered",
}


@pytest.mark.parametrize(("cause", "tier"), CELLS)
def test_every_cause_is_answered_in_every_tier_that_makes_sense(cause, tier):
    answering = [each.code for each in shipped().values() if cause in each.causes and each.tier == tier]
    cell = senseless().get((cause, tier))
    if cell is not None and cell.is_always:
        assert not answering, "said to make no sense, and answered all the same"
        assert cell.why.zh
        assert cell.why.en
    else:
        assert answering


def test_no_cell_is_excused_that_is_none():
    assert set(senseless()) <= set(CELLS)
    assert len([each for each in senseless().values() if each.is_always]) < len(CELLS) // 8


@pytest.mark.parametrize("document", NAMED_BY_THE_UNIONS)
def test_every_kind_of_help_that_the_unions_name_is_there(document):
    assert set(NAMED_BY_THE_UNIONS[document].split()) <= set(shipped())


def test_entries_are_whole_in_both_languages_and_keep_their_source():
    for each in shipped().values():
        for text in (each.label, each.what, each.who_words, each.told, each.basis_label, each.responsible_label):
            assert text.zh, each.code
            assert text.en, each.code
        assert any("〔D〕" in source.zh for source in each.basis) <= (not each.is_confirmed), each.code
    assert {each.nature for each in shipped().values()} == set(Nature.values)
    assert not set(CEILINGS) - set(OUTPUTS)
    assert {each.sign for each in shipped().values()} <= set(GoalKind.values)
    assert {condition for each in shipped().values() for condition in each.who} == set(CONDITIONS)


def test_what_is_wrong_in_the_file_is_told_with_its_place():
    whole = """
[sources]
D = { zh = "建议", en = "proposal" }
[x]
zh = "甲"
en = "A"
what_zh = "甲"
what_en = "A"
tier = "emergency"
nature = "relief"
about = "household"
causes = ["other"]
who = ["anyone"]
who_zh = "甲"
who_en = "A"
evidence = []
role = "assistance-clerk"
sign = "words"
months = 1
told_zh = "甲"
told_en = "A"
basis = ["D"]
mark = "to-confirm"
"""
    assert read_entries(whole)["x"].tier == "emergency"
    for good, bad, told in [
        ('"emergency"', '"soon"', "tier"),
        ('["other"]', '["fate"]', "causes"),
        ('["anyone"]', '["friends"]', "who"),
        ('role = "assistance-clerk"', 'kind = "moon"', "role or kind"),
        ('basis = ["D"]', 'basis = ["E"]', "basis"),
        ("to-confirm", "sure", "mark"),
    ]:
        with pytest.raises(ValueError, match=rf"measures\.toml \[x\].*{told}"):
            read_entries(whole.replace(good, bad, 1))


def member(name, **changes):
    whole = {
        "age": 40,
        "is_worker": False,
        "is_able": True,
        "is_of_working_age": True,
        "work_status": "on-post",
        "is_student": False,
        "is_ill": False,
        "is_insured": True,
    }
    return Member(pk=name, name=name, **(whole | changes))


def home(*members, **changes):
    return Home(members, **({"category": 1, "receives_dibao": False, "has_event": False} | changes))


ILL = member("刘心红", is_worker=True, is_ill=True, is_able=False, work_status="sick-leave")
WIFE = member("陈桂芳", work_status="unemployed")
SON = member("刘春生", age=15, is_student=True, is_of_working_age=False, work_status="student")


def proposed(causes, where, *, planned=(), ceilings=None, entries=None):
    made = proposals(causes, where, entries or shipped().values(), planned=set(planned), ceilings=ceilings or {})
    return {(each.entry.code, each.member.name if each.member else ""): each for each in made}


def test_proposals_are_for_whom_they_fit_and_say_why():
    found = proposed(
        [Found("own-serious-illness", ILL.pk, 3), Found("schooling", SON.pk, 2)],
        home(ILL, WIFE, SON),
        ceilings={"medical_ceiling": 1_234_567, "living_ceiling": 0},
    )
    assert ("medical-aid", "刘心红") in found
    assert ("schooling-aid", "刘春生") in found
    assert ("family-employment", "陈桂芳") in found, "work for another member, where the worker cannot"
    assert ("work-study", "刘春生") not in found, "under sixteen"
    assert ("living-aid", "") not in found, "its ceiling is nothing"
    reason = found["medical-aid", "刘心红"].reason
    assert "本人大病" in reason.zh
    assert "12,345 元" in reason.zh
    assert "12,345 yuan" in reason.en


def test_what_is_planned_or_cannot_be_had_is_not_proposed():
    causes, where = [Found("own-serious-illness", ILL.pk, 3)], home(ILL, WIFE)
    assert ("medical-aid", "刘心红") not in proposed(causes, where, planned=[("medical-aid", ILL.pk)])
    assert ("family-employment", "陈桂芳") not in proposed(causes, home(ILL, member("陈桂芳", is_able=False)))
    assert proposed([], where) == {}


def test_the_heaviest_cause_comes_first_within_its_tier():
    causes = [Found("low-income", None, 1), Found("own-serious-illness", ILL.pk, 3)]
    made = proposals(causes, home(ILL, WIFE), shipped().values(), planned=set(), ceilings={})
    for tier in Tier.values:
        weights = [each.weight for each in made if each.entry.tier == tier]
        assert weights == sorted(weights, reverse=True)


def test_a_talk_asks_for_help_where_its_answers_do():
    assert to_strengthen(current(), {}) == []
    asked = {"trade": "would-learn", "finding": "asked-more"}
    assert [each.code for each in to_strengthen(current(), asked)] == ["competitiveness"]
    assert to_strengthen(current(), {"trade": "has-one", "finding": "nothing"}) == []
    codes_of = {each.code for each in strengthening(["competitiveness"], shipped().values())}
    assert "skills-training" in codes_of
    assert all(each.nature == "capability" for each in strengthening(["reliance"], shipped().values()))


def test_the_questions_put_no_label_on_anybody():
    blamed = ("懒", "依赖", "等靠要", "竞争力弱", "差", "lazy", "dependent", "weak")
    for version, topics in versions().items():
        words = [text for topic in topics for text in (topic.label.zh, topic.label.en)]
        words += [each.text.zh + each.text.en for each in questions_of(version)]
        words += [label.zh + label.en for each in questions_of(version) for label, _points in each.answers.values()]
        assert not [(word, text) for word in blamed for text in words if word in text]
    assert set(PATHS) == {"draft", "agreed", "ahead", "approved", "ended", "discarded"}
