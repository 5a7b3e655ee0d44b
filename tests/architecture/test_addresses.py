"""Every address asks for a sign-in unless it is named here, and one verb runs from it to the record of acts."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from niangjia.audit import acts

OPEN_TO_ALL = {
    "config:tell-health",
    "accounts:sign-in",
    "accounts:sign-in-with-passkey",
    "accounts:sign-out",
    "ui:set-language",
}
OPEN_TO_ALL |= {"accounts:go-to-provider", "accounts:return-from-provider", "accounts:second-factor", "accounts:again"}
OPEN_TO_ALL |= {"accounts:set-up-factor", "accounts:add-passkey", "accounts:change-password"}
OPEN_TO_ALL |= {"referrals:open-link", "referrals:answer-link", "dossiers:open-notice"}
"""Reached before anyone is known: the sign-in with its steps (which know who has given a password), the choice of
language on it, whether the system is ready, the one request that a partner was sent a link to, and a public notice
while it hangs."""

IRREGULAR = {"sign_in": "signed-in", "sign_out": "signed-out", "confirm_fact": "confirmed"}
IRREGULAR |= {"withdraw_change": "withdrawn", "reset_password": "reset", "find_dossier": "sought"}
IRREGULAR |= {"count_number": "sought"}
IRREGULAR |= {"send_notice": "sent", "read_notice": "read", "read_notices": "read", "read_dossier": "read"}
IRREGULAR |= {"read_watermark": "read"}
IRREGULAR |= {"submit_dossier": "submitted", "verify_dossier": "verified", "withdraw_dossier": "withdrawn"}
IRREGULAR |= {"withdraw_transfer": "withdrawn", "split_household": "split", "carry_clues": "carried"}
IRREGULAR |= {"read_step": "read", "read_objection": "read"}
IRREGULAR |= {
    "withdraw_evidence": "withdrawn",
    "withdraw_consent": "withdrawn",
    "run_deletion": "finished",
    "reapply_erasures": "reapplied",
}
IRREGULAR |= {"try_channels": "tried", "try_robot": "tried"}
IRREGULAR |= {"begin_versions": "begun"}
IRREGULAR |= {"verify_record": "verified", "copy_record": "copied"}
IRREGULAR |= {"send_referral": "sent", "withdraw_referral": "withdrawn", "read_request": "read"}
IRREGULAR |= {"read_finding": "read"}
IRREGULAR |= {"read_profile": "read", "cancel_course": "cancelled", "withdraw_enrolment": "withdrawn"}
IRREGULAR |= {"certify_enrolment": "certified", "leave_enrolment": "left", "withdraw_placement": "withdrawn"}
IRREGULAR |= {"plan_project": "planned", "withdraw_project": "withdrawn"}
IRREGULAR |= {"read_interview": "read"}
IRREGULAR |= {"hand_over_pair": "handed"}
IRREGULAR |= {"read_photo": "read"}
IRREGULAR |= dict.fromkeys(("carry_visits", "carry_plans", "carry_training"), "carried")
APPS_WITH_COMMANDS = (
    "privacy",
    "accounts",
    "audit",
    "workdays",
    "limits",
    "people",
    "policies",
    "dossiers",
    "clues",
    "referrals",
    "reviews",
    "visits",
    "plans",
    "pairing",
    "delivery",
    "training",
)


class Address(NamedTuple):
    name: str
    view: object


def _addresses(resolver: URLResolver, namespace: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}:{entry.name}", entry.callback)


ADDRESSES = list(_addresses(get_resolver()))


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_address_asks_for_a_sign_in(address):
    is_open = not getattr(address.view, "login_required", True)
    assert is_open == (address.name in OPEN_TO_ALL)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_address_and_view_share_a_name(address):
    _namespace, name = address.name.split(":")
    assert name.replace("-", "_") == address.view.__name__


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb + "ed"


def recorded_acts(function: object) -> set[str]:
    """The acts a command names in its own body."""
    tree = ast.parse(inspect.getsource(function))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"audit", "record"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def _commands() -> Iterator[tuple[str, str, object]]:
    for app in APPS_WITH_COMMANDS:
        module = import_module(f"niangjia.{app}.commands")
        names = getattr(module, "__all__", None) or [
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
        ]
        for name in names:
            value = getattr(module, name)
            if inspect.isfunction(value):
                yield app, name, value


WITHOUT_AN_ACT = {
    "training.forget_training": "a part of dossiers.erase_dossier, which records",
    "visits.forget_visits": "a part of dossiers.erase_dossier, which records",
    "pairing.follow_visit": "a part of visits.record_visit, which records",
    "pairing.forget_pairs": "a part of dossiers.erase_dossier, which records",
    "reviews.forget_reviews": "a part of dossiers.erase_dossier, which records",
    "plans.forget_plans": "a part of dossiers.erase_dossier, which records",
    "delivery.deliver_messages": "deliver_message records each that was sent or failed",
    "delivery.plan_messages": "plans; deliver_message records what comes of it",
    "referrals.forget_referrals": "a part of dossiers.erase_dossier, which records",
    "referrals.chase_referrals": "chase_referral records each",
    "accounts.system_user": "makes the actor that every other act needs",
    "accounts.forget_notices": "a part of people.erase_household and dossiers.erase_dossier, which record",
    "policies.forget_household": "a part of dossiers.erase_dossier, which records",
    "audit.record": "it is what records",
    "audit.link_waiting": "links what was recorded",
    "audit.current_head": "links what was recorded and reads",
    "accounts.try_password": "counts a try; sign_in and refuse_sign_in record what came of it",
    "accounts.try_factor": "counts a try; pass_second_factor and refuse_sign_in record what came of it",
    "accounts.take_code": "uses a code up; pass_second_factor records it",
    "accounts.use_passkey": "keeps the counter; sign_in and pass_second_factor record it, itself only what it refuses",
    "dossiers.open_notice": "counts an opening of a public page: who, when and from where is not kept",
    "dossiers.check_import": "a dry run: nothing is done but the report of the run",
    "dossiers.write_import": "records that it finished; confirm_import and each dossier's command record the rest",
    "dossiers.import_workbook": "walks over file_dossier and revise_dossier, which record",
    "dossiers.confirm_fact": "people.confirm_fact records it",
    "dossiers.record_consents": "people.record_consent records each",
    "dossiers.withdraw_consent": "people.withdraw_consent records it",
    "dossiers.add_evidence": "people.add_evidence records it",
    "dossiers.confirm_evidence": "people.confirm_evidence records it",
    "dossiers.withdraw_evidence": "people.withdraw_evidence records it",
    "dossiers.download_evidence": "people.download_evidence records it",
    "people.sweep_evidence": "removes files that no row knows of, after a process was stopped in the middle",
}
COMMANDS = list(_commands())


@pytest.mark.parametrize(
    ("app", "name", "command"), COMMANDS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_command_records_its_own_verb(app, name, command):
    if f"{app}.{name}" in WITHOUT_AN_ACT:
        return
    past = IRREGULAR.get(name) or _past(name.split("_")[0])
    recorded = recorded_acts(inspect.unwrap(command))
    assert any(act.startswith(f"{app}.") and act.endswith(f".{past}") for act in recorded), (past, recorded)


def test_every_act_in_the_catalogue_is_recorded_somewhere():
    used = {act for _app, _name, command in COMMANDS for act in recorded_acts(inspect.unwrap(command))}
    assert set(acts.registered()) == used


def test_post_addresses_have_a_command_of_their_name():
    named = {f"{app}:{name}" for app, name, _command in COMMANDS}
    for address in ADDRESSES:
        source = inspect.getsource(inspect.unwrap(address.view))
        if "@require_POST" in source and not address.name.startswith("ui:"):
            assert address.name.replace("-", "_") in named, address.name
