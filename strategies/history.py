"""What has changed in a strategy, row by row, as its pages tell it: who, when, what stood there and what stands now.

Only rows are counted as changed that somebody wrote: moving one in the order leaves no version.
"""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.utils.html import conditional_escape

from clusters.forms.compare import removed_and_added
from clusters.models import AgendaItem, Annex, Case, Hearing, HearingParty, Route, Task
from clusters.row_versions import GONE, link_fields, linked, names_of, value_in_words
from clusters.versions import ROLE_PLACES, roles_of
from misbrug.text.danish import date_long, first_upper, join
from strategies.models import (
    ActionPlan,
    Activity,
    BudgetLine,
    FocusArea,
    Goal,
    GoalGroup,
    Part,
    Prerequisite,
    ProgressNote,
    Relation,
    Strategy,
    StrategyMunicipality,
    TargetGroup,
    TheoryColumn,
    TheoryLink,
    TheoryOfChange,
    TheoryStep,
)

OF_STRATEGY = (
    *(Part, FocusArea, TargetGroup, BudgetLine, Relation, GoalGroup, Goal, ActionPlan, Activity),
    TheoryOfChange,
)
OF_THEORY = (TheoryColumn, TheoryStep, TheoryLink)
OF_CASE = (AgendaItem, Route, Hearing, Task, Annex)
# The place in this list is the number by which the database tells them apart.
MODELS = (Strategy, StrategyMunicipality, *OF_STRATEGY, *OF_THEORY, Prerequisite, Case, *OF_CASE, HearingParty)
NOTE = len(MODELS)

