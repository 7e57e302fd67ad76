"""What the search reads of a strategy: everything that its readers may read in it and in its case, folded."""

from clusters.models import AgendaItem, Annex, Case, Hearing, HearingParty, Route, Task
from misbrug.text.danish import loose_fold
from strategies.models import (
    ActionPlan,
    Activity,
    FocusArea,
    Goal,
    GoalGroup,
    Part,
    Prerequisite,
    ProgressNote,
    Relation,
    TargetGroup,
    TheoryOfChange,
    TheoryStep,
)

_BODY = ("body__name", "body__short_name")

# Model, the way from it to its strategy, and what is searched in it. Reasons of acts are for editors, so not here.
SEARCHED = (
    (Part, "strategy", ("heading", "text")),
    (FocusArea, "strategy", ("title", "text", "challenge", "purpose", "priority_reason")),
    (TargetGroup, "strategy", ("name", "text", "challenge", "effort", "responsible")),
    (GoalGroup, "strategy", ("title", "text")),
    (Goal, "strategy", ("title", "text")),
    (ActionPlan, "strategy", ("title", "text")),
    (
        Activity,
        "strategy",
        ("title", "text", "effect", "funding", "prerequisites", "responsible", "partners", "priority_reason"),
    ),
    (Prerequisite, "activity__strategy", ("note",)),
    (ProgressNote, "activity__strategy", ("text",)),
    (TheoryOfChange, "strategy", ("title", "text")),
    (TheoryStep, "theory__strategy", ("text",)),
    (Relation, "strategy", ("title", "text")),
    (Case, "strategy", ("title", "summary", "presentation", "economy", "further_process", "responsible")),
    (Route, "case__strategy", _BODY),
    (AgendaItem, "case__strategy", (*_BODY, "case_number", "proposals", "decision", "remark")),
    (Hearing, "case__strategy", ("title", "text")),
    (HearingParty, "hearing__case__strategy", (*_BODY, "name", "answer")),
    (Task, "case__strategy", ("title", "owner", "result")),
    (Annex, "case__strategy", ("title", "file_name")),
)


def searchable_text(strategy):
    """Give everything that is searched in a strategy, folded. One query for each kind of content."""
    texts = [
        strategy.title,
        strategy.summary,
        strategy.place_names,
        strategy.administration,
        strategy.review_owner,
        strategy.source,
    ]
    for model, path, fields in SEARCHED:
        for row in model.objects.filter(**{path: strategy}).order_by().values_list(*fields):
            texts.extend(row)
    return loose_fold(" ".join(text for text in texts if text))


def refresh_search(strategy):
    """Keep what the search reads of a strategy whose lock is held, without signing the strategy."""
    strategy.searchable = searchable_text(strategy)
    strategy.save_without_historical_record(update_fields=["searchable"])
