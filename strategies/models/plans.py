"""The action plan: whether it happens. Activities with economy, prerequisites, readiness and dated progress notes."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from clusters.models.content import Content
from indicators.models import Indicator, Recommendation
from misbrug.text.guard import validate_no_cpr
from strategies.models.goals import Goal
from strategies.models.strategies import TEXT_LIMIT, FocusArea, Priority, Strategy, StrategyContent

MOST = Decimal("1000")
MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


class ActionPlan(StrategyContent):
    """A strategy's action plan (handleplan): one for each year where the policy asks for it, or a living one."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="plans", verbose_name="strategi", editable=False
    )
    title = models.CharField("titel", max_length=160, validators=[validate_no_cpr])
    year = models.PositiveSmallIntegerField(
        "år",
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text="Udfyldes, når der laves en plan for hvert år. Tom for en løbende plan.",
    )
    text = models.TextField("om planen", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "handleplan"
        verbose_name_plural = "handleplaner"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="plan_title_once_in_strategy",
                violation_error_message="Strategien har allerede en handleplan med det navn.",
            )
        ]

    def __str__(self):
        return self.title


def _amount(label, help_text=""):
    """A field for mio. kr.: empty is unknown, which is not 0."""
    return models.DecimalField(
        label,
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=help_text,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )


