"""The strategy as a document: whose it is, its parts, its target groups, focus areas, background budget, relations."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models import Body, Case, Municipality
from clusters.models.content import Content
from indicators.models import slug_validator
from misbrug.text.danish import join, sort_key
from misbrug.text.guard import validate_no_cpr

TEXT_LIMIT = 20_000


class Priority(models.TextChoices):
    """How important something is; says nothing of how ready it is."""

    NONE = "", "ikke angivet"
    HIGH = "high", "høj"
    MEDIUM = "medium", "middel"
    LOW = "low", "lav"


class Strategy(models.Model):
    """What one or several municipalities want (politik, strategi, plan). Readers see it from its first adoption on.

    `searchable` is everything in it, folded, kept by the workflow: no database folds Æ, Ø and Å alike.
    """

    class Kind(models.TextChoices):
        POLICY = "policy", "politik"
        STRATEGY = "strategy", "strategi"
        PLAN = "plan", "plan"

    class State(models.TextChoices):
        DRAFT = "draft", "kladde"
        HEARING = "hearing", "høringsudkast"
        ADOPTED = "adopted", "vedtaget"
        RETIRED = "retired", "afløst"

    slug = models.CharField("kortnavn", max_length=80, unique=True, validators=[slug_validator, validate_no_cpr])
    title = models.CharField("titel", max_length=200, validators=[validate_no_cpr])
    kind = models.CharField("slags", max_length=10, choices=Kind, default=Kind.STRATEGY)
    summary = models.CharField(
        "kort om den",
        max_length=500,
        blank=True,
        help_text="En eller to sætninger. Vises i oversigten.",
        validators=[validate_no_cpr],
    )
    municipalities = models.ManyToManyField(
        Municipality, through="StrategyMunicipality", related_name="strategies", verbose_name="kommuner"
    )
    administration = models.CharField("forvaltning", max_length=120, blank=True, validators=[validate_no_cpr])
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.DRAFT, editable=False)
    valid_from = models.DateField("gælder fra", null=True, blank=True)
    valid_to = models.DateField(
        "gælder til", null=True, blank=True, help_text="Tom, hvis den gælder, indtil den bliver afløst."
    )
    review_months = models.PositiveSmallIntegerField(
        "tages op hver (måneder)", null=True, blank=True, help_text="For eksempel 24 for hvert andet år."
    )
    review_owner = models.CharField(
        "hvem tager den op",
        max_length=120,
        blank=True,
        help_text="Enhed eller funktion, for eksempel Driftssektionen.",
        validators=[validate_no_cpr],
    )
    next_review = models.DateField("tages op næste gang", null=True, blank=True)
    source = models.CharField("kilde", max_length=300, blank=True, validators=[validate_no_cpr])
    case = models.OneToOneField(Case, models.PROTECT, related_name="strategy", editable=False, verbose_name="sag")
    is_example = models.BooleanField("eksempel", default=False, editable=False)
    searchable = models.TextField(editable=False, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField("ændret", editable=False)

    history = HistoricalRecords(excluded_fields=["searchable"])

    class Meta:
        verbose_name = "strategi"
        verbose_name_plural = "strategier"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="strategy_ends_after_start",
                violation_error_message="”Gælder til” ligger før ”gælder fra”.",
            ),
            models.CheckConstraint(
                condition=Q(review_months__isnull=True) | Q(review_months__gte=1, review_months__lte=120),
                name="strategy_review_rhythm_in_reason",
                violation_error_message="Skriv et antal måneder fra 1 til 120.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_readable(self):
        """Say whether everybody may read it: it is, or has been, adopted."""
        return self.state in (self.State.ADOPTED, self.State.RETIRED)

    def has_run_out(self, today):
        """Say whether its period is over without its having been replaced."""
        return self.valid_to is not None and self.valid_to < today and self.state != self.State.RETIRED

    @property
    def places(self):
        """Give the municipalities of a strategy in Danish order; one query unless they are prefetched."""
        return sorted((row.municipality for row in self.adoptions.all()), key=lambda place: sort_key(place.name))

    @property
    def place_names(self):
        """Give the municipalities as words: "Ishøj og Vallensbæk"."""
        return join([place.name for place in self.places])

    @property
    def period(self):
        """Give the period as words: "2014–2018", "fra 2014", "til 2018"; "" where none is set."""
        start, end = self.valid_from, self.valid_to
        if start and end:
            return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        if start:
            return f"fra {start.year}"
        return f"til {end.year}" if end else ""


class StrategyMunicipality(models.Model):
    """That a strategy is a municipality's, and when it adopted it: adoption is per municipality."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="adoptions", verbose_name="strategi")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="strategy_adoptions", verbose_name="kommune"
    )
    adopted_on = models.DateField("vedtaget", null=True, blank=True)
    adopted_by = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vedtaget af"
    )
    # The day is invented: a real document whose source does not give it.
    is_example = models.BooleanField("eksempel", default=False, editable=False)

    history = HistoricalRecords()
    # What a page on a deleted strategy need not repeat.
    belongs_by = frozenset({"strategy"})

    class Meta:
        verbose_name = "kommune bag strategien"
        verbose_name_plural = "kommuner bag strategien"
        ordering = ["municipality__code"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "municipality"], name="strategy_once_for_municipality"),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True) | Q(adopted_on__isnull=False), name="strategy_adopter_has_date"
            ),
        ]

    def __str__(self):
        return f"{self.strategy}, {self.municipality}"


