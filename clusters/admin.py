"""Places, clusters, rounds and roles in the administration. What municipalities answer is not shown here.

States change by the acts on a round's own page; here they are for reading. Answers, submissions and rulings have no
pages at all: an administrator may not see what a municipality has not submitted.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from clusters.models import (
    Cluster,
    ClusterMembership,
    Deletion,
    Membership,
    Municipality,
    MunicipalityAlias,
    NeedRate,
    PopulationFigure,
    Region,
    Round,
    RoundCluster,
    SelfAssessment,
)
from clusters.resources import ClusterResource, MunicipalityResource, PopulationResource
from clusters.workflow.administered import delete_administered
from clusters.workflow.deleting import label_of
from clusters.workflow.errors import WorkflowError
from indicators.admin import CatalogueAdmin, IndicatorAdmin, RecommendationAdmin
from indicators.models import Area, Catalogue, Indicator, Recommendation
from misbrug.accounts.admin import UserAdmin
from misbrug.accounts.admin_base import StaffModelAdmin, StaffTabularInline
from misbrug.tables.admin import FoldedSearch, PlainRelations, TableAdmin
from misbrug.tables.history import StaffHistoryAdmin
from misbrug.text.danish import fold

# Places


class AliasFormSet(forms.BaseInlineFormSet):
    """The other names of a municipality."""

    def clean(self):
        """Refuse the same name twice, in any spelling."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        names = [fold(form.cleaned_data.get("name") or "") for form in kept if hasattr(form, "cleaned_data")]
        double = {name for name in names if name and names.count(name) > 1}
        if double:
            raise ValidationError("To af navnene er det samme, måske stavet forskelligt. Slet det ene.")


class AliasInline(StaffTabularInline):
    """The other names of a municipality."""

    model = MunicipalityAlias
    formset = AliasFormSet
    verbose_name_plural = "andre navne, som filer kan bruge"


class PopulationInline(StaffTabularInline):
    """The populations of a municipality."""

    model = PopulationFigure


class Archived:
    """Deleting here can be undone: the row is kept with all that was part of it, and a page brings it back."""

    change_list_template = "admin/change_list_archived.html"

    def delete_model(self, request, obj):
        """Keep what is deleted, and say where. Raises PermissionDenied where it is needed or sealed by now."""
        try:
            deletion = delete_administered(obj, actor=request.user, at=timezone.now())
        except WorkflowError as refusal:
            raise PermissionDenied(refusal.message) from refusal
        address = reverse("clusters:administered_deletion", args=[deletion.pk])
        messages.success(request, format_html('Det kan <a href="{}">læses og gendannes</a>.', address))


class KeepsDeleted:
    """A place from which something was deleted stays, since what was deleted can be read and brought back there."""

    def has_delete_permission(self, request, obj=None):
        """Refuse where what was deleted would be out of reach."""
        if obj is not None and Deletion.objects.filter(whole_kind=label_of(obj), whole_id=obj.pk).exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(Municipality)
