"""Activities with their prerequisites: in a plan of the strategy, which is made on the way where there is none."""

from django.db import transaction

from clusters.workflow import content
from clusters.workflow.errors import Conflict, WorkflowError
from strategies.models import ActionPlan, Activity, Prerequisite
from strategies.workflow.content import delete, lock_strategy, save

LIVING_PLAN = "Handleplan"
NEWER = "Andre har gemt noget nyere om forudsætningerne. Dit er ikke gemt."


def start_activity(activity, *, actor, at, links=None, conditions=None, cpr_confirmed=False):
    """Store a new activity with its links and prerequisites, and give it. Without a plan it goes into the strategy's.

    `conditions` gives (state, note) by the kind of prerequisite. Side effects: where the strategy has no plan at all, a
    living one with the name "Handleplan"; nothing of it stays where something is refused. Raises what `save` raises;
    what is refused of a prerequisite has the field "<kind>_<field>".
    """
    plan = activity.plan if activity.plan_id else None
    try:
        with transaction.atomic():
            strategy = lock_strategy(activity.strategy_id)
            if plan is None:
                activity.plan = _plan(strategy) or save(
                    ActionPlan(strategy=strategy, title=LIVING_PLAN), actor=actor, at=at
                )
            saved = save(activity, actor=actor, at=at, links=links, cpr_confirmed=cpr_confirmed)
            _save_conditions(saved, conditions or {}, actor=actor, at=at, cpr_confirmed=cpr_confirmed)
            return saved
    except WorkflowError:
        # What the transaction took back is no row, and the next try begins where this one did.
        activity.pk, activity._state.adding, activity.plan = None, True, plan
        raise


def save_activity(activity, *, actor, at, base_version, conditions, seen, links=None, cpr_confirmed=False):
    """Store an activity that is there already with its links and prerequisites, all or nothing, and give it.

    `conditions` gives (state, note) by the kind of prerequisite, the state "" for one that is not needed; `seen` the
    versions that the writer began from. Raises what `save` raises, Conflict also over a prerequisite.
    """
    with transaction.atomic():
        lock_strategy(activity.strategy_id)
        _refuse_newer(activity, conditions, seen)
        saved = save(activity, actor=actor, at=at, base_version=base_version, links=links, cpr_confirmed=cpr_confirmed)
        _save_conditions(saved, conditions, actor=actor, at=at, cpr_confirmed=cpr_confirmed)
        return saved


def _refuse_newer(activity, conditions, seen):
    """Raise Conflict where another has changed a prerequisite since; before anything is written, so that it shows."""
    stored = Activity.objects.select_related("changed_by").filter(pk=activity.pk).first()
    if stored is None:
        return
    for kind, row in _changes(activity, conditions):
        if (row.version if row else content.NEW) != seen.get(kind, content.NEW):
            if row:
                stored.changed_by, stored.changed_at = row.changed_by, row.changed_at
            raise Conflict(NEWER, stored, activity)


def _changes(activity, conditions):
    """Give (kind, the stored prerequisite or None) for each kind that is to be another than it is."""
    stored = {row.kind: row for row in activity.conditions.select_related("changed_by")} if conditions else {}
    found = [(kind, stored.get(kind), wanted) for kind, wanted in conditions.items()]
    return [(kind, row) for kind, row, wanted in found if ((row.state, row.note) if row else ("", "")) != wanted]


def _save_conditions(activity, conditions, *, actor, at, cpr_confirmed):
    for kind, row in _changes(activity, conditions):
        state, note = conditions[kind]
        if not state:
            delete(row, actor=actor, at=at)
            continue
        row = row or Prerequisite(activity=activity, kind=kind)
        row.state, row.note = state, note
        try:
            save(row, actor=actor, at=at, base_version=row.version, cpr_confirmed=cpr_confirmed)
        except WorkflowError as problem:
            problem.field = f"{kind}_{problem.field}"
            raise


def _plan(strategy):
    """Give the living plan, else the first; None where there is none."""
    plans = list(strategy.plans.all())
    return next((plan for plan in plans if plan.year is None), plans[0] if plans else None)
