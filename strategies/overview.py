"""The overview of strategies: what the user may read, as it was searched and filtered, one page at a time."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.timezone import localtime

from clusters.models import AgendaItem, Annex, Hearing, Municipality, Task
from indicators.models import Recommendation
from misbrug.text.danish import amount, join, loose_fold, sort_key
from strategies.models import (
    ActionPlan,
    Activity,
    BudgetLine,
    FocusArea,
    Goal,
    Part,
    Relation,
    Strategy,
    StrategyEvent,
    StrategyMunicipality,
    TargetGroup,
    TheoryOfChange,
)
from strategies.permissions import READABLE, own_municipalities, visible_strategies

ON_A_PAGE = 30
STATES = {
    "kladde": Strategy.State.DRAFT,
    "hoering": Strategy.State.HEARING,
    "vedtaget": Strategy.State.ADOPTED,
    "afloest": Strategy.State.RETIRED,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is searched for and filtered by, as it stands in the address; "" where nothing is chosen.

    `municipality` is a code, `state` a key of STATES, `year` four digits, `recommendation` "kl-2012.3".
    """

    words: str = ""
    municipality: str = ""
    state: str = ""
    year: str = ""
    recommendation: str = ""

    @property
    def is_empty(self):
        """Say whether nothing is chosen."""
        return self == Choice()

    @property
    def address(self):
        """Give the choice as it goes into an address, ending in "&" where there is any."""
        pairs = zip(PARAMETERS, (getattr(self, name) for name in self.__slots__), strict=True)
        chosen = urlencode([(key, value) for key, value in pairs if value])
        return f"{chosen}&" if chosen else ""


PARAMETERS = ("soeg", "kommune", "tilstand", "aar", "anbefaling")


@dataclass(frozen=True, slots=True)
class Line:
    """One strategy in the overview; `review_is_late` where its own people should have taken it up by now."""

    strategy: Strategy
    places: str
    goals: int
    activities: int
    is_own: bool
    review_is_late: bool

    @property
    def tag(self):
        """Give the look of the state's tag: done, none (dashed) or plain."""
        return {Strategy.State.ADOPTED: "done", Strategy.State.RETIRED: "plain"}.get(self.strategy.state, "none")


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the overview, and what can be chosen. `recommendations` is a list by catalogue.

    `unknown` is what the address names that cannot be chosen, as (what it is chosen under, what it says).
    """

    choice: Choice
    own: tuple[Line, ...]
    others: tuple[Line, ...]
    page: object
    total: int
    any_visible: bool
    municipalities: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    states: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    recommendations: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def words(self):
        """Give the choice in words, for a phone's closed bar: "Faxe, vedtaget"."""
        choice = self.choice
        parts = [
            f"”{choice.words}”" if choice.words else "",
            dict(self.municipalities).get(choice.municipality, ""),
            STATES[choice.state].label if choice.state else "",
            choice.year,
            f"anbefaling {choice.recommendation.rsplit('.', 1)[1]}" if choice.recommendation else "",
        ]
        return ", ".join(part for part in parts if part) or "alle"


