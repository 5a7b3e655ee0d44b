"""Role, class of data, purpose: each combination answers as the table says, and the table says what it should."""

import tomllib
from importlib.resources import files
from itertools import product

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.rights import rights_of
from niangjia.audit.models import Entry
from niangjia.dossiers import queries
from niangjia.dossiers.commands import reveal_values
from niangjia.dossiers.errors import PurposeNotAllowed
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.purposes import DATA_CLASSES, FIELDS, holds_a_number, table
from niangjia.dossiers.tests.factories import plant

FILE = tomllib.loads(files("niangjia.dossiers").joinpath("data/purposes.toml").read_text(encoding="utf-8"))
PURPOSES = tuple(FILE["purposes"])
WORDS = "家里来电话，要当面核对"


def allowed(role, data_class):
    return set(FILE["may"].get(role, {}).get(data_class, ()))


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_combination_answers_as_the_table_says(role, farm, bureau, clerk, someone):
    dossier, values = plant(farm, clerk)
    user = clerk if role is Role.ASSISTANCE_CLERK else someone(role, bureau, "asks")
    whole = queries.whole(Dossier.objects.all()).get(pk=dossier.pk)
    tried = 0
    for (field, (data_class, _label)), purpose in product(FIELDS.items(), PURPOSES):
        asked = {"person": dossier.worker_id, "fields": [field], "purpose": purpose, "words": WORDS}
        try:
            shown = reveal_values(whole, **asked, device="?", by=user)
        except PurposeNotAllowed:
            shown = None
        assert shown == ({field: values[field]} if purpose in allowed(role, data_class) else None), (field, purpose)
        tried += 1
        entry = Entry.objects.latest("id")
        assert entry.act == ("dossiers.value.revealed" if shown else "dossiers.value.refused")
        assert (entry.by, entry.details["fields"], entry.details["purpose"]) == (user, [field], purpose)
    assert tried == len(FIELDS) * len(PURPOSES)


def test_what_the_table_has_to_say():
    shown_notes = {role for role in Role if allowed(role, "note")}
    shown_cards = {role for role in Role if allowed(role, "card")}
    assert shown_notes == {Role.ASSISTANCE_CLERK, Role.UNIT_OFFICER}
    assert shown_cards == {Role.ASSISTANCE_CLERK, Role.FINANCE_CLERK, Role.CASHIER, Role.AUDITOR}
    for role in (Role.ASSISTANCE_CLERK, Role.FINANCE_CLERK, Role.CASHIER):
        assert allowed(role, "card") == {"pay"}
    assert {data_class: allowed(Role.AUDITOR, data_class) for data_class in DATA_CLASSES} == {
        "identity": {"audit"}, "card": {"audit"}, "phone": set(), "address": set(), "note": set(),
    }  # fmt: skip
    nothing = (Role.LEADER, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR, Role.WORKER)
    nothing += (Role.APPROVER, Role.SUPERIOR, Role.PAIRING_CADRE, Role.RESPONDER)
    assert not [role for role in nothing if role in FILE["may"]]


def test_the_right_to_reveal_is_of_the_roles_of_the_table():
    assert rights_of("dossiers")["reveal"].roles == set(FILE["may"])


def test_the_limits_are_those_promised():
    assert [(limit.length.total_seconds(), limit.people) for limit in table().limits] == [
        (60, 30), (3600, 60), (86400, 200),
    ]  # fmt: skip


def test_a_table_with_an_unknown_word_is_refused(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    text = files("niangjia.dossiers").joinpath("data/purposes.toml").read_text(encoding="utf-8")
    (tmp_path / "data" / "purposes.toml").write_text(text.replace('card = ["pay"]', 'card = ["gossip"]'))
    monkeypatch.setattr("niangjia.dossiers.purposes.files", lambda _package: tmp_path)
    table.cache_clear()
    try:
        with pytest.raises(ValueError, match="gossip"):
            table()
    finally:
        table.cache_clear()


@pytest.mark.parametrize(
    ("words", "expected"),
    [("联系家属核对情况", False), ("第 12 号楼，2026 年", False), ("号码 138 0000 4321", True), ("123456", True)],
)
def test_a_number_in_the_words_is_seen(words, expected):
    assert holds_a_number(words) is expected
