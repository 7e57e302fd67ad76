"""What spans rows of strategies and no constraint can hold: each check finds the breaches of one rule (design, 2.9).

Each gives Danish sentences that name the place. `manage.py check_data` runs them all.
"""

from collections import defaultdict

from django.db.models import Count, F, Q

from clusters.models import AgendaItem, Route
from misbrug.text import cpr
from strategies.chains import find_cycle
from strategies.models import (
    ActionPlan,
    Activity,
    BudgetLine,
    FocusArea,
    Goal,
    GoalGroup,
    Part,
    ProgressNote,
    Relation,
    Strategy,
    StrategyEvent,
    StrategyMunicipality,
    TargetGroup,
    TheoryLink,
    TheoryOfChange,
    TheoryStep,
)

State = Strategy.State
# (model, relation): what has to belong to the same strategy as the row itself.
WITHIN = (
    (Activity, "plan"),
    (Activity, "focus_area"),
    (Goal, "group"),
    (Goal, "focus_area"),
    (Goal, "parent"),
    (TargetGroup, "goal"),
    (BudgetLine, "part_of"),
    (TheoryOfChange, "focus_area"),
)
WRITTEN = (
    (Part, ("heading", "text")),
    (FocusArea, ("title", "text", "challenge", "purpose", "priority_reason")),
    (TargetGroup, ("name", "text", "challenge", "effort")),
    (GoalGroup, ("title", "text")),
    (Goal, ("title", "text")),
    (Relation, ("title", "text")),
    (ActionPlan, ("title", "text")),
    (Activity, ("title", "text", "effect", "priority_reason")),
    (ProgressNote, ("text",)),
)


def breaches():
    """Give every breach of the rules that span rows in this app, as Danish sentences."""
    for check in CHECKS:
        yield from check()


def strategies_have_municipalities():
    """A strategy is somebody's."""
    for strategy in Strategy.objects.filter(adoptions__isnull=True):
        yield f"{strategy}: ingen kommune står bag."


def states_follow_adoptions():
    """An adopted or retired strategy was adopted by somebody; a draft or a hearing draft by nobody."""
    counted = Strategy.objects.annotate(adopted=Count("adoptions", filter=Q(adoptions__adopted_on__isnull=False)))
    for strategy in counted.filter(state__in=[State.ADOPTED, State.RETIRED], adopted=0):
        yield f"{strategy}: {strategy.get_state_display()}, men ingen kommune har vedtaget den."
    for strategy in counted.filter(state__in=[State.DRAFT, State.HEARING], adopted__gt=0):
        yield f"{strategy}: {strategy.get_state_display()}, men en kommune har vedtaget den."


def states_follow_events():
    """A strategy is in the state that its latest event led to."""
    events = StrategyEvent.objects.order_by("at", "pk").values_list("strategy_id", "to_state")
    latest = dict(events)
    for strategy in Strategy.objects.order_by("pk"):
        if latest.get(strategy.pk) != strategy.state:
            yield f"{strategy}: tilstanden er ikke den, som den seneste hændelse førte til."


def adopters_are_the_municipalitys():
    """The body that adopted a strategy belongs to the municipality it adopted it for."""
    rows = StrategyMunicipality.objects.filter(adopted_by__isnull=False)
    rows = rows.filter(~Q(adopted_by__municipality_id=F("municipality_id")) | Q(adopted_by__municipality__isnull=True))
    for row in rows.select_related("strategy", "municipality", "adopted_by"):
        yield f"{row}: {row.adopted_by} hører ikke til kommunen."


def rows_stay_in_their_strategy():
    """What a row points to belongs to the same strategy as the row."""
    for model, relation in WITHIN:
        rows = model.objects.filter(**{f"{relation}__isnull": False})
        for row in rows.exclude(**{f"{relation}__strategy_id": F("strategy_id")}).select_related("strategy"):
            name = model._meta.get_field(relation).verbose_name
            yield f"{row.strategy}: {row} peger på noget i en anden strategi ({name})."
    links = Activity.goals.through.objects.exclude(goal__strategy_id=F("activity__strategy_id"))
    for link in links.select_related("activity__strategy", "goal"):
        yield f"{link.activity.strategy}: {link.activity} tjener et mål i en anden strategi ({link.goal})."


def theories_hold_together():
    """Steps and arrows stay in their theory and its strategy, and no chain of arrows comes back to its beginning."""
    for step in TheoryStep.objects.exclude(column__theory_id=F("theory_id")).select_related("theory"):
        yield f"{step.theory}: {step} står i en kolonne i en anden forandringsteori."
    for relation in ("activity", "focus_area", "goal"):
        rows = TheoryStep.objects.filter(**{f"{relation}__isnull": False})
        for step in rows.exclude(**{f"{relation}__strategy_id": F("theory__strategy_id")}).select_related("theory"):
            yield f"{step.theory}: {step} peger på noget i en anden strategi."
    strays = ~Q(source__theory_id=F("theory_id")) | ~Q(target__theory_id=F("theory_id"))
    for link in TheoryLink.objects.filter(strays).select_related("theory"):
        yield f"{link.theory}: pilen {link.pk} fører til eller fra en anden forandringsteori."
    arrows = defaultdict(list)
    for theory_id, source, target in TheoryLink.objects.values_list("theory_id", "source_id", "target_id"):
        arrows[theory_id].append((source, target))
    titles = dict(TheoryOfChange.objects.values_list("pk", "title"))
    for theory_id, pairs in arrows.items():
        if find_cycle(pairs):
            yield f"{titles[theory_id]}: pilene går i ring."


def activities_follow_their_notes():
    """State and readiness of an activity are those of its latest progress note, by when it was written."""
    moved = {}
    for note in ProgressNote.objects.order_by("at", "pk").values_list("activity_id", "state_to", "readiness_to"):
        moved[note[0]] = note[1:]
    for activity in Activity.objects.filter(pk__in=list(moved)).select_related("strategy"):
        if moved[activity.pk] != (activity.state, activity.readiness):
            yield f"{activity.strategy}: {activity} er ikke, hvor det seneste notat satte den."


def cases_are_treated_at_home():
    """The bodies that treat a strategy's case belong to one of its municipalities."""
    own = defaultdict(set)
    for case_id, municipality_id in StrategyMunicipality.objects.values_list("strategy__case_id", "municipality_id"):
        own[case_id].add(municipality_id)
    for model in (AgendaItem, Route):
        for row in model.objects.filter(case__strategy__isnull=False).select_related("body", "case"):
            if row.body.municipality_id not in own[row.case_id]:
                yield f"{row.case}: {row.body} hører ikke til en af strategiens kommuner."


def texts_hold_no_cpr():
    """No text holds what is certainly a CPR number."""
    for model, fields in WRITTEN:
        for pk, *texts in model.objects.values_list("pk", *fields).iterator(chunk_size=2000):
            if any(hit.kind == "certain" for text in texts for hit in cpr.find(text)):
                yield f"{model._meta.verbose_name} {pk}: teksten indeholder et CPR-nummer."


CHECKS = (
    strategies_have_municipalities,
    states_follow_adoptions,
    states_follow_events,
    adopters_are_the_municipalitys,
    rows_stay_in_their_strategy,
    theories_hold_together,
    activities_follow_their_notes,
    cases_are_treated_at_home,
    texts_hold_no_cpr,
)
