"""The catalogue: recommendations, their indicators and supplementary questions. Immutable once published."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import m2m_changed
from simple_history.models import HistoricalRecords

from indicators.sealing import (
    PUBLISHED,
    SealedContent,
    SealedQuerySet,
    refuse_areas_of_published,
    refuse_if_published,
)
from indicators.values import AnswerType
from misbrug.text.guard import validate_no_cpr

slug_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Brug små bogstaver a-z, tal og bindestreg, for eksempel kl-2012."
)


class Catalogue(models.Model):
    """A published, versioned set of recommendations (anbefalingskatalog). A new version is a copy."""

    class State(models.TextChoices):
        DRAFT = "draft", "kladde"
        PUBLISHED = PUBLISHED, "offentliggjort"

    slug = models.CharField(
        "kortnavn",
        max_length=60,
        unique=True,
        validators=[slug_validator, validate_no_cpr],
        help_text="Bruges i adresser og import.",
    )
    title = models.CharField("titel", max_length=200, validators=[validate_no_cpr])
    publisher = models.CharField("udgiver", max_length=120, validators=[validate_no_cpr])
    year = models.PositiveSmallIntegerField("år")
    version = models.PositiveSmallIntegerField("version", default=1)
    source = models.CharField("kilde", max_length=500, blank=True, validators=[validate_no_cpr])
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True, editable=False)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name="kopi af",
    )

    objects = SealedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "anbefalingskatalog"
        verbose_name_plural = "anbefalingskataloger"
        ordering = ["publisher", "-year", "-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | Q(state="draft", published_at__isnull=True),
                name="catalogue_published_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.year}" + (f" (version {self.version})" if self.version > 1 else "")

    def save(self, *args, **kwargs):
        """Save as usual. Raises Sealed where the stored catalogue is published."""
        refuse_if_published([self.pk])
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete with all its content. Raises Sealed where the stored catalogue is published."""
        refuse_if_published([self.pk])
        return super().delete(*args, **kwargs)

    @property
    def is_published(self):
        """Say whether the catalogue is sealed."""
        return self.state == self.State.PUBLISHED


class Area(SealedContent):
    """An area of work (alkohol, stof, unge) that a catalogue asks about. Data: no code knows one by name."""

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="areas", verbose_name="katalog")
    slug = models.CharField("kortnavn", max_length=40, validators=[slug_validator, validate_no_cpr])
    name = models.CharField("navn", max_length=60, validators=[validate_no_cpr])
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)

    class Meta:
        verbose_name = "område"
        verbose_name_plural = "områder"
        ordering = ["catalogue", "order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "slug"], name="area_slug_once_in_catalogue"),
            models.UniqueConstraint(fields=["catalogue", "name"], name="area_name_once_in_catalogue"),
        ]

    def __str__(self):
        return self.name