def load_overview(user, parameters, today):
    """Give the overview for a user and an address's parameters: 5 queries beside the user's roles.

    What an address names that is nothing is left out of the choice and told; a municipality without strategies can be
    named.
    """
    rows = _rows(user)
    places = _places(rows)
    recommendations = _recommendations()
    own_places = own_municipalities(user)
    # Who has no municipality never sees a draft, so there is none to look for.
    states = {key: state for key, state in STATES.items() if own_places or state in READABLE}
    years = _years(rows, today)
    choice, unknown = _read(parameters, places, years, recommendations, states)
    wanted = _matching(user, choice)
    shown = [
        row
        for row in rows
        if row["pk"] in wanted
        and (not choice.municipality or choice.municipality in (place.code for place in places[row["pk"]]))
        and (not choice.year or _applies_in(row, int(choice.year)))
    ]
    own = {row["pk"] for row in shown if any(place.pk in own_places for place in places[row["pk"]])}
    shown.sort(key=lambda row: (row["pk"] not in own, sort_key(row["title"]), _names(places[row["pk"]]), row["pk"]))
    page = Paginator([row["pk"] for row in shown], ON_A_PAGE).get_page(parameters.get("side"))
    lines = _lines(list(page), places, own, today)
    return Overview(
        choice=choice,
        own=tuple(line for line in lines if line.is_own),
        others=tuple(line for line in lines if not line.is_own),
        page=page,
        total=len(shown),
        any_visible=bool(rows),
        municipalities=_municipality_choices(places, choice),
        years=years,
        states=tuple((key, state.label) for key, state in states.items()),
        unknown=unknown,
        recommendations=recommendations,
    )


def _rows(user):
    """Give what is needed of every strategy the user may read to sort it and say when it applies: 1 query."""
    return list(
        visible_strategies(user)
        .annotate(
            adopted=Min("adoptions__adopted_on"),
            entered=Min("events__at"),
            retired=Max("events__at", filter=Q(events__act=StrategyEvent.Act.RETIRE)),
        )
        .order_by("pk")
        .values("pk", "title", "state", "valid_from", "valid_to", "adopted", "entered", "retired")
    )


def _places(rows):
    """Give the municipalities of each strategy, in Danish order: 1 query."""
    found = {row["pk"]: [] for row in rows}
    behind = StrategyMunicipality.objects.filter(strategy__in=list(found)).select_related("municipality")
    for row in behind:
        found[row.strategy_id].append(row.municipality)
    for places in found.values():
        places.sort(key=lambda place: sort_key(place.name))
    return found


def _names(places):
    return join([place.name for place in places])


def _municipality_choices(places, choice):
    names = {place.code: place.name for each in places.values() for place in each}
    if choice.municipality and choice.municipality not in names:
        names[choice.municipality] = Municipality.objects.get(code=choice.municipality).name
    return tuple(sorted(names.items(), key=lambda pair: sort_key(pair[1])))


def _recommendations():
    """Give the recommendations of every published catalogue, newest catalogue first: 1 query.

    Those addressed to others too: a municipality may serve them all the same.
    """
    found = {}
    rows = (
        Recommendation.objects.filter(catalogue__state="published")
        .select_related("catalogue")
        .order_by("-catalogue__year", "-catalogue__version", "catalogue__slug", "number")
    )
    for row in rows:
        key = f"{row.catalogue.slug}.{row.number}"
        found.setdefault(row.catalogue.title, []).append((key, f"{row.number}. {row.heading}"))
    return tuple((title, tuple(options)) for title, options in found.items())


def _first_year(row):
    """Give the year from which a strategy applies: as it says, else its first adoption; None where unknown.

    One that names no time at all is taken to apply from when it was entered.
    """
    start = row["valid_from"] or row["adopted"]
    if start is None and row["valid_to"] is None and row["entered"]:
        start = localtime(row["entered"])
    return start.year if start else None


def _last_year(row):
    """Give the year in which a strategy ends: as it says, or when it was retired; None where it is open."""
    if row["valid_to"]:
        return row["valid_to"].year
    return row["retired"].year if row["state"] == Strategy.State.RETIRED and row["retired"] else None


def _applies_in(row, year):
    """Say whether a strategy applies in a year."""
    first, last = _first_year(row), _last_year(row)
    return (first is None or first <= year) and (last is None or year <= last)


def _years(rows, today):
    """Give the years that can be chosen: from the first in which a strategy applies to the last, this one at least."""
    years = [year for row in rows for year in (_first_year(row), _last_year(row)) if year]
    if not years:
        return ()
    return tuple(range(max(years + [today.year]), min(years + [today.year]) - 1, -1))


