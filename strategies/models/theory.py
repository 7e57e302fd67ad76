"""The theory of change (forandringsteori): columns of steps and the arrows between them, ending in goals."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models.content import Content
from misbrug.text.guard import validate_no_cpr
from strategies.models.goals import Goal
from strategies.models.plans import Activity
from strategies.models.strategies import TEXT_LIMIT, FocusArea, Strategy, StrategyContent


class TheoryOfChange(StrategyContent):
    """One diagram: the overall one of a strategy, or that of one focus area."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="theories", verbose_name="strategi", editable=False
    )
    focus_area = models.OneToOneField(
        FocusArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="theory",
        verbose_name="fokusområde",
        help_text="Tom for den samlede forandringsteori.",
    )
    title = models.CharField("titel", max_length=160, validators=[validate_no_cpr])
    text = models.TextField("om forandringsteorien", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "forandringsteori"
        verbose_name_plural = "forandringsteorier"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(focus_area__isnull=True),
                name="theory_one_overall",
                violation_error_message="Strategien har allerede en samlet forandringsteori.",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """Refuse another strategy's focus area."""
        self.of_same_strategy("focus_area")


class TheoryContent(Content):
    """Base of the rows of a theory of change."""

    theory = models.ForeignKey(TheoryOfChange, models.CASCADE, verbose_name="forandringsteori", editable=False)

    class Meta(Content.Meta):
        abstract = True

    @property
    def strategy_id(self):
        """Give the id of the theory's strategy."""
        return self.theory.strategy_id

    def siblings(self):
        """Give the rows of the same kind in the theory."""
        return type(self).objects.filter(theory_id=self.theory_id)


class TheoryColumn(TheoryContent):
    """A column as the diagram names it: aktiviteter, resultater på kort sigt, virkning."""

    theory = models.ForeignKey(
        TheoryOfChange, models.CASCADE, related_name="columns", verbose_name="forandringsteori", editable=False
    )
    title = models.CharField("kolonne", max_length=80, validators=[validate_no_cpr])

    history = HistoricalRecords()

    class Meta(TheoryContent.Meta):
        verbose_name = "kolonne"
        verbose_name_plural = "kolonner"
        constraints = [
            models.UniqueConstraint(
                fields=["theory", "title"],
                name="theory_column_once",
                violation_error_message="Forandringsteorien har allerede en kolonne med det navn.",
            )
        ]

    def __str__(self):
        return self.title


class TheoryStep(TheoryContent):
    """A box of the diagram: an activity, a focus area, a result, or a goal – also another policy's."""

    theory = models.ForeignKey(
        TheoryOfChange, models.CASCADE, related_name="steps", verbose_name="forandringsteori", editable=False
    )
    # A column with steps is not deleted, but goes with its steps when the whole theory is.
    column = models.ForeignKey(TheoryColumn, models.RESTRICT, related_name="steps", verbose_name="kolonne")
    text = models.CharField(
        "tekst",
        max_length=160,
        blank=True,
        help_text="Tom, når trinnet er en af strategiens aktiviteter, fokusområder eller mål.",
        validators=[validate_no_cpr],
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="theory_steps", verbose_name="aktivitet"
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, null=True, blank=True, related_name="theory_steps", verbose_name="fokusområde"
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="theory_steps", verbose_name="mål"
    )
    other_policy = models.CharField(
        "mål i en anden politik",
        max_length=160,
        blank=True,
        help_text="Politikkens navn, når trinnet er et mål, som en anden politik har sat.",
        validators=[validate_no_cpr],
    )

    history = HistoricalRecords()
    named_by = ("activity", "focus_area", "goal")
    where_by = ("theory",)

    class Meta(TheoryContent.Meta):
        verbose_name = "trin"
        verbose_name_plural = "trin"
        ordering = ["column__order", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, focus_area__isnull=True, goal__isnull=True, other_policy="")
                | Q(activity__isnull=True, focus_area__isnull=False, goal__isnull=True, other_policy="")
                | Q(activity__isnull=True, focus_area__isnull=True, goal__isnull=False, other_policy="")
                | (Q(activity__isnull=True, focus_area__isnull=True, goal__isnull=True) & ~Q(text="")),
                name="theory_step_is_one_thing",
                violation_error_message=(
                    "Et trin er enten en aktivitet, et fokusområde, et mål eller en tekst. Vælg én ting."
                ),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """Give the words in the box: its own, or those of what it stands for."""
        return self.text or str(self.activity or self.focus_area or self.goal)

    @property
    def where(self):
        """Say what it is and in which theory, for a page on what it stands for."""
        return f"Trin i forandringsteorien ”{self.theory}”"

    @property
    def is_goal(self):
        """Say whether a chain may end here: a goal of this strategy, or of another policy."""
        return self.goal_id is not None or bool(self.other_policy)

    def siblings(self):
        """Give the steps of the same column."""
        return TheoryStep.objects.filter(column_id=self.column_id)

    def clean(self):
        """Refuse what belongs to another theory or strategy."""
        wrong = {}
        if self.column_id and self.column.theory_id != self.theory_id:
            wrong["column"] = "Vælg en kolonne i den samme forandringsteori."
        for name in ("activity", "focus_area", "goal"):
            other = getattr(self, name)
            if other is not None and other.strategy_id != self.theory.strategy_id:
                wrong[name] = "Vælg noget fra den samme strategi."
        if wrong:
            raise ValidationError(wrong)


class TheoryLink(TheoryContent):
    """An arrow: one step is to lead to another. No chain of arrows may come back to where it began."""

    theory = models.ForeignKey(
        TheoryOfChange, models.CASCADE, related_name="links", verbose_name="forandringsteori", editable=False
    )
    source = models.ForeignKey(TheoryStep, models.CASCADE, related_name="links_out", verbose_name="fra")
    target = models.ForeignKey(TheoryStep, models.CASCADE, related_name="links_in", verbose_name="til")

    history = HistoricalRecords()
    named_by = tuple(f"{end}__{name}" for end in ("source", "target") for name in TheoryStep.named_by)

    class Meta(TheoryContent.Meta):
        verbose_name = "pil"
        verbose_name_plural = "pile"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                name="theory_link_once",
                violation_error_message="Pilen er der allerede.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="theory_link_not_to_itself",
                violation_error_message="En pil går fra et trin til et andet.",
            ),
        ]

    def __str__(self):
        return f"{self.source} → {self.target}"
