"""What the project group sees when it settles a doubtful answer: queue, case, comparison, consequence. No queries."""

from dataclasses import dataclass
from datetime import UTC, datetime

from clusters.cell import TrackCell, ruling_lines, supplement_lines, track_cell
from clusters.consolidation import Outcome, Result, RulingFact, Settled, explain
from clusters.dashboard import ClusterPicture, MunicipalityRow, RoundPicture, consolidate_submitted
from clusters.submitted import SubmittedTrack
from indicators.models import Indicator
from indicators.values import SEPARATOR, YES, AnswerType, is_partly

# So many municipalities stand side by side before the table has to be asked for in full.
COMPARED = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One submitted *delvis*: who gave it, to what, in which track. `cell` holds the answer in full."""

    row: MunicipalityRow
    cluster: ClusterPicture
    indicator: Indicator
    track: SubmittedTrack
    settled: Settled
    result: Result
    cell: TrackCell

    @property
    def answer(self):
        """Give the submitted answer."""
        return self.cell.answer

    @property
    def fingerprint(self):
        """Give the mark of the answer that a ruling on it is pinned to."""
        return self.settled.answer.fingerprint

    @property
    def name(self):
        """Give what the case is called in lists: "12.1 Køge"."""
        return f"{self.indicator.number} {self.row.name}"

    @property
    def track_name(self):
        """Give the track's name, "" where the municipality answers in one track."""
        return self.track.name if len(self.row.tracks) > 1 else ""


def queue(picture: RoundPicture):
    """Give the Cases that wait and decide an outcome, in the order of the indicators."""
    return tuple(_case(picture, row, indicator, settled) for row, indicator, settled in picture.pending())


def find_case(picture: RoundPicture, answer_id):
    """Give the Case of an answer row; None where what is submitted holds no *delvis* of it."""
    main = {indicator.pk: indicator for indicator in picture.verdicts}
    for row in picture.rows:
        for track in row.tracks:
            for answer in track.answers.values():
                if answer.id == answer_id and answer.indicator in main:
                    return _case_of(picture, row, track, main[answer.indicator], answer)
    return None


def _case_of(picture, row, track, indicator, answer):
    if not is_partly(indicator.answer_type, answer.value):
        return None
    settled = next(each for each in row.results[indicator.pk].tracks if each.answer.track == track.id)
    return _case(picture, row, indicator, settled)


def _case(picture, row, indicator, settled):
    track = next(track for track in row.tracks if track.id == settled.answer.track)
    return Case(
        row=row,
        cluster=picture.cluster_of(row),
        indicator=indicator,
        track=track,
        settled=settled,
        result=row.results[indicator.pk],
        cell=track_cell(picture, track, indicator, settled),
    )


def next_case(cases, answer_id, may_rule):
    """Give the next Case after an answer, round to the start of the queue; None where no other may be ruled on.

    `may_rule` says of an assessment whether the user may. An answer that has left the queue is followed by its first.
    """
    places = [place for place, case in enumerate(cases) if case.answer.id == answer_id]
    start = places[0] + 1 if places else 0
    others = [case for case in (*cases[start:], *cases[:start]) if case.answer.id != answer_id]
    return next((case for case in others if may_rule(case.row.assessment)), None)


