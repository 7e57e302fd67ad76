"""What a status report says, as frozen plain values: no model, no query, nothing that changes later.

Only clusters/reports/snapshot.py makes these from the database; phrases, charts and renderers read nothing else.
Persons are their role and place.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from clusters.consolidation import Counts, Rule
from clusters.reports.written import (
    AdviceFacts,
    AnnexFacts,
    ClusterReportFacts,
    EditionFacts,
    FollowUpFacts,
    NeedFacts,
    ReplyFacts,
    TitleFacts,
)
from clusters.tallies import TrackTally

SCHEMA = 2

# The parts of a recommendation that may be left out of the report.
EXPLANATION, INDICATORS, STATUS, ADVICE = "explanation", "indicators", "status", "advice"


@dataclass(frozen=True, slots=True)
class TextFacts:
    """A text of the report: what is written, by which role, when, and whether it was invented for the demo."""

    text: str
    version: int
    changed_by: str
    changed_at: datetime
    is_example: bool


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What one track answered, in words, and what the project group ruled it to be ("" where it did not)."""

    name: str
    words: str
    ruled: str = ""


@dataclass(frozen=True, slots=True)
class RulingNote:
    """A ruling that counts: on which municipality's answer, to what, why, by which role and when."""

    number: str
    municipality: str
    track: str
    outcome: str
    reason: str
    role: str
    at: datetime
    is_example: bool


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """The answers to a question that is tallied per track: a choice, a number or a text."""

    number: str
    text: str
    answer_type: str
    unit: str
    tally: TrackTally


@dataclass(frozen=True, slots=True)
class ClusterCounts:
    """One indicator in one cluster."""

    slug: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """An indicator in this round. `counts` is None where it is tallied; `before` are the counts of last round."""

    number: str
    key: str
    text: str
    answer_type: str
    counts: Counts | None
    clusters: tuple[ClusterCounts, ...]
    unanimous: bool
    splits: int
    rulings: tuple[RulingNote, ...]
    tally: TallyFacts | None
    supplements: tuple[TallyFacts, ...]
    before: Counts | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """A recommendation with its texts; `indicators` is () where municipalities do not answer it.

    `explanation` is the catalogue's own, `written_explanation` what the project group has put in its place.
    `priority` is its place among those of special weight, from 1, None where it has none.
    """

    number: int
    title: str
    short_title: str
    explanation: str
    addressee: str
    answered: bool
    indicators: tuple[IndicatorFacts, ...]
    status: TextFacts | None
    written_explanation: TextFacts | None = None
    advice: tuple[AdviceFacts, ...] = ()
    follow_ups: tuple[FollowUpFacts, ...] = ()
    left_out: tuple[str, ...] = ()
    priority: int | None = None
    priority_reason: str = ""
    priority_is_example: bool = False

    def shows(self, part):
        """Say whether a part (EXPLANATION, INDICATORS, STATUS, ADVICE) is to stand in the report."""
        return part not in self.left_out

    @property
    def verdicts(self):
        """Give the indicators that are consolidated."""
        return tuple(row for row in self.indicators if row.counts is not None)

    @property
    def tallied(self):
        """Give the tallies of the main indicators that are not consolidated."""
        return tuple(row.tally for row in self.indicators if row.tally is not None)


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """One municipality's consolidated value for one indicator and the rule behind it, in words."""

    number: str
    value: str
    words: str
    rule: Rule
    explanation: str
    split: bool
    is_example: bool
    tracks: tuple[TrackFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A municipality in the round. `values` is () where it takes no part; `absence` then says why."""

    code: str
    name: str
    is_lead: bool
    state: str
    participates: bool
    has_submitted: bool
    under_correction: bool
    absence: str
    provision: str
    tracks: tuple[str, ...]
    values: tuple[ValueFacts, ...]
    population: int | None = None


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """A cluster in the round, with all its municipalities in Danish order. `letter` is that of its annex."""

    letter: str
    slug: str
    name: str
    members: tuple[MemberFacts, ...]
    report: ClusterReportFacts | None = None

    @property
    def population(self):
        """Give how many live in all its municipalities, None where it is not known of every one."""
        known = [row.population for row in self.members]
        return sum(known) if known and None not in known else None

    @property
    def participants(self):
        """Give the municipalities that take part."""
        return tuple(row for row in self.members if row.participates)

    @property
    def absent(self):
        """Give the municipalities that take no part."""
        return tuple(row for row in self.members if not row.participates)


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule that fired, and for how many values."""

    rule: Rule
    times: int


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """The round that the report is about. `state` is in words, `label` its short name, such as a year."""

    slug: str
    name: str
    label: str
    region: str
    state: str
    takes_answers: bool
    deadline: date | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """The catalogue that was asked."""

    title: str
    publisher: str
    year: int
    version: int
    source: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A whole report. `before` is the short name of the round before, "" where there is none.

    `edition` is None in a draft. `populations_on` is the day of the newest of the members' populations.
    """

    schema: int
    taken_at: datetime
    published_at: datetime | None
    round: RoundFacts
    catalogue: CatalogueFacts
    before: str
    clusters: tuple[ClusterFacts, ...]
    recommendations: tuple[RecommendationFacts, ...]
    introduction: TextFacts | None
    conclusions: TextFacts | None
    rules: tuple[RuleUse, ...]
    title_page: TitleFacts = field(default_factory=TitleFacts)
    cooperation: TextFacts | None = None
    cooperation_advice: tuple[AdviceFacts, ...] = ()
    cooperation_follow_ups: tuple[FollowUpFacts, ...] = ()
    annexes: tuple[AnnexFacts, ...] = ()
    needs: tuple[NeedFacts, ...] = ()
    need_size: int = 40_000
    populations_on: date | None = None
    reply: ReplyFacts = field(default_factory=ReplyFacts)
    edition: EditionFacts | None = None

    @property
    def title(self):
        """Give the title of the report: the one that is written, else the round's."""
        return self.title_page.title or f"Statusrapport, {self.round.name}"

    @property
    def priorities(self):
        """Give the recommendations of special weight, the weightiest first."""
        chosen = (row for row in self.recommendations if row.priority is not None)
        return tuple(sorted(chosen, key=lambda row: row.priority))

    @property
    def members(self):
        """Give every municipality that was asked."""
        return tuple(row for cluster in self.clusters for row in cluster.members)

    @property
    def participants(self):
        """Give the municipalities that take part."""
        return tuple(row for row in self.members if row.participates)

    @property
    def absent(self):
        """Give the municipalities that take no part."""
        return tuple(row for row in self.members if not row.participates)

    @property
    def n(self):
        """Give N: the municipalities that take part."""
        return len(self.participants)

    @property
    def submitted(self):
        """Give how many participants have submitted."""
        return sum(row.has_submitted for row in self.participants)

    @property
    def answered(self):
        """Give the recommendations that municipalities answer."""
        return tuple(row for row in self.recommendations if row.answered)

    @property
    def verdicts(self):
        """Give every consolidated indicator, in order."""
        return tuple(row for recommendation in self.answered for row in recommendation.verdicts)

    @property
    def rulings(self):
        """Give every ruling that counts, in the order of the indicators."""
        return tuple(ruling for row in self.verdicts for ruling in row.rulings)

    @property
    def waiting(self):
        """Give how many values await a ruling."""
        return sum(row.counts.afventer for row in self.verdicts)

    @property
    def unanswered(self):
        """Give how many values are not answered."""
        return sum(row.counts.ikke_besvaret for row in self.verdicts)
