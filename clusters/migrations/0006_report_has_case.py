"""What holds once every report has its case and its advice as items."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0005_reports_as_editions")]

    operations = [
        migrations.AlterField(
            model_name="statusreport",
            name="case",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report",
                to="clusters.case",
                verbose_name="sag",
            ),
        ),
        migrations.AddConstraint(
            model_name='reporttext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['indicators', 'advice']), _negated=True), ('text', ''), _connector='OR'), name='report_text_only_where_written'),
        ),
    ]
