"""Which recommendations each municipality's goals and activities serve, cluster by cluster.

An indicator serves its recommendation. What everybody may read counts in the sums; a draft is counted for its own
municipality's people alone, and marked. Given up activities and replaced strategies serve nothing any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from clusters.current import current_first
from clusters.models import Round, SelfAssessment
from clusters.permissions import standing
from indicators.models import Catalogue, Indicator, Recommendation
from misbrug.text.danish import NBSP, sort_key
from strategies.models import Activity, Goal, Strategy, StrategyMunicipality
from strategies.permissions import visible_strategies
from strategies.remedies import ACTIVITY, GOAL, Edge, load_edges, load_family


@dataclass(frozen=True, slots=True)
class Reach:
    """A municipality behind a strategy. `adopted` says whether everybody may read it."""

    municipality: int
    strategy: int
    adopted: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What serves one recommendation in one municipality, as ids: what all may read, and in drafts beside it."""

    goals: frozenset[int] = frozenset()
    activities: frozenset[int] = frozenset()
    draft_goals: frozenset[int] = frozenset()
    draft_activities: frozenset[int] = frozenset()

    @property
    def counts(self):
        """Say whether the recommendation is served by what all may read."""
        return bool(self.goals or self.activities)

    @property
    def has_drafts(self):
        """Say whether a draft serves it too, or alone."""
        return bool(self.draft_goals or self.draft_activities)

    @property
    def all_goals(self):
        """Give the number of goals, drafts included."""
        return len(self.goals | self.draft_goals)

    @property
    def all_activities(self):
        """Give the number of activities, drafts included."""
        return len(self.activities | self.draft_activities)


EMPTY = Cell()
WITHOUT = "Uden klynge"


@dataclass(frozen=True)
class Line:
    """A municipality with its cells, one for each recommendation; `served` counts those that all may read of.

    `has_strategy` tells a municipality whose strategies serve nothing from one that has none the user may see.
    """

    name: str
    code: str
    cells: tuple[tuple[Recommendation, Cell], ...]
    has_strategy: bool = True

    @property
    def served(self):
        """Give the number of recommendations that are served."""
        return sum(cell.counts for _, cell in self.cells)


@dataclass(frozen=True)
class Block:
    """A cluster with its lines; "" as short name for the municipalities outside the clusters shown.

    `sums` holds for each recommendation how many municipalities serve it.
    """

    slug: str
    name: str
    lines: tuple[Line, ...]

    @property
    def sum_label(self):
        """Name the line of the sums."""
        return "Kommuner uden klynge" if self.name == WITHOUT else f"Kommuner i {self.name}"

    @property
    def sums(self):
        """Give the number of municipalities that serve each recommendation, in the order of the columns."""
        return [sum(cell.counts for cell in column) for column in self._columns]

    @property
    def _columns(self):
        return zip(*([cell for _, cell in line.cells] for line in self.lines), strict=True)


@dataclass(frozen=True)
class Coverage:
    """The whole matrix, and what can be chosen: catalogues, and clusters as (slug, name)."""

    catalogue: Catalogue | None
    catalogues: tuple[Catalogue, ...]
    recommendations: tuple[Recommendation, ...]
    blocks: tuple[Block, ...]
    choices: tuple[tuple[str, str], ...] = ()
    cluster: str = ""
    totals: tuple[int, ...] = field(default=())

    @property
    def cluster_name(self):
        """Give the name of the chosen cluster, "" where all are shown."""
        return dict(self.choices).get(self.cluster, "")

    @property
    def size(self):
        """Give the number of municipalities shown."""
        return sum(len(block.lines) for block in self.blocks)

    @property
    def has_drafts(self):
        """Say whether a cell counts a draft."""
        return any(cell.has_drafts for block in self.blocks for line in block.lines for _, cell in line.cells)


# ---- rules ---------------------------------------------------------------------------------------------


