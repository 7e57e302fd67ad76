"""What the library tells of an import, row by row, in the form that we show it."""

from import_export.resources import Diff
from import_export.results import Result


class PlainDiff(Diff):
    """A row's changes, cell by cell, as plain texts: the library writes HTML with style attributes."""

    def as_html(self):
        """Give (before, after) of each cell; before is None where nothing changes and in a new row."""
        return [
            (None if self.new or before == after else before, after)
            for before, after in zip(self.left, self.right, strict=True)
        ]


class TableResult(Result):
    """The library's result, with the problems in the words of the file."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems = []
        self.problems_of = {}
        self.notes = []
