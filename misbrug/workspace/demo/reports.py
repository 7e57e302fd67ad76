"""Plays the status report of 2014 from its first text to its release as an edition, each act at its own time."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from clusters import workflow
from clusters.models import (
    AdviceItem,
    AdviceOutcome,
    AgendaItem,
    Annex,
    Body,
    CorrectionRequest,
    ReportPriority,
    ReportText,
    RoundCluster,
    SelfAssessment,
    Task,
)
from clusters.reports import build
from clusters.workflow import cases, content
from misbrug.workspace.demo.answers import read
from misbrug.workspace.demo.rounds import at

# The annexes that the report of 2014 names.
ANNEXES = (
    "En styrket misbrugsbehandling: KL's anbefalinger på misbrugsområdet",
    "Notat: Afdækning af misbrugsområdet i Region Sjælland",
    "Kommissorium for klyngesamarbejdet i Region Sjælland",
)
TITLE_2014 = {
    "title": "Kvalitet og sammenhæng i Region Sjælland",
    "subtitle": "Status på misbrugsområdet og klyngesamarbejdet",
    "publisher": "Projektgruppen for misbrugsområdet i Region Sjælland",
    "need_size": 40_000,
}


def play_report_2014(round_, people):
    """Write the report of 2014, let the municipalities reply, and release it as its first edition."""
    writer, chair, steering = people["projektgruppe.holbaek"], people["projektgruppe.lejre"], people["styregruppe"]
    _cluster_reports(round_, people, "klyngerapporter-2014.csv", at(2014, 5, 12, 10))
    workflow.save_title_page(round_id=round_.pk, values=TITLE_2014, base_version=1, actor=writer, at=at(2014, 5, 26, 9))
    _texts(round_, writer)
    _advice(round_, writer, "raad-2014.csv", at(2014, 5, 26, 13))
    _priorities(round_, writer, at(2014, 5, 26, 15))
    _annexes(round_, writer, at(2014, 5, 27, 9))
    workflow.send_to_municipalities(round_.pk, deadline=at(2014, 5, 30).date(), actor=chair, at=at(2014, 5, 27, 12))
    _reply(round_, people)
    workflow.send_to_steering(round_.pk, actor=chair, at=at(2014, 5, 30, 14))
    _treat(round_, chair, steering)
    workflow.release(round_.pk, actor=steering, at=at(2014, 6, 2, 12), make_files=build.make_files)


def _texts(round_, writer):
    recommendations = {row.number: row for row in round_.catalogue.recommendations.all()}
    for position, row in enumerate(read("rapport-2014.csv")):
        workflow.save_text(
            round_id=round_.pk,
            kind=ReportText.Kind(row["del"]),
            recommendation=recommendations[int(row["anbefaling"])] if row["anbefaling"] else None,
            text=row["tekst"].replace("\\n", "\n"),
            base_version=0,
            actor=writer,
            at=at(2014, 5, 26, 10, position),
            is_example=row["eksempel"] == "ja",
        )


def _advice(round_, writer, table, moment):
    """Write the items of "Det anbefales" of a table."""
    recommendations = {row.number: row for row in round_.catalogue.recommendations.all()}
    for position, row in enumerate(read(table)):
        item = AdviceItem(
            report=round_.report,
            recommendation=recommendations[int(row["anbefaling"])] if row["anbefaling"] else None,
            text=row["tekst"],
            addressee=AdviceItem.Addressee(row["adressat"]),
            owner=row["ansvarlig"],
            deadline_words=row["frist"],
            is_example=row["eksempel"] == "ja",
        )
        workflow.save_row(item, actor=writer, at=moment + timedelta(minutes=2 * position))


def _priorities(round_, writer, moment):
    recommendations = {row.number: row for row in round_.catalogue.recommendations.all()}
    for position, row in enumerate(read("vaegt-2014.csv")):
        weight = ReportPriority(
            report=round_.report,
            recommendation=recommendations[int(row["anbefaling"])],
            reason=row["begrundelse"],
            is_example=row["eksempel"] == "ja",
        )
        workflow.save_row(weight, actor=writer, at=moment + timedelta(minutes=position))


def _cluster_reports(round_, people, table, moment):
    """Write and deliver the clusters' reports of a table."""
    clusters = {row.cluster.slug: row for row in RoundCluster.objects.filter(round=round_).select_related("cluster")}
    for position, row in enumerate(read(table)):
        cluster = clusters[row["klynge"]]
        lead = people[row["af"]]
        workflow.save_cluster_report(
            cluster.pk,
            texts={name: row[name].replace("\\n", "\n") for name in ("agreed", "wishes", "needs", "feedback")},
            base_version=0,
            actor=lead,
            at=moment + timedelta(days=position),
            is_example=True,
        )
        workflow.deliver_cluster_report(cluster.pk, actor=lead, at=moment + timedelta(days=position, hours=4))