def fill_cells(edges: Iterable[Edge], reaches: Iterable[Reach], own, recommendation_of) -> dict[tuple, Cell]:
    """Give {(municipality, recommendation): Cell} of what serves what.

    `own` are the municipalities whose drafts may be counted; `recommendation_of` gives the recommendation that an
    edge serves in the catalogue shown, None where it serves none of it. Each goal and activity counts once a cell.
    """
    behind = {}
    for reach in reaches:
        if reach.adopted or reach.municipality in own:
            behind.setdefault(reach.strategy, []).append(reach)
    found = {}
    for edge in edges:
        recommendation = recommendation_of(edge)
        if recommendation is None or edge.is_dropped:
            continue
        for reach in behind.get(edge.strategy, ()):
            kinds = found.setdefault((reach.municipality, recommendation), {})
            kinds.setdefault((edge.kind, reach.adopted), set()).add(edge.pk)
    return {
        place: Cell(
            *(frozenset(kinds.get((kind, adopted), ())) for adopted in (True, False) for kind in (GOAL, ACTIVITY))
        )
        for place, kinds in found.items()
    }


def recommendation_finder(catalogue_id, family, by_key):
    """Give the function that finds the recommendation of the catalogue which an edge serves, None where it is none.

    A link into another version of the catalogue is followed by the indicators' keys: `by_key` gives by key the id of
    the recommendation that holds the indicator in the catalogue shown.
    """

    def find(edge):
        if edge.catalogue == catalogue_id:
            return edge.recommendation
        return by_key.get(edge.key) if edge.catalogue in family else None

    return find


# ---- what is read --------------------------------------------------------------------------------------


def regions_of(user):
    """Give the ids of the regions the user has a role in, None for administrators, who see them all."""
    who = standing(user)
    if who.is_administrator:
        return None
    places = (row.region or row.cluster or row.municipality for row in who.memberships)
    return frozenset(getattr(place, "region_id", place.pk) for place in places if place is not None)


