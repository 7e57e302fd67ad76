"""What surrounds a status report: cluster reports, the right of reply, figures of need, editions, a Word template."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models.assessments import SelfAssessment
from clusters.models.geography import Region
from clusters.models.reports import ITEM_LIMIT, REPORT_TEXT_LIMIT, StatusReport
from clusters.models.rounds import RoundCluster
from indicators.models import Indicator
from misbrug.text.guard import validate_no_cpr

TEMPLATE_LIMIT = 5 * 1024 * 1024


def _signed_by(name):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=name,
    )


class ClusterReport(models.Model):
    """What a cluster says of itself in a round (klyngerapport): draft until its lead delivers it."""

    class State(models.TextChoices):
        DRAFT = "draft", "kladde"
        DELIVERED = "delivered", "afleveret"

    round_cluster = models.OneToOneField(
        RoundCluster, models.PROTECT, related_name="report", verbose_name="klynge i runden", editable=False
    )
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.DRAFT, editable=False)
    agreed = models.TextField("det er klyngen enig om", blank=True, max_length=REPORT_TEXT_LIMIT)
    wishes = models.TextField("det vil klyngen arbejde med", blank=True, max_length=REPORT_TEXT_LIMIT)
    needs = models.TextField("behov for udvikling", blank=True, max_length=REPORT_TEXT_LIMIT)
    feedback = models.TextField("tilbagemelding om samarbejdet", blank=True, max_length=REPORT_TEXT_LIMIT)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = _signed_by("ændret af")
    changed_at = models.DateTimeField("ændret", editable=False)
    delivered_at = models.DateTimeField("afleveret", null=True, blank=True, editable=False)
    is_example = models.BooleanField("eksempel", default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "klyngerapport"
        verbose_name_plural = "klyngerapporter"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | Q(state="draft", delivered_at__isnull=True),
                name="cluster_report_delivered_has_time",
            )
        ]

    def __str__(self):
        return f"Klyngerapport, {self.round_cluster}"

    @property
    def is_delivered(self):
        """Say whether the project group has it."""
        return self.state == self.State.DELIVERED


class CorrectionRequest(models.Model):
    """A municipality's request to be shown otherwise in the report, with its reason, and the answer it got."""

    class State(models.TextChoices):
        OPEN = "open", "venter på svar"
        ACCEPTED = "accepted", "imødekommet"
        DECLINED = "declined", "ikke imødekommet"

    report = models.ForeignKey(StatusReport, models.PROTECT, related_name="corrections", verbose_name="statusrapport")
    assessment = models.ForeignKey(
        SelfAssessment, models.PROTECT, related_name="corrections", verbose_name="selvvurdering"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="indikator"
    )
    reason = models.TextField("begrundelse", max_length=ITEM_LIMIT)
    asked_by = _signed_by("bedt om af")
    asked_by_name = models.CharField("navn", max_length=120)
    asked_at = models.DateTimeField("bedt om")
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("svar", max_length=ITEM_LIMIT, blank=True)
    answered_by = _signed_by("besvaret af")
    answered_by_name = models.CharField("navn", max_length=120, blank=True)
    answered_at = models.DateTimeField("besvaret", null=True, blank=True)
    is_example = models.BooleanField("eksempel", default=False)

    class Meta:
        verbose_name = "ønske om rettelse"
        verbose_name_plural = "ønsker om rettelse"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, answer="")
                | (~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="correction_answered_with_words",
            ),
        ]

    def __str__(self):
        return f"{self.assessment}: {self.indicator.number if self.indicator else 'hele visningen'}"


class NeedRate(models.Model):
    """How many in the whole country belong to a target group, and of how many: the rate for estimates elsewhere."""

    name = models.CharField("målgruppe", max_length=120, unique=True, validators=[validate_no_cpr])
    count = models.PositiveIntegerField("antal i hele landet")
    population = models.PositiveIntegerField("befolkning i hele landet")
    year = models.PositiveSmallIntegerField("år")
    source = models.CharField("kilde", max_length=200, validators=[validate_no_cpr])
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "målgruppe"
        verbose_name_plural = "målgrupper"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(population__gt=0, count__lte=F("population")),
                name="need_rate_is_a_share",
                violation_error_message="Antallet kan ikke være større end befolkningen.",
            )
        ]

    def __str__(self):
        return self.name


