from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0007_a_filter_state_is_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='fit',
            name='counts_as_none',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
