"""The political treatment of a case: of status reports here, of strategies above. A case belongs to neither.

A case is treated by bodies, one agenda item each time; it is heard, it leaves tasks behind, and it has annexes.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models.content import Content
from clusters.models.geography import Municipality, Region
from misbrug.text.danish import date_long, fold
from misbrug.text.guard import validate_no_cpr

TEXT_LIMIT = 20_000
ANNEX_LIMIT = 10 * 1024 * 1024


class Body(Content):
    """Who can treat a case: a committee, a council, an administration, a board (udvalg, byråd, forvaltning, råd)."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "udvalg"
        COUNCIL = "council", "byråd eller kommunalbestyrelse"
        ADMINISTRATION = "administration", "forvaltning"
        BOARD = "board", "råd eller nævn"
        GROUP = "group", "styregruppe eller arbejdsgruppe"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="kommune"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="region"
    )
    name = models.CharField("navn", max_length=120, validators=[validate_no_cpr])
    short_name = models.CharField(
        "forkortelse",
        max_length=12,
        blank=True,
        help_text="For eksempel BFU. Vises i oversigten over, hvem der behandler sagen.",
        validators=[validate_no_cpr],
    )
    kind = models.CharField("slags", max_length=20, choices=Kind, default=Kind.COMMITTEE)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "udvalg eller råd"
        verbose_name_plural = "udvalg og råd"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, region__isnull=True)
                | Q(municipality__isnull=True, region__isnull=False),
                name="body_of_municipality_or_region",
            ),
            models.UniqueConstraint(
                fields=["municipality", "name"],
                condition=Q(municipality__isnull=False),
                name="body_once_in_municipality",
                violation_error_message="Der er allerede et udvalg eller råd med det navn.",
            ),
            models.UniqueConstraint(
                fields=["region", "name"],
                condition=Q(region__isnull=False),
                name="body_once_in_region",
                violation_error_message="Der er allerede et udvalg eller råd med det navn.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """Give the abbreviation, or the name where there is none."""
        return self.short_name or self.name

    def siblings(self):
        """Give the bodies of the same place."""
        return Body.objects.filter(municipality_id=self.municipality_id, region_id=self.region_id)

    def clean(self):
        """Refuse a name that another body of the place has in other letters."""
        taken = (fold(name) for name in self.siblings().exclude(pk=self.pk).values_list("name", flat=True))
        if fold(self.name or "") in taken:
            raise ValidationError({"name": "Der er allerede et udvalg eller råd med det navn."})


class Case(models.Model):
    """One case (sag) on its way through the bodies: what is presented to all of them."""

    title = models.CharField("titel", max_length=200, validators=[validate_no_cpr])
    summary = models.TextField("resumé", blank=True, max_length=TEXT_LIMIT)
    presentation = models.TextField("sagsfremstilling", blank=True, max_length=TEXT_LIMIT)
    economy = models.TextField("økonomi", blank=True, max_length=TEXT_LIMIT)
    further_process = models.TextField("videre proces", blank=True, max_length=TEXT_LIMIT)
    responsible = models.CharField("ansvarlig forvaltning", max_length=200, blank=True, validators=[validate_no_cpr])
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "sag"
        verbose_name_plural = "sager"

    def __str__(self):
        return self.title


class CaseContent(Content):
    """Base of the rows of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="%(class)ss", verbose_name="sag", editable=False)

    class Meta(Content.Meta):
        abstract = True

    def siblings(self):
        """Give the rows of the same kind in the case."""
        return type(self).objects.filter(case_id=self.case_id)


class Route(CaseContent):
    """That a body has to do with a case, and how: one mark of the routing matrix."""

    class Role(models.TextChoices):
        PREPARES = "prepares", "indstiller"
        TREATS = "treats", "behandler"
        DECIDES = "decides", "beslutter"
        HEARD = "heard", "høres"
        INFORMED = "informed", "orienteres"

    body = models.ForeignKey(Body, models.PROTECT, related_name="routes", verbose_name="udvalg eller råd")
    role = models.CharField("rolle", max_length=12, choices=Role, default=Role.TREATS)

    history = HistoricalRecords()

    class Meta(CaseContent.Meta):
        verbose_name = "behandling"
        verbose_name_plural = "behandlinger"
        constraints = [models.UniqueConstraint(fields=["case", "body"], name="route_once_for_body")]

    def __str__(self):
        return f"{self.body}: {self.get_role_display()}"


