"""The questions: complete in both languages, understood, and what each answer means."""

import re

import pytest

from niangjia.people import codes
from niangjia.visits.findings import CAUSE, CHANGE, FAMILY, MEMBER, MONEY, WISH, newest, read, versions

TEXT = """
[[versions]]
version = "1"
[[versions.questions]]
code = "a"
about = "household"
zh = "甲"
en = "A"
kind = "money"
answers = [{ code = "yes", zh = "有", en = "Yes" }]
"""


@pytest.mark.parametrize("version", versions())
def test_each_question_and_answer_is_in_both_languages(version):
    for question in versions()[version].questions.values():
        texts = [question.text, *question.options.values()]
        assert all(each.zh and each.en and each.zh != each.en for each in texts)
        assert all(re.search("[一-龥]", each.zh) and not re.search("[一-龥]", each.en) for each in texts)


def test_every_effect_is_there():
    asked = newest().questions
    assert {each.kind for each in asked.values()} == {CHANGE, MONEY, FAMILY, CAUSE, WISH}
    fields = {each.field for each in asked.values()} - {""}
    assert fields == {"address", "housing", "work_status", "health", "stage", "phone"}
    assert set(asked["family"].options) == {"moved-in", "moved-out", "born", "died"}
    assert {"up", "down"} == set(asked["income"].options)
    assert {"debt", "bill", "talk", "job"} <= set(asked)
    assert set(asked["trouble"].options) == set(codes.CAUSES.codes)


def test_an_answer_may_show_a_cause():
    asked = newest().questions
    assert asked["health"].causes["malignant-tumour"] == "serious-illness"
    assert "hypertension" not in asked["health"].causes
    assert asked["bill"].causes == {"yes": "serious-illness"}


def test_who_is_asked_what():
    asked = {each.code: each for each in newest().about(MEMBER)}
    assert [code for code, each in asked.items() if each.asks(5)] == ["health", "school", "talk"]
    assert not asked["school"].asks(31)
    assert asked["work"].asks(16)
    assert not asked["work"].asks(15)


def test_only_a_wish_goes_to_an_app():
    assert {code: each.goes_to for code, each in newest().questions.items() if each.goes_to} == {"job": "training"}
    with pytest.raises(ValueError, match="a wish has alone"):
        read(TEXT.replace('kind = "money"', 'kind = "money"\ngoes_to = "training"'))


def test_what_can_be_answered():
    asked = newest().questions
    assert asked["phone"].takes("13800001234")
    assert not asked["phone"].takes("")
    assert not asked["phone"].takes("1" * 21)
    assert not asked["work"].takes("king")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind = "money"', 'kind = "gossip"'),
        ('kind = "money"', 'kind = "cause"'),
        ('kind = "money"', 'kind = "change"\nfield = "identity_number"'),
        ('kind = "money"', 'kind = "money"\nlongest = 9'),
        ('kind = "money"', 'kind = "money"\ncauses = { no = "accident" }'),
        ('kind = "money"', 'kind = "money"\ncauses = { yes = "bad-luck" }'),
        ('about = "household"', 'about = "village"'),
    ],
)
def test_a_row_that_cannot_be_understood_is_told(before, after):
    assert read(TEXT)["1"].questions["a"].takes("yes")
    with pytest.raises(ValueError, match="question a"):
        read(TEXT.replace(before, after))


def test_a_version_stands_once():
    with pytest.raises(ValueError, match="twice"):
        read(TEXT + TEXT)
