"""A municipality is found by whatever a file calls it; what only comes near is proposed, never assumed."""

import pytest
from django.db import transaction

from clusters.loading import load_shipped_places
from clusters.matching import MOST_COMPARED, MunicipalityFinder, NoMunicipality, doubt
from clusters.models import Municipality


@pytest.fixture(scope="module")
def finder(django_db_setup, django_db_blocker):
    """A finder that knows the whole country; nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped_places()
        found = MunicipalityFinder()
        transaction.set_rollback(True)
    return found


def refused(finder, text):
    """Give what `find` raises for a text that names no municipality."""
    with pytest.raises(NoMunicipality) as raised:
        finder.find(text)
    return raised.value


def meant(finder, text):
    """Give the name of the municipality that a text names or comes near to, None where there is none."""
    try:
        return finder.find(text).name
    except NoMunicipality as missed:
        return missed.proposal and missed.proposal.name


@pytest.mark.parametrize(
    "text",
    [
        *("376", "0376", " 376 ", "376,0", "376.0", "(376)", "kommune 376", "Kommunekode: 0376"),
        *("Guldborgsund", "guldborgsund ", "GULDBORGSUND", "Guldborg\u00adsund", "Guldborgsund\u00a0"),
        *("Guldborgsund Kommune", "Kommune: Guldborgsund", "Guldborgsund kommune.", "Kommunen Guldborgsund"),
        *("376 Guldborgsund", "0376 Guldborgsund", "376 - Guldborgsund", "0376-Guldborgsund", "376: Guldborgsund"),
        *("Guldborgsund (376)", "Guldborgsund (0376)", "Guldborgsund, 376", "Guldborgsund Kommune (376)"),
    ],
)
def test_a_municipality_is_found_by_code_and_name_in_any_order(finder, text):
    assert finder.find(text).code == "0376"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Århus", "0751"), ("Aarhus Kommune", "0751"), ("Københavns Kommune", "0101"), ("Koebenhavn", "0101")),
        *(("Bornholms Regionskommune", "0400"), ("Vesthimmerlands Kommune", "0820"), ("Nordfyns", "0480")),
        *(("Høje Taastrup", "0169"), ("hoeje-taastrup", "0169"), ("Lyngby-Tårbæk", "0173"), ("Aeroe", "0492")),
    ],
)
def test_a_municipality_is_found_by_other_spellings(finder, text, code):
    assert finder.find(text).code == code


@pytest.mark.parametrize(
    "shape",
    ["{code}", "{name}", "{code} {name}", "{code}-{name}", "{name} ({code})", "{name} Kommune", "{name}s Kommune"],
)
def test_every_municipality_is_found_in_every_shape(finder, shape):
    for row in finder.by_code.values():
        assert finder.find(shape.format(code=row.code.lstrip("0"), name=row.name)) == row


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("Guldborgssund", "0376"), ("Gulborgsund", "0376"), ("Gludborgsund", "0376"), ("376 Guldborgssund", "0376")),
        *(("Kobenhavn", "0101"), ("Soro", "0340"), ("Grvee", "0253"), ("Faex", "0320"), ("Kge", "0259")),
        *(("Lyngby", "0173"), ("Faaborg", "0430"), ("Ringkøbing Kommune", "0760")),
    ],
)
def test_what_comes_near_is_proposed_and_not_assumed(finder, text, code):
    missed = refused(finder, text)
    assert missed.proposal.code == code
    assert f"Mente du {missed.proposal.name}?" in str(missed)


@pytest.mark.parametrize(
    ("text", "names"),
    [("Vejln", ("Vejen", "Vejle")), ("Vyborg", ("Nyborg", "Viborg")), ("Sorød", ("Solrød", "Sorø"))],
)
def test_two_that_are_as_near_are_both_named_and_none_is_proposed(finder, text, names):
    missed = refused(finder, text)
    assert missed.proposal is None
    assert f"{names[0]} eller {names[1]}?" in str(missed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Her mangler en kommune. Skriv dens navn eller kode."),
        ("999", "Der findes ingen kommune med koden 0999."),
        ("376 Faxe", "Koden hører til Guldborgsund, ikke til Faxe. Ret den ene."),
        ("Faxe (376)", "Koden hører til Guldborgsund, ikke til Faxe. Ret den ene."),
        ("Region Sjælland", "Det er en region. Skriv navnet på en kommune."),
        ("Timbuktu", "Der findes ingen kommune med det navn."),
        ("12345", "Der findes ingen kommune med det navn."),
        ("320 Faxe 376", "Der findes ingen kommune med det navn."),
    ],
)
def test_what_names_none_says_what_is_wrong(finder, text, message):
    missed = refused(finder, text)
    assert (str(missed), missed.proposal) == (message, None)


def test_a_slip_in_the_middle_of_a_name_proposes_that_name_or_none(finder):
    proposals = []
    for name in sorted({row.name for row in finder.by_code.values()}):
        half = len(name) // 2
        first, last = name[:half], name[half:]
        slips = (first + last[1:], first + last[0] + last, first + last[1] + last[0] + last[2:])
        proposals += [(slip, name, meant(finder, slip)) for slip in slips if slip != name]
    assert [each for each in proposals if each[2] not in (each[1], None)] == []
    assert sum(1 for each in proposals if each[2]) > 0.9 * len(proposals)


def test_a_doubt_asks_for_the_proposal_or_nothing(finder):
    question = doubt(" Guldborgssund", refused(finder, "Guldborgssund").proposal)
    assert question.text == "Er ”Guldborgssund” Guldborgsund?"
    assert [value for value, _ in question.choices] == ["0376", "no"]


def test_a_doubt_does_not_repeat_a_cpr_number(finder):
    assert "010190" not in doubt("Faxe 010190-1234", finder.find("Faxe")).text


def test_the_same_text_is_looked_for_once(finder, monkeypatch):
    looked = []
    monkeypatch.setattr(finder, "_find", lambda text: looked.append(text) or finder.by_code["0376"])
    for _ in range(3):
        finder.find("et navn, som ikke er set før")
    assert len(looked) == 1


def test_a_file_of_nonsense_does_not_compare_for_ever(finder, monkeypatch):
    monkeypatch.setattr(finder, "_missed", MOST_COMPARED)
    assert refused(finder, "Guldborgssunnd").proposal is None


@pytest.mark.django_db
def test_a_finder_asks_the_database_twice(count_queries):
    load_shipped_places()
    with count_queries(exactly=2):
        finder = MunicipalityFinder()
        for code in ("0376", "Faxe", "Århus", "Guldborgsund"):
            finder.find(code)
    assert Municipality.objects.count() == 98
