"""Triggers that refuse to change or delete what the record holds, whoever asks.

A later migration that alters one of the two tables on SQLite makes the table anew, and its triggers are gone with the
old one: it has to put them back. tests/test_guards.py sees to that.
"""

from django.db import migrations

WRITTEN = ('id', 'at', 'by_id', 'act', 'subject_type', 'subject_id', 'unit_id', 'details')
FILLED_ONCE = ('key_id', 'algorithm', 'seal', 'digest')
REFUSAL = 'the record of acts is append-only'


def sqlite():
    same = ' AND '.join(f'NEW.{name} IS OLD.{name}' for name in WRITTEN)
    once = ' AND '.join(f"(OLD.{name} = '' OR NEW.{name} IS OLD.{name})" for name in FILLED_ONCE)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return {
        'audit_entry_not_changed': f'BEFORE UPDATE ON audit_entry WHEN NOT ({same} AND {once} '
        f'AND (OLD.sequence IS NULL OR NEW.sequence IS OLD.sequence)) {refuse}',
        'audit_entry_not_deleted': f'BEFORE DELETE ON audit_entry {refuse}',
        # INSERT OR REPLACE deletes the row that stands in the way, and no trigger of deletion is asked.
        'audit_entry_added_once': 'BEFORE INSERT ON audit_entry WHEN EXISTS '
        f'(SELECT 1 FROM audit_entry WHERE id = NEW.id OR sequence = NEW.sequence) {refuse}',
        'audit_head_only_forward': 'BEFORE UPDATE ON audit_chainhead WHEN NOT (NEW.id IS OLD.id AND '
        '(NEW.sequence > OLD.sequence OR (NEW.sequence = OLD.sequence AND NEW.digest IS OLD.digest))) '
        f'{refuse}',
        'audit_head_not_deleted': f'BEFORE DELETE ON audit_chainhead {refuse}',
        'audit_head_added_once': f'BEFORE INSERT ON audit_chainhead WHEN EXISTS (SELECT 1 FROM audit_chainhead) {refuse}',
    }


def postgresql():
    same = ' AND '.join(f'NEW.{name} IS NOT DISTINCT FROM OLD.{name}' for name in WRITTEN)
    once = ' AND '.join(f"(OLD.{name} = '' OR NEW.{name} = OLD.{name})" for name in FILLED_ONCE)
    refuse = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';"
    functions = {
        'audit_entry_guard': f"IF TG_OP = 'UPDATE' THEN IF {same} AND {once} "
        'AND (OLD.sequence IS NULL OR NEW.sequence IS NOT DISTINCT FROM OLD.sequence) THEN RETURN NEW; END IF; END IF;',
        'audit_head_guard': "IF TG_OP = 'UPDATE' THEN IF NEW.id = OLD.id AND (NEW.sequence > OLD.sequence "
        'OR (NEW.sequence = OLD.sequence AND NEW.digest = OLD.digest)) THEN RETURN NEW; END IF; END IF;',
    }
    triggers = {
        'audit_entry_not_changed': 'BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()',
        'audit_entry_not_emptied': 'BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard()',
        'audit_head_only_forward': 'BEFORE UPDATE OR DELETE ON audit_chainhead FOR EACH ROW EXECUTE FUNCTION audit_head_guard()',
        'audit_head_not_emptied': 'BEFORE TRUNCATE ON audit_chainhead FOR EACH STATEMENT EXECUTE FUNCTION audit_head_guard()',
    }
    for name, allowed in functions.items():
        yield f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {allowed} {refuse} END $$'
    for name, rest in triggers.items():
        yield f'CREATE TRIGGER {name} {rest}'


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == 'sqlite':
        statements = (f'CREATE TRIGGER {name} {rest}' for name, rest in sqlite().items())
    elif vendor == 'postgresql':
        statements = postgresql()
    else:
        raise NotImplementedError(f'no triggers are written for {vendor}')
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unguard(_apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        for name in sqlite():
            schema_editor.execute(f'DROP TRIGGER IF EXISTS {name}', params=None)
    else:
        for name in ('audit_entry_guard', 'audit_head_guard'):
            schema_editor.execute(f'DROP FUNCTION IF EXISTS {name}() CASCADE', params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_chain'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
