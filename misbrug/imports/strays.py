"""What somebody has said about a file that the file does not have: columns, headings, questions and rows."""

from misbrug.text import cpr
from misbrug.text.danish import join, loose_fold

# Where headings stand at the latest.
TOP = 100
NAMED = 5


def why_no_column(columns, understood, book):
    """Say in Danish which heading or column of {heading: column or ""} is unknown; "" where all are known."""
    known = {"", *(spec.name for spec in understood.specs)}
    for heading, name in columns.items():
        if name not in known:
            return f"Kolonnen ”{cpr.redact(name)}” findes ikke. Vælg en fra listen."
        if not is_in_file(loose_fold(heading), understood, book):
            return f"Filen har ingen overskrift, der hedder ”{cpr.redact(heading)}”."
    return ""


def is_in_file(heading, understood, book):
    """Say whether a file has a folded heading, in a table that was found or elsewhere at the top of a sheet."""
    return any(heading == loose_fold(each) for table in understood.tables for each in table.headings) or any(
        loose_fold(cell) == heading for sheet in book.sheets for row in sheet.rows[:TOP] for cell in row
    )


def drop_strays(run, job):
    """Take decisions about what the file does not ask out of a run that was planned. Gives notes that name them."""
    strays = [key for key in job.decisions if key not in job.asked]
    # What was decided while the plan was made is looked at by the next one.
    if strays and run.decisions == job.decisions:
        run.decisions = {key: choice for key, choice in run.decisions.items() if key in job.asked}
        named = join([f"”{key}”" for key in strays[:NAMED]])
        yield f"Svar, som ikke hører til noget spørgsmål eller nogen række i filen, er ikke brugt: {named}."
