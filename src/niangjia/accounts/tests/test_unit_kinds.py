import pytest

from niangjia.accounts import unit_kinds
from niangjia.accounts.models import Unit, UnitKind
from niangjia.accounts.unit_kinds import KINDS, OF_HOUSEHOLDS, UNIONS, Group, kind_of


def test_each_kind_has_both_languages_and_fits_its_column():
    for kind in KINDS.values():
        assert kind.label.zh
        assert kind.label.en
        assert len(kind.code) <= Unit._meta.get_field("kind").max_length
    assert OF_HOUSEHOLDS < UNIONS < set(KINDS)
    assert {kind.group for kind in KINDS.values()} == set(Group)


def test_the_kinds_that_code_speaks_of_are_in_the_list():
    assert {value for name, value in vars(UnitKind).items() if name.isupper()} <= set(KINDS)


@pytest.mark.parametrize(
    ("kind", "upper", "has_place"),
    [
        ("provincial", "national", True),
        ("bureau", "industry", True),
        ("forest-company", "industry", True),
        ("farm", "forest-company", True),
        ("plant", "farm", True),
        ("bureau", "farm", False),
        ("national", "bureau", False),
        ("medical-care", "bureau", True),
        ("hospital", "bureau", True),
        ("other-department", "administration", True),
        ("hospital", "administration", False),
        ("administration", "hospital", False),
        ("group", "administration", False),
    ],
)
def test_what_stands_under_what(kind, upper, has_place):
    assert kind_of(kind).may_stand_under(kind_of(upper)) is has_place


def test_a_new_kind_is_a_row_and_no_migration(monkeypatch):
    before = Unit._meta.get_field("kind").deconstruct()
    monkeypatch.setitem(unit_kinds.KINDS, "heritage", kind_of("farm"))
    assert "farm" in dict(Unit._meta.get_field("kind").flatchoices)
    assert Unit._meta.get_field("kind").deconstruct() == before


def test_a_code_that_stands_twice_is_refused(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    row = '[[kinds]]\ncode = "a"\nzh = "甲"\nen = "A"\ngroup = "union"\nlevel = 1\n'
    (tmp_path / "data/unit_kinds.toml").write_text(row * 2, encoding="utf-8")
    monkeypatch.setattr(unit_kinds, "files", lambda _package: tmp_path)
    with pytest.raises(ValueError, match="twice"):
        unit_kinds._load()
