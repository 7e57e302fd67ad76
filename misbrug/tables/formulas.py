"""What is told of the formulas in the rows of a workbook; those in lines that are not used are nobody's concern."""

from dataclasses import replace

from misbrug.tables import limits
from misbrug.text.danish import join

# How many cells without a value are named.
NAMED = 5


def tell_of_formulas(understood, book):
    """Give what was understood of a book with notes on the formulas in its rows: that their saved values were read, and
    which cells have none."""
    used = {}
    for table in understood.tables:
        used.setdefault(table.sheet, set()).update(row.line for row in table.rows)
    notes = [note for sheet in book.sheets if sheet.name in used for note in _notes(sheet, used[sheet.name])]
    return replace(understood, notes=(*notes, *understood.notes)) if notes else understood


def _notes(sheet, lines):
    count = sum(number for line, number in sheet.formulas.items() if line in lines)
    if count:
        some = "1 formel" if count == 1 else f"{limits.number(count)} formler"
        yield f"Arket ”{sheet.name}” har {some}. Det er den værdi, Excel sidst gemte, der er læst."
    cells = [cell for line, cells in sorted(sheet.valueless.items()) if line in lines for cell in cells]
    if cells:
        more = len(cells) - NAMED
        named = cells[:NAMED] + ([f"{limits.number(more)} {'anden' if more == 1 else 'andre'}"] if more > 0 else [])
        yield f"Arket ”{sheet.name}” har celler uden en værdi, der kan bruges: {join(named)}."
