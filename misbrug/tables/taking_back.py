"""What an import of a resource changed, and how it is taken back.

Both look at rows as the export writes them: a value is what stands in a cell.
"""

from itertools import pairwise

import tablib
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Max

from misbrug.tables.columns import plain
from misbrug.tables.plan import CannotUndo, Undone
from misbrug.tables.resource import import_table, quote
from misbrug.text.danish import NBSP, amount, join


def changes_since(before, resource, stored, made):
    """Give as plain values what changed in a resource's rows since a snapshot, and the rows `made` on the way.

    In the order in which they were `stored`, since a later one may have taken what an earlier one gave up.
    Of what was made the history's last row is kept: whatever is later there came after the import.
    """
    after = resource.snapshot()
    return {
        "columns": [column.column_name for column in resource.get_import_fields()],
        "new": [[pk, after[pk]] for pk in stored if pk not in before],
        "changed": [[pk, before[pk], after[pk]] for pk in stored if pk in before and before[pk] != after[pk]],
        "made": [[row._meta.label_lower, row.pk, str(row), _mark(type(row))] for row in made],
    }


def take_back(changes, make_resource):
    """Bring back what stood before an import, and give what was `Undone`.

    `make_resource` gives the resource anew. Raises CannotUndo, with one message for each row and value that something
    later has touched or that something else leans on.
    """
    if not changes or not (changes["new"] or changes["changed"]):
        raise CannotUndo("Der er intet at fortryde, for filen ændrede intet.")
    work = _TakingBack(changes, make_resource)
    work.refuse_what_was_touched()
    removed = work.remove_new()
    values = work.restore_changed()
    notes = work.remove_made()
    work.check()
    words = [amount(values, "værdi er sat tilbage", "værdier er sat tilbage")] if values else []
    if removed:
        words.append(amount(removed, "ny række er slettet", "nye rækker er slettet"))
    return Undone(values + removed, (f"{join(words)}.".replace(NBSP, " "), *notes))


def _mark(model):
    """Give the number of the last row of a model's history, 0 for a model without one."""
    if not hasattr(model, "history"):
        return 0
    return model.history.aggregate(last=Max("history_id"))["last"] or 0


def _touched(model, mark, keys):
    """Give the names of the fields that changed after a mark, by primary key; None for a row that was written anew."""
    if not hasattr(model, "history"):
        return {}
    later = set(model.history.filter(history_id__gt=mark).values_list(model._meta.pk.name, flat=True)) & set(keys)
    found = {}
    for key in later:
        records = list(model.history.filter(**{model._meta.pk.name: key}).order_by("history_id"))
        first = max(0, sum(record.history_id <= mark for record in records) - 1)
        found[key] = set()
        for older, newer in pairwise(records[first:]):
            found[key].update(newer.diff_against(older).changed_fields)
    return found


class _TakingBack:
    """One import that is being taken back, step by step."""

    def __init__(self, changes, make_resource):
        self.changes, self.make_resource = changes, make_resource
        self.resource = make_resource()
        self.resource.lock()
        self.model = self.resource._meta.model
        self.current = self.resource.snapshot()
        self.new = {pk: tuple(cells) for pk, cells in changes["new"]}
        self.changed = {pk: (tuple(before), tuple(after)) for pk, before, after in changes["changed"]}
        columns = self.resource.get_import_fields()
        self.headings = [column.column_name for column in columns]
        self.labels = [column.spec.label for column in columns]
        self.named_by = [self.headings.index(self.resource.fields[name].column_name) for name in self.resource.label]

    def refuse_what_was_touched(self):
        """Raises CannotUndo with all that stands in the way."""
        refusal = self.resource.refusal()
        if refusal:
            raise CannotUndo(refusal)
        if self.changes["columns"] != self.headings:
            raise CannotUndo("Tabellen har fået andre kolonner, siden filen blev importeret.")
        messages = []
        for pk, after in self.new.items():
            if pk in self.current:
                messages += self._conflicts(pk, [None] * len(after), after)
        for pk, (before, after) in self.changed.items():
            if pk in self.current:
                messages += self._conflicts(pk, before, after)
            else:
                messages.append(f"{self._named(after)}: rækken er slettet siden.")
        if messages:
            raise CannotUndo(*messages)

    def _conflicts(self, pk, before, after):
        """Give a message for each value that is no longer what the import wrote. One that was changed in between and
        is that again, as where the later import was taken back, stands in no way."""
        now = self.current[pk]
        for place, label in enumerate(self.labels):
            if before[place] == after[place]:
                continue
            if now[place] != after[place]:
                yield (
                    f"{self._named(after)}, {label}: der står nu ”{quote(now[place])}”. "
                    f"Importen skrev ”{quote(after[place])}”."
                )

    def _named(self, cells):
        return " · ".join(quote(cells[place]) for place in self.named_by)

    def remove_new(self):
        """Delete the rows that were new, and give how many. Raises CannotUndo where one is in use."""
        rows = {row.pk: row for row in self.resource.get_queryset() if row.pk in self.new}
        try:
            self.resource.remove([rows[pk] for pk in self.new if pk in rows])
        except ValidationError as refused:
            raise CannotUndo(*refused.messages) from refused
        return len(rows)

    def restore_changed(self):
        """Write the former cells through the resource, the last row first, and give how many values.

        Raises CannotUndo where one of them can no longer be written.
        """
        dataset = tablib.Dataset(headers=self.headings)
        values = 0
        for pk, (before, after) in reversed(self.changed.items()):
            pairs = list(zip(before, after, self.current[pk], strict=True))
            dataset.append([was if was != wrote else now for was, wrote, now in pairs])
            values += sum(was != wrote for was, wrote, _ in pairs)
        if self.changed:
            resource = self.make_resource()
            resource.let_blanks_empty()
            outcome = import_table(resource, dataset)
            if not outcome.stored:
                raise CannotUndo(*(self._told(problem, dataset) for problem in outcome.problems))
        return values

    def _told(self, problem, dataset):
        """Say what keeps a former value from being written, by what the row is about: it has no row in a file."""
        if not problem.row:
            return problem.message
        where = f", {problem.column}" if problem.column else ""
        return f"{self._named(dataset[problem.row - 2])}{where}: {problem.message}"

    def remove_made(self):
        """Delete what the import made on the way, unless it has come into use, and give notes on what stays."""
        notes = []
        for label, pk, name, mark in reversed(self.changes["made"]):
            model = apps.get_model(label)
            row = model._base_manager.filter(pk=pk).first()
            if row is None:
                continue
            try:
                if str(row) != name or _touched(model, mark, [pk]):
                    raise ValidationError(f"”{row}” er rettet siden.")
                self.resource.remove([row])
            except ValidationError as refused:
                notes.append(f"{' '.join(refused.messages)} Derfor bliver det stående.")
        self.resource.finish()
        return tuple(notes)

    def check(self):
        """Hold what stands now against what stood before. Raises CannotUndo where a value has not come back."""
        now = self.make_resource().snapshot()
        messages = []
        for pk, (before, after) in self.changed.items():
            for place, label in enumerate(self.labels):
                # Outer spaces and marks of the line breaks are no values: no cell can hold them.
                if before[place] != after[place] and plain(now[pk][place]) != plain(before[place]):
                    messages.append(f"{self._named(after)}, {label}: værdien kan ikke sættes tilbage.")
        if messages:
            raise CannotUndo(*messages)
