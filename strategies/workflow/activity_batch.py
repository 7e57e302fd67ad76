"""Writing activities together, as an import does: with what they are linked to, their prerequisites and their notes."""

from dataclasses import dataclass, field

from django.utils import timezone

from clusters.workflow.content_batch import delete_contents, remember_contents, save_contents
from strategies.models import Activity, Prerequisite, ProgressNote
from strategies.workflow.activities import IMPORT
from strategies.workflow.content import refuse_retired


@dataclass(frozen=True, slots=True)
class WantedActivity:
    """An activity as it is to stand. `links` gives many-to-many fields by name and `conditions` (kind, state, note) of
    the prerequisites; what is None or left out stays as it is."""

    activity: Activity
    links: dict = field(default_factory=dict)
    conditions: list | None = None


def save_activities(wanted, *, strategy, actor, at, reason):
    """Store some `WantedActivity`s of a strategy whose lock is held: a fixed number of queries.

    State and readiness of one that exists move by a dated note. The strategy is signed by `finish_import`.
    Raises WorkflowError, CprRefused; Locked where something moves in a strategy that is retired; IntegrityError.
    """
    signature = {"actor": actor, "at": at, "reason": reason}
    rows = [each.activity for each in wanted]
    notes = _notes(rows, strategy=strategy, **signature)
    steps = [_LinkStep(name, wanted) for name in sorted({name for each in wanted for name in each.links})]
    touched = {pk for step in steps for pk in step.touched}
    written = save_contents(rows, among=("plan_id", "focus_area_id"), touched=touched, **signature)
    for step in steps:
        step.write()
    remember_contents(written)
    ProgressNote.objects.bulk_create(notes)
    _save_conditions([each for each in wanted if each.conditions is not None], signature)


def _notes(rows, *, strategy, actor, at, reason):
    """Give the notes on those that move, not stored yet."""
    stored = Activity.objects.in_bulk([row.pk for row in rows if row.pk])
    notes = []
    for row in rows:
        before = stored.get(row.pk)
        if before is None or (before.state, before.readiness) == (row.state, row.readiness):
            continue
        row.readiness_is_example = False
        notes.append(
            ProgressNote(
                activity=row,
                date=timezone.localdate(at),
                text=f"{reason}.",
                state_from=before.state,
                state_to=row.state,
                readiness_from=before.readiness,
                readiness_to=row.readiness,
                author=actor,
                author_name=actor.name if actor else IMPORT,
                at=at,
            )
        )
    if notes:
        refuse_retired(strategy)
    return notes


class _LinkStep:
    """What changes in one many-to-many field of some activities. `touched` are those that are there already."""

    def __init__(self, name, wanted):
        self.links = [(each.activity, each.links[name]) for each in wanted if name in each.links]
        relation = Activity._meta.get_field(name)
        self.through = relation.remote_field.through
        self.other = self.through._meta.get_field(relation.m2m_reverse_field_name()).attname
        self.stored = {}
        known = [activity.pk for activity, _ in self.links if activity.pk]
        for link in self.through.objects.filter(activity_id__in=known):
            self.stored.setdefault(link.activity_id, {})[getattr(link, self.other)] = link.pk
        self.touched = {
            activity.pk
            for activity, rows in self.links
            if activity.pk and {row.pk for row in rows} != set(self.stored.get(activity.pk, ()))
        }

    def write(self):
        """Store the links of activities that all have their primary keys by now."""
        come, go = [], []
        for activity, rows in self.links:
            left = dict(self.stored.get(activity.pk, {}))
            come += [
                self.through(**{"activity_id": activity.pk, self.other: row.pk})
                for row in rows
                if left.pop(row.pk, None) is None
            ]
            go += left.values()
        if go:
            self.through.objects.filter(pk__in=go).delete()
        self.through.objects.bulk_create(come)


def _save_conditions(wanted, signature):
    stored = {}
    for row in Prerequisite.objects.filter(activity__in=[each.activity for each in wanted]):
        stored.setdefault(row.activity_id, {})[row.kind] = row
    rows, gone = [], []
    for each in wanted:
        left = stored.get(each.activity.pk, {})
        for kind, state, note in each.conditions:
            row = left.pop(kind, None) or Prerequisite(kind=kind)
            row.activity, row.state, row.note = each.activity, state, note
            rows.append(row)
        gone += left.values()
    remember_contents(save_contents(rows, among=("activity_id",), **signature))
    delete_contents(gone, **signature)
