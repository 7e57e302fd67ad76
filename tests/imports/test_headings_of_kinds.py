"""The headings that the kinds of tables declare: each means one column, and what people write is known."""

from collections import Counter

import pytest

from misbrug.imports.kinds import KINDS
from misbrug.tables.heading_words import HeadingWords, squeeze

# Beside a code they are the name, alone they are the municipality.
SHARED = {"populations": {"kommune", "kommunenavn", "kommunensnavn"}}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_heading_means_one_column(kind):
    words = Counter(word for spec in kind.specs for word in {squeeze(each) for each in (spec.name, *spec.also)})
    assert {word for word, count in words.items() if count > 1} == SHARED.get(kind.slug, set())


@pytest.mark.parametrize(
    ("kind", "heading", "column"),
    [
        ("municipalities", "Komnr.", "kommunekode"),
        ("municipalities", "Kommune", "navn"),
        ("populations", "Kommune-kode", "kommunekode"),
        ("populations", "Kommune", "kommunekode"),
        ("populations", "Antal indbyggere", "indbyggertal"),
        ("populations", "Opgjort pr.", "opgjort"),
        ("clusters", "Kommunenavn", "kommune"),
        ("clusters", "Startdato", "fra"),
        ("recommendations", "Nr.", "nummer"),
        ("recommendations", "Anbefaling", "titel"),
        ("indicators", "Indikator nr.", "nummer"),
        ("indicators", "Hjaelpetekst", "hjælpetekst"),
        ("supplementary", "Supplerende spørgsmål", "spørgsmål"),
        ("supplementary", "Vises når", "vises_ved"),
        ("activities", "Årlig udgift (mio. kr.)", "årlig_udgift_mio"),
        ("activities", "Aarlig udgift i mio. kr.", "årlig_udgift_mio"),
        ("activities", "Årlig udgift (1.000 kr.)", ""),
        ("activities", "Status", "tilstand"),
        ("answers", "Kommunenr.", "kommunekode"),
        ("answers", "Bemærkninger", "uddybning"),
    ],
)
def test_headings_as_people_write_them(kind, heading, column):
    assert HeadingWords(KINDS[kind].specs, {}).find(heading)[0] == column
