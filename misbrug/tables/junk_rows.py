"""The lines below the headings that are no rows: empty ones, headings again, totals, sources and notes.

What is taken for no row is told of with the reason. A row in which every required column says something is a row,
unless it says itself that it is a total, and its figures are the sum of the rows above or nothing in it names a row.
"""

import re
from decimal import Decimal

from misbrug.tables.book import LeftOut
from misbrug.tables.heading_words import squeeze
from misbrug.text.danish import fold, parse_decimal

TOTALS = {
    *(
        "ialt",
        "total",
        "totalt",
        "totaler",
        "totalsum",
        "sum",
        "samlet",
        "hovedtotal",
        "subtotal",
        "mellemsum",
        "delsum",
    ),
    *("totalialt", "samletialt", "sumialt", "helelandet", "heledanmark", "landstotal", "landetialt", "ialtmiokr"),
    *("allekommuner", "allekommunerialt", "kommunerialt", "gennemsnit"),
}
_SAYS_TOTAL = re.compile(r"\b(i alt|ialt|total|totalt|sum|subtotal|hovedtotal|mellemsum)\b")
_ENDS_IN_TOTAL = re.compile(r"(.*?)[ ,:–-]*\bi ?alt\.?")
_LIKE_TOTAL = re.compile(r"(i ?alt|total|samlet|samlede|sum|alle|hele|begge)\b.*|.*\bi ?alt|total.*")
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
TOTAL = "En sum"
SOURCE = "Kilde eller note"
NOTE_BELOW = "Står under tabellen"
# What nobody could take for a row.
_QUIET = {EMPTY, HEADINGS_AGAIN, TITLE_AGAIN, SOURCE}