def load_coverage(user, *, catalogue="", cluster="") -> Coverage:
    """Give the matrix as the user may see it, of a catalogue and a cluster by short name: at most 9 queries.

    What does not exist is not chosen: the newest round's catalogue, and all clusters, take its place. Municipalities
    outside the clusters are there too, where they have a strategy that the user may see.
    """
    regions = regions_of(user)
    rounds = _newest_rounds(regions)
    published = Catalogue.objects.filter(state=Catalogue.State.PUBLISHED).order_by("title", "year", "version")
    catalogues = tuple(published)
    chosen = next((each for each in catalogues if each.slug == catalogue), None) or _newest(rounds, catalogues)
    members = _members(rounds)
    choices = tuple((slug, name) for (slug, name) in members)
    cluster = cluster if cluster in dict(choices) else ""
    if chosen is None:
        return Coverage(chosen, catalogues, (), (), choices, cluster)
    places = {
        (slug, name): [_Place(row.municipality_id, row.municipality_name, row.municipality.code) for row in rows]
        for (slug, name), rows in members.items()
    }
    reaches, behind = _load_reaches(user)
    inside = {place.pk for found in places.values() for place in found}
    places |= _outside([place for place in behind if place.pk not in inside], regions)
    cells = _load_cells(user, chosen, reaches)
    columns = _columns(chosen, {recommendation for _, recommendation in cells})
    active = {place.pk for place in behind}
    blocks = tuple(
        Block(slug, name, tuple(_line(place, columns, cells, active) for place in found))
        for (slug, name), found in places.items()
        if cluster in ("", slug)
    )
    sums = [block.sums for block in blocks]
    return Coverage(
        chosen, catalogues, columns, blocks, choices, cluster, tuple(sum(column) for column in zip(*sums, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A municipality to make a line of; its region where it stands outside the clusters."""

    pk: int
    name: str
    code: str
    region: int | None = None
    region_name: str = ""


def _newest(rounds, catalogues):
    """Give the newest round's catalogue, the newest of all where there is no round; None where there is none."""
    wanted = rounds[0].catalogue_id if rounds else None
    of_round = next((each for each in catalogues if each.pk == wanted), None)
    return of_round or max(catalogues, key=lambda each: (each.year, each.version, each.pk), default=None)


def _columns(catalogue, served):
    """Give the recommendations shown: those addressed to municipalities, and others that somebody serves all the same.

    `served` are the ids of those that something serves.
    """
    rows = Recommendation.objects.filter(catalogue=catalogue).order_by("number")
    return tuple(row for row in rows if row.addressee == Recommendation.Addressee.MUNICIPALITY or row.pk in served)


def _outside(places, regions):
    """Give the municipalities that are in no cluster shown: those of one's own region first, then by region."""
    own = [place for place in places if regions is not None and place.region in regions]
    found = {("", WITHOUT): own} if own else {}
    for place in sorted(places, key=lambda place: sort_key(place.region_name)):
        if place not in own:
            found.setdefault(("", place.region_name), []).append(place)
    return {key: sorted(rows, key=lambda place: sort_key(place.name)) for key, rows in found.items()}


def _newest_rounds(regions):
    """Give the round of each region that is worked on now, else its newest; the most current one first."""
    rounds = Round.objects.exclude(state=Round.State.PLANNED)
    if regions is not None:
        rounds = rounds.filter(region_id__in=regions)
    newest = {}
    for round_ in current_first(rounds):
        newest.setdefault(round_.region_id, round_)
    return list(newest.values())


def _members(rounds):
    """Give the assessments of the rounds by cluster (slug, name), in order, each cluster's by Danish name."""
    rows = SelfAssessment.objects.filter(round__in=rounds).select_related("round_cluster__cluster", "municipality")
    members = {}
    for row in rows.order_by("round__region_id", "round_cluster__order", "round_cluster_id"):
        members.setdefault((row.round_cluster.cluster.slug, str(row.round_cluster)), []).append(row)
    return {place: sorted(found, key=lambda row: sort_key(row.municipality_name)) for place, found in members.items()}


def _line(place, columns, cells, active):
    return Line(
        name=place.name,
        code=place.code,
        cells=tuple((column, cells.get((place.pk, column.pk), EMPTY)) for column in columns),
        has_strategy=place.pk in active,
    )


def _in_force(user):
    return visible_strategies(user).exclude(state=Strategy.State.RETIRED)


def _load_reaches(user):
    """Give who stands behind what the user may see, and the municipalities that have a strategy to show: 1 query."""
    own, reaches, behind = standing(user).own, [], {}
    rows = StrategyMunicipality.objects.filter(strategy__in=_in_force(user)).order_by("pk")
    place = ("pk", "name", "code", "region_id", "region__name")
    for strategy, state, *facts in rows.values_list(
        "strategy_id", "strategy__state", *(f"municipality__{each}" for each in place)
    ):
        reach = Reach(facts[0], strategy, state == Strategy.State.ADOPTED)
        reaches.append(reach)
        if reach.adopted or reach.municipality in own:
            behind[reach.municipality] = _Place(*facts)
    return reaches, list(behind.values())


def _load_cells(user, catalogue, reaches):
    """Give the cells of all municipalities: 2 queries, 3 where something is linked to another catalogue."""
    edges = load_edges(_in_force(user))
    by_key = dict(
        Indicator.objects.filter(catalogue=catalogue, parent__isnull=True)
        .order_by("pk")
        .values_list("key", "recommendation_id")
    )
    find = recommendation_finder(catalogue.pk, load_family(catalogue.pk, edges), by_key)
    return fill_cells(edges, reaches, standing(user).own, find)


@dataclass(frozen=True, slots=True)
class Served:
    """What serves one recommendation in one municipality: the rows themselves, by strategy and order."""

    municipality: str
    recommendation: Recommendation
    goals: tuple[Goal, ...]
    activities: tuple[Activity, ...]

    @property
    def label(self):
        """Name the cell: "Faxe, anbefaling 2"."""
        return f"{self.municipality}, anbefaling{NBSP}{self.recommendation.number}"


def load_served(user, *, code, number, catalogue="") -> Served | None:
    """Give what is behind one cell of the matrix, None where the user's matrix has no such cell: 2 more queries."""
    coverage = load_coverage(user, catalogue=catalogue)
    for block in coverage.blocks:
        for line in block.lines:
            for recommendation, cell in line.cells:
                if (line.code, recommendation.number) == (code, number):
                    return Served(
                        line.name,
                        recommendation,
                        _rows(Goal, cell.goals | cell.draft_goals),
                        _rows(Activity, cell.activities | cell.draft_activities),
                    )
    return None


def _rows(model, ids):
    rows = model.objects.filter(pk__in=ids).select_related("strategy").defer("strategy__searchable")
    return tuple(rows.order_by("strategy__title", "strategy_id", "order", "pk"))