BOOKKEEPING = {
    *("id", "order", "version", "changed_by", "changed_at", "is_example", "readiness_is_example", "slug"),
    *("strategy", "theory", "case", "searchable", "file", "size", "media_type", "sha256"),
}
PARENTS = {Prerequisite: {"activity"}, HearingParty: {"hearing"}, Strategy: {"state"}}
NAMES = ("title", "heading", "name", "label", "body", "municipality", "kind", "activity", "focus_area", "goal")
# A step that stands for nothing else is known by its text; of other rows the text is too long for a name.
STEP_NAMES = (*NAMES, "text")
# Whose own name needs other rows.
NEEDS = {AgendaItem: ("body",), TheoryStep: ("activity", "focus_area", "goal")}
VERBS = {"+": "tilføjede", "~": "rettede", "-": "slettede", "back": "gendannede"}
# What a row is called where its own name says too little beside "rettede".
WORDS = {
    Strategy: "strategiens oplysninger",
    Case: "sagens tekster",
    Route: "behandlingen i",
    StrategyMunicipality: "kommunen",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed, in words."""

    label: str
    before: str
    after: str

    @property
    def marked(self):
        """Give both as markup that tells removed words from added ones."""
        return [conditional_escape(text) for text in removed_and_added(self.before, self.after)]


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a row: who wrote it and when, and what is different from the version before.

    `model` and `pk` say which row; a note has the activity's. `fields` of a new row are all that is filled in.
    `within` names the theory of change that a column, a step or an arrow is part of. `step` is the version's id in the
    history, None of a note.
    """

    at: object
    by: str
    verb: str
    what: str
    title: str
    model: type
    pk: int
    fields: tuple[FieldChange, ...] = ()
    text: str = ""
    within: str = ""
    step: int | None = None
    version: int | None = None
    role: str = ""
    reason: str = ""

    @property
    def is_edit(self):
        """Say whether something that stood there was changed."""
        return self.verb == VERBS["~"]


def changes_in(strategy):
    """Give what changed in a strategy, the newest first, to be sliced and read by `read_changes`: 1 query a slice."""
    rows = [_versions(model, _belongs(model, strategy)) for model in MODELS]
    return _together([*rows, _notes(Q(activity__strategy=strategy))])


def changes_of(strategy, model, pk):
    """Give what changed in one row of a strategy, also one that is deleted, as `changes_in` does."""
    rows = [_versions(model, _belongs(model, strategy) & Q(id=pk))]
    if model is Activity:
        rows.append(_notes(Q(activity__strategy=strategy, activity=pk)))
    return _together(rows)


def _belongs(model, strategy):
    """Q on a model's versions: they are, or were, the strategy's."""
    if model in (Strategy, Case):
        # The first version says nothing that the strategy's own events do not.
        return Q(id=strategy.pk if model is Strategy else strategy.case_id, version__gt=1)
    if model is StrategyMunicipality:
        # What is neither joining nor leaving is an adoption, and that is an event.
        return Q(strategy_id=strategy.pk, history_type__in="+-")
    if model in OF_THEORY:
        return Q(theory_id__in=TheoryOfChange.history.model.objects.filter(strategy_id=strategy.pk).values("id"))
    if model is Prerequisite:
        return Q(activity_id__in=Activity.history.model.objects.filter(strategy_id=strategy.pk).values("id"))
    if model is HearingParty:
        return Q(hearing_id__in=Hearing.history.model.objects.filter(case_id=strategy.case_id).values("id"))
    return Q(case_id=strategy.case_id) if model in OF_CASE else Q(strategy_id=strategy.pk)


def _versions(model, belongs):
    """Give (kind, row, version's history id, time) of a model's versions.

    A version with links is kept in several steps, the last of which is whole. A strategy's own steps with the same
    version are acts on its way, so the first counts there.
    """
    grouped = ("id", "history_id") if model is StrategyMunicipality else ("id", "version", "is_gone")
    step = Min("history_id") if model is Strategy else Max("history_id")
    return (
        model.history.model.objects.filter(belongs)
        .order_by()
        .annotate(
            of_kind=Value(MODELS.index(model), output_field=models.IntegerField()),
            of_row=F("id"),
            is_gone=models.Case(When(history_type="-", then=Value(1)), default=Value(0)),
        )
        .values("of_kind", "of_row", *grouped)
        .annotate(step=step, at=Min("history_date"))
        .values_list("of_kind", "of_row", "step", "at")
    )


def _notes(belongs):
    return (
        ProgressNote.objects.filter(belongs)
        .order_by()
        .annotate(of_kind=Value(NOTE, output_field=models.IntegerField()), of_row=F("activity_id"), step=F("pk"))
        .values_list("of_kind", "of_row", "step", "at")
    )


def _together(rows):
    first, *others = rows
    # Alone it is made a union too, so that both are sorted and sliced alike.
    return first.union(*others, all=True).order_by("-at", "-of_kind", "-step")


def read_changes(found, known=None):
    """Give a slice of `changes_in` as Change objects: up to four queries a kind of row, whatever their number.

    `known` are names by model and id of rows that the database no longer has.
    """
    found = list(found)
    steps = {}
    for kind, _, step, _ in found:
        steps.setdefault(kind, []).append(step)
    loaded = {kind: _load(MODELS[kind], ids) for kind, ids in steps.items() if kind != NOTE}
    writers = [row.history_user for each in loaded.values() for row in each.rows.values() if row.history_user]
    models.prefetch_related_objects(writers, *ROLE_PLACES)
    notes = ProgressNote.objects.select_related("activity").in_bulk(steps.get(NOTE, []))
    names = _names(loaded)
    for model, gone in (known or {}).items():
        names[model] = gone | names.get(model, {})
    changes = [
        _told_note(notes[step]) if kind == NOTE else _told(MODELS[kind], loaded[kind], step, names)
        for kind, _, step, _ in found
    ]
    # A note that moves an activity leaves a version of it, which says no more than the note does.
    noted = {(change.pk, change.at) for change in changes if change.text}
    return [
        change
        for change in changes
        if not (change.model is Activity and change.is_edit and (change.pk, change.at) in noted)
    ]


@dataclass(slots=True)
class _Loaded:
    """Versions of one model by history id, the version before each, and what each was linked with."""

    rows: dict
    before: dict
    links: dict


def _load(model, steps):
    history = model.history.model.objects
    rows = history.filter(history_id__in=steps).select_related("history_user")
    if model is not StrategyMunicipality:
        earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        earlier = earlier.exclude(version=OuterRef("version")).order_by("-history_id")
        # The links of a row that is added or brought back are written in a step after its own.
        began = history.filter(id=OuterRef("id"), version=OuterRef("version"), history_type="+")
        rows = rows.annotate(before_id=Subquery(earlier.values("history_id")[:1]), is_added=Exists(began))
    rows = {row.history_id: row for row in rows}
    before_ids = {pk: getattr(row, "before_id", None) for pk, row in rows.items()}
    earlier_rows = history.in_bulk([pk for pk in before_ids.values() if pk])
    before = {pk: earlier_rows.get(before_id) for pk, before_id in before_ids.items()}
    everything = [*rows, *earlier_rows]
    return _Loaded(rows, before, {field.name: linked(model, field, everything) for field in link_fields(model)})


def _fields(model):
    """Give the fields of a model that a person writes."""
    left_out = BOOKKEEPING | PARENTS.get(model, set())
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def _names(loaded):
    """Give the names of all that the versions point to, by model and id: 1 query a model."""
    wanted = {}
    for kind, versions in loaded.items():
        model = MODELS[kind]
        rows = [*versions.rows.values(), *(row for row in versions.before.values() if row)]
        for field in _fields(model):
            if field.is_relation:
                ids = wanted.setdefault(field.related_model, set())
                ids.update(pk for row in rows if (pk := getattr(row, field.attname)) is not None)
        if model in OF_THEORY:
            wanted.setdefault(TheoryOfChange, set()).update(row.theory_id for row in rows)
        for field in link_fields(model):
            ids = wanted.setdefault(field.related_model, set())
            ids.update(pk for linked in versions.links[field.name].values() for pk in linked)
    return names_of(wanted, NEEDS)


def _told(model, loaded, step, names):
    row, before = loaded.rows[step], loaded.before[step]
    act = _act(row, before)
    fields = () if act in ("-", "back") else tuple(_differences(model, loaded, row, before, names))
    return Change(
        at=row.history_date,
        by=row.history_user.name if row.history_user else "",
        verb=VERBS[act],
        what=WORDS.get(model) or str(model._meta.verbose_name),
        title="" if model in (Strategy, Case) else _title(model, row, names),
        model=model,
        pk=row.id,
        fields=fields,
        within=names.get(TheoryOfChange, {}).get(row.theory_id, GONE) if model in OF_THEORY else "",
        step=step,
        version=getattr(row, "version", None),
        role=roles_of(row.history_user),
        reason=row.history_change_reason or "",
    )


def _act(row, before):
    """Give what was done, as VERBS names it. A row that is added though it has been there before was brought back."""
    if row.history_type == "-":
        return "-"
    if before is None:
        return "+"
    return "back" if row.is_added else "~"


def _told_note(note):
    moved = []
    if note.moves_state:
        moved.append(FieldChange("Tilstand", note.get_state_from_display(), note.get_state_to_display()))
    if note.moves_readiness:
        moved.append(FieldChange("Klar", note.get_readiness_from_display(), note.get_readiness_to_display()))
    return Change(
        at=note.at,
        by=note.author_name,
        verb="skrev",
        what="notat om",
        title=str(note.activity),
        model=Activity,
        pk=note.activity_id,
        fields=tuple(moved),
        text=note.text,
    )


def _differences(model, loaded, row, before, names):
    for field in _fields(model):
        old, new = (value_in_words(field, each, names) if each else "" for each in (before, row))
        if old != new:
            yield FieldChange(first_upper(str(field.verbose_name)), old, new)
    for field in link_fields(model):
        known = names.get(field.related_model, {})
        linked = loaded.links[field.name]
        old, new = (
            join(known.get(pk, GONE) for pk in linked.get(each.history_id, ())) if each else ""
            for each in (before, row)
        )
        if old != new:
            yield FieldChange(first_upper(str(field.verbose_name)), old, new)


def _title(model, row, names):
    """Give what a row was called in a version: the first of its names that is filled in; of an arrow both ends."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    if model is TheoryLink:
        return f"{value_in_words(fields['source'], row, names)} → {value_in_words(fields['target'], row, names)}"
    if model is AgendaItem:
        return f"{value_in_words(fields['body'], row, names)}, {date_long(row.date)}"
    return next(
        (
            shown
            for name in (STEP_NAMES if model is TheoryStep else NAMES)
            if name in fields and (shown := value_in_words(fields[name], row, names))
        ),
        "",
    )