class Sealed(Exception):
    """An attempt to change what an edition has sealed."""


class SealedQuerySet(models.QuerySet):
    """Refuses to change or delete sealed rows in bulk."""

    def update(self, **values):
        """Refuse what would change the sealed. Raises Sealed."""
        if set(values) - self.model.OPEN_FIELDS:
            raise Sealed("An edition never changes.")
        return super().update(**values)

    def delete(self):
        """Refuse. Raises Sealed."""
        raise Sealed("An edition is never deleted.")


class SealedModel(models.Model):
    """A row that never changes once it is stored, apart from OPEN_FIELDS, and is not deleted."""

    OPEN_FIELDS = frozenset()

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Store a new row, or the open fields of a stored one. Raises Sealed for all else."""
        if not self._state.adding and not (
            kwargs.get("update_fields") and set(kwargs["update_fields"]) <= self.OPEN_FIELDS
        ):
            raise Sealed("An edition never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse. Raises Sealed."""
        raise Sealed("An edition is never deleted.")


class Edition(SealedModel):
    """One released edition (udgave) of a report: all that it says, as canonical JSON under one SHA-256.

    `facts` is what the renderers read and what readers may see; `record` holds the submitted answers behind it, with
    elaborations, for those who take part. `sha256` is of both and of the uploaded annexes
    (clusters/reports/sealing.py). Persons stand as role and organisation.
    """

    OPEN_FIELDS = frozenset({"withdrawn_at", "withdrawn_reason", "withdrawn_by"})

    report = models.ForeignKey(StatusReport, models.PROTECT, related_name="editions", verbose_name="statusrapport")
    number = models.PositiveSmallIntegerField("udgave")
    released_at = models.DateTimeField("frigivet")
    released_by = _signed_by("frigivet af")
    schema = models.PositiveSmallIntegerField("skema")
    facts = models.TextField("indhold")
    record = models.TextField("svarene bag")
    sha256 = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True, blank=True)
    withdrawn_reason = models.TextField("hvorfor", max_length=10_000, blank=True)
    withdrawn_by = _signed_by("trukket tilbage af")

    class Meta:
        verbose_name = "udgave"
        verbose_name_plural = "udgaver"
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_positive"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="edition_withdrawn_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.report}, {self.number}. udgave"

    @property
    def is_withdrawn(self):
        """Say whether the edition has been withdrawn."""
        return self.withdrawn_at is not None


class EditionFile(SealedModel):
    """A file of an edition as it was made when the edition was released, or an uploaded annex as it was then."""

    class Kind(models.TextChoices):
        HTML = "html", "HTML"
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        JSON = "json", "JSON"
        ANNEX = "annex", "bilag"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files", verbose_name="udgave")
    kind = models.CharField("format", max_length=6, choices=Kind)
    letter = models.CharField("bilag", max_length=3, blank=True)
    name = models.CharField("filens navn", max_length=200)
    media_type = models.CharField("filtype", max_length=100)
    size = models.PositiveIntegerField("størrelse i bytes")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField("indhold")

    class Meta:
        verbose_name = "fil i en udgave"
        verbose_name_plural = "filer i en udgave"
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "letter"], name="edition_file_once"),
            models.CheckConstraint(
                condition=Q(kind="annex") & ~Q(letter="") | ~Q(kind="annex") & Q(letter=""),
                name="edition_annex_has_letter",
            ),
        ]

    def __str__(self):
        return f"{self.edition}: {self.name}"


class WordTemplate(models.Model):
    """A region's own Word template, into which its reports are poured."""

    region = models.OneToOneField(Region, models.CASCADE, related_name="word_template", verbose_name="region")
    name = models.CharField("filens navn", max_length=200)
    content = models.BinaryField("indhold")
    size = models.PositiveIntegerField("størrelse i bytes")
    changed_by = _signed_by("lagt op af")
    changed_at = models.DateTimeField("lagt op")

    class Meta:
        verbose_name = "Word-skabelon"
        verbose_name_plural = "Word-skabeloner"

    def __str__(self):
        return self.name
