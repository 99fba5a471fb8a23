from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_quiet_hours_are_times'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='filter_state',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
