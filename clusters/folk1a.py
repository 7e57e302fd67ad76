"""Populations as Danmarks Statistik gives them (table FOLK1A): which figure of a sheet is about whom and when.

Two shapes reach people: a row for each figure with columns for area, sex, age, civil status, time and figure; and a
matrix whose columns are quarters, with title and source lines and blank cells for "as above". In both a cell may hold
code and text: "101 København". Plain functions.
"""

import datetime
import re
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from clusters.folk1a_totals import are_groups
from misbrug.tables.heading_words import squeeze

LOOK_AT = 40
_AREA = {"omraade", "kommune", "kommuner", "region", "kommuneregion", "regionkommune", "area"}
_TIME = {"tid", "kvartal", "periode", "tidspunkt", "maaned", "time", "quarter"}
_VALUE = {"indhold", "antal", "folketal", "indbyggertal", "indbyggere", "befolkning", "vaerdi", "personer", "content"}
_PERIOD = re.compile(r"(?:(\d{4})\s?([KkQqMm])(\d{1,2}))|(?:([1-4])\.\s?kvartal\s(\d{4}))", re.A)
_FIGURE = re.compile(r"-|\.{1,3}|…|\d{1,3}(?:[. \u00a0\u202f]\d{3})+|\d+", re.A)
_MONTHS = {"k": (1, 4, 7, 10), "q": (1, 4, 7, 10), "m": tuple(range(1, 13))}


@dataclass(frozen=True, slots=True)
class Period:
    """When a figure was counted: the first day of a quarter or a month, and the quarter's number (None for a month)."""

    day: datetime.date
    quarter: int | None

    @property
    def source(self):
        """Give the figure's source, as a reader is told of it."""
        if self.quarter:
            return f"Danmarks Statistik, FOLK1A, {self.quarter}. kvartal {self.day.year}"
        return f"Danmarks Statistik, FOLK1AM, {self.day.year}M{self.day.month:02d}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: of which place and period, in which groups (sex, age …; one text for each of the sheet's), as it is
    written, in which line, and where place, figure and period stand."""

    place: str
    period: Period
    groups: tuple[str, ...]
    text: str
    line: int
    cells_at: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a sheet. `groups` names what each figure is divided by, "" where the file does not name it;
    `headings` are those of place, figure and period; `other` are the lines (number, text) that hold no figure."""

    heading_line: int
    headings: tuple[str, str, str]
    groups: tuple[str, ...]
    figures: tuple[Figure, ...]
    other: tuple[tuple[int, str], ...]
    is_matrix: bool


def read_period(text):
    """Give the `Period` of "2020K1", "2020K1 2020K1", "1. kvartal 2020" or "2020M07"; None for anything else."""
    match = _PERIOD.search(text)
    if not match:
        return None
    year, letter, number, quarter, quarter_year = match.groups()
    letter, number, year = (letter or "k").lower(), int(number or quarter), int(year or quarter_year)
    months = _MONTHS[letter]
    if not (1 <= number <= len(months) and 1900 <= year <= 2200):
        return None
    return Period(datetime.date(year, months[number - 1], 1), None if letter == "m" else number)


def read_figures(sheet):
    """Give the `Figures` of a sheet in either shape; None where it is neither."""
    return _read_rows(sheet) or _read_matrix(sheet)


# A row for each figure


def _read_rows(sheet):
    for index, row in enumerate(sheet.rows[:LOOK_AT]):
        words = [squeeze(cell) for cell in row]
        place, time = (_first(words, known) for known in (_AREA, _TIME))
        if place is None or time is None:
            continue
        value = _first(words, _VALUE)
        if value is None:
            value = max(position for position, word in enumerate(words) if word)
        if value not in (place, time) and any(read_period(_cell(each, time)) for each in sheet.rows[index + 1 :][:3]):
            return _rows_below(sheet, index, row, (place, value, time))
    return None


def _first(words, known):
    return next((position for position, word in enumerate(words) if word in known), None)


