"""The action plan as a table, what moved in it since the last meeting, and what it costs."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.forms.fields import DayField
from clusters.views.reports import for_readers
from misbrug.text.danish import first_upper
from strategies.economy import economy
from strategies.models import Activity, Priority
from strategies.movement import movement
from strategies.permissions import may_edit
from strategies.plan import PRIORITIES, READINESS, STATES, Choice, plan_table
from strategies.views.access import find_strategy

# (word of the address, heading, class); the last two are shown only where they say something.
COLUMNS = (
    ("klar", "Klar", ""),
    ("aktivitet", "Aktivitet", ""),
    ("tilstand", "Tilstand", ""),
    ("prioritet", "Prioritet", ""),
    ("aarligt", "Årligt, mio.\u00a0kr.", "number"),
    ("etablering", "Etablering, mio.\u00a0kr.", "number"),
    ("finansiering", "Finansiering", ""),
    ("borgere", "Borgere, skøn", "number"),
    ("forudsaetninger", "Forudsætninger", ""),
    ("start", "Start", ""),
)
# From so many activities on, the filters stand open above the table.
LONG_PLAN = 15


@for_readers
@require_safe
def plan(request, slug):
    """Read a plan; what is shown, and in what order, stands in the address."""
    strategy = find_strategy(request.user, slug)
    choice = Choice.read(request.GET)
    table = plan_table(strategy, choice, timezone.localdate())
    edits = may_edit(request.user, strategy)
    ordering = edits and request.GET.get("raekkefoelge") == "ja" and not (choice.filters or choice.sorter)
    address = reverse("strategies:plan", args=[slug])
    filters = _filters(table)
    chosen = [label for each in filters for word, label in each["options"] if word == each["current"]]
    context = {
        "strategy": strategy,
        "may_edit": edits,
        "table": table,
        "plans": [(each, _address(address, Choice(plan=str(each.pk)))) for each in table.plans],
        "columns": _columns(table, address),
        "column_count": len(COLUMNS) - (not table.has_priority),
        "filters": filters,
        "choice_words": ", ".join([*chosen, *([f"”{choice.soeg}”"] if choice.soeg else [])]) or "alle aktiviteter",
        "everything": _address(address, Choice(plan=choice.plan)),
        "in_plan_order": _address(address, choice.but(sorter="")),
        "ordering": ordering,
        "is_short": table.total_count < LONG_PLAN,
        "orders": _orders(table),
        "legend": [
            (colour, words, table.readiness[colour])
            for colour, words in LEGEND.items()
            if colour or table.readiness[colour]
        ],
    }
    return render(request, "strategies/plan.html", context)


LEGEND = {
    "green": "i gang eller næsten",
    "yellow": "kræver forberedelse",
    "red": "mangler forudsætning",
    "": "",
}


def _address(address, choice, **changes):
    """Give an address with a choice in it."""
    parameters = urlencode(choice.parameters(**changes))
    return f"{address}?{parameters}" if parameters else address


def _columns(table, address):
    """Give the table's columns: the address that sorts by each, then backwards, then not at all."""
    columns = []
    for word, heading, css in COLUMNS:
        if word == "prioritet" and not table.has_priority:
            continue
        current = table.choice.sorter
        following = {word: f"-{word}", f"-{word}": ""}.get(current, word)
        columns.append(
            {
                "heading": heading,
                "class": css,
                "url": _address(address, table.choice, sorter=following),
                "sort": {word: "ascending", f"-{word}": "descending"}.get(current, ""),
            }
        )
    return columns


def _orders(table):
    """Give (word, label) of the orders to choose from: each column upwards, and the one chosen also backwards."""
    for word, heading, _ in COLUMNS:
        if word == "prioritet" and not table.has_priority:
            continue
        yield word, heading
        if f"-{word}" == table.choice.sorter:
            yield f"-{word}", f"{heading}, omvendt"


def _filters(table):
    """Give the choices of the filter bar. What could not narrow the plan down is left out, unless it is chosen."""
    options, choice = table.options, table.choice
    readiness = [(word, first_upper(Activity.Readiness(stored).label)) for word, stored in READINESS.items()]
    states = [(word, first_upper(Activity.State(stored).label)) for word, stored in STATES.items()]
    priorities = [(word, first_upper(Priority(stored).label)) for word, stored in PRIORITIES.items()]
    found = (
        ("fokus", "Fokusområde", "Alle", options.focus_areas),
        ("klar", "Klar", "Alle", readiness),
        ("tilstand", "Tilstand", "Alle", states),
        ("prioritet", "Prioritet", "Alle", priorities if table.has_priority else []),
        ("finansiering", "Finansiering", "Alle", options.fundings),
        ("maal", "Mål", "Alle", options.goals),
        ("anbefaling", "Tjener anbefaling", "Alle", options.recommendations),
    )
    return [
        {"name": name, "label": label, "all": everything, "options": words, "current": getattr(choice, name)}
        for name, label, everything, words in found
        if len(words) > 1 or getattr(choice, name) or (words and name in ("maal", "anbefaling"))
    ]


@for_readers
@require_safe
def what_moved(request, slug):
    """Read what moved since the last meeting, or since the day named in the address."""
    strategy = find_strategy(request.user, slug)
    today = timezone.localdate()
    since, problem = _day(request.GET.get("siden", ""), today)
    found = movement(strategy, today, since)
    context = {
        "strategy": strategy,
        "may_edit": may_edit(request.user, strategy),
        "heading": "Hvad har flyttet sig?",
        "movement": found,
        "today": today,
        "problem": problem,
        "typed": request.GET.get("siden", "") if problem else found.since.isoformat(),
        "plan_url": reverse("strategies:plan", args=[slug]),
    }
    return render(request, "strategies/movement.html", context)


def _day(word, today):
    """Read a day of the address; gives (day or None, message or "")."""
    if not word.strip():
        return None, ""
    try:
        day = DayField().clean(word)
    except ValidationError as problem:
        return None, problem.messages[0]
    if day > today:
        return None, "Dagen ligger i fremtiden. Vælg en dag, der har været."
    return day, ""


@for_readers
@require_safe
def costs(request, slug):
    """Read what a plan costs."""
    strategy = find_strategy(request.user, slug)
    found = economy(strategy, request.GET.get("plan", ""), timezone.localdate())
    address = reverse("strategies:economy", args=[slug])
    context = {
        "strategy": strategy,
        "may_edit": may_edit(request.user, strategy),
        "economy": found,
        "plans": [(each, _address(address, Choice(plan=str(each.pk)))) for each in found.plans],
        "by_group": (
            ("Efter fokusområde", "Fokusområde", found.by_focus_area),
            ("Efter finansiering", "Finansiering", found.by_funding),
        ),
    }
    return render(request, "strategies/economy.html", context)
