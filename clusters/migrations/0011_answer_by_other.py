from django.db import migrations, models
from django.db.models import Q


def hide_what_is_not_known(apps, schema_editor):
    """Take answers that were changed for a mix of several people's words: nobody noted whose they are."""
    for name in ("Answer", "HistoricalAnswer"):
        model = apps.get_model("clusters", name)
        rows = model.objects.filter(Q(version__gt=1) | Q(is_carried=True))
        rows.update(value_by_other=True, elaboration_by_other=True)


def forget(apps, schema_editor):
    """Do nothing: the columns go."""


def by_other(name, what, help_text):
    return [
        migrations.AddField(model, name, models.BooleanField(what, default=False, help_text=help_text))
        for model in ("answer", "historicalanswer")
    ]


class Migration(migrations.Migration):
    dependencies = [("clusters", "0010_deletions")]

    operations = [
        *by_other("value_by_other", "svaret er en andens", "Den, der sidst ændrede, skrev ikke selv svaret."),
        *by_other(
            "elaboration_by_other", "uddybningen er en andens", "Den, der sidst ændrede, skrev ikke selv uddybningen."
        ),
        migrations.RunPython(hide_what_is_not_known, forget),
    ]
