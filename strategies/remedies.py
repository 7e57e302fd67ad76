"""From nej to action: the goals and activities that are meant to change what a municipality answered nej to.

What is linked is found by an indicator's key, which stays the same in every version of a catalogue, so a link made
in one round still holds in the next. Rules first (plain values in, result out), then what is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.urls import reverse
from django.utils import timezone

from clusters.consolidation import Outcome, explain
from clusters.dashboard import MunicipalityRow, RoundPicture
from indicators.models import Catalogue, Indicator
from indicators.values import display
from strategies.models import Activity, Goal, ProgressNote, Strategy
from strategies.plan import warnings_of

GOAL, ACTIVITY = "goal", "activity"
BY_INDICATOR, BY_RECOMMENDATION = "indicator", "recommendation"
UNSETTLED = "ikke indsendt endnu"


@dataclass(frozen=True, slots=True)
class Edge:
    """That a goal or an activity serves an indicator: by itself, or by its recommendation (`via`).

    `key` is None for a recommendation that holds no indicators; `state` is an activity's, "" for a goal.
    """

    kind: str
    pk: int
    strategy: int
    state: str
    via: str
    key: str | None
    catalogue: int
    recommendation: int
    number: int

    @property
    def is_dropped(self):
        """Say whether it is an activity that was given up."""
        return self.state == Activity.State.DROPPED


@dataclass(frozen=True, slots=True)
class Remedy:
    """A goal or an activity that is meant to change an indicator. `via` says what it is linked by.

    `dates` are (day, what happened then), oldest first; empty where the page has no use for them.
    """

    kind: str
    row: Goal | Activity
    via: str
    number: int
    dates: tuple[tuple[date, str], ...] = ()

    @property
    def is_activity(self):
        """Say whether it is an activity."""
        return self.kind == ACTIVITY

    @property
    def is_direct(self):
        """Say whether it is tied to the indicator itself, not to its whole recommendation alone."""
        return self.via == BY_INDICATOR

    @property
    def is_acted_on(self):
        """Say whether something is done: it is an activity itself, or a goal that an activity serves."""
        return self.is_activity or self.row.is_served

    @property
    def warnings(self):
        """Give a sentence for each contradiction in an activity, none for a goal. Needs what is loaded `dated`."""
        return warnings_of(self.row) if self.is_activity else ()

    @property
    def url(self):
        """Give the address where it is read."""
        slug = self.row.strategy.slug
        if self.is_activity:
            return reverse("strategies:activity", args=[slug, self.row.pk])
        return f"{reverse('strategies:document', args=[slug])}#maal-{self.row.pk}"

    @property
    def is_current(self):
        """Say whether it is still meant: not given up, and not in a strategy that was replaced."""
        dropped = self.is_activity and self.row.state == Activity.State.DROPPED
        return not dropped and self.row.strategy.state != Strategy.State.RETIRED


@dataclass(frozen=True, slots=True)
class TrackWords:
    """What one track answered, in words, with its own elaboration."""

    name: str
    words: str
    elaboration: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Need:
    """An indicator that is nej (or waits for a ruling), why, and what is meant to change it."""

    indicator: Indicator
    outcome: Outcome
    split: bool
    explanation: str
    tracks: tuple[TrackWords, ...]
    remedies: tuple[Remedy, ...]

    @property
    def has_remedy(self):
        """Say whether a goal or an activity still means to change it."""
        return bool(self.current)

    @property
    def is_only_meant(self):
        """Say whether there are goals for it, but no activity that serves it or one of them."""
        return self.has_remedy and not any(remedy.is_acted_on for remedy in self.current)

    @property
    def current(self):
        """Give the goals and activities that still mean to change it."""
        return tuple(remedy for remedy in self.remedies if remedy.is_current)


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator in two rounds. `then` and `now` are words; what served it says nothing about why it changed."""

    indicator: Indicator
    then: str
    now: str
    then_key: str
    now_key: str
    remedies: tuple[Remedy, ...]


# ---- rules ---------------------------------------------------------------------------------------------


def family_of(catalogue_id: int, catalogues: Iterable[tuple]) -> frozenset[int]:
    """Give the ids of a catalogue's versions, itself included.

    `catalogues` are (id, id it was copied from, publisher, title). Versions are copies of one another, in any number
    of steps, and those of the same publisher and title. Two catalogues that merely share a key are no versions.
    """
    rows = list(catalogues)
    names = {pk: (publisher, title) for pk, _, publisher, title in rows}
    origins = {pk: origin for pk, origin, _, _ in rows}
    found, waiting = {catalogue_id}, [catalogue_id]
    while waiting:
        current = waiting.pop()
        for pk in names:
            kin = origins[pk] == current or origins.get(current) == pk or names[pk] == names.get(current)
            if kin and pk not in found:
                found.add(pk)
                waiting.append(pk)
    return frozenset(found)


