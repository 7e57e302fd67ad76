"""The file types of the administration's import and export pages: the same reading and writing as everywhere."""

from import_export.formats.base_formats import Format

from misbrug.tables.files import read
from misbrug.tables.writing import write


class _TableFormat(Format):
    suffix = ""
    title = ""
    content_type = ""

    def __init__(self, encoding=None):
        super().__init__()
        self.encoding = encoding

    def get_title(self):
        """Give the name that the page shows."""
        return self.title

    def create_dataset(self, in_stream):
        """Read bytes. Raises UnusableFile."""
        return read(in_stream, self.suffix)

    def export_data(self, dataset, **kwargs):
        """Give a dataset as bytes."""
        return write(dataset, self.suffix)

    def get_extension(self):
        """Give the file name's ending without its dot."""
        return self.suffix.removeprefix(".")

    def get_content_type(self):
        """Give the MIME type."""
        return self.content_type

    def can_import(self):
        """Say that such files can be read."""
        return True

    def can_export(self):
        """Say that such files can be written."""
        return True


class Csv(_TableFormat):
    """Semicolons, UTF-8."""

    suffix = ".csv"
    title = "CSV med semikolon (.csv)"
    content_type = "text/csv; charset=utf-8"


class Xlsx(_TableFormat):
    """An Excel workbook; its first sheet is read."""

    suffix = ".xlsx"
    title = "Excel (.xlsx)"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


FORMATS = [Csv, Xlsx]
