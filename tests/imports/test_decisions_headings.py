"""What a heading was taken for is remembered for the next file, and never overrides what the next file says itself."""

import pytest

from clusters.models import PopulationFigure
from misbrug.imports import workflow
from misbrug.imports.models import Heading
from misbrug.tables.book import Reading
from tests import factories
from tests.imports.pages import address, columns, latest, press, text_of, upload
from tests.imports.runs import applied, planned, started

pytestmark = pytest.mark.django_db

PLACES = "kommunekode;navn;region\n0320;Faxe;Region Sjælland\n"
PLAIN = "kommunekode;indbyggertal;opgjort\n0320;36000;2035-01-01\n"
TWO = "kommunekode;indbyggertal;mænd;opgjort\n0320;36000;18000;2036-01-01\n"
SHORT = "Komm.;Indb.;opgjort;ø\n0320;36000;2035-01-01;1\n"
SHORT_COLUMNS = {"Komm.": "kommunekode", "Indb.": "indbyggertal", "opgjort": "opgjort", "ø": ""}


@pytest.fixture
def boss(client):
    """An administrator, logged in, and Faxe."""
    applied("municipalities", PLACES)
    user = factories.administrator()
    client.force_login(user)
    return user


def remembered():
    """Give what is remembered."""
    return dict(Heading.objects.values_list("heading", "column"))


def test_a_heading_that_says_what_it_is_is_not_remembered_as_something_else(client, boss):
    upload(client, "indbyggertal", TWO)
    swapped = {"kommunekode": "kommunekode", "indbyggertal": "", "mænd": "indbyggertal", "opgjort": "opgjort"}
    client.post(address("understood"), columns(swapped))
    press(client, "apply")
    assert PopulationFigure.objects.get().count == 18000
    assert remembered() == {"maend": "indbyggertal"}
    # The next file names the column itself, so it is asked what the other is.
    page = upload(client, "indbyggertal", TWO.replace("2036", "2037"))
    assert page.redirect_chain[-1][0] == address("understood")
    (table,) = page.context["understood"].tables
    assert table.names == ("kommunekode", "indbyggertal", "", "opgjort")


def test_what_stands_as_remembered_from_before_does_not_override_a_column_of_that_name(boss):
    Heading.objects.create(kind="populations", heading="indbyggertal", column="")
    Heading.objects.create(kind="populations", heading="opgjort", column="indbyggertal")
    _, plan = planned("populations", PLAIN)
    assert plan.counts()["new"] == 1


def test_what_is_remembered_is_told_on_both_pages(client, boss):
    upload(client, "indbyggertal", SHORT)
    page = client.post(address("understood"), columns(SHORT_COLUMNS), follow=True)
    assert "ligesom i en tidligere fil" not in text_of(page)
    assert remembered() == {"komm.": "kommunekode", "indb.": "indbyggertal", "oe": ""}
    page = upload(client, "indbyggertal", SHORT)
    assert page.redirect_chain[-1][0] == address("preview")
    for shown in (text_of(page), text_of(client.get(address("understood")))):
        assert "Overskriften ”Komm.” er læst som ”" in shown
        assert "ligesom i en tidligere fil." in shown
        assert "Overskriften ”ø” bruges ikke, ligesom i en tidligere fil." in shown
        assert "Overskriften ”opgjort”" not in shown


def test_one_may_decide_otherwise_than_what_is_remembered(boss):
    Heading.objects.create(kind="populations", heading="indb.", column="")
    run = started("populations", SHORT)
    assert run.recalled == {"indb.": ""}
    workflow.map_columns(run.pk, columns=SHORT_COLUMNS)
    run.refresh_from_db()
    assert workflow.understand(run).tables[0].names == ("kommunekode", "indbyggertal", "opgjort", "")


def test_only_administrators_headings_are_remembered(client):
    round_ = factories.opened_round(slug="runde")
    municipality = round_.assessments.order_by("pk").first().municipality
    client.force_login(factories.caseworker(municipality))
    upload(client, "svar", f"kommune;spor;indikator;s.\n{municipality.name};Alkohol;1.1;ja\n", target="runde")
    chosen = {"kommune": "kommune", "spor": "spor", "indikator": "indikator", "s.": "svar"}
    page = client.post(address("understood"), columns(chosen), follow=True)
    assert page.redirect_chain[-1][0] == address("preview")
    assert latest().mapping == {"s.": "svar"}
    assert remembered() == {}


def test_what_is_remembered_is_looked_for_again_when_the_file_is_read_another_way(boss):
    Heading.objects.create(kind="populations", heading="oe", column="")
    run = started("populations", SHORT)
    assert run.recalled == {"oe": ""}
    run = workflow.reread(run.pk, reading=Reading("cp1252", ";", ","))
    assert run.recalled == {}


@pytest.mark.parametrize("heading", ["070761-4285", "Findes ikke"])
def test_a_heading_that_the_file_does_not_have_is_refused_by_name(boss, heading):
    run = started("populations", PLAIN)
    with pytest.raises(workflow.RunError) as refusal:
        workflow.map_columns(run.pk, columns={heading: "opgjort"})
    assert "Filen har ingen overskrift, der hedder ”" in refusal.value.message
    assert ("Findes ikke" in refusal.value.message) == (heading == "Findes ikke")
    assert "070761" not in refusal.value.message
    run.refresh_from_db()
    assert (run.mapping, remembered()) == ({}, {})


def test_a_heading_with_a_cpr_number_is_not_remembered(boss):
    run = started("populations", "kommunekode;indbyggertal;opgjort;Se 070761-4285\n0320;36000;2035-01-01;x\n")
    heading = workflow.understand(run).tables[0].headings[-1]
    workflow.map_columns(run.pk, columns={heading: ""})
    assert remembered() == {}
