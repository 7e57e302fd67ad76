"""Rounds: one catalogue version asked of named clusters, and the trace of every change of state."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models.geography import Cluster, Region
from indicators.models import Catalogue, slug_validator
from misbrug.text.guard import validate_no_cpr

# The address of the region's bodies stands where a round's word stands in those of its report.
RESERVED = "udvalg"


class Round(models.Model):
    """One self-assessment round (runde). Its states change by a person's act, never by the clock."""

    class State(models.TextChoices):
        PLANNED = "planned", "planlagt"
        OPEN = "open", "åben"
        PROCESSING = "processing", "under behandling"
        CLOSED = "closed", "afsluttet"

    slug = models.CharField("kortnavn", max_length=60, unique=True, validators=[slug_validator, validate_no_cpr])
    name = models.CharField("navn", max_length=120, validators=[validate_no_cpr])
    label = models.CharField(
        "kort navn",
        max_length=20,
        help_text="Vises ved sidste rundes svar, for eksempel 2014.",
        validators=[validate_no_cpr],
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="rounds", verbose_name="region")
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="rounds", verbose_name="katalog")
    clusters = models.ManyToManyField(Cluster, through="RoundCluster", related_name="rounds", verbose_name="klynger")
    state = models.CharField("tilstand", max_length=12, choices=State, default=State.PLANNED, editable=False)
    deadline = models.DateField("svarfrist", null=True, blank=True, help_text="Vises, men lukker ikke for svar.")
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="forrige runde",
        help_text="Dens svar vises ved siden af felterne.",
    )
    opened_at = models.DateTimeField("åbnet", null=True, blank=True, editable=False)
    is_example = models.BooleanField("eksempel", default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "runde"
        verbose_name_plural = "runder"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", opened_at__isnull=True)
                | (~Q(state="planned") & Q(opened_at__isnull=False)),
                name="round_opened_has_time",
            ),
            models.CheckConstraint(condition=~Q(previous=F("pk")), name="round_not_own_previous"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse the one word that no round can have in its addresses."""
        if self.slug == RESERVED:
            raise ValidationError({"slug": f"Kortnavnet {RESERVED} er optaget. Vælg et andet."})

    @property
    def is_open(self):
        """Say whether answers and participation may change."""
        return self.state == self.State.OPEN


class RoundCluster(models.Model):
    """A cluster asked in a round, with its name as it was when the round opened."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="round_clusters", verbose_name="runde")
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="round_clusters", verbose_name="klynge")
    name = models.CharField("navn i runden", max_length=80, blank=True, editable=False)
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)

    class Meta:
        verbose_name = "klynge i runden"
        verbose_name_plural = "klynger i runden"
        ordering = ["round", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "cluster"], name="cluster_once_in_round")]

    def __str__(self):
        return self.name or self.cluster.name


class Transition(models.Model):
    """One recorded act on a round or an assessment: from which state to which, by whom, why and when.

    The actor's name is kept as it was, so that the trace can be read after the user has left.
    """

    class Act(models.TextChoices):
        OPEN = "open", "åbnede runden"
        PROCESS = "process", "lukkede for svar"
        REOPEN = "reopen", "åbnede for svar igen"
        CLOSE = "close", "afsluttede runden"
        PUBLISH = "publish", "frigav statusrapporten"
        UNPUBLISH = "unpublish", "trak en udgave af statusrapporten tilbage"
        TO_MUNICIPALITIES = "to_municipalities", "sendte statusrapporten til kommunerne"
        TO_STEERING = "to_steering", "sendte statusrapporten til styregruppen"
        BACK_TO_DRAFT = "back_to_draft", "tog statusrapporten tilbage som kladde"
        NEW_EDITION = "new_edition", "begyndte på en ny udgave af statusrapporten"
        CORRECTION = "correction", "bad om en rettelse"
        CORRECTION_ANSWER = "correction_answer", "svarede på et ønske om rettelse"
        CLUSTER_DELIVER = "cluster_deliver", "afleverede klyngerapporten"
        CLUSTER_REOPEN = "cluster_reopen", "åbnede klyngerapporten igen"
        JOIN = "join", "tog kommunen med i runden"
        START = "start", "begyndte at svare"
        UNSTART = "unstart", "tog begyndelsen tilbage"
        TRACKS = "tracks", "ændrede sporene"
        TRACK_DONE = "track_done", "meldte sporet færdigt"
        TRACK_REOPENED = "track_reopened", "åbnede sporet igen"
        SUBMIT = "submit", "indsendte selvvurderingen"
        SUBMIT_FOR = "submit_for", "indsendte på vegne af kommunen"
        TAKE_BACK = "take_back", "tog indsendelsen på vegne af kommunen tilbage"
        RETURN = "return", "sendte selvvurderingen tilbage"
        REVIEW = "review", "gennemgik selvvurderingen"
        WITHDRAW = "withdraw", "meldte, at kommunen ikke deltager"
        REJOIN = "rejoin", "tog kommunen med igen"
        RULE = "rule", "vurderede et svar"

    round = models.ForeignKey(Round, models.PROTECT, related_name="transitions", verbose_name="runde")
    assessment = models.ForeignKey(
        "SelfAssessment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transitions",
        verbose_name="selvvurdering",
    )
    act = models.CharField("handling", max_length=20, choices=Act)
    from_state = models.CharField("fra", max_length=20, blank=True)
    to_state = models.CharField("til", max_length=20, blank=True)
    detail = models.CharField("om", max_length=200, blank=True)
    reason = models.TextField("begrundelse", blank=True, max_length=10_000)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hvem",
    )
    actor_name = models.CharField("navn", max_length=120)
    at = models.DateTimeField("tidspunkt")

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["assessment", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    act__in=[
                        *("return", "reopen", "unpublish", "new_edition", "cluster_reopen", "submit_for", "take_back"),
                        "unstart",
                    ]
                )
                | ~Q(reason=""),
                name="transition_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.get_act_display()}"
