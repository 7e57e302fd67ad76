"""What a strategy has around it: the background budget of its field, and other strategies and plans."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from misbrug.text.guard import validate_no_cpr
from strategies.models.strategies import TEXT_LIMIT, Strategy, StrategyContent


class BudgetLine(StrategyContent):
    """A line of the field's background budget in mio. kr. Lines with a `part_of` divide the line they name."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="budget_lines", verbose_name="strategi", editable=False
    )
    label = models.CharField("hvad", max_length=120, validators=[validate_no_cpr])
    amount = models.DecimalField("beløb i mio. kr.", max_digits=9, decimal_places=3, null=True, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="shares", verbose_name="del af"
    )
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "budgetlinje"
        verbose_name_plural = "budgetlinjer"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="budget_line_not_negative",
                violation_error_message="Et beløb kan ikke være negativt.",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("pk")), name="budget_line_not_part_of_itself"
            ),
        ]

    def __str__(self):
        return self.label

    def siblings(self):
        """Give the lines at the same place: those that divide the same line, or those that divide none."""
        return BudgetLine.objects.filter(strategy_id=self.strategy_id, part_of_id=self.part_of_id)

    def clean(self):
        """Refuse a division in two steps, and one of another strategy's line."""
        self.of_same_strategy("part_of")
        if self.part_of and self.part_of.part_of_id:
            raise ValidationError({"part_of": "Vælg en linje, der ikke selv er del af en anden."})
        if self.part_of and self.pk and self.shares.exists():
            raise ValidationError({"part_of": "Linjen er selv delt op, så den kan ikke være del af en anden."})


class Relation(StrategyContent):
    """Another strategy or plan that this one has to do with, in the system or outside it."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="relations", verbose_name="strategi", editable=False
    )
    other = models.ForeignKey(
        Strategy,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="related_from",
        verbose_name="strategi her i systemet",
    )
    title = models.CharField(
        "titel", max_length=200, help_text="Politikkens eller planens navn.", validators=[validate_no_cpr]
    )
    url = models.URLField("link", max_length=500, blank=True, validators=[validate_no_cpr])
    text = models.TextField("hvad de har med hinanden at gøre", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "beslægtet strategi eller plan"
        verbose_name_plural = "beslægtede strategier og planer"
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("strategy")),
                name="relation_to_another_strategy",
                violation_error_message="En strategi er ikke beslægtet med sig selv.",
            )
        ]

    def __str__(self):
        return self.title