def _cell(row, position):
    return row[position].strip() if position < len(row) else ""


def _rows_below(sheet, index, row, columns):
    place, value, time = columns
    groups = [each for each, cell in enumerate(row) if cell.strip() and each not in columns]
    figures, other = [], _above(sheet, index)
    for line, cells in enumerate(sheet.rows[index + 1 :], start=index + 2):
        period = read_period(_cell(cells, time))
        if period is None or not _cell(cells, value):
            other += _other(line, cells)
            continue
        figures.append(
            Figure(
                place=_cell(cells, place),
                period=period,
                groups=tuple(_cell(cells, each) for each in groups),
                text=_cell(cells, value),
                line=line,
                cells_at=tuple(f"{get_column_letter(each + 1)}{line}" for each in columns),
            )
        )
    names = tuple(row[each].strip() for each in groups)
    headings = tuple(row[each].strip() for each in columns)
    return Figures(index + 1, headings, names, tuple(figures), tuple(other), is_matrix=False)


def _above(sheet, index):
    return [each for line, cells in enumerate(sheet.rows[:index], start=1) for each in _other(line, cells)]


def _other(line, cells):
    text = " · ".join(cell.strip() for cell in cells if cell.strip())
    return [(line, text)] if text else []


# A matrix with periods as columns


def _read_matrix(sheet):
    for index, row in enumerate(sheet.rows[:LOOK_AT]):
        first = next((position for position, cell in enumerate(row) if read_period(cell)), None)
        if not first:
            continue
        last = index
        while last + 1 < len(sheet.rows) and _heads_columns(sheet.rows[last + 1], first):
            last += 1
        if last + 1 < len(sheet.rows) and _has_figures(sheet.rows[last + 1], first):
            return _Matrix(sheet, index, last, first).read()
    return None


def _heads_columns(row, first):
    """Say whether a row only parts the columns further, such as by sex."""
    cells = [cell.strip() for cell in row[first:] if cell.strip()]
    return bool(cells) and not any(_FIGURE.fullmatch(cell) for cell in cells)


def _has_figures(row, first):
    return any(_FIGURE.fullmatch(cell.strip()) for cell in row[first:])


class _Matrix:
    """A matrix: the row of periods at `index`, further rows of column heads until `last`, figures from column
    `first`."""

    def __init__(self, sheet, index, last, first):
        self.sheet, self.index, self.last, self.first = sheet, index, last, first
        top = index
        while top and self._is_head(sheet.rows[top - 1]):
            top -= 1
        self.top = top

    def _is_head(self, row):
        """Say whether a row above the periods parts the columns too: it has cells over them and none to the left."""
        return any(_cell(row, each) for each in range(self.first, len(row))) and not any(
            _cell(row, each) for each in range(self.first)
        )

    def read(self):
        """Give the `Figures`."""
        body = list(enumerate(self.sheet.rows[self.last + 1 :], start=self.last + 2))
        # Not only what looks like a figure: a slip in one is an error in its cell, and no reason to leave the row out.
        rows = [(line, cells) for line, cells in body if any(cell.strip() for cell in cells[self.first :])]
        stubs = self._filled_down(rows)
        heads = self._columns()
        place = _place_column(stubs, self._names())
        figures = []
        for (line, cells), stub in zip(rows, stubs, strict=True):
            groups = tuple(text for column, (text, _) in enumerate(stub) if column != place)
            for column, (period, at, parts) in heads.items():
                if text := _cell(cells, column):
                    name, named_at = stub[place]
                    cells_at = (named_at, f"{get_column_letter(column + 1)}{line}", at)
                    figures.append(Figure(name, period, (*groups, *parts), text, line, cells_at))
        with_figures = {line for line, _ in rows}
        other = [each for line, cells in body if line not in with_figures for each in _other(line, cells)]
        names = self._names()
        further = ("",) * (self.last - self.top)
        return Figures(
            heading_line=self.index + 1,
            headings=(names[place] or "Område", "Antal", "Tid"),
            groups=(*(name for column, name in enumerate(names) if column != place), *further),
            figures=tuple(figures),
            other=(*_above(self.sheet, self.top), *other),
            is_matrix=True,
        )

    def _names(self):
        """Give the headings of the columns to the left, "" for none."""
        return [_cell(self.sheet.rows[self.index], column) for column in range(self.first)]

    def _filled_down(self, rows):
        """Give the cells to the left of the figures, (text, where it stands), blank ones as above."""
        stubs, above = [], [("", "")] * self.first
        for line, cells in rows:
            above = [
                (text, f"{get_column_letter(column + 1)}{line}") if (text := _cell(cells, column)) else above[column]
                for column in range(self.first)
            ]
            stubs.append(above)
        return stubs

    def _columns(self):
        """Give {column: (period, where it stands, what the further heads say)}; blank heads as to their left."""
        rows = self.sheet.rows[self.top : self.last + 1]
        width = max(len(row) for row in rows)
        found, above = {}, [""] * len(rows)
        period, at = None, ""
        for column in range(self.first, width):
            cells = [_cell(row, column) for row in rows]
            if not any(cells):
                continue
            above = [cell or before for cell, before in zip(cells, above, strict=True)]
            if cells[self.index - self.top]:
                period, at = (
                    read_period(cells[self.index - self.top]),
                    f"{get_column_letter(column + 1)}{self.index + 1}",
                )
            if period:
                parts = tuple(text for row, text in enumerate(above) if row != self.index - self.top)
                found[column] = (period, at, parts)
        return found


