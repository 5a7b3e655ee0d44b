"""The table of the chain: what it says, what an installation may change of it, and that the commands do just that."""

from dataclasses import replace

import pytest
from django.db import transaction

from niangjia.accounts.models import Role
from niangjia.dossiers.chain import NATIONAL, read_chain
from niangjia.dossiers.chain_changes import LONGEST_LIMIT, require_sound, with_settings
from niangjia.dossiers.errors import NotDue
from niangjia.dossiers.models import ENDED, Dossier, DossierState, PublicNotice, Step
from niangjia.dossiers.tests.chain_factories import DAY, DO, FORWARD, earn, ready
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput, NiangjiaError
from niangjia.kernel.text import in_both_languages


def test_the_shipped_chain_holds():
    require_sound(NATIONAL)
    assert NATIONAL.allowed("submitted", "reviewer") == ("review", "return", "refuse", "watch")
    assert NATIONAL.next_state("review", "submitted") == "reviewed"
    with pytest.raises(LookupError):
        NATIONAL.next_state("file", "submitted")


def test_the_ordinary_case_is_one_way_from_draft_to_file():
    state, way = "draft", []
    while (act := NATIONAL.forward(state)) is not None:
        way.append(act)
        state = NATIONAL.next_state(act, state)
    assert (way, state) == (list(FORWARD), "open")


def test_ended_states_allow_nothing_and_all_others_something():
    nothing = {state for state in DossierState.values if not NATIONAL.pressed(state)}
    assert nothing == set(ENDED)


def test_whose_turn_it_is_is_always_someone_who_may():
    for state in DossierState.values:
        act = NATIONAL.forward(state)
        assert (act is None) == (not NATIONAL.turn(state)), state
        assert all(act in NATIONAL.allowed(state, role) for role in NATIONAL.turn(state)), state


def test_acts_joined_are_one_press_by_who_may_do_both():
    chain = with_settings(NATIONAL, joined=["record-visit", "post-notice"])
    assert chain.parts("record-visit", "submitted") == ("review", "record-visit")
    assert "review" not in chain.pressed("submitted")
    assert chain.allowed("submitted", "unit-officer")[0] == "record-visit"
    assert "record-visit" not in chain.allowed("submitted", "reviewer")
    assert chain.turn("submitted") == {"unit-officer"}
    assert chain.parts("record-visit", "reviewed") == ("record-visit",), "one that stood there before goes on"
    assert chain.parts("post-notice", "verified") == ("appraise", "post-notice")


def test_roles_an_installation_names_are_also_whose_turn_it_is():
    chain = with_settings(NATIONAL, roles={"review": ["reviewer"]})
    assert "review" not in chain.allowed("submitted", "unit-officer")
    assert chain.turn("submitted") == {"reviewer"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"roles": {"verify": ["approver"]}}, "Approver (chair)"),
        ({"roles": {"verify": []}}, "nobody could do this"),
        ({"roles": {"review": ["reviewer"]}, "joined": ["record-visit"]}, "nobody could do this"),
        ({"joined": ["recheck"]}, "cannot be done at once"),
        ({"joined": ["file"]}, "cannot be done at once"),
        ({"limits": {"post-notice": 4}}, "between 5 and"),
        ({"limits": {"submit": 0}}, "between 1 and"),
        ({"limits": {"submit": LONGEST_LIMIT + 1}}, "between 1 and"),
        ({"limits": {"file": 5}}, "Put on file"),
        ({"joined": ["dance"]}, "no act of this name"),
    ],
)
def test_what_would_break_the_chain_is_refused_in_words(changes, told):
    with pytest.raises(InvalidInput) as refusal:
        with_settings(NATIONAL, **changes)
    assert told in in_both_languages(refusal.value.message).en


