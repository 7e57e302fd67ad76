"""One round as it counts: what was submitted, consolidated per municipality and summed per cluster.

Three queries whatever the size (`load_picture`): the catalogue's questions, the assessments with the submission
that counts, the rulings. Everything after that is plain values. Drafts never enter (design, rule 2.2); how far they
have come is told by clusters/work.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import OuterRef, Subquery

from clusters.consolidation import (
    Result,
    RulingFact,
    TrackAnswer,
    consolidate,
    count,
    not_submitted,
    unanimous,
)
from clusters.models import Membership, Round, RoundCluster, Ruling, SelfAssessment
from clusters.submitted import SubmittedTrack, mark_of, unseal
from indicators.models import Indicator
from indicators.values import is_partly, is_verdict
from misbrug.text.danish import sort_key


@dataclass(frozen=True, slots=True)
class RecordedRuling(RulingFact):
    """A stored ruling: the decision, and by id the answer, assessment and indicator it is on.

    `organisation` is the municipality that the ruler is employed in, "" where none is known; `example` says that it was
    invented for the demo.
    """

    answer: int
    assessment: int
    indicator: int
    track_name: str
    organisation: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One municipality in the round. `results` holds the consolidated value of each verdict indicator by id."""

    assessment: SelfAssessment
    tracks: tuple[SubmittedTrack, ...]
    results: dict[int, Result]

    @property
    def name(self):
        """Give the municipality's name as it was when the round opened."""
        return self.assessment.municipality_name

    @property
    def has_submitted(self):
        """Say whether the municipality has a submission, and so any answers that count."""
        return self.assessment.submission_id is not None

    @property
    def yes(self):
        """Give the number of indicators that are ja."""
        return count(self.results.values()).ja

    @property
    def relevant(self):
        """Give the number of indicators that are not ikke relevant."""
        counts = count(self.results.values())
        return counts.n - counts.ikke_relevant

    def is_example(self, indicator_id):
        """Say whether the submitted answers behind one indicator are invented for the demo."""
        return any(track.get(indicator_id) is not None and track.get(indicator_id).example for track in self.tracks)


@dataclass(frozen=True)
class ClusterPicture:
    """One cluster in the round: participants in `rows`, the others in `absent`."""

    round_cluster: RoundCluster
    rows: tuple[MunicipalityRow, ...]
    absent: tuple[SelfAssessment, ...]

    @property
    def assessments(self):
        """Give the assessments of all its municipalities by name, also of those that take no part."""
        everybody = [row.assessment for row in self.rows] + list(self.absent)
        return sorted(everybody, key=lambda assessment: sort_key(assessment.municipality_name))

    @property
    def n(self):
        """Give N: the municipalities that take part."""
        return len(self.rows)

    @property
    def name(self):
        """Give the cluster's name as it was when the round opened."""
        return str(self.round_cluster)

    @property
    def slug(self):
        """Give the cluster's short name, for addresses."""
        return self.round_cluster.cluster.slug

    @property
    def leads(self):
        """Give the names of the municipalities that lead the cluster."""
        return [a.municipality_name for a in self.assessments if a.cluster_role == "tovholder"]

    def submitted(self):
        """Give how many participants have a submission that counts."""
        return sum(row.assessment.submission_id is not None for row in self.rows)

    def reviewed(self):
        """Give how many participants are reviewed."""
        return sum(row.assessment.state == SelfAssessment.State.REVIEWED for row in self.rows)

    def pending(self):
        """Give how many *delvis* wait for a ruling that decides an outcome."""
        return sum(len(result.pending) for row in self.rows for result in row.results.values())

    def counts(self, indicator_id):
        """Give the Counts of one indicator in this cluster."""
        return count(row.results[indicator_id] for row in self.rows)


