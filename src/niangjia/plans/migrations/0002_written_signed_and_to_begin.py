from django.conf import settings
from django.db import migrations, models


def tell_authors_and_days(apps, schema_editor):
    """Who wrote in a plan, as far as its rows tell; and that one in force began when it was approved."""
    plans = apps.get_model("plans", "Plan")
    plans.objects.filter(state__in=["approved", "ended"]).update(begins_on=models.F("approved_on"))
    for plan in plans.objects.prefetch_related("measures"):
        wrote = {plan.drawn_by_id, plan.signature_taken_by_id, *(each.set_by_id for each in plan.measures.all())}
        plan.authors.add(*(pk for pk in wrote if pk is not None))


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0015_emergency_since'),
        ('people', '0007_ended_accounts'),
        ('plans', '0001_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='plan',
            name='plan_in_force_once',
        ),
        migrations.RemoveConstraint(
            model_name='plan',
            name='plan_approved_by_someone',
        ),
        migrations.AddField(
            model_name='ownmeasure',
            name='ceiling',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='ceiling'),
        ),
        migrations.AddField(
            model_name='ownmeasure',
            name='evidence',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='ownmeasure',
            name='is_about_member',
            field=models.BooleanField(default=False, verbose_name='is for one member'),
        ),
        migrations.AddField(
            model_name='ownmeasure',
            name='role',
            field=models.CharField(choices=[('unit-officer', 'Unit union officer'), ('assistance-clerk', 'Assistance clerk'), ('reviewer', 'Reviewer'), ('approver', 'Approver (chair)'), ('finance-clerk', 'Finance clerk'), ('cashier', 'Cashier'), ('counsellor', 'Counsellor'), ('crisis-duty', 'Crisis duty'), ('pairing-cadre', 'Pairing cadre'), ('informant', 'Informant'), ('responder', 'Department responder'), ('leader', 'Leader'), ('auditor', 'Auditor'), ('superior', 'Superior union'), ('administrator', 'System administrator'), ('security-admin', 'Security administrator'), ('security-auditor', 'Security auditor'), ('worker', 'Worker')], default='assistance-clerk', max_length=20, verbose_name='who sees to it'),
        ),
        migrations.AddField(
            model_name='ownmeasure',
            name='sign',
            field=models.CharField(choices=[('income', 'Income a head a month above an amount'), ('certificate', 'Certificate obtained'), ('work', 'In work for a number of months'), ('insured', 'Insured, or benefit received'), ('school', 'Enrolled, or graduated'), ('debt', 'Debt paid off'), ('home', 'Home safe to live in'), ('received', 'Received, with receipt'), ('words', 'Something else, in words')], default='words', max_length=12, verbose_name='sign of success'),
        ),
        migrations.AddField(
            model_name='plan',
            name='authors',
            field=models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plan',
            name='begins_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='plan',
            name='signed_mark',
            field=models.CharField(blank=True, default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='plan',
            name='state',
            field=models.CharField(choices=[('draft', 'Being drawn up'), ('agreed', 'Agreed, to be approved'), ('ahead', 'Approved, from 1 January on'), ('approved', 'In force'), ('ended', 'Followed by a newer one'), ('discarded', 'Discarded')], default='draft', max_length=10),
        ),
        migrations.RunPython(tell_authors_and_days, migrations.RunPython.noop),
    ]
