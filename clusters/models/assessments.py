"""Self-assessments: tracks, answers, what was submitted, and the project group's rulings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from simple_history.models import HistoricalRecords

from clusters.models.geography import ClusterRole, Municipality
from clusters.models.rounds import Round, RoundCluster
from indicators.models import Area, Indicator

models.TextField.register_lookup(Length)

ELABORATION_LIMIT = 10_000


class SelfAssessment(models.Model):
    """One municipality in one round (selvvurdering).

    `locked` is the round's state copied onto the row that every writer locks: the round sets it on all
    its rows when it stops taking answers, so that a save which waited for the row sees it afresh.
    `submission` is the one that counts; drafts never do (design, rule 2.2).
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "ikke begyndt"
        DRAFT = "draft", "i gang"
        SUBMITTED = "submitted", "indsendt"
        REVIEWED = "reviewed", "gennemgået"
        NOT_PARTICIPATING = "not_participating", "deltager ikke"

    class Provision(models.TextChoices):
        OWN = "own", "egne tilbud"
        BOUGHT = "bought", "købte tilbud"
        BOTH = "both", "både egne og købte tilbud"

    round = models.ForeignKey(Round, models.PROTECT, related_name="assessments", verbose_name="runde")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="assessments", verbose_name="kommune")
    round_cluster = models.ForeignKey(RoundCluster, models.PROTECT, related_name="assessments", verbose_name="klynge")
    municipality_name = models.CharField("navn i runden", max_length=60)
    cluster_role = models.CharField("rolle i klyngen", max_length=20, choices=ClusterRole)
    provision = models.CharField("behandlingstilbud", max_length=10, choices=Provision, blank=True)
    state = models.CharField("tilstand", max_length=20, choices=State, default=State.NOT_STARTED, editable=False)
    resumes_as = models.CharField("før", max_length=20, choices=State, blank=True, editable=False)
    absence_reason = models.TextField("hvorfor kommunen ikke deltager", blank=True, editable=False)
    locked = models.BooleanField("låst", default=False, editable=False)
    submission = models.ForeignKey(
        "Submission",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="gældende",
    )

    class Meta:
        verbose_name = "selvvurdering"
        verbose_name_plural = "selvvurderinger"
        ordering = ["round", "municipality__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "municipality"], name="assessment_once_a_round"),
            models.CheckConstraint(
                condition=(Q(state="not_participating") & ~Q(resumes_as__in=["", "not_participating"]))
                | (~Q(state="not_participating") & Q(resumes_as="", absence_reason="")),
                name="assessment_absence_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "reviewed"]) | Q(submission__isnull=False),
                name="assessment_submitted_has_submission",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_started") | Q(submission__isnull=True),
                name="assessment_not_started_has_none",
            ),
        ]

    def __str__(self):
        return f"{self.municipality_name}, {self.round}"

    @property
    def participates(self):
        """Say whether the municipality counts in N."""
        return self.state != self.State.NOT_PARTICIPATING

    @property
    def is_being_corrected(self):
        """Say whether it was returned: still counted as last submitted, marked "under rettelse"."""
        return self.state == self.State.DRAFT and self.submission_id is not None

    @property
    def state_text(self):
        """Give the state in words, as lists and messages show it."""
        return "under rettelse" if self.is_being_corrected else self.get_state_display()

    @property
    def is_editable(self):
        """Say whether answers may change now, the round's lock included."""
        return not self.locked and self.state in (self.State.NOT_STARTED, self.State.DRAFT)


class Track(models.Model):
    """One column of a municipality's form (spor). Never deleted: an inactive track keeps its answers.

    `area_key` is the slugs of the areas it covers in the catalogue's order, joined by "+".
    """

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="tracks", verbose_name="selvvurdering")
    area_key = models.CharField("områder", max_length=200)
    name = models.CharField("navn", max_length=200)
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)
    active = models.BooleanField("i brug", default=True)
    done_at = models.DateTimeField("meldt færdig", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="af"
    )

    class Meta:
        verbose_name = "spor"
        verbose_name_plural = "spor"
        ordering = ["assessment", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "area_key"], name="track_once_for_areas"),
            models.CheckConstraint(condition=~Q(area_key=""), name="track_covers_an_area"),
        ]

    def __str__(self):
        return self.name

    @property
    def area_slugs(self):
        """Give the slugs of the areas covered, a frozenset."""
        return frozenset(self.area_key.split("+"))


