"""Limits that were set while clues and reviews kept their own are in the one home of limits afterwards."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from niangjia.kernel import clock
from niangjia.limits.queries import limits_of

BEFORE = [("clues", "0001_clues"), ("reviews", "0001_reviews")]


@pytest.mark.django_db(transaction=True)
def test_what_was_set_is_carried_over(clerk):
    told = {"source": "〔2026〕5号（样例）", "changed_by_id": clerk.pk, "changed_at": clock.now()}
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        then = MigrationExecutor(connection).loader.project_state(BEFORE).apps
        then.get_model("clues", "ClueLimit").objects.create(code="help", working_days=3, **told)
        for code, value in (("stale", 180), ("temporary", 9)):
            then.get_model("reviews", "ReviewLimit").objects.create(code=code, value=value, **told)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert (limits_of("clues")["help"].value, limits_of("reviews")["stale"].value) == (3, 180)
    term = limits_of("leaving")["temporary"]
    assert (term.value, term.number, term.source.zh) == (9, 1, told["source"])
    assert (term.set_by, term.set_at) == (str(clerk), told["changed_at"])
    assert limits_of("reviews")["reapply"].number == 0