class StrategyEvent(models.Model):
    """One recorded act on a strategy: from which state to which, by whom, why and when. Only ever added."""

    class Act(models.TextChoices):
        CREATE = "create", "oprettede strategien"
        HEARING = "hearing", "sendte strategien i høring"
        DRAFT = "draft", "tog strategien tilbage til kladde"
        ADOPT = "adopt", "registrerede vedtagelsen"
        WITHDRAW = "withdraw", "trak vedtagelsen tilbage"
        RETIRE = "retire", "meldte strategien afløst"
        RESUME = "resume", "satte strategien i kraft igen"
        REVIEW = "review", "tog strategien op"

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="events", verbose_name="strategi")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kommune"
    )
    act = models.CharField("handling", max_length=10, choices=Act)
    from_state = models.CharField("fra", max_length=10, blank=True)
    to_state = models.CharField("til", max_length=10, blank=True)
    date = models.DateField("dato", null=True, blank=True)
    reason = models.TextField("begrundelse", blank=True, max_length=10_000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    actor_name = models.CharField("navn", max_length=120)
    at = models.DateTimeField("tidspunkt")
    is_example = models.BooleanField("eksempel", default=False, editable=False)

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["withdraw", "retire"]) | ~Q(reason=""), name="strategy_event_has_reason"
            )
        ]

    belongs_by = frozenset({"strategy", "from_state", "to_state"})

    def __str__(self):
        return f"{self.actor_name} {self.get_act_display()}"

    @property
    def is_written(self):
        """Say whether a person wrote anything with it; the rest the product noted."""
        return bool(self.reason)


