"""The book as it stands here: kept in the process, right in every process, and rebuilt in any earlier version."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from niangjia.kernel.errors import Conflict
from niangjia.policies import book, commands, load_rule_set, queries
from niangjia.policies.amendments import parameter_of
from niangjia.policies.errors import UnknownRuleSetError, UnknownVersionError
from niangjia.policies.models import Change, VersionCounter
from niangjia.policies.presenting import approved_by_source, told_rows
from niangjia.policies.tests.book_factories import BANNER, NAME, URBAN, approve, draft, end, propose, start, value

DAY = date(2026, 3, 1)


def line(rule_set=None):
    return (rule_set or book.rule_set(NAME)).parameters_for(BANNER, DAY)[URBAN]


@pytest.mark.django_db
def test_without_changes_the_book_is_the_shipped_one():
    assert book.rule_set(NAME) is load_rule_set(NAME)
    assert book.rule_set_for(DAY) is load_rule_set(NAME)
    assert NAME in {one.name for one in book.rule_sets()}
    with pytest.raises(UnknownRuleSetError):
        book.rule_set("nothing")


@pytest.mark.django_db
def test_what_was_read_is_kept(clerk, leader, django_assert_num_queries):
    approve(value(), clerk, leader)
    once = book.rule_set(NAME)
    with django_assert_num_queries(1):
        assert book.rule_set(NAME) is once
    with django_assert_num_queries(1):
        book.rule_set_for(DAY)


@pytest.mark.django_db
def test_every_version_can_be_built_again(clerk, leader):
    for step in range(3):
        approve(value(90_000 + step), clerk, leader)
    found = {version: line(book.rule_set_at(NAME, version)) for version in ("2019.1", "2019.1+1", "2019.1+2")}
    assert found == {"2019.1": 84_000, "2019.1+1": 90_000, "2019.1+2": 90_001}
    assert book.rule_set_at(NAME, "2019.1+3").version == book.rule_set(NAME).version == "2019.1+3"
    assert line() == 90_002


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["2019.1+1", "2019.2", "2018.1+0", "2019.1+", "2019.1+x", "", "local+1"])
def test_a_version_that_never_was_is_refused(version):
    with pytest.raises(UnknownVersionError):
        book.rule_set_at(NAME, version)


@pytest.mark.django_db
def test_a_draft_has_no_version_before_its_first(clerk, leader):
    approve(draft(), clerk, leader)
    for version in ("local", "local+0", "local+2", "2019.1"):
        with pytest.raises(UnknownVersionError):
            book.rule_set_at("own-2027", version)


@pytest.mark.django_db
def test_a_draft_tells_its_own_changes_from_those_it_was_copied_with(clerk, leader):
    """Both count from one; a row names the change it came from, in the set where that was made."""
    approve(value(90_000), clerk, leader)
    approve(value(91_000, from_on=date(2026, 2, 1)), clerk, leader)
    approve(draft(base_number=2), clerk, leader)
    own = approve(value(92_000, rule_set="own-2027", from_on=DAY, document="本局决定"), clerk, leader)
    rule_set, found = book.rule_set("own-2027"), approved_by_source(queries.changes_of("own-2027"))
    rows = [row for row in told_rows(parameter_of(rule_set, URBAN), found) if row.row.region == BANNER]
    assert [(row.document.zh, row.change) for row in rows] == [("通知", None), ("通知", None), ("本局决定", own.pk)]
    assert all(rule_set.sources[row.row.source.code] == row.row.source for row in rows)


@pytest.mark.django_db
def test_a_number_given_in_vain_is_not_remembered(clerk, leader):
    """The same number goes to another change when the transaction that gave it is rolled back."""
    with transaction.atomic():
        approve(value(95_000), clerk, leader)
        assert line() == 95_000
        transaction.set_rollback(True)
    assert line() == 84_000
    approve(value(90_000), clerk, leader)
    assert (line(), book.rule_set(NAME).version) == (90_000, "2019.1+1")


@pytest.mark.django_db
def test_a_machine_without_tables_has_the_shipped_book(monkeypatch):
    monkeypatch.setattr(book, "_has_tables", False)
    monkeypatch.setattr(book.connection.introspection, "table_names", lambda *_args: [])
    assert book.rule_set(NAME) is load_rule_set(NAME)


def in_threads(*works):
    """Run each in a thread with a connection of its own, all starting together; answers or errors in order."""
    start, answers = Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            start.wait(timeout=20)
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_approvals_at_the_same_time_get_one_number_after_another(clerk, leader):
    changes = [propose(value(90_000 + step, from_on=date(2026, 1, 1 + step)), clerk) for step in range(8)]
    answers = in_threads(*[lambda change=change: commands.approve_change(change, by=leader) for change in changes])
    assert sorted(answer.number for answer in answers) == list(range(1, 9)), answers
    assert VersionCounter.objects.get(rule_set=NAME).last == 8
    assert book.rule_set(NAME).version == "2019.1+8"
    assert {row.value for row in rows_of_banner()} == {90_000 + step for step in range(8)}


def rows_of_banner():
    table = book.rule_set(NAME).table
    return [row for one in table.parameters if one.name == URBAN for row in one.rows if row.region == BANNER]


@pytest.mark.django_db(transaction=True)
def test_one_proposal_approved_and_turned_down_at_the_same_time_ends_once(clerk, leader):
    change = propose(value(), clerk)
    answers = in_threads(
        lambda: commands.approve_change(change, by=leader),
        lambda: commands.reject_change(change, note="x", by=leader),
        lambda: commands.withdraw_change(change, by=clerk),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Change", "Conflict", "Conflict"], answers
    assert all(isinstance(answer, Change | Conflict) for answer in answers)
    assert Change.objects.get().state in {"approved", "rejected", "withdrawn"}


@pytest.mark.django_db(transaction=True)
def test_two_rule_sets_retired_at_the_same_time_leave_one(clerk, leader):
    approve(draft(), clerk, leader)
    approve(start("own-2027", date(2027, 1, 1)), clerk, leader)
    day = date(2028, 1, 1)
    changes = [propose(end(name, day), clerk) for name in (NAME, "own-2027")]
    answers = in_threads(*[lambda change=change: commands.approve_change(change, by=leader) for change in changes])
    assert sorted(type(answer).__name__ for answer in answers) == ["Change", "Conflict"], answers
    assert book.rule_set_for(day).name in {NAME, "own-2027"}


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_approved_twice_at_the_same_time_is_opened_once(clerk, leader):
    changes = [propose(draft(), clerk) for _turn in range(2)]
    answers = in_threads(*[lambda change=change: commands.approve_change(change, by=leader) for change in changes])
    assert sorted(type(answer).__name__ for answer in answers) == ["Change", "Conflict"], answers
    assert book.rule_set("own-2027").version == "local+1"


@pytest.mark.django_db(transaction=True)
def test_what_one_connection_approves_another_sees_at_once(clerk, leader):
    assert line() == 84_000
    approve(value(), clerk, leader)
    book._kept = book._read(())  # as another process has it: the book from before
    assert in_threads(lambda: line()) == [90_000]
    assert line() == 90_000


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_seen_by_nobody_else(clerk, leader):
    change = propose(value(), clerk)
    with transaction.atomic():
        commands.approve_change(change, by=leader)
        assert line() == 90_000
        assert in_threads(lambda: line()) == [84_000]
        assert line() == 90_000
    assert in_threads(lambda: line()) == [90_000]
