"""Starting a strategy, also from a nej, and correcting what it says of itself."""

import pytest
from django.urls import reverse

from indicators.models import Indicator
from strategies import workflow
from strategies.models import Goal, Strategy
from strategies.overview import load_overview
from strategies.views.overview import title_for
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db
AT = make.AT
ADD = "/strategier/ny/"


@pytest.fixture
def faxe():
    return factories.MunicipalityFactory(name="Faxe")


@pytest.fixture
def caseworker(faxe):
    return factories.caseworker(faxe)


@pytest.fixture
def log_in(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


def facts(**changes):
    given = {"title": "Misbrugspolitik", "kind": "policy", "base_version": "0"}
    return {**given, **changes}


# Starting one


def test_a_strategy_is_started_as_a_draft_of_ones_own(faxe, caseworker, log_in):
    response = log_in(caseworker).post(
        ADD,
        facts(valid_from="2026-01-01", valid_to="31.12.2030", review_months="24", review_owner="Driftssektionen"),
    )
    made = Strategy.objects.get()
    assert response.url == reverse("strategies:document", args=[made.slug])
    assert (made.title, made.kind, made.state, made.period) == ("Misbrugspolitik", "policy", "draft", "2026–2030")
    assert (made.places, made.review_months, made.changed_by) == ([faxe], 24, caseworker)


def test_a_joint_strategy_is_started_by_one_and_edited_by_either(log_in):
    ishoj, vallensbaek = (factories.MunicipalityFactory(name=name) for name in ("Ishøj", "Vallensbæk"))
    ours, theirs = factories.caseworker(ishoj), factories.caseworker(vallensbaek)
    log_in(ours).post(ADD, facts(others="vallensbæk kommune"))
    made = Strategy.objects.get()
    assert made.place_names == "Ishøj og Vallensbæk"
    edit = reverse("strategies:edit", args=[made.slug])
    assert 'value="Ishøj"' in log_in(theirs).get(edit).content.decode()
    log_in(theirs).post(edit, facts(title="Fælles politik", others="Ishøj", base_version=made.version))
    made.refresh_from_db()
    assert (made.title, made.place_names, made.changed_by) == ("Fælles politik", "Ishøj og Vallensbæk", theirs)


def test_who_answers_for_several_chooses_at_least_one_of_them(faxe, caseworker, log_in):
    greve = factories.MunicipalityFactory(name="Greve")
    factories.MunicipalityFactory(name="Solrød")
    factories.MembershipFactory(user=caseworker, role="caseworker", municipality=greve)
    client = log_in(caseworker)
    page = client.post(ADD, facts(others="Solrød")).content.decode()
    assert "Vælg mindst én af dine egne kommuner." in page
    assert 'value="Misbrugspolitik"' in page
    assert not Strategy.objects.exists()
    client.post(ADD, facts(own=[greve.pk]))
    assert Strategy.objects.get().places == [greve]


def test_a_municipality_that_is_not_ones_own_cannot_be_passed_off_as_such(faxe, caseworker, log_in):
    greve, solrod = factories.MunicipalityFactory(name="Greve"), factories.MunicipalityFactory(name="Solrød")
    factories.MembershipFactory(user=caseworker, role="caseworker", municipality=greve)
    log_in(caseworker).post(ADD, facts(own=[solrod.pk]))
    assert not Strategy.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Skriv, hvad den hedder."),
        ({"valid_from": "2026-01-01", "valid_to": "2025-12-31"}, "”Gælder til” ligger før ”gælder fra”."),
        ({"valid_from": "i morgen"}, "Skriv en dato, for eksempel 18.12.2026."),
        ({"valid_from": "9999-12-31"}, "Skriv en dato i årene 1970 til 2199."),
        ({"valid_from": "1950-01-01"}, "Skriv en dato i årene 1970 til 2199."),
        ({"valid_from": "0026-01-01"}, "Skriv årstallet med fire cifre, for eksempel 2026."),
        ({"review_months": "0"}, "Skriv et antal måneder fra 1 til 120."),
        ({"review_months": "121"}, "Skriv et antal måneder fra 1 til 120."),
        ({"review_months": "to år"}, "Skriv et helt antal måneder, for eksempel 24."),
        ({"others": "Greve, Ingenby og Nowhere"}, "Vi kender ikke ”Ingenby” og ”Nowhere”."),
        ({"summary": "Ring til 010190-1234"}, "CPR"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(faxe, caseworker, log_in, changes, message):
    factories.MunicipalityFactory(name="Greve")
    given = facts(**{"review_owner": "Driftssektionen", **changes})
    page = log_in(caseworker).post(ADD, given).content.decode()
    assert message in page
    assert "Der er problemer" in page
    assert "Driftssektionen" in page
    assert page.count("”Gælder til” ligger før") in (0, 2)
    assert not Strategy.objects.exists()


def test_the_same_draft_is_not_started_twice(faxe, caseworker, log_in):
    client = log_in(caseworker)
    client.post(ADD, facts())
    page = client.post(ADD, facts(title="MISBRUGSPOLITIK")).content.decode()
    assert "I har allerede en kladde, der hedder sådan." in page
    assert Strategy.objects.count() == 1
    make.adopt(Strategy.objects.get(), faxe)
    client.post(ADD, facts())
    assert Strategy.objects.count() == 2


# From a nej


@pytest.fixture
def indicator():
    return Indicator.objects.filter(catalogue=small_catalogue(), parent=None).first()


def test_a_strategy_for_a_nej_has_a_goal_with_the_link(faxe, caseworker, log_in, indicator):
    address = f"{ADD}?indikator={indicator.pk}"
    client = log_in(caseworker)
    page = client.get(address).content.decode()
    assert f"Strategien svarer på indikator {indicator.number}" in page
    response = client.post(address, facts())
    goal = Goal.objects.get()
    assert list(goal.indicators.all()) == [indicator]
    assert response.url == reverse("strategies:content_edit", args=[goal.strategy.slug, "maal", goal.pk])
    assert indicator.text[:20] in client.get(response.url).content.decode()


def test_strategy_and_goal_are_stored_together_or_not_at_all(faxe, caseworker, indicator, monkeypatch):
    def refuse(*args, **kwargs):
        raise workflow.WorkflowError("Nej.")

    monkeypatch.setattr("strategies.workflow.way.save", refuse)
    with pytest.raises(workflow.WorkflowError):
        workflow.create_answering(indicator, municipalities=[faxe], actor=caseworker, at=AT, title="Strategi")
    assert not Strategy.objects.exists()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Kommunen har en nedskrevet strategi for synlighed", "Strategi for synlighed"),
        (
            "Kommunen har en strategi for sammenhæng og helhed, som også dækker andet",
            "Strategi for sammenhæng og helhed",
        ),
        ("Kommunen har en handleplan om alkohol.", "Handleplan om alkohol"),
        ("Der følges op", "Strategi: Opfølgning"),
    ],
)
def test_the_title_is_taken_from_what_the_indicator_asks_for(indicator, text, title):
    indicator.text, indicator.recommendation.short_title = text, "Opfølgning"
    assert title_for(indicator) == title


