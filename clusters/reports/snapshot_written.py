"""Reads what people have written around the numbers of a report. Six queries, whatever the size.

Persons are told by role and organisation, as they are sealed.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F, FilteredRelation, Q

from clusters.dashboard import employer_in_project_group
from clusters.models import (
    AdviceItem,
    AdviceOutcome,
    Annex,
    ClusterReport,
    CorrectionRequest,
    NeedRate,
    ReportText,
)
from clusters.models.reports import NEED_SIZE
from clusters.reports.facts import (
    AdviceFacts,
    AnnexFacts,
    ClusterReportFacts,
    FollowUpFacts,
    NeedFacts,
    ReplyFacts,
    TextFacts,
    TitleFacts,
)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written for one round's report, by where it stands."""

    title_page: TitleFacts = field(default_factory=TitleFacts)
    need_size: int = NEED_SIZE
    texts: dict = field(default_factory=dict)
    omitted: dict = field(default_factory=dict)
    advice: dict = field(default_factory=dict)
    follow_ups: dict = field(default_factory=dict)
    cluster_reports: dict = field(default_factory=dict)
    files: tuple = ()
    needs: tuple[NeedFacts, ...] = ()
    reply: ReplyFacts = field(default_factory=ReplyFacts)

    def text(self, kind, number=None):
        """Give a written text, None where there is none; `number` is the recommendation's."""
        return self.texts.get((kind, number))

    def left_out(self, number):
        """Give the parts of a recommendation that are left out."""
        return tuple(sorted(self.omitted.get(number, ())))

    def advice_on(self, number):
        """Give the items on a recommendation, or with None on the cooperation."""
        return tuple(self.advice.get(number, ()))

    def follow_ups_on(self, number):
        """Give the items of the report before on a recommendation of that number, or on the cooperation."""
        return tuple(self.follow_ups.get(number, ()))

    def annexes(self, clusters):
        """Give the annexes besides the clusters', lettered from where those end."""
        return tuple(_annex(letter(clusters + place), row) for place, row in enumerate(self.files))


def letter(place):
    """Give the letter of an annex: A to Z, then AA, AB …"""
    return chr(65 + place) if place < 26 else letter(place // 26 - 1) + chr(65 + place % 26)


def role_of(organisation):
    """Name a member of the project group by role and organisation: "Projektgruppe, Lejre"."""
    return f"Projektgruppe, {organisation}" if organisation else "Projektgruppe"


def load_written(round_):
    """Load what is written for a round's report. `round_` comes with its report and the report's case."""
    report = getattr(round_, "report", None)
    needs = tuple(
        NeedFacts(row.name, row.count, row.population, row.year, row.source) for row in NeedRate.objects.all()
    )
    delivered = _cluster_reports(round_)
    if report is None:
        return Written(needs=needs, cluster_reports=delivered, follow_ups=_advice(round_, None)[1])
    texts, omitted = _texts(round_, report)
    advice, follow_ups = _advice(round_, report)
    return Written(
        title_page=TitleFacts(report.title, report.subtitle, report.publisher),
        need_size=report.need_size,
        texts=texts,
        omitted=omitted,
        advice=advice,
        follow_ups=follow_ups,
        cluster_reports=delivered,
        files=tuple(Annex.objects.filter(case=report.case_id)),
        needs=needs,
        reply=_reply(report),
    )


def _texts(round_, report):
    """Give the written texts by (kind, recommendation number), and by number the parts that are left out.

    Blank texts count as not written.
    """
    rows = (
        ReportText.objects.filter(report=report)
        .annotate(employer=employer_in_project_group("changed_by", round_))
        .values_list(
            *("kind", "recommendation__number", "text", "is_left_out"),
            *("version", "employer", "changed_at", "is_example"),
        )
    )
    texts, omitted = {}, {}
    for kind, number, text, is_left_out, version, employer, at, example in rows:
        if is_left_out:
            omitted.setdefault(number, set()).add(kind)
        if text and not is_left_out:
            texts[(kind, number)] = TextFacts(text, version, role_of(employer or ""), at, example)
    return texts, omitted


def _advice(round_, report):
    """Give this report's items and those of the report before with what became of them, both by recommendation."""
    reports = [report.pk] if report else []
    rows = AdviceItem.objects.filter(report__in=reports)
    if round_.previous_id:
        rows = rows | AdviceItem.objects.filter(report__round=round_.previous_id)
    told = FilteredRelation("outcomes", condition=Q(outcomes__report__in=reports))
    rows = (
        rows.annotate(
            told=told, told_state=F("told__state"), told_text=F("told__text"), told_example=F("told__is_example")
        )
        .select_related("recommendation")
        .order_by("recommendation__number", "order", "pk")
    )
    own, before = {}, {}
    for row in rows:
        number = row.recommendation.number if row.recommendation_id else None
        if row.report_id in reports:
            own.setdefault(number, []).append(_item(row))
        else:
            before.setdefault(number, []).append(_follow_up(row))
    return own, before


def _item(row):
    return AdviceFacts(
        text=row.text,
        addressee=row.get_addressee_display(),
        owner=row.owner,
        deadline=row.deadline,
        deadline_words=row.deadline_words,
        is_example=row.is_example,
    )


def _follow_up(row):
    if row.told_state is None:
        return FollowUpFacts(_item(row))
    return FollowUpFacts(_item(row), AdviceOutcome.State(row.told_state).label, row.told_text, row.told_example)


def _cluster_reports(round_):
    rows = ClusterReport.objects.filter(round_cluster__round=round_, state=ClusterReport.State.DELIVERED)
    return {
        row.round_cluster_id: ClusterReportFacts(
            row.agreed, row.wishes, row.needs, row.feedback, row.delivered_at, row.is_example
        )
        for row in rows
    }


def _annex(place, row):
    return AnnexFacts(
        letter=place,
        title=row.title,
        on=row.date,
        url=row.url,
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        is_example=row.is_example,
    )


def _reply(report):
    states = Counter(CorrectionRequest.objects.filter(report=report).values_list("state", flat=True))
    return ReplyFacts(accepted=states["accepted"], declined=states["declined"], open=states["open"])
