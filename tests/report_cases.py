"""The political treatment of reports, for the tables of who may see what: its addresses, and something at each."""

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from clusters.models import AdviceItem, AgendaItem, Annex, Body, Region, Round, Task
from clusters.workflow import open_report

CASE = (
    *("report_case", "report_routing", "report_case_texts", "report_task_close", "report_task_reopen", "report_annex"),
    *("report_content_add", "report_content_edit", "report_content_delete", "report_content_move"),
    *("report_content_history", "report_content_restore"),
)
REGION_BODIES = ("region_bodies", "region_body_add", "region_body_edit", "region_body_delete", "region_body_move")


def rows_of_cases(slugs, actor):
    """Give a row of each kind in the reports of these rounds by (round, what it is), and a body of the region."""
    at, rows = timezone.now(), {}
    body = Body.objects.create(region=Region.objects.get(name="Region Sjælland"), name="Et udvalg", changed_at=at)
    for round_ in Round.objects.filter(slug__in=slugs):
        report = open_report(round_.pk, actor=actor, at=at)
        of_case = {"case": report.case, "changed_at": at}
        annex = Annex(**of_case, title="Notat", file_name="notat.pdf", media_type="application/pdf", size=4)
        annex.file.save("notat", ContentFile(b"%PDF"))
        rows |= {
            (round_.slug, "task"): Task.objects.create(**of_case, title="Opgave", owner="Nogen"),
            (round_.slug, "annex"): annex,
            (round_.slug, "dagsordenspunkt"): AgendaItem.objects.create(**of_case, body=body, date=at.date()),
            (round_.slug, "anbefales"): AdviceItem.objects.create(
                report=report, text="Et råd", addressee="kkr", changed_at=at
            ),
        }
    return rows, body


def case_addresses(treated):
    """Give (name, address, kind of row) of every page of both reports' treatment, and of the region's bodies."""
    rows, body = treated
    for name in CASE:
        for slug in dict.fromkeys(slug for slug, _ in rows):
            if name.startswith("report_content_"):
                for kind in ("dagsordenspunkt", "anbefales"):
                    row = [] if name == "report_content_add" else [rows[slug, kind].pk]
                    row += [rows[slug, kind].history.first().history_id] if name.endswith("_restore") else []
                    yield name, reverse(f"clusters:{name}", args=[slug, kind, *row]), kind
            else:
                row = next((rows[slug, part].pk for part in ("task", "annex") if part in name), None)
                yield name, reverse(f"clusters:{name}", args=[slug, *([row] if row else [])]), ""
    for name in REGION_BODIES:
        row = [] if name in ("region_bodies", "region_body_add") else [body.pk]
        yield name, reverse(f"clusters:{name}", args=[body.region.slug, *row]), ""
