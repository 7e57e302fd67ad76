from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_what_was_recalled")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="applied_by_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="gemt af"),
        ),
    ]