class AgendaItem(CaseContent):
    """One body's treatment of a case at one meeting (dagsordenspunkt): what is recommended and what was decided."""

    class Outcome(models.TextChoices):
        WAITING = "", "ikke behandlet endnu"
        APPROVED = "approved", "godkendt"
        REMARK = "remark", "godkendt med bemærkning"
        HEARING = "hearing", "sendt i høring"
        NOTED = "noted", "taget til efterretning"
        POSTPONED = "postponed", "udsat"
        RETURNED = "returned", "sendt tilbage"
        REJECTED = "rejected", "ikke godkendt"

    body = models.ForeignKey(Body, models.PROTECT, related_name="agenda_items", verbose_name="udvalg eller råd")
    date = models.DateField("mødedato")
    item_number = models.CharField("punkt", max_length=10, blank=True, validators=[validate_no_cpr])
    case_number = models.CharField("sagsnr.", max_length=60, blank=True, validators=[validate_no_cpr])
    proposals = models.TextField(
        "indstilling", blank=True, max_length=TEXT_LIMIT, help_text="Ét at-punkt på hver linje, uden ordet at."
    )
    outcome = models.CharField("resultat", max_length=12, choices=Outcome, blank=True, default=Outcome.WAITING)
    decision = models.TextField("beslutning", blank=True, max_length=TEXT_LIMIT)
    remark = models.TextField("bemærkning", blank=True, max_length=TEXT_LIMIT)
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name="fornyet behandling af",
        help_text="Udfyldes, når udvalget tager sagen op igen.",
    )

    history = HistoricalRecords()

    class Meta(CaseContent.Meta):
        verbose_name = "dagsordenspunkt"
        verbose_name_plural = "dagsordenspunkter"
        ordering = ["date", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="remark") | ~Q(remark=""),
                name="agenda_item_remark_is_written",
                violation_error_message="Skriv bemærkningen, når resultatet er godkendt med bemærkning.",
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("pk")), name="agenda_item_not_own_renewal"
            ),
        ]

    def __str__(self):
        return f"{self.body}, {date_long(self.date)}"

    @property
    def points(self):
        """Give the at-punkter in order, each without the word "at"."""
        lines = (line.strip().lstrip("-•– ").strip() for line in self.proposals.splitlines())
        return [line.removeprefix("at ") for line in lines if line]

    def clean(self):
        """Refuse a renewed treatment of another case, or of a later meeting."""
        earlier = self.renews
        if earlier is None:
            return
        if earlier.case_id != self.case_id or earlier.pk == self.pk:
            raise ValidationError({"renews": "Vælg et tidligere punkt i samme sag."})
        if self.date and earlier.date > self.date:
            raise ValidationError({"renews": "Den behandling, der fornyes, ligger efter mødedatoen."})


class Hearing(CaseContent):
    """A hearing (høring): who is asked, until when, and what they answered."""

    title = models.CharField("titel", max_length=200, validators=[validate_no_cpr])
    sent_on = models.DateField("sendt")
    deadline = models.DateField("svarfrist", null=True, blank=True)
    text = models.TextField("om høringen", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(CaseContent.Meta):
        verbose_name = "høring"
        verbose_name_plural = "høringer"
        ordering = ["sent_on", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=F("sent_on")),
                name="hearing_deadline_after_start",
                violation_error_message="Svarfristen ligger før den dag, høringen blev sendt.",
            )
        ]

    def __str__(self):
        return self.title


