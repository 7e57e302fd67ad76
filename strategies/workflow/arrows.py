"""What no arrow of a theory of change may do. Checked under the strategy's lock before one is stored."""

from clusters.workflow.errors import WorkflowError
from strategies import chains
from strategies.models import TheoryLink, TheoryStep

_MOST_NAMED = 8


def refuse_wrong_arrow(link: TheoryLink):
    """Raise WorkflowError at the field "source" or "target" for an arrow that leaves its theory or closes a cycle."""
    for field in ("source", "target"):
        step = getattr(link, field)
        if step.theory_id != link.theory_id:
            raise WorkflowError("Vælg et trin i den samme forandringsteori.", field)
    others = TheoryLink.objects.filter(theory_id=link.theory_id).exclude(pk=link.pk)
    refuse_cycle(others.values_list("source_id", "target_id"), (link.source_id, link.target_id))


def refuse_cycle(arrows, new):
    """Raise WorkflowError at the field "target", naming the chain, where a new arrow would lead back to its source."""
    source, target = new
    if source == target:
        raise WorkflowError("Et trin kan ikke føre til sig selv. Vælg et andet trin.", "target")
    cycle = chains.cycle_closed_by(arrows, new)
    if not cycle:
        return
    named = TheoryStep.objects.select_related("activity", "focus_area", "goal").in_bulk(cycle)
    words = [f"”{named[key]}”" for key in cycle]
    if len(words) > _MOST_NAMED:
        words = [*words[: _MOST_NAMED - 2], f"{len(words) - _MOST_NAMED + 1} trin til", words[-1]]
    raise WorkflowError(
        f"Pilen fra {words[0]} til {words[1]} ville føre kæden i ring: {' → '.join(words)}. "
        "En kæde skal føre frem mod et mål. Vælg et andet trin, eller fjern først en af de andre pile.",
        "target",
    )
