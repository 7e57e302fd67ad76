"""What a questionnaire's sheet was read as, whatever its shape: answers, each with where in the sheet it stood."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from misbrug.tables.book import LeftOut


@dataclass(frozen=True, slots=True)
class Found:
    """One answer as it stands in a sheet: texts, and where each stood ("C14", "" for nowhere in the sheet). `problem`
    says in Danish why the line cannot be believed, "" for none."""

    line: int
    place: str
    place_at: str
    track: str
    track_at: str
    question: str
    question_at: str
    value: str
    value_at: str
    elaboration: str
    elaboration_at: str
    version: str = ""
    version_at: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Read:
    """What was read of a sheet. `heading_line` is that of the lowest heading; `has_places` and `has_tracks` say that
    the sheet itself names them at each answer; `unused` are (column, heading) of what is not understood, and `decided`
    (column, heading, column's name) of what a person has decided. `unclear` says in Danish which answers cannot be
    read, since nobody knows in which track they are; `asked` are the headings over them."""

    heading_line: int
    answers: tuple[Found, ...]
    has_places: bool
    has_tracks: bool
    left_out: tuple[LeftOut, ...] = ()
    unused: tuple[tuple[int, str], ...] = ()
    decided: tuple[tuple[int, str, str], ...] = ()
    asked: tuple[tuple[int, str], ...] = ()
    unclear: str = ""


def at(column: int, row: int) -> str:
    """Give the spreadsheet's name of a cell; both count from nought."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def cell(row, column: int) -> str:
    """Give a cell's text, "" beyond the row's end."""
    return row[column].strip() if column < len(row) else ""