class Activity(StrategyContent):
    """One activity (aktivitet). Readiness says how ready it is to implement, not how important it is.

    Amounts are in mio. kr.; None is unknown, and unknown is not 0. `citizens` is an estimate and is never summed: the
    same citizen may be reached by several. State and readiness change by progress notes alone once it exists.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "planlagt"
        ACTIVE = "active", "i gang"
        DONE = "done", "afsluttet"
        DROPPED = "dropped", "opgivet"

    class Readiness(models.TextChoices):
        UNKNOWN = "", "ikke vurderet"
        GREEN = "green", "grøn"
        YELLOW = "yellow", "gul"
        RED = "red", "rød"

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="activities", verbose_name="strategi", editable=False
    )
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="activities", verbose_name="handleplan")
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="fokusområde"
    )
    goals = models.ManyToManyField(Goal, blank=True, related_name="activities", verbose_name="mål")
    title = models.CharField("aktivitet", max_length=200, validators=[validate_no_cpr])
    text = models.TextField("beskrivelse", blank=True, max_length=TEXT_LIMIT)
    effect = models.TextField("forventet effekt", blank=True, max_length=TEXT_LIMIT)
    annual_cost = _amount("årlig udgift, mio. kr.", "Lad feltet stå tomt, hvis beløbet er ukendt. 0 betyder gratis.")
    establishment_cost = _amount("etablering, mio. kr.", "Hvad det koster én gang at komme i gang.")
    funding = models.CharField(
        "finansiering",
        max_length=120,
        blank=True,
        help_text="For eksempel Satspuljemidler.",
        validators=[validate_no_cpr],
    )
    funding_years = models.PositiveSmallIntegerField(
        "finansiering, antal år",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Tom, når der ikke er sat en grænse.",
    )
    citizens = models.PositiveIntegerField(
        "borgere, skøn", null=True, blank=True, help_text="Hvor mange den skønnes at nå."
    )
    prerequisites = models.CharField(
        "forudsætninger",
        max_length=500,
        blank=True,
        help_text="Som I skriver dem i planen.",
        validators=[validate_no_cpr],
    )
    start_year = models.PositiveSmallIntegerField(
        "anbefalet start, år", null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    start_month = models.PositiveSmallIntegerField(
        "anbefalet start, måned", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    responsible = models.CharField("ansvarlig enhed", max_length=160, blank=True, validators=[validate_no_cpr])
    partners = models.CharField("samarbejdspartnere", max_length=300, blank=True, validators=[validate_no_cpr])
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.PLANNED)
    readiness = models.CharField("klar", max_length=8, choices=Readiness, blank=True, default=Readiness.UNKNOWN)
    readiness_is_example = models.BooleanField("farven er et eksempel", default=False, editable=False)
    priority = models.CharField("prioritet", max_length=8, choices=Priority, blank=True, default=Priority.NONE)
    priority_reason = models.TextField("hvorfor den prioritet", blank=True, max_length=TEXT_LIMIT)
    recommendations = models.ManyToManyField(
        Recommendation, blank=True, related_name="activities", verbose_name="tjener anbefalinger"
    )
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="activities", verbose_name="tjener indikatorer"
    )

    history = HistoricalRecords(m2m_fields=[goals, recommendations, indicators])

    class Meta(StrategyContent.Meta):
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        constraints = [
            models.CheckConstraint(
                condition=Q(annual_cost__isnull=True) | Q(annual_cost__gte=0, annual_cost__lte=MOST),
                name="activity_annual_cost_in_reason",
                violation_error_message="Den årlige udgift kan ikke være negativ eller over 1.000 mio. kr.",
            ),
            models.CheckConstraint(
                condition=Q(establishment_cost__isnull=True)
                | Q(establishment_cost__gte=0, establishment_cost__lte=MOST),
                name="activity_establishment_in_reason",
                violation_error_message="Etableringen kan ikke være negativ eller over 1.000 mio. kr.",
            ),
            models.CheckConstraint(
                condition=Q(start_month__isnull=True) | Q(start_year__isnull=False, start_month__range=(1, 12)),
                name="activity_start_month_has_year",
                violation_error_message="Skriv også årstallet for starten.",
            ),
            models.UniqueConstraint(
                fields=["plan", "focus_area", "title"],
                name="activity_once_in_focus_area",
                violation_error_message="Planen har allerede en aktivitet med det navn under fokusområdet.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def start(self):
        """Give the recommended start: "2013", "03-2013" with a month, "" where none is set."""
        if self.start_year is None:
            return ""
        return f"{self.start_month:02d}-{self.start_year}" if self.start_month else str(self.start_year)

    @property
    def start_in_words(self):
        """Give the recommended start as people say it: "2013", "marts 2013"; "" where none is set."""
        if self.start_year and self.start_month:
            return f"{MONTHS[self.start_month - 1]} {self.start_year}"
        return self.start

    @property
    def is_one_off(self):
        """Say whether its annual cost is financed for one year only."""
        return self.funding_years == 1

    def siblings(self):
        """Give the activities at the same place of the plan."""
        return Activity.objects.filter(plan_id=self.plan_id, focus_area_id=self.focus_area_id)

    def clean(self):
        """Refuse what belongs to another strategy."""
        if self.plan_id:
            self.of_same_strategy("plan", "focus_area")
        twins = Activity.objects.filter(plan_id=self.plan_id, focus_area__isnull=True, title=self.title)
        if self.focus_area_id is None and twins.exclude(pk=self.pk).exists():
            raise ValidationError({"title": "Planen har allerede en aktivitet med det navn uden fokusområde."})


class Prerequisite(Content):
    """What has to be in place before an activity can begin, of a named type."""

    class Kind(models.TextChoices):
        FINANCING = "financing", "finansiering"
        LEGAL_BASIS = "legal_basis", "lovhjemmel"
        PREMISES = "premises", "lokaler"
        STAFF = "staff", "personale"
        PARTNERS = "partners", "samarbejdspartnere"
        DECISION = "decision", "beslutning"
        METHOD = "method", "metode"

    class State(models.TextChoices):
        MET = "met", "på plads"
        MISSING = "missing", "mangler"
        UNCLEAR = "unclear", "ikke afklaret"

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="conditions", verbose_name="aktivitet", editable=False
    )
    kind = models.CharField("slags", max_length=12, choices=Kind)
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.UNCLEAR)
    note = models.CharField("hvad", max_length=200, blank=True, validators=[validate_no_cpr])

    history = HistoricalRecords()

    class Meta(Content.Meta):
        verbose_name = "forudsætning"
        verbose_name_plural = "forudsætninger"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "kind"],
                name="prerequisite_kind_once",
                violation_error_message="Aktiviteten har allerede en forudsætning af den slags.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_state_display()}"

    @property
    def strategy_id(self):
        """Give the id of the activity's strategy."""
        return self.activity.strategy_id

    def siblings(self):
        """Give the prerequisites of the same activity."""
        return Prerequisite.objects.filter(activity_id=self.activity_id)


class ProgressNote(models.Model):
    """A dated note on how an activity goes; it may move state and readiness. Only ever added: the old stand."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="notes", verbose_name="aktivitet")
    date = models.DateField("dato")
    text = models.TextField("hvad er der sket", max_length=TEXT_LIMIT)
    state_from = models.CharField("tilstand før", max_length=8, choices=Activity.State)
    state_to = models.CharField("tilstand", max_length=8, choices=Activity.State)
    readiness_from = models.CharField("klar før", max_length=8, choices=Activity.Readiness, blank=True)
    readiness_to = models.CharField("klar", max_length=8, choices=Activity.Readiness, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField("navn", max_length=120)
    at = models.DateTimeField("skrevet")
    is_example = models.BooleanField("eksempel", default=False)

    class Meta:
        verbose_name = "notat"
        verbose_name_plural = "notater"
        ordering = ["-date", "-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="progress_note_is_written")]

    def __str__(self):
        return f"{self.activity}, {self.date:%d.%m.%Y}"

    @property
    def moves_state(self):
        """Say whether the note changed the state."""
        return self.state_from != self.state_to

    @property
    def moves_readiness(self):
        """Say whether the note changed the readiness."""
        return self.readiness_from != self.readiness_to