class MunicipalityAdmin(KeepsDeleted, FoldedSearch, TableAdmin):
    """Municipalities, and their populations by import and export."""

    index_order = 13
    resource_classes = [MunicipalityResource, PopulationResource]
    import_pages = {"kommuner": "Importér kommuner", "indbyggertal": "Importér indbyggertal"}
    inlines = [AliasInline, PopulationInline]
    list_display = ["name", "code", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    list_per_page = 100
    folded_search = ["name", "code", "aliases__name"]
    search_help_text = "Søg på navn, et andet navn eller kommunekode."


@admin.register(Region)
class RegionAdmin(KeepsDeleted, StaffModelAdmin):
    """Regions."""

    index_order = 14
    list_display = ["name", "slug"]
    actions = None


@admin.register(NeedRate)
class NeedRateAdmin(Archived, StaffHistoryAdmin):
    """The rates behind the reports' estimates of need; a released edition keeps those it was made with."""

    index_order = 15
    list_display = ["name", "count", "population", "year", "source"]
    fields = ["name", "count", "population", "year", "source", "order"]
    actions = None


class ClusterMembershipInline(PlainRelations, StaffTabularInline):
    """The municipalities of a cluster."""

    model = ClusterMembership


@admin.register(Cluster)
class ClusterAdmin(Archived, FoldedSearch, TableAdmin):
    """Clusters and who is in them when."""

    index_order = 12
    resource_classes = [ClusterResource]
    import_pages = {"klynger": "Importér klynger"}
    inlines = [ClusterMembershipInline]
    list_display = ["name", "region", "order"]
    list_filter = ["region"]
    list_select_related = ["region"]
    folded_search = ["name", "municipalities__name"]
    search_help_text = "Søg på klyngens navn eller en kommune i den."
    fields = ["name", "slug", "region", "order"]


# Rounds


class RoundClusterFormSet(forms.BaseInlineFormSet):
    """The clusters of a round."""

    def clean(self):
        """Refuse a cluster of another region than the round's."""
        super().clean()
        for form in self.forms:
            cluster = form.cleaned_data.get("cluster") if hasattr(form, "cleaned_data") else None
            # What was posted and is no cluster has its own error, and stands here as it came.
            is_elsewhere = isinstance(cluster, Cluster) and cluster.region_id != self.instance.region_id
            if is_elsewhere and self.instance.region_id:
                raise ValidationError(f"{cluster} ligger i {cluster.region}. Vælg klynger i rundens egen region.")


class RoundClusterInline(PlainRelations, StaffTabularInline):
    """The clusters that a round asks; frozen when it opens."""

    model = RoundCluster
    formset = RoundClusterFormSet
    fields = ["cluster", "order"]

    def _is_planned(self, obj):
        return obj is None or obj.state == Round.State.PLANNED

    def has_add_permission(self, request, obj=None):
        """Only before the round opens."""
        return super().has_add_permission(request, obj) and self._is_planned(obj)

    def has_change_permission(self, request, obj=None):
        """Only before the round opens."""
        return super().has_change_permission(request, obj) and self._is_planned(obj)

    def has_delete_permission(self, request, obj=None):
        """Only before the round opens."""
        return super().has_delete_permission(request, obj) and self._is_planned(obj)


@admin.register(Round)
class RoundAdmin(Archived, PlainRelations, FoldedSearch, StaffHistoryAdmin):
    """Rounds: planned here, and from then on steered on their own page."""

    index_order = 10
    inlines = [RoundClusterInline]
    list_display = ["name", "region", "catalogue", "state", "deadline"]
    list_filter = ["state", "region"]
    list_select_related = ["region", "catalogue"]
    folded_search = ["name", "label"]
    search_help_text = "Søg på rundens navn."
    fields = ["name", "label", "slug", "region", "catalogue", "previous", "deadline", "state", "opened_at", "page"]
    always_read_only = ["state", "opened_at", "page"]
    frozen_by_opening = ["slug", "region", "catalogue"]

    def get_fields(self, request, obj=None):
        """A round that is not stored has no page and no state yet."""
        return self.fields if obj else [name for name in self.fields if name not in self.always_read_only]

    def get_readonly_fields(self, request, obj=None):
        """Freeze what the round froze when it opened."""
        opened = obj is not None and obj.state != Round.State.PLANNED
        return [*self.always_read_only, *(self.frozen_by_opening if opened else [])]

    def has_change_permission(self, request, obj=None):
        """Nothing of a closed round changes."""
        closed = obj is not None and obj.state == Round.State.CLOSED
        return super().has_change_permission(request, obj) and not closed

    def has_delete_permission(self, request, obj=None):
        """Only a round that was never opened."""
        planned = obj is None or obj.state == Round.State.PLANNED
        return super().has_delete_permission(request, obj) and planned

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer published catalogues and opened rounds."""
        if db_field.name == "catalogue":
            kwargs["queryset"] = Catalogue.objects.filter(state=Catalogue.State.PUBLISHED)
        if db_field.name == "previous":
            kwargs["queryset"] = Round.objects.exclude(state=Round.State.PLANNED)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="rundens egen side")
    def page(self, round_):
        """Link to where the round is opened, locked and closed."""
        return format_html(
            '<a href="{}">Åbn, luk og afslut runden</a>', reverse("clusters:round_manage", args=[round_.slug])
        )


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(FoldedSearch, StaffModelAdmin):
    """How far each municipality has come. For reading, and without a word of what it answers."""

    index_order = 11
    list_display = ["municipality_name", "round", "round_cluster", "state", "provision"]
    list_display_links = None
    list_filter = ["state", "round"]
    list_select_related = ["round", "round_cluster__cluster"]
    list_per_page = 100
    folded_search = ["municipality_name", "municipality__code"]
    search_help_text = "Søg på kommunens navn eller kode."
    actions = None

    def has_add_permission(self, request):
        """The opening of a round makes them."""
        return False

    def has_change_permission(self, request, obj=None):
        """The municipalities' own pages change them."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes them."""
        return False


# Roles


class MembershipForm(forms.ModelForm):
    """A role; the area is one that a catalogue knows."""

    area = forms.ChoiceField(
        label="Område", required=False, help_text="Sagsbehandlerens eget område. Tom: alle områder."
    )

    class Meta:
        model = Membership
        fields = ["role", "municipality", "cluster", "region", "area"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = dict(Area.objects.order_by("order", "slug").values_list("slug", "name"))
        current = self.instance.area
        self.fields["area"].choices = [("", "–"), *{**({current: current} if current else {}), **areas}.items()]


class MembershipInline(PlainRelations, StaffTabularInline):
    """The roles of a user."""

    model = Membership
    form = MembershipForm

    def get_readonly_fields(self, request, obj=None):
        """Say of each role whether a sign-on has given it, which then sets it anew at the next login."""
        return ["source"] if settings.SSO_PROVIDERS else []


UserAdmin.inlines = [*UserAdmin.inlines, MembershipInline]
UserAdmin.index_order = 30


# Catalogues: their own pages know of no other app, and what is deleted is kept here.

admin.site.unregister([Catalogue, Recommendation, Indicator])


@admin.register(Catalogue)
class ArchivedCatalogueAdmin(Archived, CatalogueAdmin):
    """Catalogues, of which a draft that is deleted can be brought back."""


@admin.register(Recommendation)
class ArchivedRecommendationAdmin(Archived, RecommendationAdmin):
    """Recommendations, which can be brought back into a draft."""


@admin.register(Indicator)
class ArchivedIndicatorAdmin(Archived, IndicatorAdmin):
    """Indicators, which can be brought back into a draft."""
