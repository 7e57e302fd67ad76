"""Goals in groups and with sub-goals, and what recommendations and indicators they serve."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from indicators.models import Indicator, Recommendation
from misbrug.text.guard import validate_no_cpr
from strategies.models.strategies import TEXT_LIMIT, FocusArea, Strategy, StrategyContent


class GoalGroup(StrategyContent):
    """A group of goals, for example a level of the effort from prevention to treatment."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="goal_groups", verbose_name="strategi", editable=False
    )
    title = models.CharField("gruppe af mål", max_length=200, validators=[validate_no_cpr])
    text = models.TextField("beskrivelse", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "gruppe af mål"
        verbose_name_plural = "grupper af mål"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="goal_group_once_in_strategy",
                violation_error_message="Strategien har allerede en gruppe med det navn.",
            )
        ]

    def __str__(self):
        return self.title


class Goal(StrategyContent):
    """What is to be reached: målsætning, delmål (under another goal) or pejlemærke."""

    class Kind(models.TextChoices):
        GOAL = "goal", "målsætning"
        SUB_GOAL = "sub_goal", "delmål"
        GUIDING = "guiding", "pejlemærke"

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="goals", verbose_name="strategi", editable=False
    )
    kind = models.CharField("slags", max_length=10, choices=Kind, default=Kind.GOAL)
    title = models.CharField("mål", max_length=300, validators=[validate_no_cpr])
    text = models.TextField("uddybning", blank=True, max_length=TEXT_LIMIT)
    group = models.ForeignKey(
        GoalGroup, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name="gruppe af mål"
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, null=True, blank=True, related_name="goals", verbose_name="fokusområde"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sub_goals", verbose_name="delmål af"
    )
    recommendations = models.ManyToManyField(
        Recommendation, blank=True, related_name="goals", verbose_name="tjener anbefalinger"
    )
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="goals", verbose_name="tjener indikatorer")

    history = HistoricalRecords(m2m_fields=[recommendations, indicators])

    class Meta(StrategyContent.Meta):
        verbose_name = "mål"
        verbose_name_plural = "mål"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="sub_goal", parent__isnull=False) | (~Q(kind="sub_goal") & Q(parent__isnull=True)),
                name="goal_sub_goal_has_parent",
                violation_error_message="Et delmål hører under et andet mål, og kun et delmål gør det.",
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="goal_not_own_parent"),
        ]

    def __str__(self):
        return self.title

    def siblings(self):
        """Give the goals at the same place: the pejlemærker, those under the same goal, or those of the same group."""
        goals = Goal.objects.filter(strategy_id=self.strategy_id, parent_id=self.parent_id)
        if self.parent_id:
            return goals
        if self.kind == self.Kind.GUIDING:
            return goals.filter(kind=self.Kind.GUIDING)
        return goals.filter(group_id=self.group_id).exclude(kind=self.Kind.GUIDING)

    def clean(self):
        """Refuse what belongs to another strategy, and a delmål of a delmål."""
        self.of_same_strategy("group", "focus_area", "parent")
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": "Vælg et mål, der ikke selv er et delmål."})
        if self.parent_id and self.pk and self.sub_goals.exists():
            raise ValidationError({"parent": "Målet har selv delmål, så det kan ikke være et delmål."})
