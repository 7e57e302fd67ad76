"""Finding the table in a sheet: which row holds the headings, what each is taken for, and which lines are no rows."""

from misbrug.tables.book import Row, Table, Understood
from misbrug.text.danish import loose_fold

LOOK_AT = 40


def understand_rows(book, specs, mapping, shape="Én række pr. post"):
    """Give the `Understood` of a book whose sheets hold one row an item under a row of headings.

    Every sheet in which a required heading is found gives a table. `mapping` is {folded heading: column name or ""}.
    """
    tables = tuple(table for sheet in book.sheets if (table := find_table(sheet, specs, mapping)))
    found = set(tables[0].names) if tables else set()
    missing = tuple(spec.name for spec in specs if spec.required and spec.name not in found)
    return Understood(shape=shape, tables=tables, specs=tuple(specs), missing=missing, notes=book.notes)


def find_table(sheet, specs, mapping):
    """Give the `Table` of a sheet, or None where no row looks like headings."""
    by_heading = {loose_fold(word): spec.name for spec in specs for word in (spec.name, *spec.also)} | mapping
    best, most = None, 0
    for index, row in enumerate(sheet.rows[:LOOK_AT]):
        known = sum(1 for cell in row if by_heading.get(loose_fold(cell)))
        if known > most:
            best, most = index, known
    if best is None:
        return None
    headings = tuple(cell.strip() for cell in sheet.rows[best])
    names = tuple(by_heading.get(loose_fold(heading), "") for heading in headings)
    rows = tuple(
        Row(line, tuple(row[: len(headings)]) + ("",) * (len(headings) - len(row)))
        for line, row in enumerate(sheet.rows[best + 1 :], start=best + 2)
        if any(cell.strip() for cell in row)
    )
    return Table(sheet=sheet.name, heading_line=best + 1, headings=headings, names=names, rows=rows)
