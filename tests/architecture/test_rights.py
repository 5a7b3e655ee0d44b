"""The table of rights is whole: every address, method and act of the record has a row, and no row is about nothing."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from niangjia.accounts.models import Role
from niangjia.accounts.rights import EVERY_ROLE, Where, all_rights, openers, rights_of
from niangjia.audit import acts

NO_CASE_CONTENT = {Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR}
CASE_APPS = {"clues", "dossiers", "pairing", "people", "plans", "referrals", "reviews", "training", "visits"}
WITHOUT_CONTENT = {("dossiers", "review-break-glass")}
"""Rights of these apps that show nothing of a case: who read a dossier, when, why, and its number."""


def _addresses(resolver: URLResolver, namespace: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}", entry.callback


VIEWS = dict(_addresses(get_resolver()))
METHODS = {
    "require_safe": {"GET"},
    "require_GET": {"GET"},
    "require_POST": {"POST"},
    'require_http_methods(["GET", "POST"])': {"GET", "POST"},
}


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(openers()) == set(VIEWS)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_the_row_names_the_methods_the_view_takes(name):
    source = inspect.getsource(inspect.unwrap(VIEWS[name]))
    taken = [methods for decorator, methods in METHODS.items() if f"@{decorator}\n" in source]
    assert taken == [set(openers()[name])]


def test_every_act_of_the_record_comes_of_a_right():
    recorded = {act for right in all_rights() for act in right.records}
    assert recorded == set(acts.registered())


def test_administrators_of_the_system_read_no_case():
    for right in all_rights():
        if right.app in CASE_APPS and (right.app, right.name) not in WITHOUT_CONTENT:
            assert not right.roles & NO_CASE_CONTENT, (right.app, right.name)


def test_only_what_has_no_content_is_open_before_the_sign_in():
    assert {f"{right.app}.{right.name}" for right in all_rights() if right.where is Where.PUBLIC} == {
        "accounts.sign-in",
        "config.answer-health",
        "accounts.sign-in-steps",
        "accounts.sign-out",
        "ui.language",
        "referrals.answer-by-link",
        "dossiers.open-notice",  # what the worker agreed to have posted, masked, while it hangs
    }


def test_a_row_that_cannot_be_understood_is_told_with_its_place(monkeypatch, tmp_path):
    def reading(text):
        (tmp_path / "rights.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr("niangjia.accounts.rights.files", lambda _package: tmp_path)
        rights_of.cache_clear()
        return rights_of("dossiers")

    whole = '[read]\nzh = "看"\nen = "Read"\nwhere = "subtree"\nroles = "every"\n'
    try:
        assert reading(whole)["read"].roles == EVERY_ROLE
        for bad, told in [
            (whole.replace("subtree", "moon"), "where = 'moon'"),
            (whole.replace('"every"', '["king"]'), "unknown roles ['king']"),
            (whole.replace('roles = "every"', ""), "needs roles"),
            (whole + 'opens = ["DELETE a:b"]\n', "opens 'DELETE a:b'"),
            (whole + 'may = "all"\n', "unknown keys ['may']"),
        ]:
            with pytest.raises(ValueError, match=r"dossiers/rights\.toml") as error:
                reading(bad)
            assert told in str(error.value)
    finally:
        rights_of.cache_clear()


@pytest.mark.parametrize("right", [right for right in all_rights() if right.states], ids=lambda right: right.name)
def test_the_states_of_a_right_are_asked_of_the_table(right):
    """What the page of rights shows of states is what commands go by, not a second copy of it."""
    folder = Path(inspect.getfile(import_module(f"niangjia.{right.app}"))).parent
    code = "".join(path.read_text(encoding="utf-8") for path in [*folder.glob("commands/*.py"), folder / "access.py"])
    asked = rf'RIGHTS\["{right.name}"\]\.allows_state\(|(?:_lock_\w+|press|write_apart)\(\w+, "{right.name}"[,)]'
    assert re.search(asked, code)
