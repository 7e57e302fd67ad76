"""A `Kind` on top of a `TableResource`: what is declared there once serves the wizard, the command and the export."""

import tablib
from django.db import transaction

from misbrug.tables.book import ColumnSpec
from misbrug.tables.headings import understand_rows
from misbrug.tables.kind import Kind
from misbrug.tables.plan import Act, Applied, Plan, PlanRow, Progress
from misbrug.tables.resource import import_table

ACTS = {"new": Act.NEW, "update": Act.CHANGED, "skip": Act.UNCHANGED}


class ResourceKind(Kind):
    """Rows of one resource. `keyword` is the resource's word for its target."""

    def __init__(self, slug, path, resource, one, many, target=None, keyword=""):
        self.slug, self.path, self.resource = slug, path, resource
        self.one, self.many, self.target, self.keyword = one, many, target, keyword
        self.label = resource._meta.name
        columns = (resource.fields[name] for name in resource._meta.fields)
        self.specs = tuple(ColumnSpec(column.column_name, required=column.required) for column in columns)

    def may_use(self, user):
        """Administrators."""
        return user.is_staff

    def targets(self, user):
        """Give all catalogues or strategies."""
        return None if self.target is None else self.target.model.objects.order_by("slug")

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book with a row for each item."""
        return understand_rows(book, self.specs, mapping)

    def plan(self, understood, job):
        """Do as the file says in a transaction that is rolled back, and tell what it did."""
        yield Progress("Sammenligner med det gemte")
        dataset = self._dataset(understood)
        with transaction.atomic():
            resource = self._resource(job)
            result = resource.import_data(dataset, dry_run=True, raise_errors=False)
        rows = tuple(self._rows(resource, dataset, result))
        unusable = " ".join(str(each) for each in result.problems if not each.row)
        columns = tuple(column.column_name for column in resource.get_import_fields())
        return Plan(columns, rows, notes=tuple(result.notes), unusable=unusable, work=dataset)

    def apply(self, plan, job):
        """Import the rows."""
        yield Progress("Gemmer", 0, len(plan.rows))
        outcome = import_table(self._resource(job), plan.work, on_error=job.on_error)
        skipped = sum(1 for row in plan.rows if row.act in (Act.ERROR, Act.ASK))
        return Applied(outcome.new, outcome.changed, outcome.unchanged, skipped, outcome.notes)

    def undo(self, changes, job):
        """Bring back what stood before."""
        raise NotImplementedError

    def export(self, target=None, user=None):
        """Give the whole table."""
        return self.resource(**self._bound(target)).export()

    def _resource(self, job):
        return self.resource(at=job.at, actor=job.actor, file_name=job.file_name, **self._bound(job.target))

    def _bound(self, target):
        return {self.keyword: target} if self.keyword else {}

    def _dataset(self, understood):
        """Give the rows of all tables as one dataset with the resource's headings."""
        names = [spec.name for spec in self.specs if any(spec.name in table.names for table in understood.tables)]
        dataset = tablib.Dataset(headers=names)
        dataset.lines, dataset.places = [], []
        for table in understood.tables:
            positions = [table.position(name) for name in names]
            for row in table.rows:
                dataset.append(["" if place is None else row.cells[place] for place in positions])
                dataset.lines.append(row.line)
                dataset.places.append((table.sheet, row, positions))
        return dataset

    def _rows(self, resource, dataset, result):
        problems = {}
        for problem in result.problems:
            problems.setdefault(problem.row, []).append(problem)
        for number, row in enumerate(result.rows):
            sheet, source, _ = dataset.places[number]
            found = tuple(problems.get(source.line, ()))
            act = Act.ERROR if found else ACTS.get(row.import_type, Act.ERROR)
            cells = tuple((None, str(cell)) for cell in row.diff or dataset[number])
            label = " · ".join(dataset[number][:2])
            yield PlanRow(f"{sheet}!{source.line}", sheet, source.line, act, label, cells, found)
