"""The table of versions, and a trigger by which a row is never changed: only its seal may be, by the rotation of keys.

A later migration that alters the table on SQLite makes it anew without its trigger, and has to put it back.
"""

import django.db.models.deletion
import niangjia.kernel.ids
import niangjia.privacy.fields
from django.conf import settings
from django.db import migrations, models


KEPT = ('id', 'dossier_id', 'number', 'at', 'by_id', 'act', 'about', 'shape')
REFUSAL = 'a version of a dossier is never changed'


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == 'sqlite':
        same = ' AND '.join(f'NEW."{name}" IS OLD."{name}"' for name in KEPT)
        statements = [
            'CREATE TRIGGER dossiers_version_not_changed BEFORE UPDATE ON dossiers_version '
            f"WHEN NOT ({same}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        ]
    elif vendor == 'postgresql':
        same = ' AND '.join(f'NEW."{name}" IS NOT DISTINCT FROM OLD."{name}"' for name in KEPT)
        statements = [
            'CREATE FUNCTION dossiers_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {same} THEN RETURN NEW; END IF; RAISE EXCEPTION '{REFUSAL}' "
            "USING ERRCODE = 'restrict_violation'; END $$",
            'CREATE TRIGGER dossiers_version_not_changed BEFORE UPDATE ON dossiers_version '
            'FOR EACH ROW EXECUTE FUNCTION dossiers_version_guard()',
        ]
    else:
        raise NotImplementedError(f'no trigger is written for {vendor}')
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unguard(_apps, schema_editor):
    if schema_editor.connection.vendor == 'sqlite':
        schema_editor.execute('DROP TRIGGER IF EXISTS dossiers_version_not_changed', params=None)
    else:
        schema_editor.execute('DROP FUNCTION IF EXISTS dossiers_version_guard() CASCADE', params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0007_chain'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=niangjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=64)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('shape', models.CharField(max_length=8)),
                ('content', niangjia.privacy.fields.EncryptedTextField(blank=True, default='', mask='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='dossiers.dossier')),
            ],
            options={
                'verbose_name': 'version of a dossier',
                'verbose_name_plural': 'versions of dossiers',
                'indexes': [models.Index(fields=['dossier', 'shape'], name='version_shapes')],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='version_number_once')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
