"""A file as it was read: its sheets of plain texts, and how it was read. Plain values, no Django."""

import re
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from misbrug.text.danish import first_upper


class UnusableFile(Exception):
    """A file that cannot be read as a table at all. Its text is Danish and says what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a .csv is read. "" stands for what is to be found out; a `Book` says what was found.

    `encoding` is one of ENCODINGS, `separator` one of SEPARATORS, `decimal` "," or ".".
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""

    def in_words(self):
        """Give "Windows-1252, semikolon, decimalkomma"; "" of a workbook."""
        if not self.separator:
            return ""
        known = [ENCODINGS.get(self.encoding, self.encoding), SEPARATORS.get(self.separator, self.separator)]
        return ", ".join([*known, {",": "decimalkomma", ".": "decimalpunktum"}.get(self.decimal, "")]).rstrip(", ")


ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 med mærke (BOM)",
    "cp1252": "Windows-1252",
    "iso-8859-1": "ISO-8859-1",
    "utf-16": "UTF-16",
}
SEPARATORS = {";": "semikolon", ",": "komma", "\t": "tabulator"}
DECIMALS = {",": "komma (1,6)", ".": "punktum (1.6)"}

ERROR_NAMES = {
    "#DIV/0!": "#DIVISION/0!",
    "#N/A": "#I/T",
    "#NAME?": "#NAVN?",
    "#NULL!": "#NUL!",
    "#NUM!": "#NUM!",
    "#REF!": "#REFERENCE!",
    "#VALUE!": "#VÆRDI!",
    "#SPILL!": "#OVERLØB!",
    "#CALC!": "#BEREGN!",
    "#GETTING_DATA": "#HENTER_DATA",
}
"""What Excel keeps in a cell with an error, and what it shows Danes there."""
# Ends the text of a cell without a value, so that nobody's own words are taken for it. It joins words and is not seen.
_NO_TEXT = "\u2060"
_NO_FORMULA = "(formel uden værdi)"
NO_VALUE = f"{_NO_FORMULA}{_NO_TEXT}"
"""The text of a cell whose formula was saved without its value, as by programs that do not calculate."""
ERROR_WORDS = frozenset([*ERROR_NAMES, *ERROR_NAMES.values(), _NO_FORMULA])
"""What looks like such a cell where a text is all there is, as in a .csv."""
FIRST_OF_ERROR = ("#", "(")
"""What each of them begins with."""


def error_cell(word):
    """Give the text of a cell in a `Sheet` that shows an error."""
    return f"{word}{_NO_TEXT}" if word else NO_VALUE


def as_written(text):
    """Give what is seen of a cell's text, though it stands for no value."""
    return text.removesuffix(_NO_TEXT)


