"""Theories of change: all arrows from a step at once, and a first theory made of what the strategy already has."""

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from clusters.workflow.content import Gone
from clusters.workflow.errors import Conflict, IllegalTransition, WorkflowError
from strategies.models import Activity, Goal, TheoryColumn, TheoryLink, TheoryOfChange, TheoryStep
from strategies.workflow.arrows import refuse_cycle
from strategies.workflow.content import lock_strategy, touch

COLUMNS_OF_AREA = ("Aktiviteter", "Resultater på kort sigt", "Virkning")
COLUMNS_OVERALL = ("Fokusområder", "Kort sigt", "Lang sigt")
OVERALL_TITLE = "Den samlede forandringsteori"


def link_steps(source: TheoryStep, targets, *, actor, at, seen=None, is_example=False):
    """Let a step lead to the steps whose ids are `targets`, and to no others; give its arrows.

    `seen` is the ids that the writer saw it lead to; where it leads to others by now, nothing is written.
    Side effects: arrows are added and taken away, each with its history; the strategy is signed if anything changed.
    Raises WorkflowError (field "targets") for a cycle, for the step itself and for a step of another theory; Gone
    where the step was deleted; Conflict (with the ids it leads to now).
    """
    wanted = list(dict.fromkeys(targets))
    with transaction.atomic():
        strategy = lock_strategy(source.strategy_id)
        steps = set(TheoryStep.objects.filter(theory_id=source.theory_id).values_list("pk", flat=True))
        if source.pk not in steps:
            raise Gone("Trinnet er slettet i mellemtiden. Pilene er ikke gemt.")
        if not steps.issuperset(wanted):
            raise WorkflowError(
                "Vælg trin i den samme forandringsteori. Det kan være slettet i mellemtiden.", "targets"
            )
        links = list(TheoryLink.objects.filter(theory_id=source.theory_id))
        mine = {link.target_id: link for link in links if link.source_id == source.pk}
        if mine.keys() == set(wanted):
            return list(mine.values())
        if seen is not None and mine.keys() != set(seen):
            raise Conflict("Andre har ændret pilene herfra. Dine er ikke gemt.", sorted(mine), wanted)
        others = [(link.source_id, link.target_id) for link in links if link.source_id != source.pk]
        added = [target for target in wanted if target not in mine]
        for target in added:
            try:
                refuse_cycle(others, (source.pk, target))
            except WorkflowError as refusal:
                raise WorkflowError(refusal.message, "targets") from refusal
        for target, link in mine.items():
            if target not in wanted:
                link._history_user, link._history_date = actor, at
                link.delete()
        last = max((link.order for link in links), default=0)
        rows = [TheoryLink(theory_id=source.theory_id, source=source, target_id=target) for target in added]
        _create(TheoryLink, rows, actor, at, is_example, last)
        touch(strategy, actor=actor, at=at)
        return list(source.links_out.all())


def start_theory(strategy_id, *, focus_area=None, actor, at, is_example=False):
    """Make a theory of what the strategy has, with columns and steps but without arrows, and give it.

    For a focus area: its activities that are not given up, then short-term results, then effect. Without one the
    overall theory: the focus areas, the short term, the long term with the guiding goals. An empty theory that
    exists is filled. Raises WorkflowError for another strategy's focus area, IllegalTransition where the theory has
    columns already.
    """
    if focus_area is not None and focus_area.strategy_id != strategy_id:
        raise WorkflowError("Vælg et fokusområde i den samme strategi.", "focus_area")
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        theory = TheoryOfChange.objects.filter(strategy=strategy, focus_area=focus_area).first()
        if theory is None:
            title = focus_area.title if focus_area else OVERALL_TITLE
            last = strategy.theories.count()
            row = TheoryOfChange(strategy=strategy, focus_area=focus_area, title=title)
            [theory] = _create(TheoryOfChange, [row], actor, at, is_example, last)
        elif theory.columns.exists():
            raise IllegalTransition("Forandringsteorien er allerede begyndt. Ret den, som den står.")
        titles = COLUMNS_OF_AREA if focus_area else COLUMNS_OVERALL
        columns = [TheoryColumn(theory=theory, title=title) for title in titles]
        first, _short, last_column = _create(TheoryColumn, columns, actor, at, is_example)
        if focus_area:
            activities = focus_area.activities.exclude(state=Activity.State.DROPPED).order_by("plan__order", "order")
            rows = [TheoryStep(theory=theory, column=first, activity=each) for each in activities]
        else:
            guiding = strategy.goals.filter(kind=Goal.Kind.GUIDING)
            rows = [TheoryStep(theory=theory, column=first, focus_area=each) for each in strategy.focus_areas.all()]
            rows += [TheoryStep(theory=theory, column=last_column, goal=each) for each in guiding]
        _create(TheoryStep, rows, actor, at, is_example)
        touch(strategy, actor=actor, at=at)
        return theory


def _create(model, rows, actor, at, is_example, last=0):
    """Store new rows in their order, after the place `last`, with their history; a fixed number of queries."""
    for number, row in enumerate(rows, start=last + 1):
        row.order, row.version, row.is_example = number, 1, is_example
        row.changed_by, row.changed_at = actor, at
    return bulk_create_with_history(rows, model, default_user=actor, default_date=at) if rows else []
