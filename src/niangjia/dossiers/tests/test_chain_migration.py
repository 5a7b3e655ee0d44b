"""Dossiers of the time before the chain are on file, or closed, with the days they had."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from niangjia.dossiers.tests.factories import rows

BEFORE, AFTER = [("dossiers", "0006_retention")], [("dossiers", "0007_chain")]


@pytest.mark.django_db(transaction=True)
def test_what_was_there_is_on_file_or_closed(farm):
    day = date(2026, 7, 1)
    begun = [{"name": "在档"}, {"name": "已退", "closed_on": day, "closing_reason": "exited"}]
    made = {each.worker.name: each.pk for each in rows(farm, begun)}
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        then = MigrationExecutor(connection).migrate(AFTER).apps.get_model("dossiers", "Dossier")
        found = {name: then.objects.get(pk=pk) for name, pk in made.items()}
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert (found["在档"].state, found["在档"].filed_on) == ("open", found["在档"].opened_on)
    assert (found["已退"].state, found["已退"].closed_on) == ("closed", day)
    assert {each.due_on for each in found.values()} == {None}
