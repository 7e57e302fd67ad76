"""A `Kind` on top of a `TableResource`: what is declared there once serves the wizard, the command and the export."""

from dataclasses import dataclass

import tablib
from django.db import transaction

from misbrug.tables.headings import understand_rows
from misbrug.tables.kind import Kind
from misbrug.tables.near import FILE
from misbrug.tables.plan import Act, Applied, NotAsPlanned, Plan, PlanRow, Problem, Progress, Question, Sum
from misbrug.tables.resource import Place, quote
from misbrug.tables.stepping import import_in_steps
from misbrug.tables.taking_back import changes_since, take_back
from misbrug.text import cpr

ACTS = {"new": Act.NEW, "update": Act.CHANGED, "skip": Act.UNCHANGED}
NO = "no"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about one cell of a row, by its heading, that nobody has answered, or `denied` with "no"."""

    heading: str
    question: Question
    denied: bool = False


class ResourceKind(Kind):
    """Rows of one resource. `keyword` is the resource's word for its target."""

    def __init__(self, slug, path, resource, one, many, target=None, keyword=""):
        self.slug, self.path, self.resource = slug, path, resource
        self.one, self.many, self.target, self.keyword = one, many, target, keyword
        self.label = resource._meta.name
        columns = (resource.fields[name] for name in resource._meta.fields)
        self.specs = tuple(column.spec for column in columns)
        self.labels = {spec.name: spec.label for spec in self.specs}

    def may_use(self, user):
        """Administrators."""
        return user.is_staff

    def targets(self, user):
        """Give all catalogues or strategies."""
        if self.target is None:
            return None
        return self.target.model.objects.order_by("slug").prefetch_related(*self.target.prefetch)

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book with a row for each item."""
        return understand_rows(book, self.specs, mapping)

    def plan(self, understood, job):
        """Do as the file says in a transaction that is rolled back, and tell what it did."""
        yield Progress("Sammenligner med det gemte")
        dataset = self._dataset(understood)
        resource = self._resource(job)
        if job.locked:
            # Outside the transaction that is rolled back, which would give the locks up again.
            resource.lock()
        doubts = self._settle(resource, dataset, job)
        with transaction.atomic():
            resource.tried = frozenset(place + 1 for place in {*doubts, *_unbelieved(dataset)})
            before = resource.totals()
            result = yield from import_in_steps(resource, dataset, "Sammenligner med det gemte")
            after = resource.totals()
            transaction.set_rollback(True)
        yield Progress("Gør forhåndsvisningen klar", len(dataset), len(dataset))
        rows = tuple(self._rows(resource, dataset, result, doubts))
        return Plan(
            tuple(self.labels[heading] for heading in dataset.headers),
            rows,
            questions=_questions(rows, doubts),
            notes=(*understood.notes, *_unused(understood), *result.notes),
            sums=tuple(Sum(label, was, becomes) for (label, was), (_, becomes) in zip(before, after, strict=True)),
            unusable=" ".join(problem.message for problem in result.problems if not problem.row),
            work=_chosen(dataset, rows),
        )

    def apply(self, plan, job):
        """Import the rows that the plan says are new or changed. Raises NotAsPlanned where they do something else."""
        counts = plan.counts()
        yield Progress("Gemmer", 0, len(plan.work))
        before = self._resource(job).snapshot()
        resource = self._resource(job)
        result = yield from import_in_steps(resource, plan.work, "Gemmer")
        new, changed = (result.totals[import_type] for import_type in ("new", "update"))
        if result.problems or (new, changed) != (counts[Act.NEW], counts[Act.CHANGED]):
            raise NotAsPlanned(*(str(problem) for problem in result.problems))
        yield Progress("Husker, hvad der blev ændret", len(plan.work), len(plan.work))
        return Applied(
            new,
            changed,
            counts[Act.UNCHANGED],
            skipped=counts[Act.ERROR] + counts[Act.ASK],
            notes=plan.notes,
            changes=changes_since(before, self._resource(job), resource.stored, resource.made),
        )

    def undo(self, changes, job):
        """Bring back what stood before, through the same resource."""
        yield Progress("Sætter tilbage")
        return take_back(changes, lambda: self._resource(job, reason=f"Fortrudt: {job.reason}"[:100]))

    def export(self, target=None, user=None):
        """Give the whole table."""
        return self.resource(**self._bound(target)).export()

    def _resource(self, job, **kwargs):
        bound = self._bound(job.target)
        return self.resource(at=job.at, actor=job.actor, file_name=job.file_name, **bound, **kwargs)

    def _bound(self, target):
        return {self.keyword: target} if self.keyword else {}

    def _dataset(self, understood):
        """Give the rows of all tables as one dataset with the resource's headings."""
        names = [spec.name for spec in self.specs if any(spec.name in table.names for table in understood.tables)]
        dataset = tablib.Dataset(headers=names)
        dataset.places = []
        for table in understood.tables:
            positions = {name: table.position(name) for name in names}
            for row in table.rows:
                dataset.append(["" if place is None else row.cells[place] for place in positions.values()])
                dataset.places.append(Place(row.line, table.sheet, row, positions))
        return dataset

    def _settle(self, resource, dataset, job):
        """Put what was decided into the dataset and give the `Doubt`s that are left, by the place of the row.

        A cell in doubt is tried as what it probably means, so that whatever else is wrong with the row is found too.
        One for which the answer is FILE counts as it stands; a "no" makes the row wrong.
        """
        left = {}
        for (place, heading), question in resource.doubts(dataset).items():
            decided = job.decision(_key(dataset.places[place]), question.key)
            if decided == NO:
                left.setdefault(place, Doubt(heading, question, denied=True))
                continue
            values = [value for value, _ in question.choices if value != NO]
            if decided not in values:
                left.setdefault(place, Doubt(heading, question))
            meant = decided if decided in values else values[0]
            if meant != FILE:
                cells = list(dataset[place])
                cells[dataset.headers.index(heading)] = meant
                dataset[place] = cells
        return left

    def _rows(self, resource, dataset, result, doubts):
        """Give the preview's rows in the order of the file."""
        headings = [column.column_name for column in resource.get_import_fields()]
        shown = [headings.index(heading) for heading in dataset.headers]
        labels = [resource.fields[name].column_name for name in resource.label]
        for number, row in enumerate(result.rows, 1):
            place, doubt = dataset.places[number - 1], doubts.get(number - 1)
            problems = result.problems_of.get(number, [])
            act = ACTS.get(row.import_type, Act.ERROR)
            cells = tuple(row.diff[each] for each in shown) if row.diff else self._as_sent(place, dataset.headers)
            if place.row.problem:
                problem = Problem(place.line, "", "", place.row.problem, place.sheet)
                act, problems, doubt = Act.ERROR, [problem, *problems], None
                cells = self._as_sent(place, dataset.headers)
            if doubt:
                act = Act.ERROR if problems or doubt.denied else Act.ASK
                if act == Act.ERROR and not (problems and doubt.denied):
                    problems = [*problems, self._problem_of(doubt, place)]
                cells = self._as_sent(place, dataset.headers)
            by_heading = dict(zip(dataset.headers, (after for _, after in cells), strict=True))
            if row.diff:
                # Also what the file lacks, such as the name beside a code.
                by_heading |= dict(zip(headings, (after for _, after in row.diff), strict=True))
            label = " · ".join(quote(by_heading[each]) for each in labels if by_heading.get(each))
            question = doubt.question.key if act == Act.ASK else ""
            yield PlanRow(_key(place), place.sheet, place.line, act, label, cells, tuple(problems), question)

    def _problem_of(self, doubt, place):
        """Say as a problem what would be a question in a row without other problems."""
        value = quote(place.row.cells[place.positions[doubt.heading]])
        question = doubt.question
        message = question.hint if doubt.denied else f"{question.hint} {question.advice or question.text}".strip()
        label = self.labels[doubt.heading]
        return Problem(place.line, label, value, message, place.sheet, place.at(doubt.heading))

    def _as_sent(self, place, headings):
        """Give the cells as they stand in the file, without any CPR number."""
        positions = (place.positions[heading] for heading in headings)
        return tuple((None, "" if each is None else cpr.redact(place.row.cells[each].strip())) for each in positions)


