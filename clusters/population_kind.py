"""Populations as a kind of table: a row for each figure, or Danmarks Statistik's FOLK1A as it is."""

import re

from clusters.folk1a import is_no_municipality, read_figures
from clusters.folk1a_totals import count_all, is_missing
from misbrug.tables.book import LeftOut, Row, Table, Understood
from misbrug.tables.resource_kind import ResourceKind
from misbrug.text.danish import amount, join

SHAPE = "Danmarks Statistik, FOLK1A, en række pr. tal"
SHAPE_MATRIX = "Danmarks Statistik, FOLK1A, med tiden som kolonner"
NAMES = ("kommunekode", "indbyggertal", "opgjort", "kilde")
NO_ROW = "Står uden for tabellen"
UNKNOWN = "Danmarks Statistik har intet tal"
_ENDS_IN_FIGURE = re.compile(r" · [\d.]+$", re.A)
# How many problems and places a message names before it says how many more there are.
NAMED = 5
# All regions and parts of the country.
OTHERS_NAMED = 18


class PopulationKind(ResourceKind):
    """The populations of the municipalities by date."""

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book: of FOLK1A where it is that, whatever its columns were taken for before."""
        found = [(sheet, figures) for sheet in book.sheets if (figures := read_figures(sheet))]
        if not found:
            return super().understand(book, mapping, target)
        parts = [_Part(sheet.name, figures) for sheet, figures in found]
        used = {part.sheet for part in parts}
        unused = [sheet.name for sheet in book.sheets if sheet.name not in used and any(sheet.rows)]
        return Understood(
            shape=SHAPE_MATRIX if any(figures.is_matrix for _, figures in found) else SHAPE,
            tables=tuple(part.table() for part in parts),
            specs=self.specs,
            notes=(
                *book.notes,
                *dict.fromkeys(note for part in parts for note in part.notes()),
                *(f"Arket ”{name}” bruges ikke. Det er ikke en tabel med folketal." for name in unused),
            ),
            unusable=" ".join(part.unusable() for part in parts if part.problems),
        )


class _Part:
    """The figures of one sheet: those of municipalities, counted once."""

    def __init__(self, sheet, figures):
        self.sheet, self.figures = sheet, figures
        self.others = {figure.place: why for figure in figures.figures if (why := is_no_municipality(figure.place))}
        own = [figure for figure in figures.figures if figure.place not in self.others]
        self.counts, self.problems = count_all(own, figures.groups)
        self.own = len(own)

    def table(self):
        """Give the table with a row for each municipality and period."""
        rows = [
            Row(
                line=count.figure.line,
                cells=(count.figure.place, count.text, period.day.isoformat(), period.source),
                cells_at=(*count.figure.cells_at, ""),
            )
            for (_, period), count in self.counts.items()
            if not is_missing(count.text)
        ]
        return Table(
            sheet=self.sheet,
            heading_line=self.figures.heading_line,
            headings=(*self.figures.headings, ""),
            names=NAMES,
            rows=tuple(rows),
            left_out=tuple(sorted(self._left_out(), key=lambda each: each.line)),
        )

    def _left_out(self):
        """Give the lines around the table, the places that are no municipalities and the figures that nobody has."""
        for line, text in self.figures.other:
            # With a figure in the last cell it may have been meant as a row.
            yield LeftOut(line, text, NO_ROW, is_quiet=not _ENDS_IN_FIGURE.search(text))
        lines = {}
        for figure in self.figures.figures:
            if figure.place in self.others:
                lines.setdefault(figure.place, figure)
        for place, figure in lines.items():
            # A note tells of all of them together.
            yield LeftOut(figure.line, place, self.others[place], is_quiet=True)
        for (place, _), count in self.counts.items():
            if is_missing(count.text):
                yield LeftOut(count.figure.line, f"{place} · {count.text}", UNKNOWN)

    def notes(self):
        """Tell which figures are taken and which are not."""
        if self.others:
            names = list(self.others)
            more = [f"{len(names) - OTHERS_NAMED} til"] if names[OTHERS_NAMED:] else []
            no = "er ikke en kommune og er ikke med" if len(names) == 1 else "er ikke kommuner og er ikke med"
            yield f"{join(names[:OTHERS_NAMED] + more)} {no}."
        added = sorted({group for count in self.counts.values() for group in count.added})
        if added:
            names = join(f"”{self.figures.groups[group]}”" for group in added if self.figures.groups[group])
            over = f" over {names}" if names else ""
            yield f"Filen har ikke tal i alt for hver kommune. Delene er lagt sammen{over}, hver én gang."
        elif self.own > len(self.counts) and not self.problems:
            parts = amount(self.own - len(self.counts), "tal", "tal")
            yield f"Filen har tal i alt for hver kommune. {parts} for dele af befolkningen er ikke talt med."
        days = {period.day for _, period in self.counts}
        if len(days) > 1:
            yield f"Filen har tal fra {len(days)} datoer. Hver dato bliver til et indbyggertal for sig."

    def unusable(self):
        """Say why some of the figures do not tell how many there are in all, and what would."""
        told = []
        for message, places in list(self.problems.items())[:NAMED]:
            names = list(dict.fromkeys(places))
            more = [f"{len(names) - NAMED} til"] if names[NAMED:] else []
            told.append(f"{message} Det gælder {join(names[:NAMED] + more)}.")
        return (
            f"Filen siger ikke, hvor mange der bor i alt. {' '.join(told)} "
            "Hent tabellen igen med ”I alt” for køn, alder og civilstand."
        )