class TrackArea(models.Model):
    """That an active track covers an area. The constraint keeps every area in exactly one track."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="track_areas")
    track = models.ForeignKey(Track, models.CASCADE, related_name="track_areas")
    area = models.ForeignKey(Area, models.PROTECT, related_name="track_areas")

    class Meta:
        verbose_name = "område i spor"
        verbose_name_plural = "områder i spor"
        constraints = [models.UniqueConstraint(fields=["assessment", "area"], name="area_in_one_track")]

    def __str__(self):
        return f"{self.area} i {self.track}"


class Answer(models.Model):
    """What a municipality answers to one indicator in one track (svar), with its elaboration (uddybning).

    `value` is canonical (indicators/values.py); blank is unanswered. `version` grows by one at each change
    and serves locking alone: the history tells what the change was. `value_by_other` and `elaboration_by_other` say
    which of the two `changed_by` left as others had written it, or put back for them.
    """

    track = models.ForeignKey(Track, models.PROTECT, related_name="answers", verbose_name="spor")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="answers", verbose_name="indikator")
    value = models.TextField("svar", blank=True)
    elaboration = models.TextField("uddybning", blank=True)
    version = models.PositiveIntegerField("version", default=1)
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
    is_carried = models.BooleanField(
        "overtaget", default=False, help_text="Kom fra andre spor, da sporene blev ændret, og er ikke rettet siden."
    )

    # What somebody wrote stays hidden from those who may not see it, though they write in the same answer.
    value_by_other = models.BooleanField(
        "svaret er en andens", default=False, help_text="Den, der sidst ændrede, skrev ikke selv svaret."
    )
    elaboration_by_other = models.BooleanField(
        "uddybningen er en andens", default=False, help_text="Den, der sidst ændrede, skrev ikke selv uddybningen."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        constraints = [
            models.UniqueConstraint(fields=["track", "indicator"], name="answer_once_a_track"),
            models.CheckConstraint(condition=Q(version__gte=1), name="answer_version_positive"),
            models.CheckConstraint(
                condition=Q(elaboration__length__lte=ELABORATION_LIMIT), name="answer_elaboration_limit"
            ),
            models.CheckConstraint(condition=Q(value__length__lte=ELABORATION_LIMIT), name="answer_value_limit"),
        ]

    def __str__(self):
        return f"{self.indicator.number}: {self.value or 'ikke besvaret'}"


class Submission(models.Model):
    """What a municipality submitted, as it was: a sealed document that all counting reads.

    `content` follows clusters/submitted.py. Submissions are numbered within the assessment and never change.
    """

    assessment = models.ForeignKey(
        SelfAssessment, models.PROTECT, related_name="submissions", verbose_name="selvvurdering"
    )
    number = models.PositiveSmallIntegerField("nummer")
    content = models.JSONField("indhold")
    confirmed_missing = models.PositiveSmallIntegerField("indsendt uden", default=0)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="indsendt af",
    )
    submitter_name = models.CharField("navn", max_length=120)
    submitted_at = models.DateTimeField("indsendt")

    class Meta:
        verbose_name = "indsendelse"
        verbose_name_plural = "indsendelser"
        ordering = ["assessment", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submission_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="submission_number_positive"),
        ]

    def __str__(self):
        return f"{self.assessment}, indsendelse {self.number}"


class Ruling(models.Model):
    """The project group's decision on one *delvis* (projektgruppens vurdering), with its reason.

    Append-only. `fingerprint` pins the versions of the answer and its supplementary answers: any change
    voids the ruling, and changing back does not revive it (design, rule 2.1).
    """

    class Outcome(models.TextChoices):
        YES = "ja", "ja"
        NO = "nej", "nej"

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="rulings", verbose_name="svar")
    fingerprint = models.CharField(max_length=500)
    outcome = models.CharField("tæller som", max_length=3, choices=Outcome)
    reason = models.TextField("begrundelse", max_length=10_000)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hvem",
    )
    ruler_name = models.CharField("navn", max_length=120)
    ruled_at = models.DateTimeField("tidspunkt")
    is_example = models.BooleanField("eksempel", default=False)

    class Meta:
        verbose_name = "projektgruppens vurdering"
        verbose_name_plural = "projektgruppens vurderinger"
        ordering = ["answer", "-ruled_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="ruling_has_reason"),
            models.CheckConstraint(condition=Q(outcome__in=["ja", "nej"]), name="ruling_is_yes_or_no"),
        ]

    def __str__(self):
        return f"{self.answer} → {self.outcome}"