def strongest(edges: Iterable[Edge], keys: Iterable[str], family: frozenset[int]) -> dict[str, dict[tuple, Edge]]:
    """Give for each key what serves it, as {(kind, id): edge}: a link to the indicator itself goes before one to its
    recommendation, and each goal and activity is told of once."""
    found = {key: {} for key in keys}
    for edge in edges:
        if edge.key not in found or edge.catalogue not in family:
            continue
        place = (edge.kind, edge.pk)
        known = found[edge.key].get(place)
        if known is None or (known.via == BY_RECOMMENDATION and edge.via == BY_INDICATOR):
            found[edge.key][place] = edge
    return found


def changed_keys(before: Mapping[str, Outcome], now: Mapping[str, Outcome]) -> list[str]:
    """Give the keys that are nej now or were nej before, in the order of now, then those of before alone."""
    order = [*now, *(key for key in before if key not in now)]
    return [key for key in order if Outcome.NO in (before.get(key), now.get(key))]


# ---- what is read --------------------------------------------------------------------------------------


def load_edges(strategies) -> list[Edge]:
    """Give every link from the goals and activities of some strategies to indicators and recommendations: 1 query."""
    ids = strategies.order_by().values("pk")
    return [
        Edge(*row)
        for row in _edges(Activity, ids).union(
            _edges(Activity, ids, whole=True), _edges(Goal, ids), _edges(Goal, ids, whole=True), all=True
        )
    ]


def _edges(model, strategies, whole=False):
    """Select the links of one kind: to indicators, or to whole recommendations."""
    kind = ACTIVITY if model is Activity else GOAL
    via, through = ("recommendation", model.recommendations) if whole else ("indicator", model.indicators)
    rows = through.through.objects.filter(**{f"{kind}__strategy__in": strategies})
    state = "activity__state" if model is Activity else Value("", output_field=CharField())
    question = "recommendation__indicators__" if whole else "indicator__"
    demand = "recommendation__" if whole else "indicator__recommendation__"
    return rows.values_list(
        Value(kind, output_field=CharField()),
        f"{kind}_id",
        f"{kind}__strategy_id",
        state,
        Value(via, output_field=CharField()),
        f"{question}key",
        f"{demand}catalogue_id",
        f"{demand}id",
        f"{demand}number",
    )


def load_family(catalogue_id, edges):
    """Give the ids of a catalogue's versions: 1 query, none where all the edges lead to the catalogue itself."""
    if all(edge.catalogue == catalogue_id for edge in edges):
        return frozenset([catalogue_id])
    return family_of(catalogue_id, Catalogue.objects.values_list("pk", "copied_from_id", "publisher", "title"))


def load_remedies(strategies, catalogue_id, keys, *, dated=False) -> dict[str, tuple[Remedy, ...]]:
    """Give by key what serves an indicator in some strategies, goals before activities. At most 4 queries, 7 `dated`.

    `dated` is for pages that tell when each was written and moved, and what contradicts what in it. `strategies` is a
    QuerySet of those that the user may see, and of one municipality.
    """
    edges = load_edges(strategies)
    chosen = strongest(edges, keys, load_family(catalogue_id, edges))
    places = {place for found in chosen.values() for place in found}
    served = Activity.objects.filter(goals=OuterRef("pk")).exclude(state=Activity.State.DROPPED)
    activities = Activity.objects.prefetch_related("conditions") if dated else Activity.objects.all()
    rows = {}
    for kind, found in ((GOAL, Goal.objects.annotate(is_served=Exists(served))), (ACTIVITY, activities)):
        wanted = [pk for each, pk in places if each == kind]
        ordered = found.filter(pk__in=wanted).order_by("strategy__title", "order")
        for row in ordered.select_related("strategy").defer("strategy__searchable"):
            rows[kind, row.pk] = row
    dates = _load_dates(places) if dated else {}
    return {
        key: tuple(
            Remedy(place[0], row, found[place].via, found[place].number, dates.get(place, ()))
            for place, row in rows.items()
            if place in found
        )
        for key, found in chosen.items()
    }


def _load_dates(places):
    """Give by place the days on which goals and activities were written and activities moved."""
    found = {}
    for kind, model in ((GOAL, Goal), (ACTIVITY, Activity)):
        made = model.history.filter(id__in=[pk for each, pk in places if each == kind], history_type="+")
        for pk, at in made.order_by("history_date").values_list("id", "history_date"):
            found[kind, pk] = [(_day(at), "skrevet")]
    moves = ProgressNote.objects.filter(activity_id__in=[pk for kind, pk in places if kind == ACTIVITY])
    for note in moves.order_by("date", "at", "pk"):
        words = [note.get_state_to_display()] if note.moves_state else []
        words += [note.get_readiness_to_display()] if note.moves_readiness else []
        if words:
            found.setdefault((ACTIVITY, note.activity_id), []).append((note.date, " og ".join(words)))
    # A note may be of an earlier day than the one on which the activity was written down here.
    return {place: tuple(sorted(days, key=lambda day: day[0])) for place, days in found.items()}


