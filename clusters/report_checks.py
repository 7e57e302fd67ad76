"""What spans the rows of status reports: sealed editions are whole, and reports stand where their editions say.

Each gives Danish sentences that name the place; clusters/checks.py runs them with all others.
"""

from hashlib import sha256

from clusters.models import (
    AdviceItem,
    AdviceOutcome,
    ClusterReport,
    CorrectionRequest,
    Edition,
    EditionFile,
    ReportPriority,
    ReportText,
    StatusReport,
    Transition,
)
from clusters.reports.sealing import digest, from_json
from misbrug.text import cpr

Act = Transition.Act


def editions_are_as_they_were_sealed():
    """An edition's content, answers and files have the SHA-256 they were sealed with, and can be read."""
    for edition in Edition.objects.select_related("report__round").iterator(chunk_size=10):
        annexes = []
        for file in EditionFile.objects.filter(edition=edition).order_by("pk").iterator(chunk_size=1):
            found = sha256(bytes(file.content)).hexdigest()
            if found != file.sha256:
                yield f"{file}: filen er ikke den, der blev forseglet."
            if file.kind == EditionFile.Kind.ANNEX:
                annexes.append(found)
        if digest(edition.facts, edition.record, files=annexes) != edition.sha256:
            yield f"{edition}: indholdet er ikke det, der blev forseglet."
        try:
            from_json(edition.facts)
        except (ValueError, TypeError, KeyError):
            yield f"{edition}: indholdet kan ikke læses."


def reports_stand_where_their_editions_say():
    """A report is published since its newest standing edition, and its editions are numbered from 1."""
    for report in StatusReport.objects.select_related("round"):
        editions = sorted(report.editions.defer("facts", "record"), key=lambda row: row.number)
        standing = [row for row in editions if not row.is_withdrawn]
        if report.published_at != (standing[-1].released_at if standing else None):
            yield f"{report}: tidspunktet for offentliggørelsen er ikke den nyeste gældende udgaves."
        if [row.number for row in editions] != list(range(1, len(editions) + 1)):
            yield f"{report}: udgaverne er ikke nummereret fra 1."


def report_states_follow_transitions():
    """The last transition of a report is to the state in which it stands."""
    acts = (Act.TO_MUNICIPALITIES, Act.TO_STEERING, Act.BACK_TO_DRAFT, Act.NEW_EDITION, Act.PUBLISH, Act.UNPUBLISH)
    rows = Transition.objects.filter(act__in=acts, to_state__in=StatusReport.State.values).order_by("at", "pk")
    last = {row.round_id: row.to_state for row in rows}
    for report in StatusReport.objects.select_related("round"):
        if last.get(report.round_id, StatusReport.State.DRAFT) != report.state:
            yield f"{report}: tilstanden passer ikke med hændelserne."


def advice_is_followed_up_in_the_next_report():
    """What became of an item is told in the report of the round that follows the item's."""
    rows = AdviceOutcome.objects.select_related("report__round", "item__report")
    for row in rows:
        if row.report.round.previous_id != row.item.report.round_id:
            yield f"{row.report}: en opfølgning hører til en anden rapport end den forrige."


def rows_are_of_the_rounds_catalogue():
    """What is written on a recommendation or indicator is on one of the round's own catalogue."""
    for model in (AdviceItem, ReportPriority, ReportText):
        for row in model.objects.filter(recommendation__isnull=False).select_related("report__round", "recommendation"):
            if row.recommendation.catalogue_id != row.report.round.catalogue_id:
                yield f"{row.report}: {model._meta.verbose_name} hører til et andet katalog."
    for row in CorrectionRequest.objects.select_related("report__round", "assessment", "indicator"):
        if row.assessment.round_id != row.report.round_id:
            yield f"{row}: ønsket om rettelse hører til en anden runde."


def report_texts_hold_no_cpr():
    """No text of a report, a cluster report or a request holds a certain CPR number."""
    sources = [
        (ReportText, ("text",)),
        (AdviceItem, ("text",)),
        (AdviceOutcome, ("text",)),
        (ReportPriority, ("reason",)),
        (ClusterReport, ("agreed", "wishes", "needs", "feedback")),
        (CorrectionRequest, ("reason", "answer")),
    ]
    for model, fields in sources:
        for pk, *texts in model.objects.values_list("pk", *fields).iterator(chunk_size=2000):
            if any(hit.kind == "certain" for text in texts for hit in cpr.find(text)):
                yield f"{model._meta.verbose_name} {pk}: teksten indeholder et CPR-nummer."


CHECKS = (
    editions_are_as_they_were_sealed,
    reports_stand_where_their_editions_say,
    report_states_follow_transitions,
    advice_is_followed_up_in_the_next_report,
    rows_are_of_the_rounds_catalogue,
    report_texts_hold_no_cpr,
)
