"""The cluster dashboard as plain values: what was chosen to be shown, and a line for each indicator.

Reads a loaded picture and asks the database nothing.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from clusters.dashboard import ClusterPicture, RoundPicture
from clusters.tallies import tally_choices, tally_numbers, tally_texts
from indicators.models import Indicator, Recommendation
from indicators.values import CHOICE_TYPES, AnswerType, danish_number, is_verdict

# Where fewer answered, the spread of their numbers is as good as the numbers themselves.
FEWEST_FOR_SPREAD = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a round is shown: a cluster's slug, a recommendation's number, an area's slug; "" is all of them."""

    cluster: str = ""
    recommendation: str = ""
    area: str = ""

    @property
    def query(self):
        """Give what belongs in the address of a page about the same choice, by name."""
        named = {"klynge": self.cluster, "anbefaling": self.recommendation, "spor": self.area}
        return {name: value for name, value in named.items() if value}


def read_choice(query, picture, areas, asked=None):
    """Read a Choice from an address. What the round does not have is taken as no choice.

    `asked` are the indicators whose recommendations may be chosen; without it all of the round's.
    """

    def known(name, values):
        return query.get(name, "") if query.get(name, "") in values else ""

    return Choice(
        cluster=known("klynge", {cluster.slug for cluster in picture.clusters}),
        recommendation=known("anbefaling", {str(row.recommendation.number) for row in asked or picture.indicators}),
        area=known("spor", {slug for slug, _ in areas}),
    )


def count_url(picture, number, **query):
    """Give the address of the municipalities behind a number; `query`: klynge, svar, spor, where they are chosen."""
    chosen = {name: value for name, value in query.items() if value}
    page = reverse("clusters:count", args=[picture.round.slug, number])
    return f"{page}?{urlencode(chosen)}" if chosen else page


def recommendations(picture):
    """Give the recommendations that the round asks about, in order."""
    return tuple({row.recommendation_id: row.recommendation for row in picture.indicators}.values())


def choice_words(choice, picture, areas):
    """Say a Choice in words: "alle klynger og anbefalinger", "Klynge Syd, anbefaling 2"."""
    clusters = {cluster.slug: cluster.name for cluster in picture.clusters}
    parts = [clusters.get(choice.cluster, "")]
    parts.append(f"anbefaling {choice.recommendation}" if choice.recommendation else "")
    parts.append(f"kun {dict(areas)[choice.area].lower()}" if choice.area else "")
    return ", ".join(part for part in parts if part) or "alle klynger og anbefalinger"


@dataclass(frozen=True, slots=True)
class TallyText:
    """A question that is not consolidated, told in words: each a (number, words) pair. `note` is what is not in it."""

    parts: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one cluster, or in all: Counts for a bar, or the tally in words. `url` leads behind it."""

    scope: str
    slug: str
    url: str
    counts: object = None
    tally: TallyText | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: a figure a cluster and the one in total."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    total: Figure
    unanimous: bool

    @property
    def is_verdict(self):
        """Say whether the indicator is consolidated and drawn as bars."""
        return self.total.counts is not None


@dataclass(frozen=True, slots=True)
class Group:
    """A recommendation with its lines."""

    recommendation: Recommendation
    lines: tuple[Line, ...]


def groups(picture: RoundPicture, choice: Choice, sight):
    """Give the chosen lines under their recommendations, with the clusters that were chosen.

    The total is always that of all clusters. `sight` decides where the spread of few numbers may be told.
    """
    shown = [cluster for cluster in picture.clusters if choice.cluster in ("", cluster.slug)]
    found = {}
    for indicator in picture.indicators:
        if choice.recommendation in ("", str(indicator.recommendation.number)):
            line = _line(picture, shown, indicator, choice, sight)
            found.setdefault(indicator.recommendation, []).append(line)
    return tuple(Group(recommendation, tuple(lines)) for recommendation, lines in found.items())


def _line(picture, clusters, indicator, choice, sight):
    figures = tuple(_figure(picture, cluster, indicator, choice, sight) for cluster in clusters)
    total = _figure(picture, None, indicator, choice, sight)
    agreed = is_verdict(indicator.answer_type) and picture.is_unanimous(indicator.pk)
    return Line(indicator, figures, total, agreed)


def _figure(picture, cluster: ClusterPicture | None, indicator, choice, sight):
    scope, slug = (cluster.name, cluster.slug) if cluster else ("alle klynger", "")
    url = count_url(picture, indicator.number, klynge=slug, spor=choice.area)
    whole = cluster or picture
    if is_verdict(indicator.answer_type):
        return Figure(scope, slug, url, counts=whole.counts(indicator.pk))
    return Figure(scope, slug, url, tally=tally_text(indicator, whole.rows, sight))


def track_values(indicator, rows):
    """Give (row, track, canonical value) for each submitted track in which the indicator was asked."""
    return [
        (row, track, answer.value if (answer := track.get(indicator.pk)) else "")
        for row in rows
        for track in row.tracks
        if indicator.pk in track.asked
    ]


def tally_text(indicator, rows, sight):
    """Tell in words what the tracks of some municipalities answered to a number, a choice or a text."""
    values = [value for _, _, value in track_values(indicator, rows)]
    silent = sum(not row.has_submitted for row in rows)
    if indicator.answer_type in CHOICE_TYPES:
        tally = tally_choices(indicator.options, values)
        parts = [(str(number), option) for option, number in tally.options if number]
    elif indicator.answer_type == AnswerType.NUMBER:
        tally = tally_numbers(values)
        parts = _spread(indicator, tally, told=tally.answered >= FEWEST_FOR_SPREAD or sight.sees_all(rows))
    else:
        tally = tally_texts(values)
        parts = [(str(tally.answered), "tekst" if tally.answered == 1 else "tekster")] if tally.answered else []
    return TallyText(tuple(parts), _note(tally, silent))


def _spread(indicator, tally, told):
    if not tally.answered:
        return []
    if not told:
        return [(str(tally.answered), "svar")]
    lowest, middle, highest = (
        danish_number(f"{n.normalize():f}") for n in (tally.minimum, tally.median, tally.maximum)
    )
    unit = f" {indicator.unit}" if indicator.unit else ""
    if tally.answered == 1 or lowest == highest:
        return [(lowest, f"{unit.strip() or 'i alle svar'}")]
    return [(f"{lowest}–{highest}", f"{unit}, midterste svar {middle}".strip(" ,"))]


def _note(tally, silent):
    """Say who is not in a tally: unanswered, ikke relevant, not submitted."""
    parts = []
    if tally.unanswered:
        parts.append(f"{tally.unanswered} ikke besvaret")
    if tally.not_relevant:
        parts.append(f"{tally.not_relevant} ikke relevant")
    if silent:
        parts.append(f"{silent} ikke indsendt")
    return ", ".join(parts)
