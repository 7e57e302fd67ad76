"""The administration's pages for tables: the way to the import, export, search that knows Danish letters, history.

django-import-export brings the export; here it is given our files and Danish pages without inline scripts and styles.
"""

from urllib.parse import urlencode

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.forms import ExportForm

from misbrug.tables.book import UnusableFile
from misbrug.tables.formats import FORMATS
from misbrug.tables.history import StaffHistoryAdmin
from misbrug.tables.writing import Head
from misbrug.text.danish import first_upper, loose_fold


class PlainRelations:
    """Choices of related rows without the buttons to add, change, delete and look at them: there are pages for that."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Give the field without its buttons."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class FoldedSearch:
    """Search that takes æ, ø and å in any case and spelling; `folded_search` names what is searched.

    In Python, since SQLite's LIKE takes Å and å for two letters. These are lists of hundreds of rows, not millions.
    """

    folded_search = ()

    def get_search_fields(self, request):
        """Show the search field."""
        return self.folded_search

    def get_search_results(self, request, queryset, search_term):
        """Find the rows in which every word of the search is found."""
        words = loose_fold(search_term).split()
        if not words:
            return queryset, False
        texts = {}
        for pk, *values in queryset.order_by().values_list("pk", *self.folded_search):
            texts[pk] = texts.get(pk, "") + " " + loose_fold(" ".join(str(value or "") for value in values))
        found = [pk for pk, text in texts.items() if all(word in text for word in words)]
        return queryset.filter(pk__in=found), False


class DownloadForm(ExportForm):
    """What to export and as which type of file."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["resource"].label = "Hvad skal eksporteres?"
        self.fields["format"].label = "Filtype"
        self.fields["format"].choices = [(str(place), each().get_title()) for place, each in enumerate(formats)]


class TableAdmin(PlainRelations, ExportMixin, StaffHistoryAdmin):
    """A model whose rows can be imported and exported. Subclasses name `resource_classes`, and in `import_pages` the
    pages of the import that lead to its rows: {path of the kind: label of the link}."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    export_formats = FORMATS
    export_form_class = DownloadForm
    import_pages = {}

    def has_export_permission(self, request):
        """Administrators may."""
        return self.has_view_permission(request)

    def changelist_view(self, request, extra_context=None):
        """Lead from the list to the import."""
        return super().changelist_view(request, {**(extra_context or {}), "import_links": self.import_links()})

    def import_links(self, into=""):
        """Give (label, address) of the pages that import; `into` is the short name of what they are to import into."""
        query = f"?{urlencode({'ind-i': into})}" if into else ""
        return [(label, reverse("imports:new", args=[path]) + query) for path, label in self.import_pages.items()]

    # Export

    def get_export_resource_kwargs(self, request, **kwargs):
        """Give the resource what the form says, beyond its kind."""
        return {}

    def get_export_queryset(self, request):
        """Give all rows: what the address carries is about the list, and need not be a filter at all."""
        return self.get_queryset(request)

    def get_data_for_export(self, request, queryset, **kwargs):
        """Give the whole table, whatever the list behind is filtered by."""
        form = kwargs.get("export_form")
        resource_class = self.choose_export_resource_class(form, request)
        return resource_class(**self.get_export_resource_kwargs(request, export_form=form)).export()

    def get_export_data(self, file_format, request, queryset, **kwargs):
        """Give the file's bytes. Raises ValueError, which the page shows, where the type of file cannot hold a text."""
        file_format.head = Head(at=timezone.now(), title=first_upper(str(self.opts.verbose_name_plural)))
        try:
            return super().get_export_data(file_format, request, queryset, **kwargs)
        except UnusableFile as problem:
            raise ValueError(str(problem)) from problem

    def get_export_filename(self, request, queryset, file_format):
        """Give a Danish name with the day."""
        name = loose_fold(str(self.opts.verbose_name_plural)).replace(" ", "-")
        return f"{name}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"