def why_no_value(text):
    """Say in Danish why a cell's text stands for no value, an error or a formula without one; "" where it is one."""
    if not (text.startswith(FIRST_OF_ERROR) and text.endswith(_NO_TEXT)):
        return ""
    if text == NO_VALUE:
        return "Formlen er gemt uden sin værdi. Åbn filen i Excel, gem den igen, eller skriv værdien selv."
    return "Cellen viser en fejl i Excel. Ret formlen, eller skriv værdien selv."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: every row from the first on, empty ones too, so that `rows[0]` is the spreadsheet's row 1.

    Cells are texts as a person would have typed them: 376, 2,5 (decimal comma), 2020-01-01, ja. Rows may differ in
    length; empty cells at a row's end and empty rows at the sheet's end are left out. A .csv has one sheet, named "".
    `is_cut` says that the file ends in the middle of the last row. `formulas` is how many a row has, by its number, and
    `valueless` names the cells ("C14") with an error or a formula that was saved without its value.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool = False
    formulas: dict[int, int] = field(default_factory=dict, compare=False)
    valueless: dict[int, list[str]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Book:
    """A file: its name, its sheets in order, how it was read, and what is worth telling of the reading."""

    name: str
    sheets: tuple[Sheet, ...]
    reading: Reading = Reading()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the spreadsheet's row number and the cells, one for each of the table's columns.

    `problem` says in Danish what keeps the row from being believed, whatever its cells say; "" for none.
    Where a table was turned (a questionnaire with a column for each municipality), `cells_at` says for each cell
    where in the sheet it stood ("C14"; "" for none), and `written` what stood there, where the cell gives it under
    another name ("Århus" for Aarhus).
    """

    line: int
    cells: tuple[str, ...]
    cells_at: tuple[str, ...] | None = None
    problem: str = ""
    written: tuple[str, ...] | None = None

    def sent(self, position):
        """Give a cell as it stands in the file."""
        return self.cells[position] if self.written is None else self.written[position]

    def at(self, position):
        """Give where in the sheet a cell stands, such as "C14"."""
        if self.cells_at is not None:
            return self.cells_at[position]
        return f"{get_column_letter(position + 1)}{self.line}"


# Cells of a line that is left out; where it was cut for its length, the last one may be cut too.
_FORMULAS = re.compile(rf"(?:^| ·)? ?{re.escape(_NO_FORMULA[:7])}(?: uden værdi\)|[^)]*$){_NO_TEXT}?")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is no row of the table, such as a title, a total or a source, and why it was left out. One that is
    quiet, such as a title or an empty line, nobody could take for a row; every other is told of before it is too late.
    Of formulas without a value in it nothing is told.
    """

    line: int
    text: str
    why: str
    is_quiet: bool = False

    def __post_init__(self):
        object.__setattr__(self, "text", _FORMULAS.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Table:
    """The table that was found in a sheet.

    `headings` are as they stand in the file, `names` what each is taken for: the name of a `ColumnSpec`, or "" where
    the column is not used.
    """

    sheet: str
    heading_line: int
    headings: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()

    def position(self, name):
        """Give the place of a column among the cells, or None."""
        return self.names.index(name) if name in self.names else None


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column that a kind of table can have: its heading in files, other headings it goes by, what belongs in it, and
    what people call it where that is not the heading with a capital."""

    name: str
    required: bool = False
    also: tuple[str, ...] = ()
    hint: str = ""
    called: str = ""

    @property
    def label(self):
        """Give what the column is called on pages and in messages: "Årlig udgift, mio. kr."."""
        return self.called or first_upper(self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a file: its shape in Danish words, its tables, required columns that are missing, and
    notes. `specs` are the columns that the tables can have: the mapping page offers them. `unusable` says in Danish
    what else keeps the file from being imported, such as rows that are shifted."""

    shape: str
    tables: tuple[Table, ...]
    specs: tuple[ColumnSpec, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unusable: str = ""

    @property
    def is_usable(self):
        """Say whether there is a table with every required column, and nothing else in the way."""
        return not self.refusal

    @property
    def refusal(self):
        """Say in Danish why the file cannot be imported as it is understood; "" where it can."""
        if not self.tables:
            return self.unusable or "Der er ingen tabel i filen, som kan bruges."
        if self.missing:
            headings = ", ".join(heading for heading in self.tables[0].headings if heading)
            return f"Filen mangler kolonnen {', '.join(self.missing_labels)}. Den har: {headings}."
        return self.unusable

    @property
    def missing_labels(self):
        """Give what the missing columns are called."""
        labels = {spec.name: spec.label for spec in self.specs}
        return tuple(labels.get(name, name) for name in self.missing)

    @property
    def column_counts(self):
        """Give (columns that are used, columns that have a heading), those that several tables share counted once."""
        pairs = {
            pair for table in self.tables for pair in zip(table.headings, table.names, strict=True) if pair[0].strip()
        }
        return sum(1 for _, name in pairs if name), len(pairs)

    @property
    def row_count(self):
        """Give the number of rows in all tables."""
        return sum(len(table.rows) for table in self.tables)
