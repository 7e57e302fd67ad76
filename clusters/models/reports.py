"""The status report's own texts; its numbers are always computed from what was submitted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from simple_history.models import HistoricalRecords

from clusters.models.rounds import Round
from indicators.models import Recommendation

models.TextField.register_lookup(Length)

REPORT_TEXT_LIMIT = 20_000


class StatusReport(models.Model):
    """The report of one round (statusrapport). Readers see it from publication on."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="report", verbose_name="runde")
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "statusrapport"
        verbose_name_plural = "statusrapporter"

    def __str__(self):
        return f"Statusrapport, {self.round}"

    @property
    def is_published(self):
        """Say whether readers may see the report."""
        return self.published_at is not None


class ReportText(models.Model):
    """One text that the project group writes: the introduction, or a recommendation's status or advice."""

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", "Indledning"
        CONCLUSIONS = "conclusions", "Overordnede konklusioner"
        STATUS = "status", "Status"
        ADVICE = "advice", "Det anbefales"

    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="texts", verbose_name="statusrapport")
    kind = models.CharField("del", max_length=15, choices=Kind)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anbefaling"
    )
    text = models.TextField("tekst", blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ændret af",
    )
    changed_at = models.DateTimeField("ændret")
    is_example = models.BooleanField("eksempel", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "rapporttekst"
        verbose_name_plural = "rapporttekster"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(recommendation__isnull=True),
                name="report_text_once",
            ),
            models.UniqueConstraint(
                fields=["report", "kind", "recommendation"],
                condition=Q(recommendation__isnull=False),
                name="report_text_once_a_recommendation",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["introduction", "conclusions"], recommendation__isnull=True)
                | Q(kind__in=["status", "advice"], recommendation__isnull=False),
                name="report_text_place_fits_kind",
            ),
            models.CheckConstraint(condition=Q(text__length__lte=REPORT_TEXT_LIMIT), name="report_text_limit"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.report}"
