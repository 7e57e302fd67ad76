"""Gives each report its case, turns written advice into items, and lets published reports wait for an edition."""

from django.db import migrations

ITEM_LIMIT = 2_000


def move_over(apps, schema_editor):
    """Carry over what reports held before they had items and editions."""
    StatusReport = apps.get_model("clusters", "StatusReport")
    Case = apps.get_model("clusters", "Case")
    for report in StatusReport.objects.select_related("round"):
        report.case = Case.objects.create(title=f"Statusrapport, {report.round.name}"[:200])
        # What was published was no edition: the steering group releases it as one.
        if report.published_at:
            report.state, report.published_at = "steering", None
        report.save()
        _advice(apps, report)


def _advice(apps, report):
    AdviceItem = apps.get_model("clusters", "AdviceItem")
    for text in report.texts.filter(kind="advice"):
        for order, line in enumerate(_items(text.text), start=1):
            AdviceItem.objects.create(
                report=report,
                recommendation=text.recommendation,
                text=line[:ITEM_LIMIT],
                addressee="municipalities",
                order=order,
                version=1,
                changed_by=text.changed_by,
                changed_at=text.changed_at,
                is_example=text.is_example,
            )
        text.delete()


def _items(text):
    """Give the items of a list, or the paragraphs of a text."""
    items = []
    for line in text.splitlines():
        line = line.strip()
        if line:
            items.append(line.lstrip("-•– ").strip())
    return items


class Migration(migrations.Migration):
    dependencies = [("clusters", "0004_publishing")]

    operations = [migrations.RunPython(move_over, migrations.RunPython.noop)]
