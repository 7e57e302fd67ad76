"""The file types of the administration's export pages: the same writing as everywhere."""

from import_export.formats.base_formats import Format

from misbrug.tables.writing import FILE_TYPES, Head, write


class _TableFormat(Format):
    suffix = ""

    def __init__(self, encoding=None):
        super().__init__()
        self.encoding = encoding
        self.head = Head()

    def get_title(self):
        """Give the name that the page shows."""
        return FILE_TYPES[self.suffix].label

    def export_data(self, dataset, **kwargs):
        """Give a dataset as bytes. Raises UnusableFile where a text is too long for the type of file."""
        return write(dataset, self.suffix, self.head)

    def get_extension(self):
        """Give the file name's ending without its dot."""
        return self.suffix.removeprefix(".")

    def get_content_type(self):
        """Give the MIME type."""
        return FILE_TYPES[self.suffix].media_type

    def can_export(self):
        """Say that such files can be written."""
        return True


class Csv(_TableFormat):
    """Semicolons, UTF-8."""

    suffix = ".csv"


class Xlsx(_TableFormat):
    """An Excel workbook."""

    suffix = ".xlsx"


class Json(_TableFormat):
    """A head and an object for each row."""

    suffix = ".json"


FORMATS = [Csv, Xlsx, Json]