class HearingParty(Content):
    """One party to a hearing, and its answer once it has come."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="parties", verbose_name="høring", editable=False)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="udvalg eller råd"
    )
    name = models.CharField(
        "høringspart",
        max_length=200,
        blank=True,
        help_text="Udfyldes, når parten ikke er et af kommunens egne udvalg eller råd.",
        validators=[validate_no_cpr],
    )
    answered_on = models.DateField("svarede", null=True, blank=True)
    answer = models.TextField("høringssvar", blank=True, max_length=TEXT_LIMIT)

    history = HistoricalRecords()

    class Meta(Content.Meta):
        verbose_name = "høringspart"
        verbose_name_plural = "høringsparter"
        constraints = [
            models.CheckConstraint(
                condition=(Q(body__isnull=False) & Q(name="")) | (Q(body__isnull=True) & ~Q(name="")),
                name="hearing_party_is_one",
                violation_error_message="Vælg et udvalg eller råd, eller skriv et navn, ikke begge dele.",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False),
                name="hearing_answer_has_date",
                violation_error_message="Skriv, hvilken dag svaret kom.",
            ),
        ]

    def __str__(self):
        return str(self.body or self.name)

    def clean(self):
        """Refuse an answer from before the hearing was sent."""
        if self.answered_on and self.answered_on < self.hearing.sent_on:
            raise ValidationError({"answered_on": "Svaret ligger før den dag, høringen blev sendt."})

    @property
    def case_id(self):
        """Give the id of the hearing's case."""
        return self.hearing.case_id

    def siblings(self):
        """Give the parties to the same hearing."""
        return HearingParty.objects.filter(hearing_id=self.hearing_id)


class Task(CaseContent):
    """What somebody has to do (opgave), most often because of a remark: with owner, deadline and end."""

    class State(models.TextChoices):
        OPEN = "open", "åben"
        DONE = "done", "færdig"
        DROPPED = "dropped", "bortfaldet"

    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="fra dagsordenspunkt"
    )
    hearing = models.ForeignKey(
        Hearing, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="fra høring"
    )
    title = models.CharField("opgave", max_length=300, validators=[validate_no_cpr])
    owner = models.CharField(
        "hvem", max_length=120, help_text="Enhed eller funktion, ikke en borger.", validators=[validate_no_cpr]
    )
    deadline = models.DateField("frist", null=True, blank=True)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.OPEN, editable=False)
    closed_on = models.DateField("afsluttet", null=True, blank=True, editable=False)
    result = models.TextField("hvad der kom ud af det", blank=True, max_length=TEXT_LIMIT, editable=False)

    history = HistoricalRecords()

    class Meta(CaseContent.Meta):
        verbose_name = "opgave"
        verbose_name_plural = "opgaver"
        ordering = ["state", F("deadline").asc(nulls_last=True), "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="task_closed_has_date",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """Refuse an agenda item or a hearing of another case."""
        wrong = {
            name: "Vælg noget fra den samme sag."
            for name in ("agenda_item", "hearing")
            if (other := getattr(self, name)) is not None and other.case_id != self.case_id
        }
        if wrong:
            raise ValidationError(wrong)


def annex_path(annex, filename):
    """Give where a file is stored: under a random name, so that no name of a user's becomes one on the disk."""
    name = uuid.uuid4().hex
    return f"bilag/{name[:2]}/{name}"


class Annex(CaseContent):
    """An annex (bilag): a file or a link, with title and date."""

    title = models.CharField("titel", max_length=200, validators=[validate_no_cpr])
    date = models.DateField("dato", null=True, blank=True)
    url = models.URLField("link", max_length=500, blank=True, validators=[validate_no_cpr])
    file = models.FileField("fil", upload_to=annex_path, blank=True, max_length=200)
    file_name = models.CharField("filens navn", max_length=200, blank=True, editable=False)
    media_type = models.CharField("filtype", max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField("størrelse i bytes", null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta(CaseContent.Meta):
        verbose_name = "bilag"
        verbose_name_plural = "bilag"
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="annex_is_file_or_link",
                violation_error_message="Vælg en fil, eller skriv et link, ikke begge dele.",
            )
        ]

    def __str__(self):
        return self.title