# ---- the comparison ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A municipality in the comparison. `track_name` is "" where it answers in one track."""

    name: str
    track_name: str
    value: str
    is_case: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in the comparison: `tick` is True or False for a choice, None where `words` say it."""

    tick: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the comparison: a question, or one option of it (then `indented`)."""

    label: str
    number: str
    marks: tuple[Mark, ...]
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The supplementary answers of the case beside those of municipalities that answered ja.

    `left_out` municipalities more answered ja than there are columns. `of_yes` is how many answered ja in all.
    """

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    of_yes: int
    left_out: int


def compare(picture: RoundPicture, case: Case, everybody=False):
    """Give the comparison for a case; those of its own cluster first, as many as fit unless `everybody`."""
    others = _those_with_yes(picture, case)
    shown = others if everybody else others[:COMPARED]
    columns = [Column(case.row.name, case.track_name, "delvis", True)]
    columns += [Column(row.name, track.name if len(row.tracks) > 1 else "", YES, False) for row, track in shown]
    answers = [supplement_lines(picture, track, case.indicator) for _, track in [(case.row, case.track), *shown]]
    lines = [line for place, _ in enumerate(answers[0]) for line in _lines([each[place] for each in answers])]
    return Comparison(tuple(columns), tuple(lines), len(others), len(others) - len(shown))


def _those_with_yes(picture, case):
    """Give (row, track) of each other municipality that answered ja, with the track most like that of the case."""
    found = []
    for row in picture.rows:
        if row is case.row:
            continue
        tracks = [t for t in row.tracks if (answer := t.get(case.indicator.pk)) and answer.value == YES]
        if tracks:
            found.append((row, max(tracks, key=lambda track: len(track.areas & case.track.areas))))
    own = case.row.assessment.round_cluster_id
    return sorted(found, key=lambda pair: pair[0].assessment.round_cluster_id != own)


def _lines(answers):
    """Give the rows of one question: a row for each option of several choices, else one row of words."""
    question = answers[0].indicator
    if question.answer_type != AnswerType.MULTIPLE_CHOICE:
        return [Line(question.text, question.number, tuple(Mark(None, each.words) for each in answers))]
    chosen = [_chosen(each) for each in answers]
    total = len(question.options)
    heads = [Mark(None, _how_many(which, total, each)) for which, each in zip(chosen, answers, strict=True)]
    options = [
        Line(option, "", tuple(_tick(option, each) for each in chosen), indented=True) for option in question.options
    ]
    return [Line(question.text, question.number, tuple(heads)), *options]


def _chosen(line):
    """Give the options that were chosen; None where the question was not asked or not answered."""
    return frozenset(line.answer.value.split(SEPARATOR)) if line.answer and line.answer.value else None


def _how_many(options, total, line):
    return line.words if options is None else f"{len(options)} af {total}"


def _tick(option, chosen):
    return Mark(None, "") if chosen is None else Mark(option in chosen, "")


# ---- the consequence -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a ruling to `outcome` leads to: the municipality's value, and sentences on it and its cluster."""

    outcome: str
    value: Outcome
    sentences: tuple[str, ...]


def consequence(picture: RoundPicture, case: Case, outcome):
    """Tell what happens to the numbers if the case is ruled to ja or nej."""
    after = _result_if(picture, case, outcome)
    municipality, number = case.row.name, case.indicator.number
    if after.value == case.result.value:
        sentences = [f"{municipality} er fortsat {after.value.label} i {number}. {explain(after)}"]
    else:
        sentences = [f"{municipality} bliver {after.value.label} i {number}.", _cluster_sentence(picture, case, after)]
    sentences.append(f"Retter {municipality} sit svar, bortfalder vurderingen.")
    return Consequence(outcome, after.value, tuple(sentences))


def _result_if(picture, case, outcome):
    key = (case.track.id, case.indicator.pk)
    ruling = RulingFact(case.track.id, outcome, case.fingerprint, "", "", datetime.now(UTC))
    rulings = picture.rulings | {key: [*picture.rulings.get(key, ()), ruling]}
    supplements = picture.supplements.get(case.indicator.pk, ())
    return consolidate_submitted(case.indicator, case.row.tracks, supplements, rulings)


def _cluster_sentence(picture, case, after):
    counts = case.cluster.counts(case.indicator.pk)
    before = counts.of(after.value)
    return f"{case.cluster.name} går fra {before} til {before + 1} {after.value.label} af {counts.n}."


# ---- all rulings ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A ruling in the list of all: where it belongs, and whether it stands ("gælder", "bortfaldet …")."""

    municipality: str
    indicator: Indicator
    ruling: RulingFact
    standing: str
    is_valid: bool
    case: Case | None


def ruled(picture: RoundPicture):
    """Give every ruling of the round, by indicator and municipality, those on one answer newest first."""
    names = {assessment.pk: assessment.municipality_name for assessment in picture.assessments}
    order = {indicator.pk: place for place, indicator in enumerate(picture.indicators)}
    by_pk = {indicator.pk: indicator for indicator in picture.indicators}
    found = []
    for rulings in picture.rulings.values():
        first = rulings[0]
        if first.indicator in by_pk:
            case = find_case(picture, first.answer)
            for line in ruling_lines(rulings, case.settled if case else None):
                found.append(
                    RuledLine(
                        names[first.assessment],
                        by_pk[first.indicator],
                        line.ruling,
                        line.standing,
                        line.is_valid,
                        case,
                    )
                )
    return tuple(sorted(found, key=lambda line: order[line.indicator.pk]))
