"""Catalogues in the administration: write a draft, publish it, make a new version; published ones are for reading."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from indicators.checks import all_problems
from indicators.forms import CopyForm, IndicatorForm, RecommendationForm, written_triggers
from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.outline import load_outline
from indicators.resources import IndicatorResource, RecommendationResource, SupplementaryResource
from indicators.sealing import Sealed
from indicators.workflow import CatalogueError, copy, publish
from misbrug.accounts.admin_base import StaffTabularInline
from misbrug.tables.admin import DownloadForm, FoldedSearch, PlainRelations, TableAdmin
from misbrug.tables.history import StaffHistoryAdmin


def _content(outline):
    """Give each recommendation with its questions in reading order, supplementary ones after their indicator."""
    for recommendation in outline.recommendations:
        questions = [
            question
            for indicator in outline.of(recommendation)
            for question in (indicator, *outline.supplements_of(indicator.pk))
        ]
        yield recommendation, questions


def _without(tree, prefix):
    """Give a nested list of lines without those that begin so."""
    return [
        _without(line, prefix) if isinstance(line, list) else line
        for line in tree
        if isinstance(line, list) or not line.startswith(prefix)
    ]


class SealedPages:
    """What belongs to a published catalogue is shown and not changed.

    `shown` gives, for fields that Django would show as an English icon or as JSON, the method that shows them instead.
    """

    shown = {}

    def get_fields(self, request, obj=None):
        """Show a sealed row in words."""
        fields = super().get_fields(request, obj)
        return [self.shown.get(name, name) for name in fields] if self.is_sealed(obj) else fields

    def get_readonly_fields(self, request, obj=None):
        """The methods of `shown` are for reading."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *self.shown.values()] if self.is_sealed(obj) else fields

    def get_deleted_objects(self, objs, request):
        """List what goes along, without the links between questions and areas, which have no name of their own."""
        deleted, counts, *rest = super().get_deleted_objects(objs, request)
        link = Indicator.areas.through._meta
        counts.pop(link.verbose_name_plural, None)
        return _without(deleted, capfirst(link.verbose_name)), counts, *rest

    def is_sealed(self, obj):
        """Say whether the row belongs to a published catalogue."""
        return obj is not None and obj.catalogue.is_published

    def has_change_permission(self, request, obj=None):
        """Only in a draft."""
        return super().has_change_permission(request, obj) and not self.is_sealed(obj)

    def has_delete_permission(self, request, obj=None):
        """Only in a draft."""
        return super().has_delete_permission(request, obj) and not self.is_sealed(obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Say it in words where somebody else has published the catalogue in the meantime."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Sealed as sealed:
            messages.error(request, sealed.message)
            return redirect(request.path)


class AreaFormSet(forms.BaseInlineFormSet):
    """The areas of a catalogue."""

    def clean(self):
        """Refuse to delete an area that questions are asked of: that they were would be gone with it."""
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.indicators.exists():
                raise ValidationError(
                    f"Der stilles spørgsmål til området {form.instance}. Fjern det fra dem, før du sletter det."
                )


class AreaInline(SealedPages, StaffTabularInline):
    """The areas of a catalogue."""

    model = Area
    formset = AreaFormSet
    fields = ["name", "slug", "order"]

    def is_sealed(self, obj):
        """An inline is asked about its parent."""
        return obj is not None and obj.is_published

    def has_add_permission(self, request, obj=None):
        """Only in a draft."""
        return super().has_add_permission(request, obj) and not self.is_sealed(obj)


class CatalogueDownloadForm(DownloadForm):
    """A table, and the catalogue that it comes from."""

    into = forms.ModelChoiceField(Catalogue.objects.all(), label="Katalog", empty_label="Vælg et katalog")

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.order_fields(["into", "resource", "format"])


@admin.register(Catalogue)
class CatalogueAdmin(SealedPages, TableAdmin):
    """Catalogues with their areas, and all of their content by import and export."""

    index_order = 20
    resource_classes = [RecommendationResource, IndicatorResource, SupplementaryResource]
    import_pages = {
        "anbefalinger": "Importér anbefalinger",
        "indikatorer": "Importér indikatorer",
        "supplerende": "Importér supplerende spørgsmål",
    }
    export_form_class = CatalogueDownloadForm
    list_display = ["title", "slug", "publisher", "year", "version", "state"]
    readonly_fields = ["state", "published_at", "copied_from"]
    fields = ["title", "slug", "publisher", "year", "version", "source", "state", "published_at", "copied_from"]
    inlines = [AreaInline]
    change_form_template = "admin/indicators/catalogue/change_form.html"

    def is_sealed(self, obj):
        """Say whether the catalogue itself is published."""
        return obj is not None and obj.is_published

    def get_urls(self):
        """Add the two acts."""
        acts = [
            path("<int:pk>/publish/", self.admin_site.admin_view(self.publish_view), name="catalogue_publish"),
            path("<int:pk>/copy/", self.admin_site.admin_view(self.copy_view), name="catalogue_copy"),
        ]
        return acts + super().get_urls()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show the content of the catalogue below its facts."""
        if obj is not None:
            context["content"] = list(_content(load_outline(obj.pk)))
            context["import_links"] = self.import_links(into=obj.slug)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Acts

    def publish_view(self, request, pk):
        """Ask for a confirmation, or show what is missing; publish."""
        catalogue = get_object_or_404(Catalogue, pk=pk)
        if catalogue.is_published:
            messages.info(request, "Kataloget er allerede offentliggjort.")
            return redirect("admin:indicators_catalogue_change", pk)
        problems = list(all_problems(load_outline(pk)))
        if request.method == "POST":
            try:
                publish(catalogue, at=timezone.now(), actor=request.user)
            except CatalogueError as error:
                problems = error.messages
            else:
                messages.success(request, f"{catalogue} er offentliggjort og kan nu bruges i runder.")
                return redirect("admin:indicators_catalogue_change", pk)
        return self._act(request, "publish", catalogue, f"Offentliggør {catalogue}", problems=problems)

    def copy_view(self, request, pk):
        """Ask for short name and year; make the new version."""
        catalogue = get_object_or_404(Catalogue, pk=pk)
        form = CopyForm(request.POST or None, initial={"year": timezone.localdate().year})
        if request.method == "POST" and form.is_valid():
            try:
                draft = copy(catalogue, **form.cleaned_data, at=timezone.now(), actor=request.user)
            except CatalogueError as error:
                form.add_error(None, list(error.messages))
            else:
                messages.success(request, f"{draft} er oprettet som kladde.")
                return redirect("admin:indicators_catalogue_change", draft.pk)
        return self._act(request, "copy", catalogue, f"Ny version af {catalogue}", form=form)

    def _act(self, request, name, catalogue, title, **context):
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "original": catalogue, "title": title}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/indicators/catalogue/{name}.html", context)

    # Export

    def get_export_resource_kwargs(self, request, **kwargs):
        """Bind the resource to the chosen catalogue."""
        return {"catalogue": self._chosen(kwargs.get("export_form"))}

    def _chosen(self, form):
        """Give the catalogue that a form has chosen, by row or by id; None before it is filled in."""
        chosen = getattr(form, "cleaned_data", {}).get("into")
        if chosen is None or isinstance(chosen, Catalogue):
            return chosen
        return get_object_or_404(Catalogue, pk=chosen if str(chosen).isdecimal() else 0)


class ContentAdmin(SealedPages, PlainRelations, FoldedSearch, StaffHistoryAdmin):
    """Base of the pages of a catalogue's content. A row is added from the page of what it belongs to."""

    list_filter = ["catalogue"]
    parent_model = None
    parent_parameter = ""

    def parent_of_new(self, request):
        """Give the row that a new one is to belong to, or None."""
        pk = request.GET.get(self.parent_parameter, "")
        return self.parent_model.objects.filter(pk=pk).first() if pk.isdecimal() else None

    def has_add_permission(self, request):
        """Only for a row that belongs somewhere, and only in a draft."""
        parent = self.parent_of_new(request)
        return super().has_add_permission(request) and parent is not None and not self.is_sealed_parent(parent)

    def is_sealed_parent(self, parent):
        """Say whether nothing can be added to it."""
        raise NotImplementedError

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Tell the form what a new row belongs to."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and not change:
            setattr(form, self.parent_parameter, self.parent_of_new(request))
        return form

    def response_post_save_add(self, request, obj):
        """Go back to the catalogue."""
        return redirect("admin:indicators_catalogue_change", obj.catalogue_id)

    response_post_save_change = response_post_save_add


@admin.register(Recommendation)
class RecommendationAdmin(ContentAdmin):
    """Recommendations."""

    index_order = 21
    form = RecommendationForm
    parent_model, parent_parameter = Catalogue, "catalogue"
    fields = ["number", "title", "short_title", "explanation", "addressee", "answered_by_municipalities"]
    list_display = ["number", "title", "addressee", "answered", "catalogue"]
    list_display_links = ["title"]
    list_select_related = ["catalogue"]
    folded_search = ["title", "short_title", "explanation"]
    search_help_text = "Søg i anbefalingernes titler og forklaringer."
    change_form_template = "admin/indicators/recommendation/change_form.html"
    shown = {"answered_by_municipalities": "answered"}

    def is_sealed_parent(self, parent):
        """The parent is the catalogue."""
        return parent.is_published

    @admin.display(description="besvares af kommuner", ordering="answered_by_municipalities")
    def answered(self, recommendation):
        """Say it in words: the icon's text is English."""
        return "ja" if recommendation.answered_by_municipalities else "nej"


class KindFilter(admin.SimpleListFilter):
    """Indicators, or supplementary questions."""

    title = "slags"
    parameter_name = "slags"

    def lookups(self, request, model_admin):
        """Give the choices."""
        return [("indikatorer", "indikatorer"), ("supplerende", "supplerende spørgsmål")]

    def queryset(self, request, queryset):
        """Narrow the list down."""
        if self.value() is None:
            return queryset
        return queryset.filter(parent__isnull=self.value() == "indikatorer")


@admin.register(Indicator)
class IndicatorAdmin(ContentAdmin):
    """Indicators and supplementary questions."""

    index_order = 22
    form = IndicatorForm
    parent_model, parent_parameter = Recommendation, "recommendation"
    list_display = ["number", "text", "answer_type", "shown_at", "catalogue"]
    list_display_links = ["text"]
    list_filter = [KindFilter, "catalogue"]
    list_select_related = ["catalogue", "parent"]
    folded_search = ["number", "text", "help_text"]
    search_help_text = "Søg i indikatorernes numre og tekster."
    readonly_fields = ["place"]
    fields = ["place", *IndicatorForm.Meta.fields]
    shown = {
        "not_relevant_allowed": "not_relevant",
        "asks_for_strategy": "asks",
        "options": "choices",
        "trigger_values": "shown_at",
    }

    def is_sealed_parent(self, parent):
        """The parent is the recommendation."""
        return parent.catalogue.is_published

    @admin.display(description="hører til")
    def place(self, indicator):
        """Show catalogue and recommendation, which never change."""
        if indicator is None or not indicator.recommendation_id:
            return "–"
        address = reverse("admin:indicators_recommendation_change", args=[indicator.recommendation_id])
        recommendation = indicator.recommendation
        return format_html('<a href="{}">{}</a> i {}', address, recommendation, recommendation.catalogue)

    @admin.display(description="vises ved")
    def shown_at(self, indicator):
        """Show when a supplementary question is asked."""
        if not indicator.parent_id:
            return ""
        return f"{indicator.parent.number}: {written_triggers(indicator)}"

    @admin.display(description="ikke relevant er tilladt")
    def not_relevant(self, indicator):
        """Say it in words."""
        return "ja" if indicator.not_relevant_allowed else "nej"

    @admin.display(description="beder om en strategi")
    def asks(self, indicator):
        """Say whether a nej can become a ja by writing a strategy."""
        return "ja" if indicator.asks_for_strategy else "nej"

    @admin.display(description="valgmuligheder")
    def choices(self, indicator):
        """Show the choices, or the steps of a level from the lowest."""
        return ", ".join(indicator.options) or "–"

    def get_fields(self, request, obj=None):
        """A new question's place is not stored yet."""
        fields = super().get_fields(request, obj)
        return fields if obj else fields[1:]
