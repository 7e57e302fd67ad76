"""The form that ties an indicator to a goal or an activity that is there already."""

from django import forms

from misbrug.text.danish import first_upper, sort_key
from strategies.forms.choices import BELOW, activities_by_heading, goals_by_heading
from strategies.models import Activity, Goal
from strategies.remedies import ACTIVITY, GOAL


class LinkForm(forms.Form):
    """One goal or activity of some strategies that does not serve the indicator by itself yet."""

    what = forms.ChoiceField(
        label="Mål eller aktivitet",
        help_text="De mål og aktiviteter, der endnu ikke er knyttet til indikatoren.",
        error_messages={
            "required": "Vælg et mål eller en aktivitet.",
            "invalid_choice": "Det, du valgte, findes ikke længere. Vælg igen.",
        },
    )

    def __init__(self, *args, strategies, indicator, **kwargs):
        """Offer the rows of the strategies, grouped: 2 queries."""
        super().__init__(*args, **kwargs)
        self.rows = {}
        goals = _by_strategy(Goal.objects.select_related("strategy", "group"), strategies, indicator)
        activities = _by_strategy(
            Activity.objects.select_related("strategy", "plan", "focus_area"), strategies, indicator
        )
        groups = []
        for strategy in sorted(set(goals) | set(activities), key=lambda each: (sort_key(each.title), each.pk)):
            for heading, rows in goals_by_heading(goals.get(strategy, ())):
                groups.append((f"{strategy.title}: {heading}", [self._choice(GOAL, *row) for row in rows]))
            for heading, rows in activities_by_heading(activities.get(strategy, ())):
                groups.append(
                    (f"{strategy.title}, handleplan: {heading}", [self._choice(ACTIVITY, row) for row in rows])
                )
        self.fields["what"].choices = [("", "Vælg"), *groups] if groups else []

    def _choice(self, kind, row, is_below=False):
        place = f"{kind}-{row.pk}"
        self.rows[place] = row
        return place, f"{BELOW if is_below else ''}{_words(row)}"

    @property
    def is_empty(self):
        """Say whether there is nothing to choose from."""
        return not self.rows

    @property
    def chosen(self):
        """Give the row that was chosen."""
        return self.rows[self.cleaned_data["what"]]


def _by_strategy(rows, strategies, indicator):
    found = {}
    for row in rows.filter(strategy__in=strategies).exclude(indicators=indicator).defer("strategy__searchable"):
        found.setdefault(row.strategy, []).append(row)
    return found


def _words(row):
    if isinstance(row, Goal):
        return f"{first_upper(row.get_kind_display())}: {row.title}"
    return f"{row.title} ({row.get_state_display()})"
