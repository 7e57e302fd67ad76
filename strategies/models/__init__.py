"""Models of the strategies app."""

from strategies.models.background import BudgetLine, Relation
from strategies.models.goals import Goal, GoalGroup
from strategies.models.plans import ActionPlan, Activity, Prerequisite, ProgressNote
from strategies.models.strategies import (
    FocusArea,
    Part,
    Priority,
    Strategy,
    StrategyEvent,
    StrategyMunicipality,
    TargetGroup,
)
from strategies.models.theory import TheoryColumn, TheoryLink, TheoryOfChange, TheoryStep

__all__ = [
    "ActionPlan",
    "Activity",
    "BudgetLine",
    "FocusArea",
    "Goal",
    "GoalGroup",
    "Part",
    "Prerequisite",
    "Priority",
    "ProgressNote",
    "Relation",
    "Strategy",
    "StrategyEvent",
    "StrategyMunicipality",
    "TargetGroup",
    "TheoryColumn",
    "TheoryLink",
    "TheoryOfChange",
    "TheoryStep",
]