def _day(at: datetime):
    return timezone.localtime(at).date()


def needs_of(picture: RoundPicture, row: MunicipalityRow, outcome: Outcome, remedies) -> tuple[Need, ...]:
    """Give the indicators of a submitted row that came to an outcome, in the catalogue's order. No queries."""
    return tuple(
        Need(
            indicator=indicator,
            outcome=outcome,
            split=row.results[indicator.pk].split,
            explanation=explain(row.results[indicator.pk]),
            tracks=_track_words(row, indicator),
            remedies=remedies.get(indicator.key, ()),
        )
        for indicator in picture.verdicts
        if row.has_submitted and row.results[indicator.pk].value == outcome
    )


def _track_words(row, indicator):
    answers = ((track.name, track.get(indicator.pk)) for track in row.tracks if indicator.pk in track.asked)
    return tuple(
        TrackWords(name, display(indicator, answer.value), answer.elaboration, answer.example)
        for name, answer in answers
        if answer is not None
    )


def outcomes_by_key(picture: RoundPicture | None, row: MunicipalityRow | None) -> dict[str, Outcome]:
    """Give what each indicator came to by its key; nothing where nothing was submitted."""
    if row is None or not row.has_submitted:
        return {}
    return {indicator.key: row.results[indicator.pk].value for indicator in picture.verdicts}


def changes_of(picture: RoundPicture, now: dict, earlier: RoundPicture, before: dict, remedies) -> tuple[Change, ...]:
    """Give the indicators that are nej now or were in the round before, with both results in words. No queries.

    `now` and `before` are `outcomes_by_key` of the two pictures.
    """
    texts = {row.key: row for row in (*earlier.verdicts, *picture.verdicts)}
    asked_now = {row.key for row in picture.verdicts}
    return tuple(
        Change(
            indicator=texts[key],
            then=before[key].label if key in before else "ikke stillet",
            now=now[key].label if key in now else UNSETTLED if key in asked_now else "ikke stillet",
            then_key=before[key].value if key in before else "",
            now_key=now[key].value if key in now else "",
            remedies=remedies.get(key, ()),
        )
        for key in changed_keys(before, now)
    )


@dataclass(frozen=True, slots=True)
class NejStanding:
    """How one municipality's nej stand in a round: those nothing is meant to change, and those with goals alone."""

    row: MunicipalityRow
    needs: int
    without: tuple[Indicator, ...]
    only_goals: tuple[Indicator, ...]


def load_standings(picture: RoundPicture, strategies, codes) -> tuple[NejStanding, ...]:
    """Give how the nej stand in each submitted municipality among `codes`, in the picture's order: at most 4 queries.

    `strategies` is a QuerySet of those the user may see; what was replaced or given up serves nothing any more.
    """
    strategies = strategies.exclude(state=Strategy.State.RETIRED)
    behind, by_strategy = {}, {}
    for pk, place in strategies.order_by().values_list("pk", "adoptions__municipality_id"):
        behind.setdefault(place, set()).add(pk)
    edges = [edge for edge in load_edges(strategies) if not edge.is_dropped]
    family = load_family(picture.round.catalogue_id, edges)
    for edge in edges:
        by_strategy.setdefault(edge.strategy, []).append(edge)
    goals = [edge.pk for edge in edges if edge.kind == GOAL]
    acting = Activity.objects.exclude(state=Activity.State.DROPPED)
    acted_on = set(acting.filter(goals__in=goals).values_list("goals", flat=True)) if goals else set()
    standings = []
    for row in picture.rows:
        if row.assessment.municipality.code not in codes or not row.has_submitted:
            continue
        needs = [each for each in picture.verdicts if row.results[each.pk].value == Outcome.NO]
        own = [edge for pk in behind.get(row.assessment.municipality_id, ()) for edge in by_strategy.get(pk, ())]
        served = strongest(own, [each.key for each in needs], family)
        done = {
            key: any(kind == ACTIVITY or pk in acted_on for kind, pk in found) for key, found in served.items() if found
        }
        without = tuple(each for each in needs if each.key not in done)
        only_goals = tuple(each for each in needs if done.get(each.key) is False)
        standings.append(NejStanding(row, len(needs), without, only_goals))
    return tuple(standings)
