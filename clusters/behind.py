"""The municipalities behind a number, as far as one may see their answers. No queries."""

from dataclasses import dataclass

from clusters.cell import CellPicture, build_cell
from clusters.consolidation import Outcome
from clusters.dashboard import MunicipalityRow
from indicators.models import Indicator
from indicators.values import CHOICE_TYPES, SEPARATOR, display, is_verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """A municipality whose answers may be seen, with the cell behind the number."""

    row: MunicipalityRow
    cluster: str
    cell: CellPicture


@dataclass(frozen=True, slots=True)
class Section:
    """The municipalities that came to one outcome; for a tally `key` is "" and `word` what was chosen, if anything.

    `hidden` of them have answers that the user may not see yet; `waiting` are the names of those that have submitted
    nothing, which everybody sees in the progress.
    """

    key: str
    word: str
    entries: tuple[Entry, ...]
    hidden: int
    waiting: tuple[str, ...]

    @property
    def total(self):
        """Give the number of municipalities, seen or not."""
        return len(self.entries) + self.hidden + len(self.waiting)


def sections(picture, indicator: Indicator, sight, cluster="", value="", alone=False):
    """Give the Sections behind a number of one indicator.

    `cluster` is a cluster's slug and `value` an outcome, or an option of a choice; "" is all of them.
    `alone` says that the picture is of one area.
    """
    chosen = [each for each in picture.clusters if cluster in ("", each.slug)]
    rows = [(each.name, row) for each in chosen for row in each.rows]
    if not is_verdict(indicator.answer_type):
        matching = [pair for pair in rows if not value or _has(pair[1], indicator, value)]
        return (_section("", value, matching, picture, indicator, sight, alone),)
    outcomes = [outcome for outcome in Outcome if value in ("", outcome.value)]
    found = []
    for outcome in outcomes:
        matching = [pair for pair in rows if pair[1].results[indicator.pk].value == outcome]
        if matching or value:
            found.append(_section(outcome.value, outcome.label, matching, picture, indicator, sight, alone))
    return tuple(found)


def possible(indicator: Indicator):
    """Give (value, word) of what the municipalities behind a number can be narrowed down to."""
    if is_verdict(indicator.answer_type):
        return tuple((outcome.value, outcome.label) for outcome in Outcome)
    if indicator.answer_type in CHOICE_TYPES:
        return tuple((option, display(indicator, option)) for option in indicator.options)
    return ()


def _has(row, indicator, option):
    answers = [answer for track in row.tracks if (answer := track.get(indicator.pk))]
    return any(option in answer.value.split(SEPARATOR) for answer in answers)


def _section(key, word, pairs, picture, indicator, sight, alone):
    submitted = [(name, row) for name, row in pairs if row.has_submitted]
    seen = [(name, row) for name, row in submitted if sight.sees(row)]
    return Section(
        key=key,
        word=word,
        entries=tuple(Entry(row, name, build_cell(picture, row, indicator, alone)) for name, row in seen),
        hidden=len(submitted) - len(seen),
        waiting=tuple(row.name for _, row in pairs if not row.has_submitted),
    )
