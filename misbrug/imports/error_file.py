"""What the file with the marked errors tells: what is wrong in each row, and what in the file waits for an answer."""

import re

from misbrug.imports.chunks import read_rows
from misbrug.tables.plan import Act, Problem, plan_from_plain

# What else is asked, such as which of two answers counts, is nothing that can be put right in the file.
_OF_THE_FILE = "municipality:"
_CELL = re.compile(r".*!([A-Z]{1,3}\d+)", re.S)


def problems_of(run):
    """Give (what each is about, the problems) of a run that is planned, in the order of the file."""
    counts = run.plan["counts"]
    rows = sorted(read_rows(run, range(counts[Act.ERROR] + counts[Act.ASK])))
    questions = {each.key: each for each in plan_from_plain(run.plan).questions if each.key.startswith(_OF_THE_FILE)}
    found = [
        (row.label, problem)
        for _, row in rows
        for problem in (*row.problems, *_waiting(row, questions.get(row.question)))
    ]
    return [about for about, _ in found], [problem for _, problem in found]


def _waiting(row, question):
    """Give the open question of a row as what is to be put right, () where it has none."""
    if question is None or row.problems:
        return ()
    cell = _CELL.fullmatch(row.key)
    message = f"{question.hint} {question.text} Svar i forhåndsvisningen, eller ret det i filen.".strip()
    return (Problem(row.line, "", "", message, row.sheet, cell[1] if cell else ""),)