def _read(parameters, places, years, recommendations, states):
    """Give the choice that an address makes, and what it names that cannot be chosen."""
    code = parameters.get("kommune", "")
    codes = {place.code for each in places.values() for place in each}
    if code and code not in codes:
        codes |= set(Municipality.objects.filter(code=code[:4]).values_list("code", flat=True))
    keys = {key for _, options in recommendations for key, _ in options}
    known = {
        "kommune": ("Kommune", codes),
        "tilstand": ("Tilstand", states),
        "aar": ("Gælder i", {str(year) for year in years}),
        "anbefaling": ("Tjener anbefaling", keys),
    }
    typed = {name: parameters.get(name, "") for name in known}
    unknown = [(label, typed[name][:40]) for name, (label, words) in known.items() if typed[name] not in ("", *words)]
    chosen = {name: typed[name] if typed[name] in words else "" for name, (_, words) in known.items()}
    choice = Choice(
        words=" ".join(parameters.get("soeg", "")[:200].split()),
        municipality=chosen["kommune"],
        state=chosen["tilstand"],
        year=chosen["aar"],
        recommendation=chosen["anbefaling"],
    )
    return choice, tuple(unknown)


def _matching(user, choice):
    """Give the ids of the strategies that the words, the state and the recommendation leave: 1 query."""
    found = visible_strategies(user)
    for word in loose_fold(choice.words).split():
        found = found.filter(searchable__contains=word)
    if choice.state:
        found = found.filter(state=STATES[choice.state])
    if choice.recommendation:
        found = found.filter(_serves(choice.recommendation))
    return set(found.values_list("pk", flat=True))


def _serves(key):
    """Q on Strategy: one of its goals or activities serves the recommendation, or one of its indicators."""
    slug, number = key.rsplit(".", 1)
    recommendation = Recommendation.objects.filter(catalogue__slug=slug, number=number).values("pk")
    serves = Q(pk__in=[])
    for model in (Goal, Activity):
        for path in ("recommendations__in", "indicators__recommendation__in"):
            serves |= Q(pk__in=model.objects.filter(**{path: recommendation}).values("strategy_id"))
    return serves


def _lines(ids, places, own, today):
    """Give the lines of a page in its order: 1 query."""
    rows = (
        Strategy.objects.filter(pk__in=ids)
        .defer("searchable")
        .annotate(goal_count=_count_of(Goal), activity_count=_count_of(Activity))
        .in_bulk()
    )
    return [_line(rows[pk], _names(places[pk]), pk in own, today) for pk in ids if pk in rows]


def _count_of(model, whole="strategy"):
    """Count a model's rows in the strategy of the outer query, or in its case."""
    outer = OuterRef("pk" if whole == "strategy" else "case_id")
    counted = model.objects.filter(**{whole: outer}).order_by().values(whole).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _line(strategy, names, is_own, today):
    late = strategy.next_review is not None and strategy.next_review < today
    return Line(
        strategy=strategy,
        places=names,
        goals=strategy.goal_count,
        activities=strategy.activity_count,
        is_own=is_own,
        review_is_late=is_own and late and strategy.state != Strategy.State.RETIRED,
    )


def count_contents(strategy):
    """Give what is in a strategy and its case as words, "5 afsnit", without what there is none of: 1 query."""
    models = [*_of_strategy(), *_of_case()]
    counted = Strategy.objects.filter(pk=strategy.pk).values_list(
        *(_count_of(model) for model in _of_strategy()), *(_count_of(model, "case") for model in _of_case())
    )
    numbers = counted.get()
    return [
        amount(number, str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
        for model, number in zip(models, numbers, strict=True)
        if number
    ]


def _of_strategy():
    return (Part, TargetGroup, FocusArea, Goal, ActionPlan, Activity, TheoryOfChange, BudgetLine, Relation)


def _of_case():
    return (AgendaItem, Hearing, Task, Annex)
