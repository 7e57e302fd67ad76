"""Plays the strategies of data/strategier/ through the workflow, each act at its own time. Knows no content.

A file is one strategy: its facts, its rows by kind (`KINDS`; a row names others by their words, and what is nested in
it belongs to it), a table of activities to import, and the acts that follow. A row is an example where it says so, and
all are where the strategy is.
"""

import json
from datetime import date, datetime, time, timedelta

from django.db import transaction

from clusters.models import AgendaItem, Annex, Body, Hearing, HearingParty, Municipality, Route, Task
from clusters.workflow.cases import save_body
from indicators.models import Indicator, Recommendation
from misbrug.tables.files import read_file
from misbrug.tables.resource import import_table
from misbrug.workspace.demo.answers import DATA
from misbrug.workspace.demo.rounds import DENMARK
from strategies import models as kinds
from strategies import workflow
from strategies.models import Activity, Strategy
from strategies.resources import ActivityResource

FOLDER = DATA / "strategier"

# Kind in the files: its model, and the field by which a row belongs to the row it is nested in.
KINDS = {
    "bodies": (Body, None),
    "parts": (kinds.Part, None),
    "focus_areas": (kinds.FocusArea, None),
    "goal_groups": (kinds.GoalGroup, None),
    "goals": (kinds.Goal, "group"),
    "sub_goals": (kinds.Goal, "parent"),
    "target_groups": (kinds.TargetGroup, None),
    "budget_lines": (kinds.BudgetLine, None),
    "shares": (kinds.BudgetLine, "part_of"),
    "relations": (kinds.Relation, None),
    "plans": (kinds.ActionPlan, None),
    "activities": (Activity, None),
    "conditions": (kinds.Prerequisite, "activity"),
    "theories": (kinds.TheoryOfChange, None),
    "columns": (kinds.TheoryColumn, "theory"),
    "steps": (kinds.TheoryStep, "column"),
    "links": (kinds.TheoryLink, "theory"),
    "routes": (Route, None),
    "agenda_items": (AgendaItem, None),
    "hearings": (Hearing, None),
    "parties": (HearingParty, "hearing"),
    "tasks": (Task, "agenda_item"),
    "annexes": (Annex, None),
}


class CannotLoad(Exception):
    """A shipped table that cannot be taken in. Its text lists the problems in Danish."""


def is_loaded():
    """Say whether the demo's strategies are there, or were: one is enough, for a draft can be deleted."""
    return Strategy.objects.filter(slug__in=[path.stem for path in _files()]).exists()


@transaction.atomic
def play_strategies(people, catalogue):
    """Build the strategies of all files; all or nothing. `people` are the demo's, by the local part of their e-mail."""
    for path in _files():
        _Player(json.loads(path.read_text(encoding="utf-8")), path.stem, people, catalogue).play()


def _files():
    return sorted(FOLDER.glob("*.json"))


