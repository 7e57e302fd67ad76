"""Places: regions, municipalities with their other names and populations, clusters and who is in them when."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from indicators.models import slug_validator
from misbrug.text.danish import date_long, fold
from misbrug.text.guard import validate_no_cpr


class Region(models.Model):
    """One of the country's regions."""

    slug = models.CharField("kortnavn", max_length=60, unique=True, validators=[slug_validator, validate_no_cpr])
    name = models.CharField("navn", max_length=80, unique=True, validators=[validate_no_cpr])

    class Meta:
        verbose_name = "region"
        verbose_name_plural = "regioner"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Municipality(models.Model):
    """A municipality (kommune), known by its four-digit code."""

    code = models.CharField(
        "kommunekode",
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^\d{4}$", "Skriv koden med fire cifre, for eksempel 0376.")],
    )
    name = models.CharField(
        "navn",
        max_length=60,
        unique=True,
        help_text="Uden ordet kommune, for eksempel Faxe.",
        validators=[validate_no_cpr],
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="municipalities", verbose_name="region")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{4}$"), name="municipality_code_four_digits"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a name under which another municipality is known, in any spelling."""
        owner = municipality_named(self.name).exclude(pk=self.pk).first()
        if owner:
            raise ValidationError({"name": f"{self.name} er allerede navn for {owner.name} ({owner.code})."})


class MunicipalityAlias(models.Model):
    """Another spelling under which a municipality arrives in files: Århus, Nordfyn."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="aliases", verbose_name="kommune")
    name = models.CharField("andet navn", max_length=60, validators=[validate_no_cpr])
    folded = models.CharField(max_length=60, unique=True, editable=False)

    class Meta:
        verbose_name = "andet navn"
        verbose_name_plural = "andre navne"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keep the folded spelling, which files are matched by, in step with the name."""
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse a name under which another municipality is known, in any spelling."""
        owner = municipality_named(self.name).exclude(pk=self.municipality_id).first()
        if owner:
            raise ValidationError({"name": f"{self.name} er allerede navn for {owner.name} ({owner.code})."})
        twins = MunicipalityAlias.objects.filter(folded=fold(self.name)).exclude(pk=self.pk)
        if twins.exists():
            raise ValidationError({"name": f"{self.name} står der allerede, måske stavet anderledes."})


def municipality_named(name):
    """Give the municipalities known under a name, in any spelling: at most one, unless the data is wrong."""
    wanted = fold(name)
    # In Python, since no database folds names as Danish does.
    found = [pk for pk, each in Municipality.objects.values_list("pk", "name") if fold(each) == wanted]
    return Municipality.objects.filter(Q(pk__in=found) | Q(aliases__folded=wanted)).distinct()


class PopulationFigure(models.Model):
    """How many people lived in a municipality on a date, with the source of the figure."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="populations", verbose_name="kommune")
    date = models.DateField("opgjort")
    count = models.PositiveIntegerField("indbyggertal")
    source = models.CharField("kilde", max_length=200, validators=[validate_no_cpr])

    class Meta:
        verbose_name = "indbyggertal"
        verbose_name_plural = "indbyggertal"
        ordering = ["municipality", "-date"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "date"], name="population_once_a_date"),
        ]

    def __str__(self):
        return f"{self.municipality}: {self.count} ({self.date})"


class ClusterRole(models.TextChoices):
    """What a municipality is in its cluster. Gives its users no rights."""

    LEAD = "tovholder", "tovholder"
    PROJECT_GROUP = "projektgruppe", "sidder i projektgruppen"
    MEMBER = "deltager", "deltager"


class Cluster(models.Model):
    """Municipalities that work together (klynge)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="clusters", verbose_name="region")
    slug = models.CharField("kortnavn", max_length=60, unique=True, validators=[slug_validator, validate_no_cpr])
    name = models.CharField("navn", max_length=80, validators=[validate_no_cpr])
    order = models.PositiveSmallIntegerField("rækkefølge", default=1)
    municipalities = models.ManyToManyField(
        Municipality, through="ClusterMembership", related_name="clusters", verbose_name="kommuner"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "klynge"
        verbose_name_plural = "klynger"
        ordering = ["region", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="cluster_name_once_in_region"),
        ]

    def __str__(self):
        return self.name


class ClusterMembership(models.Model):
    """That a municipality belongs to a cluster, with what role, from when and until when."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="memberships", verbose_name="klynge")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="cluster_memberships", verbose_name="kommune"
    )
    role = models.CharField("rolle", max_length=20, choices=ClusterRole, default=ClusterRole.MEMBER)
    valid_from = models.DateField("fra")
    valid_to = models.DateField("til", null=True, blank=True, help_text="Tom, så længe kommunen er med.")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "kommune i klyngen"
        verbose_name_plural = "kommuner i klyngen"
        ordering = ["cluster", "municipality__code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cluster_membership_ends_after_start",
                violation_error_message="Datoen i ”til” ligger før datoen i ”fra”.",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(valid_to__isnull=True),
                name="municipality_in_one_cluster_at_a_time",
                violation_error_message="Kommunen er allerede med i en klynge. Afslut det medlemskab først.",
            ),
        ]

    def __str__(self):
        return f"{self.municipality} i {self.cluster}"

    def clean(self):
        """Refuse a municipality in two clusters on one day."""
        if self.municipality_id is None or self.valid_from is None:
            return
        others = ClusterMembership.objects.filter(municipality_id=self.municipality_id).exclude(pk=self.pk)
        others = others.exclude(valid_to__lt=self.valid_from)
        if self.valid_to:
            others = others.filter(valid_from__lte=self.valid_to)
        other = others.select_related("cluster").first()
        if other:
            since = date_long(other.valid_from)
            raise ValidationError(
                {"municipality": f"Kommunen er i {other.cluster} fra {since}. Afslut det medlemskab først."}
            )
