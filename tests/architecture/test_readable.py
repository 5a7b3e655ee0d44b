"""Every command that keeps typed words refuses characters that nobody sees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable, texts_in

SOURCE = Path(__file__).parents[2] / "src/niangjia"
WORDS = {
    "answer", "contact", "document", "findings", "help_given", "helped_by", "name", "note", "reason", "record",
    "reference", "request", "said", "signed_as", "source", "text", "texts", "title", "told_by", "what", "why", "word",
    "words",
}  # fmt: skip
"""Parameters that hold what people typed."""
CHECKS = {
    "require_readable",
    "unseen_in",
    "check_reason",  # of dossiers.commands.reading
    "clean", "reason_about",  # of accounts.rules
    "checked", "post_words", "keep_answer",  # of referrals.commands.steps and training.commands.steps
    "leaving_press", "_press", "press",  # of dossiers.commands.stepping, which checks what a record says
    "draft_dossier", "file_dossier", "revise_dossier", "begin_draft",  # which end in a check of their own
    "record_consent",  # of people
}  # fmt: skip
CODES = {
    "dossiers.evidence.withdraw_evidence": "`reason` is a code",
    "people.evidence.withdraw_evidence": "`reason` is a code",
    "people.accounts.remove_ended_account": "`reason` is a code",
    "dossiers.dossiers.confirm_fact": "`name` is that of a fact",
    "people.facts.confirm_fact": "`name` is that of a fact",
    "dossiers.dossiers.close_dossier": "`reason` is a code",
    "people.households.register_household": "a part of commands of dossiers, which check the whole record",
    "people.households.revise_household": "a part of commands of dossiers, which check the whole record",
    "dossiers.stepping.begin_history": "a part of commands: `note` is that of redraft_dossier, which checks it",
    "pairing.cadres.add_cadre": "`said` is numbers, and codes of lists",
    "pairing.cadres.revise_cadre": "`said` is numbers, and codes of lists",
    "pairing.matching.exclude_cadre": "`why` is a code",
    "pairing.pairs.end_pair": "`why` is a code",
    "accounts.notices.send_notice": "the words are the program's",
    "referrals.steps.tell": "the words are the program's",
    "referrals.steps.tell_asker": "the words are the program's",
    "referrals.steps.tell_partner": "the words are the program's",
    "training.steps.tell": "the words are the program's",
    "visits.findings.answer_wishes": "the words are the program's",
}
"""Not words, or checked by whoever calls."""


def _commands() -> Iterator[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    for path in sorted([*SOURCE.glob("*/commands.py"), *SOURCE.glob("*/commands/*.py")]):
        functions = {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            typed = {each.arg for each in (*node.args.args, *node.args.kwonlyargs) if _may_be_words(each)}
            if not name.startswith("_") and typed & WORDS and any(each.arg == "by" for each in node.args.kwonlyargs):
                app = path.relative_to(SOURCE).parts[0]
                yield f"{app}.{path.stem}.{name}", node, functions


def _may_be_words(parameter: ast.arg) -> bool:
    kind = ast.unparse(parameter.annotation) if parameter.annotation else ""
    return any(each in kind for each in ("str", "Text", "Record", "Word", "Said"))


def _calls(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: set[str]) -> set[str]:
    called = {getattr(c.func, "attr", getattr(c.func, "id", "")) for c in ast.walk(node) if isinstance(c, ast.Call)}
    for name in called & set(functions) - seen:
        seen.add(name)
        called |= _calls(functions[name], functions, seen)
    return called


COMMANDS = {code: (node, functions) for code, node, functions in _commands()}


@pytest.mark.parametrize("code", sorted(COMMANDS.keys() - CODES.keys()))
def test_a_command_that_keeps_words_refuses_unseen_characters(code):
    node, functions = COMMANDS[code]
    assert _calls(node, functions, set()) & CHECKS, f"{code}: call kernel.readable.require_readable on what was typed"


def test_no_exception_is_left_over():
    assert CODES.keys() <= COMMANDS.keys(), CODES.keys() - COMMANDS.keys()


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\0", "\u2060"])
def test_what_nobody_sees_is_refused_however_deep(unseen):
    with pytest.raises(InvalidInput):
        require_readable(*texts_in({"a": ["刘心红", ({"b": f"刘心{unseen}红"},)]}))
    require_readable(*texts_in({f"a{unseen}": ["刘心红\r\n\t€", 3, None]}))