def _annexes(round_, writer, moment):
    """Put up the annexes that the report of 2014 names, each a file that says it is an example."""
    for position, title in enumerate(ANNEXES):
        annex = Annex(case=round_.report.case, title=title, is_example=True)
        upload = SimpleUploadedFile(f"bilag-{position + 1}.docx", _example_file(title))
        cases.take_in(annex, upload)
        annex.file = upload
        content.save_content(
            annex,
            lock=lambda row: cases.lock_case(row.case_id),
            actor=writer,
            at=moment + timedelta(minutes=position),
        )


def _example_file(title):
    document = Document()
    document.add_heading(title, level=1)
    document.add_paragraph("Eksempel. Det rigtige bilag ligger hos projektgruppen.")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _reply(round_, people):
    """Let two municipalities ask for a correction: one gets it, the other an explanation. Both are examples."""
    for position, row in enumerate(read("rettelser-2014.csv")):
        assessment = SelfAssessment.objects.select_related("municipality").get(
            round=round_, municipality__name=row["kommune"]
        )
        indicator = round_.catalogue.indicators.filter(number=row["indikator"]).first()
        request = workflow.ask_correction(
            assessment.pk,
            indicator=indicator,
            reason=row["begrundelse"],
            actor=people.lead(assessment.municipality),
            at=at(2014, 5, 28, 10 + position),
            is_example=True,
        )
        workflow.answer_correction(
            request.pk,
            state=CorrectionRequest.State(row["svar"]),
            answer=row["svar_tekst"],
            actor=people["projektgruppe.lejre"],
            at=at(2014, 5, 29, 9 + position),
        )


def _treat(round_, chair, steering):
    """Lay the report before the steering group and KKR; the day, the decision and the task are examples."""
    case, region = round_.report.case, round_.region
    bodies = [
        Body(region=region, name="Styregruppen for misbrugsområdet", short_name="Styregruppen", kind=Body.Kind.GROUP),
        Body(region=region, name="KKR Sjælland", short_name="KKR", kind=Body.Kind.BOARD),
    ]
    for body in bodies:
        cases.save_body(body, base_version=0, actor=chair, at=at(2014, 5, 20, 9))

    def save(row, moment):
        content.save_content(row, lock=lambda each: cases.lock_case(each.case_id), actor=chair, at=moment)

    item = AgendaItem(
        case=case,
        body=bodies[0],
        date=at(2014, 6, 2).date(),
        item_number="3",
        proposals="rapporten frigives\nprojektgruppen følger op på ”Det anbefales” i klyngerne",
        outcome=AgendaItem.Outcome.REMARK,
        decision="Rapporten frigives.",
        remark="KKR skal se rapporten, før sommeren er forbi.",
        is_example=True,
    )
    save(item, at(2014, 6, 2, 10))
    save(
        Task(
            case=case,
            title="Læg rapporten frem for KKR",
            owner="Projektgruppen",
            deadline=at(2014, 9, 1).date(),
            agenda_item=item,
            is_example=True,
        ),
        at(2014, 6, 2, 11),
    )


def play_report_2026(round_, people):
    """Begin on the report of 2026: one cluster has delivered, and some of the last report's advice is followed up."""
    _cluster_reports(round_, people, "klyngerapporter-2026.csv", at(2026, 11, 19, 9))
    writer = people["projektgruppe.holbaek"]
    workflow.save_title_page(
        round_id=round_.pk,
        values=TITLE_2014 | {"title": "Status på misbrugsområdet 2026", "subtitle": "Region Sjællands tre klynger"},
        base_version=1,
        actor=writer,
        at=at(2026, 11, 20, 9),
    )
    told = {row["tekst"]: row for row in read("opfoelgning-2026.csv")}
    for position, item in enumerate(AdviceItem.objects.filter(report__round=round_.previous).order_by("pk")):
        if item.text in told:
            row = told[item.text]
            outcome = AdviceOutcome(
                report=round_.report,
                item=item,
                state=AdviceOutcome.State(row["tilstand"]),
                text=row["hvad"],
                is_example=True,
            )
            workflow.save_row(outcome, actor=writer, at=at(2026, 11, 20, 10, position))
