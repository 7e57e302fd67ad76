"""The lines below the headings that are no rows: empty ones, headings again, totals, sources and notes.

What is taken for no row is told of with the reason. A row in which every required column says something is a row,
unless it says itself that it is a total and its figures are the sum of the rows above.
"""

import re
from decimal import Decimal

from misbrug.tables.book import LeftOut
from misbrug.tables.heading_words import squeeze
from misbrug.text.danish import fold, parse_decimal

TOTALS = {
    *("ialt", "total", "totalt", "totaler", "sum", "samlet", "hovedtotal", "subtotal", "mellemsum", "delsum"),
    *("totalialt", "samletialt", "sumialt", "helelandet", "heledanmark", "landstotal", "landetialt", "ialtmiokr"),
    *("allekommuner", "allekommunerialt", "kommunerialt", "gennemsnit"),
}
_SAYS_TOTAL = re.compile(r"\b(i alt|ialt|total|totalt|sum|subtotal|hovedtotal|mellemsum)\b")
_UNITS = {"miokr", "kr", "tkr", "antal", "pct", "procent", "stk"}
_SOURCE = re.compile(
    r"(kilde|kilder|note|noter|anm|anmærkning|anmærkninger|bemærk|enhed|source|opdateret|senest opdateret|udtrukket"
    r"|udskrevet|data hentet|hentet|copyright|side \d+|\d\)|[*©†])\s*([:.\s]|$)"
)
SHOWN = 200

EMPTY = "Tom række"
HEADINGS_AGAIN = "Overskrifterne igen"
TITLE_AGAIN = "Det samme som over tabellen"
ABOVE = "Står over tabellen"
TOTAL = "Række med en sum"
SOURCE = "Kilde eller note"
NOTE_BELOW = "Står under tabellen"


class Lines:
    """The lines of one table, as (line number, cells) with one cell a column, and what tells rows from the rest.

    `titles` are the texts above the headings, `headings` the one or two rows of them, `required` the places of the
    columns that every row must fill (none where some of them are not found yet).
    """

    def __init__(self, lines, titles, headings, required):
        self.lines, self.required = lines, required
        self.titles = {squeeze(text) for text in titles}
        self.headings = [[squeeze(cell) for cell in row] for row in headings]
        self._suspect = {word for row in self.headings for word in row} | TOTALS
        self._is_suspect = {}

    def sort(self):
        """Give (rows, lines left out): the (line number, cells) that are rows, and `LeftOut` for each that is none."""
        rows, left_out = [], []
        sums, last, is_apart = Sums(self.required), self._last_full(), False
        for place, (line, cells) in enumerate(self.lines):
            # What stands below the last full row, after an empty one.
            is_apart = is_apart or (place > last and not any(cells))
            why = self._why_none(cells, is_apart, sums)
            if why:
                left_out.append((line, cells, why))
            else:
                rows.append((line, cells))
                sums.add(cells)
        return rows, _told(left_out)

    def _last_full(self):
        """Give the place of the last line that fills every required column and is no total."""
        for place in range(len(self.lines) - 1, -1, -1):
            cells = self.lines[place][1]
            if (
                self.required
                and all(cells[each] for each in self.required)
                and not _is_plain_total(cells, self.required)
            ):
                return place
        return len(self.lines)

    def _why_none(self, cells, is_apart, sums):
        """Give why a line is no row; "" where it is one."""
        if self._is_plainly_a_row(cells):
            return ""
        filled = [cell for cell in cells if cell]
        if not filled:
            return EMPTY
        if self._repeats_headings(cells, len(filled)):
            return HEADINGS_AGAIN
        if not self.required:
            return ""
        is_full = all(cells[place] for place in self.required)
        if _is_plain_total(cells, self.required) or sums.is_sum(cells):
            return TOTAL
        if not is_full and len(filled) == 1 and squeeze(filled[0]) in self.titles:
            return TITLE_AGAIN
        if not is_full and len(filled) <= 2 and (_SOURCE.match(fold(filled[0])) or filled[0].endswith(":")):
            return SOURCE
        if is_apart and len(filled) == 1 and len(self.required) > 1:
            return NOTE_BELOW
        return ""

    def _is_plainly_a_row(self, cells):
        """Say whether every required cell is filled with what neither a heading nor a total says. Most rows are, and
        nothing else needs to be asked about them."""
        for place in self.required:
            text = cells[place]
            if text not in self._is_suspect:
                self._is_suspect[text] = squeeze(text) in self._suspect or bool(_SAYS_TOTAL.search(text.casefold()))
            if not text or self._is_suspect[text]:
                return False
        return bool(self.required)

    def _repeats_headings(self, cells, filled):
        if filled < 2:
            return False
        return any(
            all(not cell or (place < len(row) and squeeze(cell) == row[place]) for place, cell in enumerate(cells))
            for row in self.headings
        )


def _is_plain_total(cells, required):
    """Say whether a line calls itself a total, and either lacks what a row must have or names nothing else: only
    figures, dates and units stand beside it."""
    key = cells[required[0]]
    if key and key.strip("0") and squeeze(key) not in TOTALS:
        return False
    if squeeze(key) in TOTALS and not all(cells[place] for place in required):
        return True
    words = [squeeze(cell) for cell in cells if any(char.isalpha() for char in cell)]
    named = [word for word in words if word in TOTALS]
    return bool(named) and all(word in TOTALS or word in _UNITS for word in words)


class Sums:
    """The sums of the rows so far, to know a total by its figures: of all rows, and of those since the last total."""

    def __init__(self, required):
        self.required = required
        self.rows, self.since = [], 0
        # By column: the sum of how many of the rows, and what it was at the last total.
        self.upto, self.at_last = {}, {}

    def add(self, cells):
        """Take a row into the sums."""
        self.rows.append(cells)

    def is_sum(self, cells):
        """Say whether a row that says "i alt" or the like holds nothing but sums of at least two rows above it."""
        if not any(_SAYS_TOTAL.search(cells[place].casefold()) for place in self.required):
            return False
        figures = {place: number for place, cell in enumerate(cells) if (number := _number(cell)) is not None}
        sums = {place: self._sum(place) for place in figures}
        if not any(figures.values()) or not (self._adds_up(figures, sums) or self._adds_up_since(figures, sums)):
            return False
        self.since, self.at_last = len(self.rows), sums
        return True

    def _adds_up(self, figures, sums):
        return len(self.rows) > 1 and figures == sums

    def _adds_up_since(self, figures, sums):
        since = {place: total - self.at_last.get(place, 0) for place, total in sums.items()}
        return len(self.rows) - self.since > 1 and figures == since

    def _sum(self, place):
        done, total = self.upto.get(place, (0, Decimal(0)))
        total += sum((_number(cells[place]) or Decimal(0) for cells in self.rows[done:]), Decimal(0))
        self.upto[place] = len(self.rows), total
        return total


def _number(cell):
    try:
        return parse_decimal(cell)
    except ValueError:
        return None


def _told(left_out):
    """Give `LeftOut`s; empty lines that follow each other are told of as one."""
    told, run = [], []
    for line, cells, why in [*left_out, (0, (), "")]:
        if why == EMPTY and (not run or line == run[-1] + 1):
            run.append(line)
            continue
        if run:
            until = f" til og med {run[-1]}" if len(run) > 1 else ""
            told.append(LeftOut(run[0], "", f"Tomme rækker{until}" if until else EMPTY))
            run = [line] if why == EMPTY else []
        if why and why != EMPTY:
            told.append(LeftOut(line, " · ".join(cell for cell in cells if cell)[:SHOWN], why))
    return tuple(told)