class _Player:
    """Plays one strategy. Its clock goes a minute on with each row, from the morning of the day of the act."""

    def __init__(self, script, slug, people, catalogue):
        """Take a file and its name, the People, and the catalogue that goals and activities serve."""
        self.script, self.slug, self.people, self.catalogue = script, slug, people, catalogue
        self.rows, self.strategy = {}, None
        self.is_example = script.get("is_example", False)

    def play(self):
        """Create the strategy, its case and its rows, and do what followed."""
        script = self.script
        self._on(script)
        places = Municipality.objects.in_bulk(script["municipalities"], field_name="name")
        self.strategy = workflow.create_strategy(
            municipalities=[places[name] for name in script["municipalities"]],
            slug=self.slug,
            is_example=self.is_example,
            **self._values(Strategy, script["facts"]),
            **self._signed(),
        )
        self._case(script.get("case", {}))
        self._write(script["rows"])
        for act in script.get("acts", ()):
            self._on(act)
            ACTS[act["act"]](self, act)

    def _on(self, act):
        self.actor = self.people[act["by"]]
        self.clock = datetime.combine(date.fromisoformat(act["at"]), time(9), DENMARK)

    def _signed(self):
        self.clock += timedelta(minutes=1)
        return {"actor": self.actor, "at": self.clock}

    def _case(self, texts):
        case = self.strategy.case
        for name, text in texts.items():
            setattr(case, name, text)
        workflow.save_case(case, base_version=case.version, **self._signed())

    # Rows

    def _write(self, lists):
        """Write lists of rows by kind, and let the search know of them."""
        whole = {"strategy": self.strategy, "case": self.strategy.case}
        for kind, rows in lists.items():
            if kind == "table":
                self._import(rows)
            else:
                self._rows(kind, rows, whole)
        workflow.finish_import(self.strategy, **self._signed())

    def _rows(self, kind, rows, owners):
        model, _ = KINDS[kind]
        own = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        for spec in rows:
            nested = {name: spec[name] for name in spec if name not in own}
            row = self._row(model, {name: value for name, value in spec.items() if name not in nested}, owners)
            for name, children in nested.items():
                self._rows(name, children, owners | {KINDS[name][1]: row})

    def _row(self, model, spec, owners):
        """Write one row, or change the one an import has made, and remember it by its words."""
        fields = {field.name: field for field in model._meta.get_fields()}
        given = {name: owner for name, owner in owners.items() if name in fields}
        values = self._values(model, spec)
        links = {name: values.pop(name) for name in list(values) if fields[name].many_to_many}
        row = self.rows.get((model, spec.get("title"))) if model is Activity else None
        row = row or model(is_example=self.is_example, **given)
        for name, value in values.items():
            setattr(row, name, value)
        if model is Body:
            row = self._body(row)
        else:
            workflow.write_row(row, strategy=self.strategy, links=links, reason="", **self._signed())
        self.rows[model, str(row)] = row
        return row

    def _body(self, body):
        """Give a body of the first municipality, the one it has where somebody entered it before the demo did."""
        body.municipality = self.strategy.adoptions.select_related("municipality").first().municipality
        stored = Body.objects.filter(municipality=body.municipality, name=body.name).first()
        return stored or save_body(body, **self._signed())

    def _values(self, model, spec):
        """Give a row's values by field, from the plain ones of a file."""
        return {name: self._value(model._meta.get_field(name), value) for name, value in spec.items()}

    def _value(self, field, value):
        if field.many_to_many:
            return [self._named(field.related_model, name) for name in value]
        return self._named(field.related_model, value) if field.is_relation else field.to_python(value)

    def _named(self, model, name):
        """Give the row of a kind that a file names by its words; a recommendation or indicator by its number."""
        if model in (Recommendation, Indicator) and (model, name) not in self.rows:
            within = "catalogue" if model is Recommendation else "recommendation__catalogue"
            for row in model.objects.filter(**{within: self.catalogue}):
                self.rows[model, row.number] = row
        return self.rows[model, name]

    def _import(self, file_name):
        """Take a table of activities in, as an administrator would."""
        resource = ActivityResource(strategy=self.strategy, file_name=file_name, **self._signed())
        outcome = import_table(resource, read_file(FOLDER / file_name))
        if not outcome.stored:
            raise CannotLoad("\n".join(f"{file_name}: {problem}" for problem in outcome.problems))
        for row in self.strategy.activities.all():
            self.rows[Activity, row.title] = row

    # Acts

    def _marked(self, act):
        """Say whether the day of an act is invented: where the act says so, and in an example always."""
        return {"is_example": act.get("is_example", self.is_example)}

    def _write_more(self, act):
        self._write(act["rows"])

    def _hearing(self, act):
        workflow.send_to_hearing(self.strategy.pk, reason=act.get("reason", ""), **self._marked(act), **self._signed())

    def _adopt(self, act):
        place = Municipality.objects.get(name=act["municipality"])
        body = self._named(Body, act["body"]) if "body" in act else None
        on = date.fromisoformat(act["on"])
        workflow.adopt(self.strategy.pk, place.pk, on=on, by=body, **self._marked(act), **self._signed())

    def _review(self, act):
        on = date.fromisoformat(act["on"])
        workflow.complete_review(self.strategy.pk, on=on, note=act["note"], **self._marked(act), **self._signed())

    def _note(self, act):
        workflow.add_note(
            self._named(Activity, act["activity"]).pk,
            text=act["text"],
            on=date.fromisoformat(act["on"]),
            state=act["state"],
            readiness=act["readiness"],
            is_example=self.is_example,
            **self._signed(),
        )

    def _close(self, act):
        task = self._named(Task, act["task"])
        on = date.fromisoformat(act["on"])
        workflow.close_task(task.pk, state=Task.State.DONE, on=on, result=act["result"], **self._signed())


ACTS = {
    "write": _Player._write_more,
    "hearing": _Player._hearing,
    "adopt": _Player._adopt,
    "review": _Player._review,
    "note": _Player._note,
    "close": _Player._close,
}
