"""The status report's own texts and rows; its numbers are always computed from what was submitted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from simple_history.models import HistoricalRecords

from clusters.models.cases import Case
from clusters.models.content import Content
from clusters.models.rounds import Round
from indicators.models import Recommendation
from misbrug.text.guard import validate_no_cpr

models.TextField.register_lookup(Length)

REPORT_TEXT_LIMIT = 20_000
ITEM_LIMIT = 2_000
NEED_SIZE = 40_000


class StatusReport(models.Model):
    """The report of one round (statusrapport): its title page and where it is on its way.

    `published_at` is when the newest edition that stands was released; without one readers see no report, and the
    participants not each other's answers. Its case holds agenda items, decisions, tasks and the uploaded annexes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "kladde"
        MUNICIPALITIES = "municipalities", "hos kommunerne"
        STEERING = "steering", "hos styregruppen"
        RELEASED = "released", "frigivet"

    round = models.OneToOneField(Round, models.PROTECT, related_name="report", verbose_name="runde")
    case = models.OneToOneField(Case, models.PROTECT, related_name="report", verbose_name="sag", editable=False)
    state = models.CharField("tilstand", max_length=16, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField("offentliggjort", null=True, blank=True, editable=False)
    reply_deadline = models.DateField("kommunernes frist", null=True, blank=True)
    title = models.CharField("titel", max_length=200, blank=True, validators=[validate_no_cpr])
    subtitle = models.CharField("undertitel", max_length=200, blank=True, validators=[validate_no_cpr])
    publisher = models.CharField("udgiver", max_length=200, blank=True, validators=[validate_no_cpr])
    need_size = models.PositiveIntegerField(
        "kommunestørrelse",
        default=NEED_SIZE,
        help_text="Indledningen regner målgrupperne ud for en kommune med så mange indbyggere.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "statusrapport"
        verbose_name_plural = "statusrapporter"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released") | Q(published_at__isnull=False), name="report_released_is_published"
            ),
            models.CheckConstraint(
                condition=Q(need_size__gte=1_000, need_size__lte=1_000_000),
                name="report_need_size_is_a_municipality",
                violation_error_message="Skriv et indbyggertal mellem 1.000 og 1.000.000.",
            ),
        ]

    def __str__(self):
        return f"Statusrapport, {self.round}"

    @property
    def is_published(self):
        """Say whether an edition stands that readers may see."""
        return self.published_at is not None

    @property
    def is_released(self):
        """Say whether the report stands as released: nothing in it changes until a new edition is begun."""
        return self.state == self.State.RELEASED

    @property
    def holds_cluster_reports(self):
        """Say whether the clusters' reports are locked: the steering group decides on them, or has."""
        return self.state in (self.State.STEERING, self.State.RELEASED)


class ReportText(models.Model):
    """One text that the project group writes, or the mark that a part is left out of the report.

    What is left out keeps its text; indicators and advice have no text here and can be left out alone.
    """

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", "Indledning"
        CONCLUSIONS = "conclusions", "Overordnede konklusioner"
        COOPERATION = "cooperation", "Klyngesamarbejdet"
        EXPLANATION = "explanation", "Forklaring"
        INDICATORS = "indicators", "Indikatorer"
        STATUS = "status", "Status"
        ADVICE = "advice", "Det anbefales"

    report = models.ForeignKey(StatusReport, models.PROTECT, related_name="texts", verbose_name="statusrapport")
    kind = models.CharField("del", max_length=15, choices=Kind)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anbefaling"
    )
    text = models.TextField("tekst", blank=True)
    is_left_out = models.BooleanField("udeladt", default=False)
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
                condition=Q(kind__in=["introduction", "conclusions", "cooperation"], recommendation__isnull=True)
                | Q(kind__in=["explanation", "indicators", "status", "advice"], recommendation__isnull=False),
                name="report_text_place_fits_kind",
            ),
            models.CheckConstraint(condition=Q(text__length__lte=REPORT_TEXT_LIMIT), name="report_text_limit"),
            models.CheckConstraint(
                condition=~Q(kind__in=["indicators", "advice"]) | Q(text=""), name="report_text_only_where_written"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.report}"


class ReportContent(Content):
    """Base of the rows that the project group writes in a report."""

    report = models.ForeignKey(
        StatusReport, models.PROTECT, related_name="%(class)ss", verbose_name="statusrapport", editable=False
    )

    class Meta(Content.Meta):
        abstract = True

    def siblings(self):
        """Give the rows of the same kind in the report."""
        return type(self).objects.filter(report_id=self.report_id)