@pytest.mark.parametrize("wrong", ["0", "999999", "x", "-1", "99999999999999999999"])
def test_an_indicator_that_is_none_is_not_found(faxe, caseworker, log_in, wrong):
    assert log_in(caseworker).get(f"{ADD}?indikator={wrong}").status_code == 404


# Correcting what it says of itself


def test_the_second_of_two_is_shown_what_stands_and_may_replace_it(faxe, caseworker, log_in):
    made = make.strategy(faxe, title="Politik")
    edit = reverse("strategies:edit", args=[made.slug])
    client = log_in(caseworker)
    client.post(edit, facts(title="Deres titel", base_version=1))
    response = client.post(edit, facts(title="Min titel", base_version=1))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Deres titel" in page
    assert 'value="Min titel"' in page
    client.post(edit, facts(title="Min titel", base_version=1, act="replace", newer_version=2))
    assert Strategy.objects.get().title == "Min titel"


def test_a_municipality_that_has_adopted_it_is_not_taken_out(log_in):
    faxe, greve = (factories.MunicipalityFactory(name=name) for name in ("Faxe", "Greve"))
    made = make.strategy(faxe, greve)
    make.adopt(made, greve)
    client = log_in(factories.caseworker(faxe))
    edit = reverse("strategies:edit", args=[made.slug])
    page = client.post(edit, facts(others="", base_version=1)).content.decode()
    assert "Greve har vedtaget strategien." in page
    assert made.adoptions.count() == 2


def test_who_comes_and_who_leaves_is_said(faxe, caseworker, log_in):
    factories.MunicipalityFactory(name="Greve")
    solroed = factories.MunicipalityFactory(name="Solrød")
    made = make.strategy(faxe)
    edit = reverse("strategies:edit", args=[made.slug])
    client = log_in(caseworker)
    page = client.post(edit, facts(others="Solrød, Greve", base_version=1), follow=True).content.decode()
    assert "Nu er Greve og Solrød også med." in page
    page = client.post(edit, facts(others="Greve", base_version=2)).content.decode()
    assert "Kun kommunen selv kan melde sig ud" in page
    factories.MembershipFactory(user=caseworker, role="caseworker", municipality=solroed)
    both = facts(own=[faxe.pk], others="Greve", base_version=2)
    page = log_in(caseworker).post(edit, both, follow=True).content.decode()
    assert "Solrød er ikke længere med." in page
    assert Strategy.objects.get().place_names == "Faxe og Greve"


def test_a_new_title_is_found_by_the_search(faxe, caseworker, log_in):
    made = make.strategy(faxe, title="Politik")
    log_in(caseworker).post(reverse("strategies:edit", args=[made.slug]), facts(title="Øget trivsel", base_version=1))
    found = load_overview(caseworker, {"soeg": "oeget"}, AT.date()).own
    assert [line.strategy.title for line in found] == ["Øget trivsel"]
