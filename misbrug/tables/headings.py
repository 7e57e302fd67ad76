"""Finding the table in each sheet: which row holds the headings, what each is taken for, which lines are no rows."""

from dataclasses import dataclass
from itertools import islice

from misbrug.tables.book import LeftOut, Row, Table, Understood
from misbrug.tables.heading_row import find_heading_row
from misbrug.tables.heading_words import HeadingWords
from misbrug.tables.junk_rows import ABOVE, SHOWN, Lines
from misbrug.text.danish import first_upper, join

# How many lines a message names before it says how many more there are.
NAMED = 10


def understand_rows(book, specs, mapping, shape="En tabel med overskrifter"):
    """Give the `Understood` of a book whose sheets hold one row an item under a row of headings.

    Every sheet that has all required columns gives a table; where none has, those that have most of them do, so that
    a person can say what their columns are. `mapping` is {folded heading: column name or ""}.
    """
    specs = tuple(specs)
    required = [spec.name for spec in specs if spec.required]
    found = [each for sheet in book.sheets if (each := _find(sheet, specs, mapping))]
    used, unused = _used(found, required)
    missing = dict.fromkeys(name for each in used for name in each.missing(required))
    return Understood(
        shape=shape,
        tables=tuple(each.table for each in used),
        specs=specs,
        missing=tuple(missing),
        notes=(*book.notes, *(note for each in used for note in each.notes), *map(_not_used(specs, required), unused)),
        unusable=" ".join(each.shifted for each in used if each.shifted),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet's table, what is worth telling of it, the columns that two headings claim, and what is wrong with it."""

    table: Table
    notes: tuple[str, ...]
    claimed_twice: tuple[str, ...]
    shifted: str

    def missing(self, required):
        """Give the required columns that no heading is taken for, and those that more than one claims."""
        return [*(name for name in required if name not in self.table.names), *self.claimed_twice]

    def known(self, required):
        """Give how many of the required columns the headings name, and how many of all."""
        names = {*self.table.names, *self.claimed_twice}
        return sum(1 for name in required if name in names), sum(1 for name in names if name)


def _used(found, required):
    """Part what was found into tables that are used and the rest."""
    if not found:
        return [], []
    full = [each for each in found if each.known(required)[0] == len(required)]
    if not full:
        best = max(found, key=lambda each: (each.known(required), len(each.table.rows)))
        full = [each for each in found if each.table.headings == best.table.headings]
    sheets = {each.table.sheet for each in full}
    return full, [each for each in found if each.table.sheet not in sheets]


def _not_used(specs, required):
    labels = {spec.name: spec.label for spec in specs}

    def note(each):
        missing = join(f"”{labels[name]}”" for name in each.missing(required))
        return f"Arket ”{each.table.sheet}” bruges ikke. Det har ikke {missing}."

    return note


def _find(sheet, specs, mapping):
    words = HeadingWords(specs, mapping)
    head = find_heading_row(sheet.rows, words)
    if head is None:
        return None
    claims = _claims(head, words)
    names = _names(head, claims)
    lines = _lines(sheet, head)
    below = Lines(
        lines,
        titles=[cell for row in sheet.rows[: head.first_line - 1] for cell in row if cell.strip()],
        headings=[head.written, *sheet.rows[head.first_line - 1 : head.line]],
        required=_places(specs, names),
    )
    rows, left_out = below.sort()
    notes, claimed_twice = _settle(claims, head, names, rows, sheet, {spec.name: spec.label for spec in specs})
    table = Table(
        sheet=sheet.name,
        heading_line=head.line,
        headings=head.shown,
        names=tuple(names),
        rows=tuple(Row(line, cells) for line, cells in rows),
        left_out=(*_above(sheet, head), *left_out),
    )
    notes += _may_be_totals(below.doubts, sheet)
    return _Found(table, tuple(notes), tuple(claimed_twice), _shifted(sheet, head, rows))


def _may_be_totals(lines, sheet):
    """Tell of rows that may be totals: they are rows as long as nobody takes them out."""
    if lines:
        some = f"række {join(_named(lines))} ligner en sum"
        where = f"Arket ”{sheet.name}”, {some}" if sheet.name else first_upper(some)
        taken = "en række" if len(lines) == 1 else "rækker"
        yield f"{where}, men er taget med som {taken}. Slet i filen, hvad der er en sum."


def _named(lines):
    return [str(line) for line in lines[:NAMED]] + ([f"{len(lines) - NAMED} til"] if lines[NAMED:] else [])


def _claims(head, words):
    """Give {column name: [(rank, place)]}: the headings that may be a column, the most certain first.

    A heading that is less certain than another of the same column is taken for the next one that it may be: beside a
    "Kode" the heading "Kommune" is the name.
    """
    claims = {}
    for place, (written, shown) in enumerate(zip(head.written, head.shown, strict=True)):
        name, rank = words.find(written, shown)
        if name:
            claims.setdefault(name, []).append((rank, place))
    claims = {name: sorted(found) for name, found in claims.items()}
    for found in list(claims.values()):
        for rank, place in found[1:]:
            free = [name for name in words.others(head.written[place]) if name not in claims]
            if rank > found[0][0] and free:
                claims[free[0]] = [(rank, place)]
                found.remove((rank, place))
    return claims


def _names(head, claims):
    names = [""] * len(head.shown)
    for name, found in claims.items():
        names[found[0][1]] = name
    return names


def _places(specs, names):
    """Give where the required columns stand, in the order of the specs; none where one of them is missing."""
    required = [spec.name for spec in specs if spec.required]
    return [names.index(name) for name in required] if set(required) <= set(names) else []


def _settle(claims, head, names, rows, sheet, labels):
    """Take no heading for a column that another claims just as well and with other cells. Gives notes on every column
    that more than one heading claims, and the columns that a person has to decide about."""
    notes, undecided = [], []
    where = f" i arket ”{sheet.name}”" if sheet.name else ""
    for name, found in claims.items():
        if len(found) < 2:
            continue
        headings = join(f"”{head.shown[place]}”" for _, place in found) + where
        both = "begge" if len(found) == 2 else "alle"
        rivals = [place for rank, place in found if rank == found[0][0]]
        if len({tuple(cells[place] for _, cells in rows) for place in rivals}) > 1:
            names[rivals[0]] = ""
            undecided.append(name)
            notes.append(f"{headings} kan {both} være ”{labels[name]}”. Vælg, hvilken der er det.")
        else:
            notes.append(f"{headings} kan {both} være ”{labels[name]}”. ”{head.shown[rivals[0]]}” er brugt.")
    return notes, undecided


def _lines(sheet, head):
    """Give (line number, cells) of what stands below the headings, one stripped cell for each of them.

    Of empty lines that follow each other only the first and the last are given: there may be a million.
    """
    width = len(head.shown)
    blank = ("",) * width
    lines, empty = [], 0
    for line, row in enumerate(islice(sheet.rows, head.line, None), start=head.line + 1):
        cells = tuple(map(str.strip, row[:width])) + blank[len(row) :] if row else blank
        empty = empty + 1 if cells == blank else 0
        if empty > 2:
            lines.pop()
        lines.append((line, cells))
    return lines


def _above(sheet, head):
    for line, row in enumerate(sheet.rows[: head.first_line - 1], start=1):
        if text := " · ".join(cell.strip() for cell in row if cell.strip()):
            yield LeftOut(line, text[:SHOWN], ABOVE, is_quiet=True)


def _shifted(sheet, head, rows):
    """Say which rows of a .csv have more cells than there are headings: a text with a separator that nobody quoted.

    Where most rows have them, it is a column whose heading is missing; in a spreadsheet cells cannot be shifted.
    """
    width = max((place + 1 for place, heading in enumerate(head.written) if heading), default=0)
    lines = [line for line, _ in rows if any(cell.strip() for cell in sheet.rows[line - 1][width:])]
    if sheet.name or not lines or 2 * len(lines) > len(rows):
        return ""
    named = join(_named(lines))
    return (
        f"{'Række' if len(lines) == 1 else 'Rækkerne'} {named} har flere celler end overskrifterne. "
        "Sæt anførselstegn om en tekst, som skilletegnet står i."
    )
