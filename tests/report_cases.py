"""The political treatment of reports, for the tables of who may see what: its addresses, and something at each."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clusters.models import AdviceItem, AgendaItem, Annex, Body, Region, Round, Task
from clusters.workflow import open_report
from clusters.workflow.deleting import archive

CASE = (
    *("report_case", "report_routing", "report_case_texts", "report_task_close", "report_task_reopen", "report_annex"),
    *("report_content_add", "report_content_edit", "report_content_delete", "report_content_move"),
    *("report_content_history", "report_content_restore", "report_deletions", "report_deletion"),
    *("report_case_history", "report_case_restore"),
)
REGION_BODIES = (
    *("region_bodies", "region_body_add", "region_body_edit", "region_body_delete", "region_body_move"),
    *("region_body_deletions", "region_body_deletion"),
)


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
        for kind, lost in (
            ("dagsordenspunkt", AgendaItem.objects.create(**of_case, body=body, date=at.date())),
            ("anbefales", AdviceItem.objects.create(report=report, text="Væk", addressee="kkr", changed_at=at)),
        ):
            rows[round_.slug, f"slettet {kind}"] = _deleted(lost, report, actor, at)
    lost = Body.objects.create(region=body.region, name="Et nedlagt udvalg", changed_at=at)
    rows["slettet"] = _deleted(lost, body.region, actor, at)
    return rows, body


def _deleted(row, whole, actor, at):
    with transaction.atomic():
        return archive([row], whole=whole, title="Væk", actor=actor, at=at)


def case_addresses(treated):
    """Give (name, address, kind of row) of every page of both reports' treatment, and of the region's bodies."""
    rows, body = treated
    for name in CASE:
        for slug in dict.fromkeys(key[0] for key in rows if isinstance(key, tuple)):
            if name.startswith("report_content_"):
                for kind in ("dagsordenspunkt", "anbefales"):
                    row = [] if name == "report_content_add" else [rows[slug, kind].pk]
                    row += [rows[slug, kind].history.first().history_id] if name.endswith("_restore") else []
                    yield name, reverse(f"clusters:{name}", args=[slug, kind, *row]), kind
            elif name == "report_case_restore":
                version = rows[slug, "task"].case.history.first().history_id
                yield name, reverse(f"clusters:{name}", args=[slug, version]), ""
            elif name == "report_deletion":
                for kind in ("dagsordenspunkt", "anbefales"):
                    yield name, reverse(f"clusters:{name}", args=[slug, rows[slug, f"slettet {kind}"].pk]), kind
            else:
                row = next((rows[slug, part].pk for part in ("task", "annex") if part in name), None)
                yield name, reverse(f"clusters:{name}", args=[slug, *([row] if row else [])]), ""
    for name in REGION_BODIES:
        row = [] if name in ("region_bodies", "region_body_add", "region_body_deletions") else [body.pk]
        row = [rows["slettet"].pk] if name == "region_body_deletion" else row
        yield name, reverse(f"clusters:{name}", args=[body.region.slug, *row]), ""