@pytest.mark.parametrize(
    ("act", "change", "code"),
    [
        ("recheck", {"to": "visited"}, "state-unreachable"),
        ("review-exit", {"to": "exit-proposed"}, "state-unreachable"),
        ("propose-relapse", {"to": "watched"}, "state-unreachable"),
        ("file", {"to": "rechecked"}, "state-dead-end"),
    ],
)
def test_a_chain_with_a_hole_is_refused(act, change, code):
    acts = dict(NATIONAL.acts)
    acts[act] = replace(acts[act], **change)
    if code == "state-dead-end":
        acts = {name: row for name, row in acts.items() if name not in {"refuse", "withdraw", "close", "watch"}}
    with pytest.raises(InvalidInput) as refusal:
        require_sound(replace(NATIONAL, acts=acts))
    assert refusal.value.code == code


def test_two_reviews_never_become_one_press():
    acts = dict(NATIONAL.acts)
    acts["file"] = replace(acts["file"], joins=True)
    rights = dict(NATIONAL.rights)
    rights["file"] = replace(rights["file"], roles=frozenset({"approver"}))
    with pytest.raises(InvalidInput) as refusal:
        require_sound(replace(NATIONAL, acts=acts, rights=rights, joined=frozenset({"file"})))
    assert "two of first review, second review and filing" in refusal.value.message.en


def test_a_row_that_cannot_be_understood_is_told_with_its_place():
    limits = '[_limits]\nsecond_review = 1\ntotal = 1\nemergency = 1\nsource_zh = ""\nsource_en = ""\n'
    for row in ('[fly]\nzh="飞"\nen="Fly"\nto="open"\n', '[review]\nzh="x"\nen="x"\nto="moon"\n'):
        with pytest.raises(ValueError, match=r"chain\.toml \[(fly|review)\]"):
            read_chain(row + limits, NATIONAL.rights)


@pytest.fixture
def dossier(farm, someone, bureau):
    with clock.set_to(DAY):
        return ready(farm, someone(Role.ASSISTANCE_CLERK, bureau, "begun-by"))


def _stand(dossier: Dossier, state: str, by) -> None:
    """Put a dossier into a state as if it had come there, with a notice that is over."""
    ended = {"closed_on": DAY, "closing_reason": state if state != "closed" else "exited"} if state in ENDED else {}
    Dossier.objects.filter(pk=dossier.pk).update(state=state, filed_on=DAY, is_temporary=True, **ended)
    step = Step.objects.create(
        dossier=dossier, number=2, act="post-notice", from_state="appraised", to_state=state, by=by, at=clock.now()
    )
    PublicNotice.objects.create(dossier=dossier, step=step, starts_on=DAY, ends_on=DAY, place="x", by=by)
    if state not in ENDED:
        earn(dossier, by)


def _told(dossier: Dossier, act: str, user) -> str:
    try:
        DO[act](dossier, by=user)
    except Forbidden:
        return "forbidden"
    except NotDue:
        return "not due"
    except NiangjiaError as error:
        return f"not due: {error.code}" if error.code == "dossier-closed" else repr(error)
    return Dossier.objects.get(pk=dossier.pk).state


def test_every_cell_of_state_act_and_role_answers_as_the_table_says(dossier, someone, farm, system):
    """The whole table through the real commands: each act, in each state, by each role, at the unit itself."""
    users = {role: someone(role, farm, f"one-{role}") for role in Role.values}
    cells = 0
    for state in DossierState.values:
        with transaction.atomic(), clock.set_to(DAY.replace(day=22)):
            _stand(dossier, state, system)
            for act in DO:
                for role, user in users.items():
                    with transaction.atomic():
                        told = _told(dossier, act, user)
                        transaction.set_rollback(True)
                    cells += 1
                    assert told in _expected(state, act, role), (state, act, role, told)
            transaction.set_rollback(True)
    assert cells == len(DossierState.values) * len(DO) * len(Role.values)
    assert set(DO) == {code for code, act in NATIONAL.acts.items() if not act.begins and not act.apart}


def _expected(state: str, act: str, role: str) -> set[str]:
    row = NATIONAL.rights[act]
    is_allowed = role in row.roles and state in row.states
    assert is_allowed == (act in NATIONAL.allowed(state, role))
    if is_allowed:
        return set(NATIONAL.acts[act].ends_in(state))
    return {"forbidden"} if role not in row.roles else {"not due", "not due: dossier-closed"}
