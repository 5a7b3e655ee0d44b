from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0002_written_signed_and_to_begin'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None), ('state', 'approved')), fields=('dossier',), name='plan_in_force_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'ended']), _negated=True), models.Q(('approved_by__isnull', False), ('approved_on__isnull', False), ('begins_on__isnull', False)), _connector='OR'), name='plan_approved_by_someone'),
        ),
    ]