class AdviceItem(ReportContent):
    """One item of "Det anbefales": to whom, who sees to it, and until when; of a recommendation or the cooperation."""

    class Addressee(models.TextChoices):
        KKR = "kkr", "KKR"
        PROJECT_GROUP = "project_group", "projektgruppen"
        CLUSTERS = "clusters", "klyngerne"
        MUNICIPALITIES = "municipalities", "kommunerne"

    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="anbefaling",
        editable=False,
    )
    text = models.TextField("det anbefales", max_length=ITEM_LIMIT, help_text="Begynd med det, der skal ske.")
    addressee = models.CharField("adressat", max_length=20, choices=Addressee)
    owner = models.CharField(
        "ansvarlig",
        max_length=120,
        blank=True,
        help_text="Hvem der ser til, at det sker, for eksempel tovholderne.",
        validators=[validate_no_cpr],
    )
    deadline = models.DateField("frist", null=True, blank=True)
    deadline_words = models.CharField(
        "frist i ord",
        max_length=60,
        blank=True,
        help_text="I stedet for en dato, for eksempel næste statusrapport.",
        validators=[validate_no_cpr],
    )

    history = HistoricalRecords()

    class Meta(ReportContent.Meta):
        verbose_name = "punkt under ”Det anbefales”"
        verbose_name_plural = "punkter under ”Det anbefales”"
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline_words=""),
                name="advice_has_one_deadline",
                violation_error_message="Skriv en dato eller en frist i ord, ikke begge dele.",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="advice_is_written"),
        ]

    def __str__(self):
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def siblings(self):
        """Give the items of the same recommendation, or of the cooperation."""
        return super().siblings().filter(recommendation_id=self.recommendation_id)


class AdviceOutcome(ReportContent):
    """What became of an item of the report before, told in this one."""

    class State(models.TextChoices):
        DONE = "done", "gennemført"
        BEGUN = "begun", "i gang"
        WAITING = "waiting", "ikke begyndt"
        DROPPED = "dropped", "opgivet"

    item = models.ForeignKey(AdviceItem, models.PROTECT, related_name="outcomes", verbose_name="punkt", editable=False)
    state = models.CharField("hvordan gik det?", max_length=10, choices=State)
    text = models.TextField("hvad blev det til?", max_length=ITEM_LIMIT, blank=True)

    history = HistoricalRecords()

    class Meta(ReportContent.Meta):
        verbose_name = "opfølgning"
        verbose_name_plural = "opfølgninger"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "item"],
                name="advice_outcome_once",
                violation_error_message="Der er allerede skrevet, hvad der blev af punktet. Ret det i stedet.",
            )
        ]

    def __str__(self):
        return f"{self.item}: {self.get_state_display()}"


class ReportPriority(ReportContent):
    """A recommendation of special weight, with the reason; told first among the conclusions, in this order."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="priorities", verbose_name="anbefaling"
    )
    reason = models.TextField("begrundelse", max_length=ITEM_LIMIT)

    history = HistoricalRecords()

    class Meta(ReportContent.Meta):
        verbose_name = "særligt vigtig anbefaling"
        verbose_name_plural = "særligt vigtige anbefalinger"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "recommendation"],
                name="priority_once",
                violation_error_message="Anbefalingen er allerede fremhævet.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="priority_has_reason"),
        ]

    def __str__(self):
        return f"Anbefaling {self.recommendation.number}"


class TextWaiver(models.Model):
    """That a sentence stands though the answers say otherwise, and why.

    `key` is made of the sentence and of what the answers say, so that either of them changing makes it void.
    """

    report = models.ForeignKey(StatusReport, models.PROTECT, related_name="waivers", verbose_name="statusrapport")
    key = models.CharField(max_length=64)
    sentence = models.TextField("sætning", max_length=ITEM_LIMIT)
    reason = models.TextField("begrundelse", max_length=ITEM_LIMIT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField("navn", max_length=120)
    at = models.DateTimeField("tidspunkt")

    # The name is that of `history_user`, and is not kept twice.
    history = HistoricalRecords(excluded_fields=["by_name"])

    class Meta:
        verbose_name = "sætning, der bliver stående"
        verbose_name_plural = "sætninger, der bliver stående"
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="waiver_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_reason"),
        ]

    def __str__(self):
        return self.sentence


class Presence(models.Model):
    """That somebody has a part of a report open for writing, and when their page last said so."""

    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="presences")
    part = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "part", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.user}: {self.part}"