@dataclass(frozen=True)
class RoundPicture:
    """A whole round as it counts. `indicators` are the main ones in order, of every answer type."""

    round: Round
    indicators: tuple[Indicator, ...]
    supplements: dict[int, tuple[Indicator, ...]]
    clusters: tuple[ClusterPicture, ...]
    rulings: dict[tuple[int, int], list[RulingFact]] = field(default_factory=dict)

    @cached_property
    def verdicts(self):
        """Give the main indicators that are consolidated, in order."""
        return tuple(row for row in self.indicators if is_verdict(row.answer_type))

    @cached_property
    def rows(self):
        """Give every participant's row."""
        return tuple(row for cluster in self.clusters for row in cluster.rows)

    @cached_property
    def absent(self):
        """Give the assessments of those that take no part."""
        return tuple(a for cluster in self.clusters for a in cluster.absent)

    @cached_property
    def assessments(self):
        """Give the assessments of everybody in the round, also of those that take no part."""
        return tuple(row.assessment for row in self.rows) + self.absent

    @property
    def n(self):
        """Give N: the municipalities that take part."""
        return len(self.rows)

    @property
    def submitted(self):
        """Give how many participants have a submission that counts."""
        return sum(cluster.submitted() for cluster in self.clusters)

    @property
    def reviewed(self):
        """Give how many participants are reviewed."""
        return sum(cluster.reviewed() for cluster in self.clusters)

    @property
    def invited(self):
        """Give the number of municipalities in the round's clusters."""
        return self.n + len(self.absent)

    def counts(self, indicator_id):
        """Give the Counts of one indicator over all clusters."""
        return count(row.results[indicator_id] for row in self.rows)

    def is_unanimous(self, indicator_id):
        """Say whether all participants of all clusters are ja, so that "Alle klynger" replaces the chart."""
        return unanimous(self.counts(indicator_id))

    def groups(self):
        """Give (recommendation, its verdict indicators) in order."""
        groups = {}
        for indicator in self.verdicts:
            groups.setdefault(indicator.recommendation, []).append(indicator)
        return [(recommendation, tuple(rows)) for recommendation, rows in groups.items()]

    def pending(self):
        """Give the queue: (row, indicator, settled track) for each *delvis* that decides an outcome, in order."""
        return [
            (row, indicator, settled)
            for indicator in self.verdicts
            for row in self.rows
            for settled in row.results[indicator.pk].pending
        ]

    def cluster_of(self, row):
        """Give the ClusterPicture that a participant's row stands in."""
        return next(c for c in self.clusters if c.round_cluster.pk == row.assessment.round_cluster_id)

    def indicator(self, number):
        """Give the main indicator with a number, None where there is none."""
        return next((row for row in self.indicators if row.number == number), None)

    def for_area(self, slug):
        """Give the same round with each municipality's answers from the track that covers one area alone.

        A municipality that does not work with the area has no track there, which is ikke relevant; one that has
        submitted nothing stays ikke besvaret. N is the same.
        """
        clusters = tuple(
            replace(cluster, rows=tuple(self._row_for_area(row, slug) for row in cluster.rows))
            for cluster in self.clusters
        )
        return replace(self, clusters=clusters)

    def _row_for_area(self, row, slug):
        if not row.has_submitted:
            return row
        tracks = tuple(track for track in row.tracks if slug in track.areas)
        return MunicipalityRow(row.assessment, tracks, _results(tracks, self.verdicts, self.supplements, self.rulings))

    def find(self, municipality_code):
        """Give a participant's row by municipality code, None where it takes no part."""
        return next((r for r in self.rows if r.assessment.municipality.code == municipality_code), None)


def load_picture(round_, municipality_code=None):
    """Load a round as it counts: 3 queries. `round_` needs its pk and catalogue_id.

    With `municipality_code` only that municipality is loaded, for pages about it alone.
    """
    questions = tuple(
        Indicator.objects.filter(catalogue_id=round_.catalogue_id)
        .select_related("recommendation")
        .order_by("recommendation__number", "order", "pk")
    )
    only = {} if municipality_code is None else {"municipality__code": municipality_code}
    assessments = (
        SelfAssessment.objects.filter(round=round_, **only)
        .select_related("round_cluster__cluster", "municipality", "submission")
        .order_by("round_cluster__order", "round_cluster_id", "municipality__code")
    )
    on = {f"answer__track__assessment__{name}": value for name, value in only.items()}
    rulings = {}
    for ruling in (
        Ruling.objects.filter(answer__track__assessment__round=round_, **on)
        .annotate(organisation=employer_in_project_group("ruled_by", round_))
        .values(
            "answer_id",
            "answer__track_id",
            "answer__track__name",
            "answer__track__assessment_id",
            "answer__indicator_id",
            "outcome",
            "fingerprint",
            "reason",
            "ruler_name",
            "organisation",
            "ruled_at",
            "is_example",
        )
        .order_by("ruled_at", "pk")
    ):
        rulings.setdefault((ruling["answer__track_id"], ruling["answer__indicator_id"]), []).append(_fact(ruling))
    return build_picture(round_, questions, assessments, rulings)


