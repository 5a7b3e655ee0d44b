"""What someone with the database, but without the key, could do to the record; for tests only."""
# ruff: noqa: S608 (statements put together from constants)

import json

from django.db import connection, transaction

from niangjia.audit.commands import link_waiting, record

TABLES = ("audit_entry", "audit_chainhead")


def record_triggers(database):
    """Statements that take the triggers of the record down, and those that put the same ones back."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit!_%' ESCAPE '!'"
            )
            there = cursor.fetchall()
            return [f"DROP TRIGGER {name}" for name, _sql in there], [sql for _name, sql in there]
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [list(TABLES)])
        tables = [name for (name,) in cursor.fetchall()]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


def take_down_triggers():
    """Inside a test's transaction: they come back with its end."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run(*record_triggers(connection)[0])


def run(*statements, values=()):
    """Plain SQL, as from the database's own prompt."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)


def rows_of(count, by, unit):
    """A record of so many acts, of several kinds and with words in several languages."""
    details = [
        {"name": "白桦林场"},
        {"number": "2026-000123", "reason": "exited"},
        {"name": {"zh": "红松林场", "en": "Red Pine Farm"}},
        {"rows": 12, "of": [1, 2, 3], "is_done": True, "note": None},
        {},
    ]
    for place in range(count):
        with transaction.atomic():
            record(
                "accounts.unit.added", unit, by=by, unit=unit if place % 3 else None, **details[place % len(details)]
            )
    link_waiting()


def tampered(random, last):
    """One way of tampering, done: what it is called, the first number that is wrong, and the kinds it may be named by.

    The record goes from 1 to `last`, its triggers are down.
    """
    return random.choice(WAYS)(random, last)


def _edit(random, last):
    number = random.randint(1, last)
    column, value = random.choice(EDITS)
    run(f"UPDATE audit_entry SET {column} = {value} WHERE sequence = {number}")
    return f"{column} of {number} edited", number, {"edited", "keyless"}


def _edit_details(random, last):
    number = random.randint(1, last)
    text = json.dumps({"name": f"桦{random.random()}"})
    run(f"UPDATE audit_entry SET details = %s WHERE sequence = {number}", values=[text])
    return f"details of {number} edited", number, {"edited"}


def _edit_and_reseal(random, last):
    """With a seal and a digest made up to look right."""
    number = random.randint(1, last)
    run(
        f"UPDATE audit_entry SET act = 'accounts.user.added', seal = %s, digest = %s WHERE sequence = {number}",
        values=[random.randbytes(32).hex(), random.randbytes(32).hex()],
    )
    return f"{number} edited and sealed anew", number, {"edited", "inserted"}


def _delete(random, last):
    number = random.randint(1, last)
    run(f"DELETE FROM audit_entry WHERE sequence = {number}")
    return f"{number} deleted", number, {"missing", "cut-off"}


def _delete_and_renumber(random, last):
    number = random.randint(1, last - 1)
    run(f"DELETE FROM audit_entry WHERE sequence = {number}")
    run(f"UPDATE audit_entry SET sequence = -sequence WHERE sequence > {number}")
    run("UPDATE audit_entry SET sequence = -sequence - 1 WHERE sequence < 0")
    return f"{number} deleted and the rest moved up", number, {"moved"}


def _cut_off(random, last):
    number = random.randint(2, last)
    run(f"DELETE FROM audit_entry WHERE sequence >= {number}")
    return f"cut off from {number}", number, {"cut-off"}


def _cut_off_with_head(random, last):
    number = random.randint(2, last)
    run(f"DELETE FROM audit_entry WHERE sequence >= {number}")
    run(
        f"UPDATE audit_chainhead SET sequence = {number - 1}, "
        f"digest = (SELECT digest FROM audit_entry WHERE sequence = {number - 1})"
    )
    return f"cut off from {number}, the head set back", number - 1, {"head"}


def _insert_forged(random, last):
    """A made-up act at the end, numbered."""
    run(_copy("MAX(id) + 1", f"{last + 1}", f"'{random.randbytes(32).hex()}'"))
    return "forged at the end", last + 1, {"inserted"}


def _insert_forged_between(random, last):
    number = random.randint(1, last - 1)
    run(f"UPDATE audit_entry SET sequence = -sequence WHERE sequence >= {number}")
    run("UPDATE audit_entry SET sequence = -sequence + 1 WHERE sequence < 0")
    run(_copy("MAX(id) + 1", f"{number}", f"'{random.randbytes(32).hex()}'", of=number + 1))
    return f"forged at {number}, the rest moved down", number, {"inserted"}


def _insert_copy(random, last):
    """A genuine act a second time, left to be linked."""
    run(_copy("MAX(id) + 1", "NULL", f"(SELECT seal FROM audit_entry WHERE sequence = {last})", of=last))
    return "a copy left waiting", None, {"inserted"}


def _insert_unsealed(random, last):
    run(_copy("MAX(id) + 1", "NULL", "''"))
    return "an unsealed row left waiting", None, {"inserted"}


def _swap_numbers(random, last):
    one, other = sorted(random.sample(range(1, last + 1), 2))
    for change in (f"-{one}", f"{one}", f"{other}"):
        was = {f"-{one}": one, f"{one}": other, f"{other}": -one}[change]
        run(f"UPDATE audit_entry SET sequence = {change} WHERE sequence = {was}")
    return f"{one} and {other} swapped", one, {"moved"}


def _swap_numbers_and_digests(random, last):
    one, other = sorted(random.sample(range(1, last + 1), 2))
    digests = {}
    for number in (one, other):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT digest FROM audit_entry WHERE sequence = {number}")
            digests[number] = cursor.fetchone()[0]
    for now, was in ((-one, one), (one, other), (other, -one)):
        run(f"UPDATE audit_entry SET sequence = {now} WHERE sequence = {was}")
    for number, digest in digests.items():
        run(f"UPDATE audit_entry SET digest = '{digest}' WHERE sequence = {number}")
    return f"{one} and {other} swapped with their digests", one, {"moved"}


def _swap_words(random, last):
    """What two rows say, their seals with it; number and id stay."""
    one, other = sorted(random.sample(range(1, last + 1), 2))
    columns = "at, by_id, act, subject_type, subject_id, unit_id, details, seal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM audit_entry WHERE sequence IN ({one}, {other}) ORDER BY sequence")
        (one_id, *of_one), (other_id, *of_other) = cursor.fetchall()
    places = ", ".join(f"{name} = %s" for name in columns.split(", "))
    run(f"UPDATE audit_entry SET {places} WHERE id = {one_id}", values=of_other)
    run(f"UPDATE audit_entry SET {places} WHERE id = {other_id}", values=of_one)
    return f"words of {one} and {other} swapped", one, {"edited", "inserted"}


def _copy(new_id, sequence, seal, of=1):
    return (
        "INSERT INTO audit_entry (id, at, by_id, act, subject_type, subject_id, unit_id, details, key_id, algorithm, "
        f"seal, sequence, digest) SELECT (SELECT {new_id} FROM audit_entry), at, by_id, act, subject_type, subject_id, "
        f"unit_id, details, key_id, algorithm, {seal}, {sequence}, digest FROM audit_entry WHERE sequence = {of}"
    )


_ANOTHER_USER = "(SELECT id FROM accounts_user WHERE id <> by_id ORDER BY id LIMIT 1)"
EDITS = [
    ("at", "'2019-01-01 00:00:00'"),
    ("by_id", _ANOTHER_USER),
    ("act", "'accounts.user.added'"),
    ("subject_type", "'accounts.user'"),
    ("subject_id", _ANOTHER_USER),
    (
        "unit_id",
        "(SELECT id FROM accounts_unit WHERE audit_entry.unit_id IS NULL OR id <> unit_id ORDER BY id LIMIT 1)",
    ),
    ("details", '\'{"name": "x"}\''),
    ("key_id", "'a0000000'"),
    ("key_id", "''"),
    ("algorithm", "'sm3'"),
    ("seal", "'" + "0" * 64 + "'"),
    ("seal", "''"),
    ("digest", "'" + "f" * 64 + "'"),
    ("digest", "''"),
]
WAYS = [
    _edit,
    _edit,
    _edit_details,
    _edit_and_reseal,
    _delete,
    _delete_and_renumber,
    _cut_off,
    _cut_off_with_head,
    _insert_forged,
    _insert_forged_between,
    _insert_copy,
    _insert_unsealed,
    _swap_numbers,
    _swap_numbers_and_digests,
    _swap_words,
]
