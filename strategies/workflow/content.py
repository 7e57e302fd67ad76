"""Writing what is in a strategy, row by row, under the strategy's lock; and keeping what the search reads."""

from dataclasses import dataclass

from clusters.models import HearingParty
from clusters.models.cases import CaseContent
from clusters.models.content import Content
from clusters.workflow import content
from clusters.workflow.cases import lock_case
from clusters.workflow.errors import Locked
from strategies.models import Strategy, TheoryLink
from strategies.workflow.arrows import refuse_wrong_arrow
from strategies.workflow.search import refresh_search, searchable_text


@dataclass(frozen=True, slots=True)
class OfCase:
    """The case of a strategy as the whole that a row belongs to: both are locked."""

    strategy: Strategy

    @property
    def owner(self):
        """Give what the rows of the case are deleted from."""
        return self.strategy


def lock_strategy(strategy_id):
    """Lock one strategy and give it. Every writer of its content locks it first."""
    return Strategy.objects.select_for_update(of=("self",)).get(pk=strategy_id)


def lock_open_strategy(strategy_id):
    """Lock one strategy and give it. Raises Locked where it is retired: what was replaced stands as it was."""
    strategy = lock_strategy(strategy_id)
    refuse_retired(strategy)
    return strategy


def refuse_retired(strategy):
    """Raise Locked for a strategy that is retired."""
    if strategy.state == Strategy.State.RETIRED:
        raise Locked("Strategien er meldt afløst. Den kan rettes igen, når den er sat i kraft.")


def lock_strategy_of(case_id):
    """Lock the strategy whose case it is and give it. It is locked before its case, so that no two writers wait."""
    return Strategy.objects.select_for_update(of=("self",)).get(case_id=case_id)


def save(row: Content, *, actor, at, base_version=content.NEW, links=None, cpr_confirmed=False, reason=None):
    """Store a row of a strategy or of its case, and give it. See `clusters.workflow.content.save_content`."""
    return content.save_content(
        row,
        lock=_lock_for_saving,
        after=touch,
        actor=actor,
        at=at,
        base_version=base_version,
        links=links,
        cpr_confirmed=cpr_confirmed,
        reason=reason,
    )


def delete(row: Content, *, actor, at, along=()):
    """Delete a row of a strategy or of its case. See `clusters.workflow.content.delete_content`."""
    return content.delete_content(row, lock=_lock, after=touch, actor=actor, at=at, along=along)


def undelete(deletion, *, actor, at):
    """Bring a deleted row of a strategy or of its case back. See `clusters.workflow.content.undelete_content`.

    Raises WorkflowError too where an arrow that comes back would close a cycle.
    """
    return content.undelete_content(deletion, lock=_lock, after=touch, check=_refuse_wrong_arrows, actor=actor, at=at)


def _refuse_wrong_arrows(rows):
    for row in rows:
        if isinstance(row, TheoryLink):
            refuse_wrong_arrow(row)


def move(row: Content, place, *, actor, at):
    """Put a row at a place among its siblings. See `clusters.workflow.content.move_content`."""
    content.move_content(row, place, lock=_lock, after=touch, actor=actor, at=at)


def _lock_for_saving(row):
    whole = _lock(row)
    if isinstance(row, TheoryLink):
        refuse_wrong_arrow(row)
    return whole


def _lock(row):
    if isinstance(row, CaseContent | HearingParty):
        strategy = lock_strategy_of(row.case_id)
        lock_case(row.case_id)
        return OfCase(strategy)
    return lock_open_strategy(row.strategy_id)


def touch(whole, *, actor, at):
    """Keep what the search reads, and sign a strategy whose content has changed; a case's rows carry their own."""
    if isinstance(whole, OfCase):
        refresh_search(whole.strategy)
        return
    whole.changed_by, whole.changed_at = actor, at
    whole.searchable = searchable_text(whole)
    whole.save_without_historical_record(update_fields=["changed_by", "changed_at", "searchable"])
