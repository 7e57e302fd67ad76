"""Who holds which role where. What a role may do is decided in clusters/permissions.py alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from clusters.models.geography import Cluster, Municipality, Region


class Membership(models.Model):
    """A user's role, tied to the place it counts for: a municipality, a cluster or a region."""

    class Role(models.TextChoices):
        CASEWORKER = "caseworker", "sagsbehandler"
        MUNICIPAL_LEAD = "municipal_lead", "kommuneansvarlig"
        CLUSTER_LEAD = "cluster_lead", "klyngetovholder"
        PROJECT_GROUP = "project_group", "projektgruppe"
        STEERING_GROUP = "steering_group", "styregruppe"
        READER = "reader", "læser"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="bruger"
    )
    role = models.CharField("rolle", max_length=20, choices=Role)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="user_memberships",
        verbose_name="kommune",
        help_text="For projektgruppen: den kommune, personen er ansat i. Egen kommune vurderes af andre.",
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, blank=True, related_name="user_memberships", verbose_name="klynge"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="user_memberships", verbose_name="region"
    )
    area = models.CharField(
        "område", max_length=40, blank=True, help_text="Sagsbehandlerens eget område, for eksempel alkohol."
    )

    source = models.CharField(
        "givet af",
        max_length=40,
        blank=True,
        default="",
        editable=False,
        help_text="Det fælles log ind, som gav rollen. Tom: en administrator.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "rolle"
        verbose_name_plural = "roller"
        ordering = ["user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=["caseworker", "municipal_lead"],
                    municipality__isnull=False,
                    cluster__isnull=True,
                    region__isnull=True,
                )
                | Q(role="cluster_lead", cluster__isnull=False, region__isnull=True)
                | Q(role="project_group", cluster__isnull=True, region__isnull=False)
                | Q(
                    role__in=["steering_group", "reader"],
                    municipality__isnull=True,
                    cluster__isnull=True,
                    region__isnull=False,
                ),
                name="membership_place_fits_role",
                violation_error_message=(
                    "Rollen hører til et bestemt sted: sagsbehandler og kommuneansvarlig til en kommune, "
                    "klyngetovholder til en klynge, projektgruppe, styregruppe og læser til en region."
                ),
            ),
            models.CheckConstraint(
                condition=Q(area="") | Q(role="caseworker"), name="membership_area_only_for_caseworkers"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(region__isnull=False),
                name="membership_once_in_region",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "cluster"],
                condition=Q(cluster__isnull=False),
                name="membership_once_in_cluster",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "municipality"],
                condition=Q(cluster__isnull=True, region__isnull=True),
                name="membership_once_in_municipality",
            ),
        ]

    def __str__(self):
        place = self.region or self.cluster or self.municipality
        return f"{self.get_role_display()}, {place}"
