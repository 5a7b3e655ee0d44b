"""Exit, tapering and watch: their states, incomes of months, follow-ups, and what dossier one was drafted from."""

import django.db.models.deletion
import niangjia.kernel.ids
import niangjia.privacy.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_informant'),
        ('dossiers', '0010_public_pages'),
        ('people', '0004_consents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=niangjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('due_on', models.DateField(verbose_name='due on')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('how', models.CharField(blank=True, choices=[('visit', 'Visit'), ('call', 'Telephone call')], max_length=8, verbose_name='how')),
                ('finding', models.CharField(blank=True, choices=[('well', 'Getting on well'), ('at-risk', 'Needs an eye kept on it'), ('trouble', 'In trouble again')], max_length=8, verbose_name='finding')),
                ('words', niangjia.privacy.fields.EncryptedTextField(blank=True, default='', mask='note', verbose_name='what was found')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='IncomeCheck',
            fields=[
                ('id', models.UUIDField(default=niangjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(verbose_name='month')),
                ('net_per_head_fen', models.BigIntegerField(verbose_name='net income a head')),
                ('source', models.CharField(choices=[('payslip', 'Payslip'), ('bank', 'Bank statement'), ('employer', 'Confirmed by the employer'), ('visit', 'Reckoned together at a visit'), ('stated', 'As the family told it')], max_length=12, verbose_name='seen from')),
                ('note', niangjia.privacy.fields.EncryptedTextField(blank=True, default='', mask='note', verbose_name='remarks')),
                ('at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'income of a month',
                'verbose_name_plural': 'incomes of months',
                'ordering': ['month', 'at'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='dossier',
            name='dossier_state_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='dossier',
            name='dossier_on_file_was_filed',
        ),
        migrations.AddField(
            model_name='dossier',
            name='earlier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='later', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='dossier',
            name='first',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='dossiers.dossier'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='closing_reason',
            field=models.CharField(blank=True, choices=[('exited', 'Out of hardship'), ('retired', 'Retired'), ('transferred', 'Transferred'), ('died', 'Died'), ('not-qualified', 'Found not to qualify'), ('refused', 'Refused before filing'), ('withdrawn', 'Withdrawn by the applicant'), ('watch-ended', 'Watched without being filed; the watch ended'), ('temporary-ended', 'The temporary dossier ended')], max_length=16, verbose_name='reason for closing'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('reviewed', 'First review passed'), ('visited', 'Visited'), ('verified', 'Verified'), ('appraised', 'Appraised'), ('on-notice', 'On public notice'), ('rechecked', 'Second review passed'), ('open', 'On file'), ('exit-proposed', 'Exit proposed'), ('exit-reviewed', 'Exit reviewed'), ('exit-confirmed', 'Exit confirmed by the worker'), ('exit-on-notice', 'Exit on public notice'), ('tapering', 'Tapering off'), ('watched', 'Watched'), ('relapse-proposed', 'Help again proposed'), ('early-watched', 'Watched, not filed'), ('closed', 'Closed'), ('returned', 'Returned'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn by the applicant')], default='draft', max_length=16, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='erasedcase',
            name='closing_reason',
            field=models.CharField(choices=[('exited', 'Out of hardship'), ('retired', 'Retired'), ('transferred', 'Transferred'), ('died', 'Died'), ('not-qualified', 'Found not to qualify'), ('refused', 'Refused before filing'), ('withdrawn', 'Withdrawn by the applicant'), ('watch-ended', 'Watched without being filed; the watch ended'), ('temporary-ended', 'The temporary dossier ended')], max_length=16),
        ),
        migrations.AlterField(
            model_name='step',
            name='from_state',
            field=models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('reviewed', 'First review passed'), ('visited', 'Visited'), ('verified', 'Verified'), ('appraised', 'Appraised'), ('on-notice', 'On public notice'), ('rechecked', 'Second review passed'), ('open', 'On file'), ('exit-proposed', 'Exit proposed'), ('exit-reviewed', 'Exit reviewed'), ('exit-confirmed', 'Exit confirmed by the worker'), ('exit-on-notice', 'Exit on public notice'), ('tapering', 'Tapering off'), ('watched', 'Watched'), ('relapse-proposed', 'Help again proposed'), ('early-watched', 'Watched, not filed'), ('closed', 'Closed'), ('returned', 'Returned'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn by the applicant')], max_length=16),
        ),
        migrations.AlterField(
            model_name='step',
            name='to_state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('reviewed', 'First review passed'), ('visited', 'Visited'), ('verified', 'Verified'), ('appraised', 'Appraised'), ('on-notice', 'On public notice'), ('rechecked', 'Second review passed'), ('open', 'On file'), ('exit-proposed', 'Exit proposed'), ('exit-reviewed', 'Exit reviewed'), ('exit-confirmed', 'Exit confirmed by the worker'), ('exit-on-notice', 'Exit on public notice'), ('tapering', 'Tapering off'), ('watched', 'Watched'), ('relapse-proposed', 'Help again proposed'), ('early-watched', 'Watched, not filed'), ('closed', 'Closed'), ('returned', 'Returned'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn by the applicant')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'reviewed', 'visited', 'verified', 'appraised', 'on-notice', 'rechecked', 'open', 'exit-proposed', 'exit-reviewed', 'exit-confirmed', 'exit-on-notice', 'tapering', 'watched', 'relapse-proposed', 'early-watched', 'closed', 'returned', 'refused', 'withdrawn'])), name='dossier_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state__in', ('open', 'exit-proposed', 'exit-reviewed', 'exit-confirmed', 'exit-on-notice', 'tapering')), _negated=True), ('filed_on', None)), models.Q(('filed_on__gte', models.F('opened_on')), ('filed_on__isnull', False)), _connector='OR'), name='dossier_on_file_was_filed'),
        ),
        migrations.AddField(
            model_name='followup',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='followup',
            name='step',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follow_up', to='dossiers.step'),
        ),
        migrations.AddField(
            model_name='incomecheck',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incomecheck',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='income_checks', to='dossiers.dossier'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['done_on', 'due_on'], name='follow_up_due'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_on', None), ('finding', ''), ('how', ''), ('step', None)), models.Q(('done_on__isnull', False), ('step__isnull', False), models.Q(('how', ''), _negated=True), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='follow_up_done_by_a_step'),
        ),
        migrations.AddConstraint(
            model_name='incomecheck',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('dossier', 'month'), name='income_of_a_month_once'),
        ),
    ]
