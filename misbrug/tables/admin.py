"""The administration's pages for tables: import with a preview, export, search that knows Danish letters, history.

django-import-export brings the way from upload over preview to import; here it is given our files, our messages and
Danish pages without inline scripts and styles.
"""

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult

from misbrug.tables.files import UnusableFile
from misbrug.tables.formats import FORMATS
from misbrug.tables.history import StaffHistoryAdmin
from misbrug.text.danish import NBSP, amount, join, loose_fold

CONTENT = "Hvad filen indeholder"


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


class UploadForm(ImportForm):
    """The file alone: what kind it is, its name tells."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.formats = formats
        self.fields["resource"].label = CONTENT
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = "Fil"
        self.fields["import_file"].help_text = (
            "En .csv-fil med semikolon, gemt som UTF-8, eller et Excel-regneark (.xlsx). "
            "Intet gemmes, før du har set, hvad der ændres."
        )
        self.fields["import_file"].widget.attrs = {"accept": ".csv,.xlsx"}

    @property
    def media(self):
        """No script: the library's one guesses the format."""
        return forms.Media()

    def clean(self):
        """Tell the format from the file's name."""
        cleaned = super().clean()
        file = cleaned.get("import_file")
        if file:
            suffixes = [each.suffix for each in self.formats]
            suffix = PurePath(file.name).suffix.lower()
            if suffix in suffixes:
                cleaned["format"] = str(suffixes.index(suffix))
            else:
                self.add_error("import_file", "Filtypen kan ikke læses. Gem filen som .csv eller .xlsx.")
        return cleaned


class DownloadForm(ExportForm):
    """What to export and as which type of file."""

    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        self.fields["resource"].label = "Hvad skal eksporteres?"
        self.fields["format"].label = "Filtype"
        self.fields["format"].choices = [(str(place), each().get_title()) for place, each in enumerate(formats)]


class TableAdmin(PlainRelations, ImportExportMixin, StaffHistoryAdmin):
    """A model whose rows can be imported and exported. Subclasses name `resource_classes`."""

    formats = import_formats = export_formats = FORMATS
    import_form_class = UploadForm
    export_form_class = DownloadForm
    # The history says it, row by row and with what changed.
    skip_admin_log = True

    def has_import_permission(self, request):
        """Administrators may."""
        return self.has_view_permission(request)

    def has_export_permission(self, request):
        """Administrators may."""
        return self.has_view_permission(request)

    # Import

    def get_import_resource_kwargs(self, request, **kwargs):
        """Give the history its time and its actor."""
        return {"at": timezone.now(), "actor": request.user}

    def get_import_data_kwargs(self, **kwargs):
        """All or nothing."""
        return {"rollback_on_validation_errors": True}

    def import_action(self, request, **kwargs):
        """Show what a file would change. A file that is not to be imported is not kept."""
        response = super().import_action(request, **kwargs)
        stored = getattr(request.FILES.get("import_file"), "tmp_storage_name", None)
        if stored and "confirm_form" not in response.context_data:
            self.get_tmp_storage_class()(name=stored).remove()
        return response

    def add_data_read_fail_error_to_form(self, form, e):
        """Say what is wrong with the file, in its own words where it has some."""
        if not isinstance(e, UnusableFile):
            raise e
        form.add_error("import_file", str(e))

    def process_import(self, request, **kwargs):
        """Import what was shown, or say that it is gone."""
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, "Filen er allerede importeret eller ikke længere gemt. Vælg den igen.")
            return HttpResponseRedirect(self._address("import"))

    def process_result(self, result, request):
        """Say what was stored; where the database has changed since the preview, what now stands in the way."""
        if not result.problems:
            return super().process_result(result, request)
        for problem in result.problems[:10]:
            messages.error(request, str(problem))
        messages.error(request, "Intet er gemt.")
        return HttpResponseRedirect(self._address("import"))

    def add_success_message(self, result, request):
        """Count what was stored."""
        parts = [
            amount(result.totals[RowResult.IMPORT_TYPE_NEW], "ny", "nye"),
            amount(result.totals[RowResult.IMPORT_TYPE_UPDATE], "ændret", "ændrede"),
            amount(result.totals[RowResult.IMPORT_TYPE_SKIP], "uændret", "uændrede"),
        ]
        messages.success(request, f"Filen er importeret: {join(parts)}.".replace(NBSP, " "))

    # Export

    def get_export_resource_kwargs(self, request, **kwargs):
        """Give the resource what the form says, beyond its kind."""
        return {}

    def get_data_for_export(self, request, queryset, **kwargs):
        """Give the whole table, whatever the list behind is filtered by."""
        form = kwargs.get("export_form")
        resource_class = self.choose_export_resource_class(form, request)
        return resource_class(**self.get_export_resource_kwargs(request, export_form=form)).export()

    def get_export_filename(self, request, queryset, file_format):
        """Give a Danish name with the day."""
        name = loose_fold(str(self.opts.verbose_name_plural)).replace(" ", "-")
        return f"{name}-{timezone.localdate().isoformat()}.{file_format.get_extension()}"

    def _address(self, page):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")


class CarryingConfirmForm(ConfirmImportForm):
    """The preview's form, which carries a further choice (such as the catalogue) from the upload to the import."""

    into = forms.CharField(widget=forms.HiddenInput(), required=False)
