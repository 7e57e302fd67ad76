"""The matrix municipality × indicator as plain values. Reads a loaded picture and asks the database nothing."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse

from clusters.consolidation import Outcome, count, explain
from clusters.dashboard import ClusterPicture, RoundPicture
from clusters.overview import Choice
from indicators.models import Indicator, Recommendation
from indicators.values import display
from misbrug.text.danish import sort_key

NOT_SUBMITTED = "Har ikke indsendt endnu og tæller som ikke besvaret"
HIDDEN = "Svarene kan du først se, når rapporten er frigivet"
UNKNOWN_ABSENCE = "klyngen kender ikke årsagen"


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator's column; `first` begins a recommendation."""

    indicator: Indicator
    first: bool
    yes: int
    n: int


@dataclass(frozen=True, slots=True)
class Tile:
    """What one municipality came to in one indicator. `why` is the place of its Reason in the matrix's list."""

    key: str
    href: str
    label: str
    split: bool
    why: int
    first: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a tile is what it is: the rule's name, the sentence, and (track, answer) pairs."""

    key: str
    split: bool
    rule: str
    sentence: str
    tracks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A municipality: its tiles, or the words that take their place."""

    code: str
    name: str
    role: str
    words: str
    tiles: tuple[Tile, ...]
    yes: int
    relevant: int


@dataclass(frozen=True, slots=True)
class Block:
    """A cluster with its rows, and (yes, n, first) for each column. `href` leads to it alone, "" where it is."""

    cluster: ClusterPicture
    href: str
    rows: tuple[Row, ...]
    sums: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix. `headings` are (recommendation, number of columns, address of it alone, "" where it is)."""

    headings: tuple[tuple[Recommendation, int, str], ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    reasons: tuple[Reason, ...]

    @property
    def size(self):
        """Give the number of municipalities listed."""
        return sum(len(block.rows) for block in self.blocks)

    @property
    def first_tile(self):
        """Give the tile that comes first, None where there is none to see."""
        return next((row.tiles[0] for block in self.blocks for row in block.rows if row.tiles), None)

    @property
    def width(self):
        """Give the number of columns of tiles."""
        return len(self.columns)


def build_matrix(picture: RoundPicture, sight, choice=None):
    """Give the matrix of a round as somebody with this Sight may see it, with the rows and columns of a Choice."""
    choice = choice or Choice()
    groups = [
        (recommendation, rows)
        for recommendation, rows in picture.groups()
        if choice.recommendation in ("", str(recommendation.number))
    ]
    headings = tuple(
        (each, len(rows), _alone(choice.recommendation, klynge=choice.cluster, anbefaling=each.number))
        for each, rows in groups
    )
    shown = tuple(indicator for _, rows in groups for indicator in rows)
    firsts = {rows[0].pk for _, rows in groups}
    columns = []
    for indicator in shown:
        counts = picture.counts(indicator.pk)
        columns.append(Column(indicator, indicator.pk in firsts, counts.ja, counts.n))
    maker = _TileMaker(picture, shown, firsts)
    blocks = tuple(
        Block(
            cluster,
            _alone(choice.cluster, klynge=cluster.slug, anbefaling=choice.recommendation),
            _rows(cluster, maker, sight),
            tuple(_sums(cluster, shown, firsts)),
        )
        for cluster in picture.clusters
        if choice.cluster in ("", cluster.slug)
    )
    return Matrix(headings, tuple(columns), blocks, tuple(maker.reasons))


def _alone(chosen, **query):
    """Give the address of the matrix narrowed down, "" where what it narrows down to is chosen already."""
    return "" if chosen else "?" + urlencode({name: value for name, value in query.items() if value})


def _sums(cluster, indicators, firsts):
    for indicator in indicators:
        counts = cluster.counts(indicator.pk)
        yield counts.ja, counts.n, indicator.pk in firsts


def _rows(cluster, maker, sight):
    found = [(a.municipality_name, _absent(a)) for a in cluster.absent]
    for row in cluster.rows:
        if not row.has_submitted:
            shown = _in_words(row.assessment, NOT_SUBMITTED)
        elif not sight.sees(row):
            shown = _in_words(row.assessment, HIDDEN)
        else:
            counts = count(row.results[indicator.pk] for indicator in maker.indicators)
            relevant = counts.n - counts.ikke_relevant
            shown = _row(row.assessment, "", maker.tiles(row), counts.ja, relevant)
        found.append((row.name, shown))
    return tuple(shown for _, shown in sorted(found, key=lambda pair: sort_key(pair[0])))


def _role(assessment):
    return "tovholder" if assessment.cluster_role == "tovholder" else ""


def _in_words(assessment, words):
    return _row(assessment, words, (), 0, 0)


def _row(assessment, words, tiles, yes, relevant):
    code, name = assessment.municipality.code, assessment.municipality_name
    return Row(code, name, _role(assessment), words, tiles, yes, relevant)


def _absent(assessment):
    reason = assessment.absence_reason or UNKNOWN_ABSENCE
    return _in_words(assessment, f"Deltager ikke – {reason}")


class _TileMaker:
    """Makes tiles, and gathers the few different reasons that the many tiles have."""

    def __init__(self, picture, indicators, firsts):
        self.indicators = indicators
        self.firsts = firsts
        self.reasons = []
        self._places = {}
        # One address is resolved and the others follow its pattern: a matrix may hold 1500 of them.
        self._pattern = reverse("clusters:cell", args=[picture.round.slug, "CODE", "NUMBER"])

    def tiles(self, row):
        start, end = self._pattern.replace("CODE", quote(row.assessment.municipality.code)).split("NUMBER")
        return tuple(
            self._tile(row, indicator, f"{start}{quote(indicator.number)}{end}") for indicator in self.indicators
        )

    def _tile(self, row, indicator, href):
        result = row.results[indicator.pk]
        return Tile(
            key=result.value.value,
            href=href,
            label=f"{row.name}, {indicator.number}: {result.value.label}",
            split=result.split,
            why=self._place(indicator, result),
            first=indicator.pk in self.firsts,
        )

    def _place(self, indicator, result):
        reason = Reason(
            result.value.value,
            result.split,
            result.rule.label,
            explain(result),
            tuple((each.answer.track_name, track_words(indicator, each)) for each in result.tracks),
        )
        if reason not in self._places:
            self._places[reason] = len(self.reasons)
            self.reasons.append(reason)
        return self._places[reason]


def track_words(indicator, settled):
    """Say what one track answered and what it was settled to: "ja", "delvis, vurderet til nej"."""
    words = display(indicator, settled.answer.value)
    if settled.ruling:
        return f"{words}, vurderet til {settled.ruling.outcome}"
    return f"{words}, afventer" if settled.outcome == Outcome.AWAITING else words
