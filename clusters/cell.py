"""One municipality's answer to one indicator in full: tracks, supplementary answers, rulings. No queries."""

from dataclasses import dataclass

from clusters.completeness import is_asked
from clusters.consolidation import Result, RulingFact, Settled, explain
from clusters.dashboard import MunicipalityRow, RoundPicture
from clusters.submitted import SubmittedAnswer, SubmittedTrack
from indicators.models import Indicator
from indicators.values import display, is_verdict

NOT_ASKED = "ikke stillet"


@dataclass(frozen=True, slots=True)
class SupplementLine:
    """A supplementary question and what was answered to it, in words."""

    indicator: Indicator
    words: str
    answer: SubmittedAnswer | None


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A ruling and whether it stands: "gælder", "afløst af en nyere" or "bortfaldet, fordi svaret er ændret"."""

    ruling: RulingFact
    standing: str

    @property
    def is_valid(self):
        """Say whether the ruling counts now."""
        return self.standing == VALID


VALID = "gælder"
REPLACED = "afløst af en nyere"
VOID = "bortfaldet, fordi svaret er ændret"


@dataclass(frozen=True, slots=True)
class TrackCell:
    """One track's answer. `settled` is None where the indicator is tallied and not consolidated."""

    track: SubmittedTrack
    words: str
    answer: SubmittedAnswer | None
    settled: Settled | None
    supplements: tuple[SupplementLine, ...]
    rulings: tuple[RulingLine, ...]


@dataclass(frozen=True, slots=True)
class CellPicture:
    """One municipality and one indicator. `result` is None where the indicator is tallied."""

    row: MunicipalityRow
    indicator: Indicator
    result: Result | None
    tracks: tuple[TrackCell, ...]
    alone: bool = False

    @property
    def explanation(self):
        """Say in words why the value is what it is: the municipality's, or that of a track looked at `alone`."""
        if self.result is None:
            return ""
        return explain(self.result, "Sporet") if self.alone else explain(self.result)


def build_cell(picture: RoundPicture, row: MunicipalityRow, indicator: Indicator, alone=False):
    """Give the cell of a participant's row and a main indicator; `alone` where the picture is of one area."""
    result = row.results[indicator.pk] if is_verdict(indicator.answer_type) else None
    settled = {each.answer.track: each for each in result.tracks} if result else {}
    tracks = tuple(
        track_cell(picture, track, indicator, settled.get(track.id))
        for track in row.tracks
        if indicator.pk in track.asked
    )
    return CellPicture(row, indicator, result, tracks, alone)


def track_cell(picture, track, indicator, settled):
    """Give one track's answer to a main indicator with all that hangs on it. `settled` may be None."""
    answer = track.get(indicator.pk)
    return TrackCell(
        track=track,
        words=display(indicator, answer.value if answer else ""),
        answer=answer,
        settled=settled,
        supplements=supplement_lines(picture, track, indicator),
        rulings=ruling_lines(picture.rulings.get((track.id, indicator.pk), ()), settled),
    )


def supplement_lines(picture, track, indicator):
    """Give the supplementary questions of an indicator as one track answered them; "ikke stillet" where not asked."""
    questions = {indicator.pk: indicator}
    lines = []
    for question in picture.supplements.get(indicator.pk, ()):
        answer = track.get(question.pk) if is_asked(question, track, questions) else None
        asked = is_asked(question, track, questions)
        words = display(question, answer.value if answer else "") if asked else NOT_ASKED
        lines.append(SupplementLine(question, words, answer))
    return tuple(lines)


def ruling_lines(rulings, settled):
    """Say of each ruling on an answer, newest first, whether it stands. `settled` is None where nothing is."""
    valid = settled.ruling if settled else None
    now = settled.answer.fingerprint if settled else None
    lines = []
    for ruling in reversed(rulings):
        pinned = bool(now) and ruling.fingerprint == now
        lines.append(RulingLine(ruling, VALID if ruling is valid else REPLACED if pinned else VOID))
    return tuple(lines)