class Lines:
    """The lines of one table, as (line number, cells) with one cell a column, and what tells rows from the rest.
    Of several empty ones in a row the first and the last are enough.

    `titles` are the texts above the headings, `headings` the one or two rows of them, `required` the places of the
    columns that every row must fill (none where some of them are not found yet).
    """

    def __init__(self, lines, titles, headings, required):
        self.lines, self.required = lines, required
        self.titles = {squeeze(text) for text in titles}
        self.headings = [[squeeze(cell) for cell in row] for row in headings]
        self._suspect = {word for row in self.headings for word in row} | TOTALS
        self._is_suspect = {}
        # The numbers of rows that may be totals.
        self.doubts = []

    def sort(self):
        """Give (rows, lines left out): the (line number, cells) that are rows, and `LeftOut` for each that is none."""
        rows, left_out, was = [], [], ""
        sums, last, is_apart = Sums(self.required), self._last_full(), False
        for place, (line, cells) in enumerate(self.lines):
            # What stands below the last full row, after an empty one.
            is_apart = is_apart or (place > last and not any(cells))
            why = self._why_none(line, cells, is_apart, sums)
            if not why:
                rows.append((line, cells))
                sums.add(cells)
            elif why == was == EMPTY:
                left_out[-1] = _empty(left_out[-1].line, line)
            else:
                left_out.append(_empty(line, line) if why == EMPTY else _told(line, cells, why))
            was = why
        return rows, tuple(left_out)

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

    def _why_none(self, line, cells, is_apart, sums):
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
        if _is_plain_total(cells, self.required) or self._is_total(line, cells, is_full, sums):
            return TOTAL
        if not is_full and len(filled) == 1 and squeeze(filled[0]) in self.titles:
            return TITLE_AGAIN
        if not is_full and len(filled) <= 2 and (_SOURCE.match(fold(filled[0])) or filled[0].endswith(":")):
            return SOURCE
        if is_apart and len(filled) == 1 and len(self.required) > 1:
            return NOTE_BELOW
        return ""

    def _is_total(self, line, cells, is_full, sums):
        """Say whether a line that calls itself a total is one: by its figures, or since nothing in it names a row.

        What only has such words inside a longer name is a row. Where nobody can tell, it is a row, and among `doubts`.
        """
        if not is_full:
            return any(_SAYS_TOTAL.search(cells[place].casefold()) for place in self.required) and sums.is_sum(cells)
        says = [place for place in self.required if self._says_total(cells[place], place == self.required[0], sums)]
        if not says:
            return False
        if sums.is_sum(cells):
            return True
        names = [cells[place] for place in self.required if any(char.isalpha() for char in cells[place])]
        if says[0] == self.required[0] and all(_LIKE_TOTAL.fullmatch(fold(name)) for name in names):
            sums.close()
            return True
        self.doubts.append(line)
        return False

    def _says_total(self, text, is_key, sums):
        """Say whether a cell says that its row is a total: "I alt", "Unge i alt" below rows of "Unge"; as the key of
        the row "Region Sjælland i alt" and "I alt for planen" do, too, if the figures agree."""
        if squeeze(text) in TOTALS:
            return True
        words = fold(text)
        of = _ENDS_IN_TOTAL.fullmatch(words)
        if of and (is_key or sums.names_group(squeeze(of[1]))):
            return True
        return is_key and words.startswith(("i alt ", "ialt "))

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
    """The sums of the rows so far, to know a total by its figures: of all rows, and of those since the last total.

    Figures are rounded, so a sum is as near as half a unit of the last decimal of each figure in it.
    """

    def __init__(self, required):
        self.required = required
        self.rows, self.since = [], 0
        # By column: the sum of how many of the rows and how far off it may be; and both at the last total.
        self.upto, self.at_last = {}, {}
        self._names, self._named = set(), 0

    def add(self, cells):
        """Take a row into the sums."""
        self.rows.append(cells)

    def is_sum(self, cells):
        """Say whether a row holds nothing but sums of at least two rows above it."""
        figures = {place: number for place, cell in enumerate(cells) if (number := _number(cell)) is not None}
        sums = {place: self._sum(place) for place in figures}
        if not any(figures.values()) or not (self._adds_up(figures, sums) or self._adds_up_since(figures, sums)):
            return False
        self.close()
        return True

    def close(self):
        """Begin the next sums below a total."""
        self.since = len(self.rows)
        self.at_last = {place: (total, slack) for place, (_, total, slack) in self.upto.items()}

    def names_group(self, text):
        """Say whether a text is what a row above says in a required column, such as its group."""
        self._names.update(squeeze(cells[place]) for cells in self.rows[self._named :] for place in self.required)
        self._named = len(self.rows)
        return text in self._names

    def _adds_up(self, figures, sums):
        return len(self.rows) > 1 and all(_is_near(figures[place], *sums[place]) for place in figures)

    def _adds_up_since(self, figures, sums):
        if len(self.rows) - self.since < 2:
            return False
        at_last = {place: self.at_last.get(place, (Decimal(0), Decimal(0))) for place in figures}
        return all(
            _is_near(figures[place], sums[place][0] - at_last[place][0], sums[place][1] - at_last[place][1])
            for place in figures
        )

    def _sum(self, place):
        done, total, slack = self.upto.get(place, (0, Decimal(0), Decimal(0)))
        for cells in self.rows[done:]:
            if (number := _number(cells[place])) is not None:
                total, slack = total + number, slack + _half_unit(number)
        self.upto[place] = len(self.rows), total, slack
        return total, slack


def _is_near(figure, total, slack):
    return abs(figure - total) <= slack + _half_unit(figure)


def _half_unit(number):
    """Give half of the last decimal that a number shows; nothing for a whole number, which is counted."""
    decimals = -number.as_tuple().exponent
    return Decimal(5).scaleb(-decimals - 1) if decimals > 0 else Decimal(0)


def _number(cell):
    try:
        return parse_decimal(cell)
    except ValueError:
        return None


def _told(line, cells, why):
    return LeftOut(line, " · ".join(cell for cell in cells if cell)[:SHOWN], why, why in _QUIET)


def _empty(first, last):
    """Give the `LeftOut` of empty lines that follow each other."""
    return LeftOut(first, "", EMPTY if first == last else f"Tomme rækker til og med {last}", is_quiet=True)