class Recommendation(SealedContent):
    """A numbered demand (anbefaling), addressed to municipalities, regions or the state."""

    class Addressee(models.TextChoices):
        MUNICIPALITY = "kommune", "kommune"
        REGION = "region", "region"
        STATE = "stat_kl", "stat og KL"

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="recommendations", verbose_name="katalog")
    number = models.PositiveSmallIntegerField("nummer")
    title = models.CharField("titel", max_length=300, validators=[validate_no_cpr])
    short_title = models.CharField(
        "kort titel",
        max_length=80,
        blank=True,
        help_text="Bruges i indholdsfortegnelser.",
        validators=[validate_no_cpr],
    )
    explanation = models.TextField("forklaring", blank=True, max_length=10_000, validators=[validate_no_cpr])
    addressee = models.CharField("adressat", max_length=10, choices=Addressee, default=Addressee.MUNICIPALITY)
    answered_by_municipalities = models.BooleanField("besvares af kommuner", default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "anbefaling"
        verbose_name_plural = "anbefalinger"
        ordering = ["catalogue", "number"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="recommendation_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="recommendation_number_positive"),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    @property
    def heading(self):
        """Give the short title, or the title where there is none."""
        return self.short_title or self.title


class Indicator(SealedContent):
    """A question under a recommendation; with a parent it is a supplementary question.

    `key` stays the same across catalogue versions, so that rounds can be compared. `options` holds the
    choices, or the named steps of a level from the lowest to the highest. `trigger_values` holds the
    parent's canonical values at which a supplementary question is asked.
    """

    class Type(models.TextChoices):
        YES_NO = AnswerType.YES_NO.value, "ja eller nej"
        YES_NO_PARTLY = AnswerType.YES_NO_PARTLY.value, "ja, nej eller delvis"
        LEVEL = AnswerType.LEVEL.value, "niveau"
        NUMBER = AnswerType.NUMBER.value, "tal"
        SINGLE_CHOICE = AnswerType.SINGLE_CHOICE.value, "ét valg"
        MULTIPLE_CHOICE = AnswerType.MULTIPLE_CHOICE.value, "flere valg"
        TEXT = AnswerType.TEXT.value, "tekst"

    catalogue = models.ForeignKey(Catalogue, models.CASCADE, related_name="indicators", verbose_name="katalog")
    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="indicators", verbose_name="anbefaling"
    )
    number = models.CharField("nummer", max_length=12, validators=[validate_no_cpr])
    key = models.CharField(
        "nøgle",
        max_length=60,
        help_text="Den samme i alle versioner af kataloget, så runder kan sammenlignes.",
        validators=[validate_no_cpr],
    )
    text = models.CharField("tekst", max_length=500, validators=[validate_no_cpr])
    help_text = models.TextField("hjælpetekst", blank=True, max_length=4000, validators=[validate_no_cpr])
    answer_type = models.CharField("svartype", max_length=20, choices=Type, default=Type.YES_NO_PARTLY)
    options = models.JSONField(
        "valgmuligheder",
        default=list,
        blank=True,
        help_text="Valgene, eller niveauets trin fra lavest til højest.",
        validators=[validate_no_cpr],
    )
    fulfilled_from = models.PositiveSmallIntegerField("opfyldt fra trin", null=True, blank=True)
    unit = models.CharField("enhed", max_length=60, blank=True, validators=[validate_no_cpr])
    not_relevant_allowed = models.BooleanField("ikke relevant er tilladt", default=False)
    asks_for_strategy = models.BooleanField(
        "beder om en strategi",
        default=False,
        help_text="Et nej kan blive til ja ved at skrive en strategi. Siden fra nej til handling foreslår det.",
    )
    areas = models.ManyToManyField(Area, related_name="indicators", verbose_name="områder")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="supplements", verbose_name="hører til"
    )
    trigger_values = models.JSONField("vises ved", default=list, blank=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)

    history = HistoricalRecords(m2m_fields=[areas])

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ["catalogue", "recommendation__number", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="indicator_number_once"),
            models.UniqueConstraint(fields=["catalogue", "key"], name="indicator_key_once"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="indicator_not_own_parent"),
            models.CheckConstraint(
                condition=Q(answer_type="level", fulfilled_from__gte=1)
                | (~Q(answer_type="level") & Q(fulfilled_from__isnull=True)),
                name="indicator_level_has_fulfilled_step",
            ),
            models.CheckConstraint(
                condition=Q(answer_type="number") | Q(unit=""), name="indicator_unit_only_for_numbers"
            ),
            models.CheckConstraint(
                condition=~Q(answer_type__in=["text", "multiple_choice"]) | Q(not_relevant_allowed=False),
                name="indicator_not_relevant_only_where_it_fits",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, trigger_values=[]) | (Q(parent__isnull=False) & ~Q(trigger_values=[])),
                name="indicator_supplement_has_triggers",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.text}"


m2m_changed.connect(refuse_areas_of_published, sender=Indicator.areas.through)
