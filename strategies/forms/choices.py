"""Choosing goals and activities where they stand in the document: under their headings and in its order."""

from django import forms
from django.forms.models import ModelChoiceIterator

from clusters.forms.fields import RowsField
from strategies.models import Goal

GUIDING = "Pejlemærker"
WITHOUT_GROUP = "Mål uden gruppe"
WITHOUT_AREA = "Uden fokusområde"
# A browser draws the choices of a list as plain text: a wide space is all that can set one below another.
BELOW = "\u2003"


def goals_by_heading(goals):
    """Give [(heading, [(goal, is a delmål)])] in the order of the document: pejlemærker, those without a group, groups.

    A delmål follows its goal, and stands by itself where that is not among them. `goals` come with their group.
    """
    goals = sorted(goals, key=lambda goal: (goal.order, goal.pk))
    known, below, first = {goal.pk for goal in goals}, {}, []
    for goal in goals:
        if goal.parent_id in known:
            below.setdefault(goal.parent_id, []).append(goal)
        else:
            first.append(goal)
    sections = {}
    for goal in sorted(first, key=_place):
        rows = sections.setdefault(_place(goal), (_heading(goal), []))[1]
        rows += [(goal, bool(goal.parent_id)), *((sub, True) for sub in below.get(goal.pk, ()))]
    return list(sections.values())


def _place(goal):
    if goal.kind == Goal.Kind.GUIDING:
        return (0, 0, 0)
    return (2, goal.group.order, goal.group_id) if goal.group_id else (1, 0, 0)


def _heading(goal):
    if goal.kind == Goal.Kind.GUIDING:
        return GUIDING
    return goal.group.title if goal.group_id else WITHOUT_GROUP


def activities_by_heading(activities):
    """Give [(heading, [activity])] by focus area in the order of the document, those without one last.

    The heading names the plan too where there are several. `activities` come with their plan and focus area.
    """
    rows = list(activities)
    several = len({row.plan_id for row in rows}) > 1
    sections = {}
    for row in sorted(rows, key=_place_in_plan):
        area = row.focus_area.title if row.focus_area_id else WITHOUT_AREA
        heading = f"{row.plan.title}: {area}" if several else area
        sections.setdefault((row.plan_id, row.focus_area_id), (heading, []))[1].append(row)
    return list(sections.values())


def _place_in_plan(activity):
    area = (0, activity.focus_area.order, activity.focus_area_id) if activity.focus_area_id else (1, 0, 0)
    return (activity.plan.order, activity.plan_id, *area, activity.order, activity.pk)


class _Sections(ModelChoiceIterator):
    """Choices under headings; without headings where one alone would say nothing."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        sections = [(heading, [self.choice(row) for row in rows]) for heading, rows in self.sections()]
        if len(sections) == 1 and sections[0][0] in (WITHOUT_GROUP, WITHOUT_AREA):
            yield from sections[0][1]
        else:
            yield from sections


class _Goals(_Sections):
    def sections(self):
        return goals_by_heading(self.queryset.select_related("group"))

    def choice(self, row):
        goal, is_below = row
        value, label = super().choice(goal)
        return value, f"{BELOW}{label}" if is_below else label


class _Activities(_Sections):
    def sections(self):
        return activities_by_heading(self.queryset.select_related("plan", "focus_area"))


class GoalChoice(forms.ModelChoiceField):
    """One goal. Name it in a form's `Meta.field_classes`."""

    iterator = _Goals


class GoalsChoice(RowsField):
    """Several goals, as tick boxes. Name it in a form's `Meta.field_classes`."""

    iterator = _Goals


class ActivityChoice(forms.ModelChoiceField):
    """One activity. Name it in a form's `Meta.field_classes`."""

    iterator = _Activities