def _unbelieved(dataset):
    """Give the places of the rows that are not to be believed whatever their cells say."""
    return [number for number, place in enumerate(dataset.places) if place.row.problem]


def _key(place):
    # One line of a turned table holds several rows; their cells tell them apart.
    cells = place.row.cells_at if place.row else None
    return f"{place.sheet}!{' '.join(filter(None, cells)) if cells else place.line}"


def _questions(rows, doubts):
    """Give each question once, in the order of the rows that wait for it."""
    asked = {row.question for row in rows if row.act == Act.ASK}
    found = {doubt.question.key: doubt.question for _, doubt in sorted(doubts.items(), key=lambda item: item[0])}
    return tuple(question for key, question in found.items() if key in asked)


def _unused(understood):
    """Name the columns of the file that are taken for nothing."""
    headings = [
        heading
        for table in understood.tables
        for heading, name in zip(table.headings, table.names, strict=True)
        if heading and not name
    ]
    if headings:
        yield f"Bruges ikke: {', '.join(quote(heading) for heading in dict.fromkeys(headings))}."


def _chosen(dataset, rows):
    """Give the dataset of the rows that are to be stored: what was planned and nothing else."""
    chosen = tablib.Dataset(headers=dataset.headers)
    chosen.places = []
    for place, row in enumerate(rows):
        if row.act in (Act.NEW, Act.CHANGED):
            chosen.append(dataset[place])
            chosen.places.append(dataset.places[place])
    return chosen
