"""A .csv that ends in the middle of a line: what was lost on its way is not to be found out from what is left."""

from dataclasses import replace

CUT = "Filen ser ud til at være skåret over her. Gem den igen i det program, den kommer fra, og vælg den igen."


def doubt_last_row(understood, book):
    """Give what was understood of a book with a problem in the row at which its file ends in the middle of a line."""
    cut = {sheet.name: len(sheet.rows) for sheet in book.sheets if sheet.is_cut}
    if not cut:
        return understood
    tables = (
        replace(
            table,
            rows=tuple(
                replace(row, problem=row.problem or CUT) if row.line == cut.get(table.sheet) else row
                for row in table.rows
            ),
        )
        for table in understood.tables
    )
    return replace(understood, tables=tuple(tables))