def _place_column(stubs, names):
    """Give which of the columns to the left names the places: by its heading, by what only places are called, else the
    one with most different texts that are no groups of people."""
    for column, name in enumerate(names):
        if squeeze(name) in _AREA:
            return column
    texts = [{stub[column][0] for stub in stubs if stub[column][0]} for column in range(len(names))]
    for column, found in enumerate(texts):
        if any(is_no_municipality(text) for text in found if "hele" in text.casefold() or "region" in text.casefold()):
            return column
    places = [column for column, found in enumerate(texts) if not are_groups(found)] or list(range(len(names)))
    return max(places, key=lambda column: (len(texts[column]), column))


# Places that are no municipalities

_CODE = re.compile(r"(\d{1,4})\b\s*[-–]?\s*(.*)", re.A)
_WHOLE = {
    *("helelandet", "danmark", "heledanmark", "landet", "ialt", "landetialt", "helelandetialt", "landstotal"),
    *("tot", "total", "totalt", "totalialt", "sum", "sumialt", "samlet", "samletialt", "hovedtotal"),
    *("alle", "allekommuner", "allekommunerialt", "kommunerialt"),
}
_PARTS = {
    *("byenkobenhavn", "byenkoebenhavn", "koebenhavnsomegn", "nordsjaelland", "oestsjaelland", "vestogsydsjaelland"),
    *("fyn", "sydjylland", "oestjylland", "vestjylland", "nordjylland"),
}
_REGION_CODES = {"81", "82", "83", "84", "85"}


def is_no_municipality(text):
    """Say in Danish why a place is no municipality ("Hele landet"); "" where it may be one."""
    code, name = _CODE.fullmatch(text.strip()).groups() if _CODE.fullmatch(text.strip()) else ("", text)
    code, word = code.lstrip("0") if code else "", squeeze(name)
    if word in _WHOLE or (text.strip() and not code and not word.strip("0") and text.strip().isdigit()):
        return "Hele landet"
    if word.startswith("region") or (code in _REGION_CODES and not word):
        return "En region"
    if word.startswith("landsdel") or word in _PARTS:
        return "En landsdel"
    if word in ("subtotal", "mellemsum", "delsum"):
        return "En sum"
    if word == "christiansoe" or (code == "411" and not word):
        return "Christiansø, som ikke er en kommune"
    return ""