class StrategyContent(Content):
    """Base of the rows of a strategy."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, verbose_name="strategi", editable=False)

    class Meta(Content.Meta):
        abstract = True

    def siblings(self):
        """Give the rows of the same kind in the strategy."""
        return type(self).objects.filter(strategy_id=self.strategy_id)

    def of_same_strategy(self, *names):
        """Raise ValidationError at each named relation that leads into another strategy."""
        wrong = {
            name: "Vælg noget fra den samme strategi."
            for name in names
            if (other := getattr(self, name)) is not None and other.strategy_id != self.strategy_id
        }
        if wrong:
            raise ValidationError(wrong)


class Part(StrategyContent):
    """A part of the document under a heading of its own, in the order its municipality wants."""

    class Kind(models.TextChoices):
        FOREWORD = "foreword", "forord"
        BACKGROUND = "background", "baggrund og formål"
        VISION = "vision", "vision"
        MISSION = "mission", "mission"
        VALUES = "values", "værdier"
        PRINCIPLES = "principles", "principper"
        DEFINITIONS = "definitions", "definitioner"
        SCOPE = "scope", "hvad den dækker"
        NOT_COVERED = "not_covered", "hvad den ikke dækker"
        LEGAL_BASIS = "legal_basis", "lovgrundlag"
        ANCHORING = "anchoring", "forankring"
        OFFERS = "offers", "tilbud"
        FOLLOW_UP = "follow_up", "opfølgning"
        SOURCES = "sources", "kilder"
        OTHER = "other", "andet"

    # What stands after the goals of the document: what they rest on, who carries them, how they are followed up.
    CLOSING = (Kind.LEGAL_BASIS, Kind.ANCHORING, Kind.OFFERS, Kind.FOLLOW_UP, Kind.SOURCES)

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="parts", verbose_name="strategi", editable=False
    )
    kind = models.CharField("slags", max_length=12, choices=Kind, default=Kind.OTHER)
    heading = models.CharField("overskrift", max_length=160, validators=[validate_no_cpr])
    text = models.TextField("tekst", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "afsnit"
        verbose_name_plural = "afsnit"

    def __str__(self):
        return self.heading

    @property
    def is_closing(self):
        """Say whether it stands after the goals of the document."""
        return self.kind in self.CLOSING

    def siblings(self):
        """Give the parts on the same side of the goals, among which it can be moved."""
        parts = Part.objects.filter(strategy_id=self.strategy_id)
        closing = {"kind__in": self.CLOSING}
        return parts.filter(**closing) if self.is_closing else parts.exclude(**closing)


class FocusArea(StrategyContent):
    """An area in which the strategy wants something to change (fokusområde), with challenge, purpose and priority."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="focus_areas", verbose_name="strategi", editable=False
    )
    title = models.CharField("fokusområde", max_length=160, validators=[validate_no_cpr])
    text = models.TextField("beskrivelse", blank=True, max_length=TEXT_LIMIT)
    challenge = models.TextField("udfordring", blank=True, max_length=TEXT_LIMIT)
    purpose = models.TextField("formål", blank=True, max_length=TEXT_LIMIT)
    priority = models.CharField("prioritet", max_length=8, choices=Priority, blank=True, default=Priority.NONE)
    priority_reason = models.TextField("hvorfor den prioritet", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "fokusområde"
        verbose_name_plural = "fokusområder"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "title"],
                name="focus_area_once_in_strategy",
                violation_error_message="Strategien har allerede et fokusområde med det navn.",
            ),
            models.CheckConstraint(
                condition=Q(priority="") | ~Q(priority_reason=""),
                name="focus_area_priority_has_reason",
                violation_error_message="Skriv, hvorfor fokusområdet har den prioritet.",
            ),
        ]

    def __str__(self):
        return self.title


class TargetGroup(StrategyContent):
    """Whom the strategy is for, what challenge they pose, what goal answers it, who is responsible."""

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, related_name="target_groups", verbose_name="strategi", editable=False
    )
    name = models.CharField("målgruppe", max_length=160, validators=[validate_no_cpr])
    text = models.TextField("beskrivelse", blank=True, max_length=TEXT_LIMIT)
    challenge = models.TextField("udfordring", blank=True, max_length=TEXT_LIMIT)
    effort = models.TextField("indsatsens karakter", blank=True, max_length=TEXT_LIMIT)
    goal = models.ForeignKey(
        "strategies.Goal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="target_groups",
        verbose_name="mål, der svarer på udfordringen",
    )
    responsible = models.CharField("ansvarlig forvaltning", max_length=160, blank=True, validators=[validate_no_cpr])

    history = HistoricalRecords()

    class Meta(StrategyContent.Meta):
        verbose_name = "målgruppe"
        verbose_name_plural = "målgrupper"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "name"],
                name="target_group_once_in_strategy",
                violation_error_message="Strategien har allerede en målgruppe med det navn.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a goal of another strategy."""
        self.of_same_strategy("goal")
