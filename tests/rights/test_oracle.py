"""The oracle is independent of the product, and says the same as the tables in docs/rettigheder.md."""

import ast
from pathlib import Path

import pytest

from tests.rights.oracle import (
    CASEWORKER,
    CLUSTER_LEAD,
    LEAD,
    OPEN,
    PROJECT,
    READER,
    RULES,
    STEERING,
    Actor,
    Case,
    decide,
)

DOCS = Path(__file__).parents[2] / "docs" / "rettigheder.md"
COLUMNS = (
    Actor("sagsbehandler", ((CASEWORKER, "A"),)),
    Actor("kommuneansvarlig", ((LEAD, "A"),)),
    Actor("klyngetovholder", ((CLUSTER_LEAD, "syd"),), employer="B"),
    Actor("projektgruppe", ((PROJECT, "sj"),), employer="C"),
    Actor("styregruppe", ((STEERING, "sj"),)),
    Actor("læser", ((READER, "sj"),)),
    Actor("administrator", administrator=True),
)
# The case in which whoever has a ja in the table may.
BEST = Case(report="released", delivered=True, kind="answers", maker="sagsbehandler")
# Rows whose words say more than one ja or no: several verbs share them, or they are not about a role in the round.
TOLD_IN_WORDS = {"open import", "import", "withdraw edition"}


def rows():
    """Give the first table's cells by the words of the row."""
    found = {}
    for line in DOCS.read_text().split("## Hvem ser en kommunes svar")[0].splitlines():
        words, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(COLUMNS) and words not in ("", "---", "gælder for"):
            found[words] = cells
    return found


def test_the_oracle_imports_nothing_of_the_product():
    tree = ast.parse((Path(__file__).parent / "oracle.py").read_text())
    taken = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert taken == {"dataclasses"}


@pytest.mark.parametrize("verb", [verb for verb, (_, _, row) in RULES.items() if row in rows()])
def test_the_oracle_reads_as_the_table(verb):
    row = RULES[verb][2]
    told = ["ja" if cell.startswith("ja") else "–" for cell in rows()[row]]
    meant = ["ja" if decide(verb, actor, BEST) == OPEN else "–" for actor in COLUMNS]
    if verb in TOLD_IN_WORDS:
        assert [each for each in meant if each == "ja"], row
    else:
        assert meant == told, row


def test_every_row_of_the_tables_has_a_verb_and_every_verb_a_row():
    text = DOCS.read_text()
    assert [row for _, _, row in RULES.values() if row not in text] == []
    named = {row for _, _, row in RULES.values()}
    # The second row on imports says of the other kinds what the first says of answers.
    others = {"importere alt andet; se og fortryde andres import af det"}
    others |= {"se, at andre har importeret svar (men ikke åbne importen)"}
    assert set(rows()) - named - others == set()
