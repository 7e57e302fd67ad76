"""Questionnaires for tests, as people send them: sheets of plain texts, and what they can name."""

from clusters.answer_tables.known import Known
from clusters.answer_tables.shapes import understand_questionnaire
from misbrug.tables.book import Book, Sheet

KNOWN = Known(
    questions=(
        ("1.1", "Familien indgår i behandlingen"),
        ("1.1a", "Hvilke afdelinger arbejder sammen om familien?"),
        ("1.2", "Partnere inddrages, når det er muligt"),
        ("2.1", "Kommunen har en plan for opfølgning"),
        ("5.10", "Der følges op efter endt behandling"),
    ),
    places=(
        ("0253", "Greve"),
        ("0320", "Faxe"),
        ("0320", "Fakse"),
        ("0376", "Guldborgsund"),
        ("0573", "Varde"),
        ("0751", "Aarhus"),
    ),
    areas=("Alkohol", "Stof", "Unge"),
)


def book(*sheets, name="svar.xlsx"):
    """Give a Book of (sheet's name, rows)."""
    return Book(name, tuple(Sheet(title, tuple(tuple(row) for row in rows)) for title, rows in sheets))


def understood(*sheets, name="svar.xlsx", chosen=None, **target):
    """Give what is understood of sheets, None where they hold no questionnaire."""
    return understand_questionnaire(book(*sheets, name=name), KNOWN, chosen or {}, **target)


def answers(found):
    """Give {(municipality, track, question): (answer, words, the answer's cell)}; each may stand once alone."""
    rows = {}
    for table in found.tables:
        for row in table.rows:
            cells = dict(zip(table.names, row.cells, strict=True))
            key = (cells["kommune"], cells.get("spor", ""), cells["indikator"])
            assert key not in rows
            rows[key] = (cells["svar"], cells.get("uddybning", ""), row.at(table.position("svar")))
    return rows