def employer_in_project_group(user_field, round_):
    """Give an expression: the name of the municipality in which a member of the project group is employed, or NULL."""
    rows = Membership.objects.filter(
        user=OuterRef(user_field), role=Membership.Role.PROJECT_GROUP, region=round_.region_id
    )
    return Subquery(rows.order_by("pk").values("municipality__name")[:1])


def _fact(ruling):
    return RecordedRuling(
        track=ruling["answer__track_id"],
        outcome=ruling["outcome"],
        fingerprint=ruling["fingerprint"],
        reason=ruling["reason"],
        role=ruling["ruler_name"],
        at=ruling["ruled_at"],
        answer=ruling["answer_id"],
        assessment=ruling["answer__track__assessment_id"],
        indicator=ruling["answer__indicator_id"],
        track_name=ruling["answer__track__name"],
        organisation=ruling["organisation"] or "",
        example=ruling["is_example"],
    )


def build_picture(round_, questions: tuple[Indicator, ...], assessments: Iterable[SelfAssessment], rulings):
    """Build the picture of loaded rows. `rulings` is {(track id, indicator id): [RulingFact, …]}."""
    main = tuple(row for row in questions if row.parent_id is None)
    supplements = {}
    for row in questions:
        if row.parent_id is not None:
            supplements[row.parent_id] = (*supplements.get(row.parent_id, ()), row)
    verdicts = [row for row in main if is_verdict(row.answer_type)]
    clusters = {}
    for assessment in sorted(assessments, key=_order):
        rows, absent = clusters.setdefault(assessment.round_cluster, ([], []))
        assessment.round = round_
        if assessment.participates:
            rows.append(_row(assessment, verdicts, supplements, rulings))
        else:
            absent.append(assessment)
    return RoundPicture(
        round=round_,
        indicators=main,
        supplements=supplements,
        clusters=tuple(
            ClusterPicture(round_cluster, tuple(rows), tuple(absent))
            for round_cluster, (rows, absent) in clusters.items()
        ),
        rulings=rulings,
    )


def _order(assessment):
    """Order by cluster and by Danish name, which no database here can."""
    cluster = assessment.round_cluster
    return cluster.order, cluster.pk, sort_key(assessment.municipality_name)


def _row(assessment, verdicts, supplements, rulings):
    if assessment.submission_id is None:
        return MunicipalityRow(assessment, (), {row.pk: not_submitted() for row in verdicts})
    tracks = unseal(assessment.submission.content)
    return MunicipalityRow(assessment, tracks, _results(tracks, verdicts, supplements, rulings))


def _results(tracks, verdicts, supplements, rulings):
    return {
        indicator.pk: consolidate_submitted(indicator, tracks, supplements.get(indicator.pk, ()), rulings)
        for indicator in verdicts
    }


def consolidate_submitted(indicator, tracks, supplements, rulings):
    """Consolidate one indicator over submitted tracks.

    `rulings` is {(track id, indicator id): [RulingFact, …]}, each list in the order the rulings were made.
    """
    answers, facts = [], []
    for track in tracks:
        if indicator.pk not in track.asked:
            continue
        answer = track.get(indicator.pk)
        value = answer.value if answer else ""
        mark = (
            mark_of(track, indicator.pk, [row.pk for row in supplements])
            if is_partly(indicator.answer_type, value)
            else ""
        )
        answers.append(TrackAnswer(track.id, track.name, value, mark))
        if mark:
            facts.extend(rulings.get((track.id, indicator.pk), ()))
    return consolidate(indicator.answer_type, answers, facts, fulfilled_from=indicator.fulfilled_from)
