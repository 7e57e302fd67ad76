"""What all of a strategy's pages share: acts within reach from every tab, the way here, and links that are links."""

import pytest
from django.urls import reverse

from clusters.models import Case
from tests import factories
from tests import strategies as make

pytestmark = pytest.mark.django_db
TABS = ("document", "plan", "economy", "theories", "track")


@pytest.fixture
def faxe():
    return factories.MunicipalityFactory(name="Faxe")


@pytest.fixture
def lead(faxe):
    return factories.municipal_lead(faxe)


def text_of(client, name, strategy, *more):
    return client.get(reverse(f"strategies:{name}", args=[strategy.slug, *more])).content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_the_acts_are_within_reach_from_every_tab(client, faxe, lead, tab):
    strategy = make.strategy(faxe, actor=lead, adopted=True)
    addresses = [reverse(f"strategies:{name}", args=[strategy.slug]) for name in ("edit", "way", "history", "agenda")]
    client.force_login(lead)
    page = text_of(client, tab, strategy)
    assert [page.count(f'href="{address}"') for address in addresses[:3]] == [1 + (tab == "document"), 1, 1]
    assert page.count(f'href="{addresses[3]}"') == 1
    client.force_login(factories.reader(faxe.region))
    page = text_of(client, tab, strategy)
    assert not [address for address in addresses[:3] if address in page]


def test_the_way_to_an_activity_passes_the_municipality_and_the_plan(client, faxe, lead):
    strategy = make.strategy(faxe, actor=lead)
    activity = make.activity(strategy, "Gadeplan", actor=lead)
    client.force_login(lead)
    for page in (text_of(client, "activity", strategy, activity.pk), text_of(client, "movement", strategy)):
        way = page[page.index('class="breadcrumbs"') : page.index("<h1")]
        places = [way.index(words) for words in (">Strategier<", ">Faxe<", ">Misbrugspolitik<", ">Handleplan<")]
        assert places == sorted(places)


def test_a_source_with_an_address_is_a_link_and_another_is_not(client, faxe, lead):
    client.force_login(lead)
    linked = make.strategy(faxe, title="A", actor=lead, source="Hentet fra https://faxe.example/politik.pdf")
    assert '<a href="https://faxe.example/politik.pdf"' in text_of(client, "document", linked)
    plain = make.strategy(faxe, title="B", actor=lead, source="Byrådets referat <b>1</b>")
    page = text_of(client, "document", plain)
    assert "Byrådets referat &lt;b&gt;1&lt;/b&gt;" in page


def test_the_case_says_which_of_its_texts_are_written(client, faxe, lead):
    strategy = make.strategy(faxe, actor=lead)
    Case.objects.filter(pk=strategy.case_id).update(economy="Ingen.", presentation="Sagen er denne.")
    client.force_login(lead)
    page = text_of(client, "track", strategy)
    assert "Også skrevet: sagsfremstilling og økonomi." in page
    assert "Ikke skrevet endnu: videre proces og ansvarlig forvaltning." in page


def test_a_short_plan_folds_its_filters_until_something_is_chosen(client, faxe, lead):
    strategy = make.strategy(faxe, actor=lead)
    for number in range(14):
        make.activity(strategy, f"Gadeplan {number}", actor=lead)
    client.force_login(lead)
    page = text_of(client, "plan", strategy)
    assert '<details class="filter-toggle filter-toggle--always">' in page
    assert '<option value="aarligt">' in page
    address = reverse("strategies:plan", args=[strategy.slug])
    chosen = client.get(address, {"soeg": "1", "sorter": "-aarligt"}).content.decode()
    assert '<details class="filter-toggle filter-toggle--always" open>' in chosen
    assert '<option value="-aarligt" selected>' in chosen
    make.activity(strategy, "Den femtende", actor=lead)
    assert '<details class="filter-toggle">' in text_of(client, "plan", strategy)
