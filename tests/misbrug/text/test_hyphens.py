"""Soft hyphens at seams that a reader expects, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from misbrug.text.hyphens import SOFT_HYPHEN, soft_hyphens


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("misbrugsbehandlingen", "misbrugs|behandlingen"),
        ("rusmiddelbehandlingstilbud", "rusmiddel|behandlings|tilbud"),
        ("tilgængelighedsstrategierne", "tilgængeligheds|strategierne"),
        ("Brugertilfredshedsundersøgelser", "Brugertilfredsheds|undersøgelser"),
        ("kommunalbestyrelsesmedlemmer", "kommunalbestyrelses|medlemmer"),
        ("substitutionsbehandlingen", "substitutions|behandlingen"),
        ("SUNDHEDSSTYRELSENSRAPPORT", "SUNDHEDS|STYRELSENSRAPPORT"),
        ("alkoholbehandlingstilbuddene", "alkohol|behandlings|tilbuddene"),
        ("alkoholikerforeningerne", "alkoholiker|foreningerne"),
        ("misbrugerbehandlingen", "misbruger|behandlingen"),
        ("videnskabelighedskravene", "videnskabelighedskravene"),
        ("effektivitetsforbedringer", "effektivitetsforbedringer"),
        ("lokaliseringsspørgsmålet", "lokaliseringsspørgsmålet"),
    ],
)
def test_seams(word, broken):
    assert soft_hyphens(f"Om {word}.") == f"Om {broken}.".replace("|", SOFT_HYPHEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "misbrugsbehandling",
        "kort tekst",
        "speciallægepraksisplanlægningsstabiliseringsperiode",
        "https://example.dk/misbrugsbehandlingsomraadet",
        "www.misbrugsbehandlingsomraadet.dk",
        "post@misbrugsbehandlingsomraadet.dk",
        "misbrugs\u00adbehandlingsomraadet",
        "misbrugs-behandlings-området",
    ],
)
def test_left_alone(text):
    assert soft_hyphens(text) == text


def test_an_address_does_not_spare_the_words_around_it():
    text = "misbrugsbehandlingen http://a.dk/misbrugsbehandlingen misbrugsbehandlingen"
    broken = "misbrugs\u00adbehandlingen"
    assert soft_hyphens(text) == f"{broken} http://a.dk/misbrugsbehandlingen {broken}"


PARTS = st.sampled_from(["misbrugs", "behandlings", "alkohol", "kommune", "tilbud", "en", "stof", " ", "Ærø", "fer"])


@given(st.lists(PARTS, max_size=12).map("".join) | st.text())
def test_only_soft_hyphens_are_added_and_no_stump_is_left(text):
    broken = soft_hyphens(text)
    assert broken.replace(SOFT_HYPHEN, "") == text.replace(SOFT_HYPHEN, "")
    assert soft_hyphens(broken) == broken
    if SOFT_HYPHEN not in text:
        for word in broken.split():
            pieces = word.split(SOFT_HYPHEN)
            assert len(pieces) == 1 or min(len(piece) for piece in pieces) >= 4
