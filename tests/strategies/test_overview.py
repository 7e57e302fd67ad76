"""The overview of strategies: who finds what."""

import datetime

import pytest
from django.test import override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import AgendaItem, Case, Hearing, HearingParty, Task
from indicators.models import Indicator
from misbrug.text.danish import loose_fold
from strategies import workflow
from strategies.models import Prerequisite, Strategy
from strategies.overview import Choice, _applies_in, load_overview
from tests import factories
from tests import strategies as make
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db
AT = make.AT
LIST, ADD = "/strategier/", "/strategier/ny/"
TODAY = AT.date()


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


def titles(user, **parameters):
    overview = load_overview(user, parameters, TODAY)
    return [line.strategy.title for line in (*overview.own, *overview.others)]


# Who finds what


def test_a_draft_is_shown_to_its_own_alone(faxe, caseworker, log_in):
    make.strategy(faxe, title="Kladden")
    stranger = factories.caseworker(factories.MunicipalityFactory())
    assert titles(caseworker) == ["Kladden"]
    assert titles(stranger) == []
    assert "Kladden" not in log_in(stranger).get(LIST).content.decode()
    slug = Strategy.objects.get().slug
    for name in ("document", "edit", "way", "history"):
        assert log_in(stranger).get(reverse(f"strategies:{name}", args=[slug])).status_code == 404
        assert log_in(caseworker).get(reverse(f"strategies:{name}", args=[slug])).status_code == 200


def test_an_adopted_one_is_read_by_all_and_edited_by_its_own(faxe, log_in):
    made = make.strategy(faxe, title="Vedtaget politik", adopted=True)
    stranger = log_in(factories.caseworker(factories.MunicipalityFactory()))
    assert "Vedtaget politik" in stranger.get(LIST).content.decode()
    assert stranger.get(reverse("strategies:document", args=[made.slug])).status_code == 200
    for name in ("edit", "way", "history"):
        assert stranger.get(reverse(f"strategies:{name}", args=[made.slug])).status_code == 403


@pytest.mark.parametrize("public", [True, False])
def test_who_is_not_logged_in_reads_adopted_ones_where_reading_is_public(faxe, client, public):
    adopted = make.strategy(faxe, title="Vedtaget politik", adopted=True)
    draft = make.strategy(faxe, title="Kladden")
    with override_settings(PUBLIC_READING=public):
        page = client.get(LIST)
        read = client.get(reverse("strategies:document", args=[adopted.slug]))
        assert client.get(reverse("strategies:document", args=[draft.slug])).status_code in (302, 404)
        assert client.get(reverse("strategies:way", args=[adopted.slug])).status_code == 302
    assert ("Vedtaget politik" in page.content.decode()) is public
    assert "Kladden" not in page.content.decode()
    assert (read.status_code == 200) is public
    assert public or page.status_code == 302


def test_own_come_first_and_each_group_is_in_danish_order(faxe, caseworker):
    other = factories.MunicipalityFactory(name="Greve")
    for title in ("Ålborg", "Ærlig plan", "Zoneplan", "Østplan"):
        make.strategy(faxe, title=title)
        make.strategy(other, title=f"{title} 2", adopted=True)
    own = ["Zoneplan", "Ærlig plan", "Østplan", "Ålborg"]
    assert titles(caseworker) == own + [f"{title} 2" for title in own]


def test_a_line_says_how_much_is_in_it(faxe, caseworker, log_in):
    made = make.strategy(
        faxe,
        title="Misbrugsplan",
        kind="plan",
        valid_from=datetime.date(2024, 1, 1),
        next_review=datetime.date(2025, 1, 1),
    )
    for number in range(3):
        make.goal(made, f"Mål {number}", actor=caseworker)
    for number in range(2):
        make.activity(made, f"Aktivitet {number}", actor=caseworker)
    line = load_overview(caseworker, {}, TODAY).own[0]
    assert (line.goals, line.activities, line.places, line.review_is_late) == (3, 2, "Faxe", True)
    page = log_in(caseworker).get(LIST).content.decode().replace("\u00a0", " ")
    for words in ("fra 2024", "Kladde", "20. nov. 2026", "1. jan. 2025", "Skulle være taget op", "Jeres strategier"):
        assert words in page


# Search and filters


def test_every_word_must_be_found_however_it_is_spelt(faxe, caseworker):
    made = make.strategy(faxe, title="Politik for rusmidler")
    make.part(made, "Ærø og Ålborg", text="Flere børn får hjælp på gaden.", actor=caseworker)
    make.strategy(faxe, title="Noget andet")
    for words in ("BØRN", "boern", "aeroe", "aalborg gaden", "Ålb rusm", "faxe hjælp"):
        assert titles(caseworker, soeg=words) == ["Politik for rusmidler"], words
    assert titles(caseworker, soeg="børn findesikke") == []
    assert titles(caseworker, soeg="100%") == []


@given(words=st.lists(st.text("abåæøéAÅÆØ-", min_size=1, max_size=8), min_size=1, max_size=5), data=st.data())
def test_every_word_of_a_text_is_found_in_capitals_or_not(words, data):
    word = data.draw(st.sampled_from(words))
    text = loose_fold(" ".join(words))
    for typed in (word, word.upper(), word.lower()):
        assert all(part in text for part in loose_fold(typed).split())


def test_filters_narrow_together(faxe, caseworker):
    greve = factories.MunicipalityFactory(name="Greve")
    make.strategy(faxe, title="Faxes kladde")
    make.strategy(faxe, title="Faxes egen", adopted=True)
    make.strategy(faxe, greve, title="Fælles", adopted=True)
    make.strategy(greve, title="Greves", adopted=True)
    assert titles(caseworker, kommune=faxe.code) == ["Faxes egen", "Faxes kladde", "Fælles"]
    assert titles(caseworker, kommune=faxe.code, tilstand="vedtaget") == ["Faxes egen", "Fælles"]
    assert titles(caseworker, kommune=greve.code, tilstand="vedtaget", soeg="fælles") == ["Fælles"]
    assert titles(caseworker, tilstand="hoering") == []
    nobody = factories.MunicipalityFactory(name="Solrød")
    assert titles(caseworker, kommune=nobody.code) == []
    assert len(titles(caseworker, kommune="../..", tilstand="'", aar="x", anbefaling="9", side="-4")) == 4


def _fill_every_place(made, actor):
    """Write a word of its own into each thing that is searched, and give the words."""
    make.goal_group(made, "Ordgruppe", actor=actor)
    make.target_group(made, "Unge", responsible="Ordansvar", actor=actor)
    make.plan(made, "Ordplan", actor=actor)
    activity = make.activity(
        made, "Gadehold", plan=made.plans.get(), partners="Ordpartner", responsible="Ordenhed", actor=actor
    )
    workflow.save(Prerequisite(activity=activity, kind="staff", note="Ordkrav"), actor=actor, at=AT)
    note = {"text": "Ordnotat.", "on": AT.date(), "state": "active", "readiness": ""}
    workflow.add_note(activity.pk, **note, actor=actor, at=AT)
    make.relation(made, "Ordrelation", actor=actor)
    body = make.body(made.places[0], "Ordudvalget", short_name="ORD")
    row = AgendaItem(
        case=made.case, body=body, date=AT.date(), case_number="27.69.48-A", outcome="remark", decision="Ordbeslutning"
    )
    row.remark = "Ordbemærkning"
    workflow.save(row, actor=actor, at=AT)
    hearing = workflow.save(Hearing(case=made.case, title="Ordhøring", sent_on=AT.date()), actor=actor, at=AT)
    workflow.save(HearingParty(hearing=hearing, name="Ordpart"), actor=actor, at=AT)
    task = workflow.save(Task(case=made.case, title="Ordopgave", owner="Ordejer"), actor=actor, at=AT)
    workflow.close_task(task.pk, state="done", on=AT.date(), result="Ordresultat", actor=actor, at=AT)
    case = Case.objects.get(pk=made.case_id)
    case.presentation = "Ordfremstilling"
    workflow.save_case(case, base_version=case.version, actor=actor, at=AT)
    council = make.body(made.places[0], "Ordrådet")
    workflow.save_routing(made.case_id, {council: ("", "decides")}, actor=actor, at=AT)
    return [
        "ordgruppe",
        "ordansvar",
        "ordplan",
        "ordpartner",
        "ordenhed",
        "ordkrav",
        "ordnotat",
        "ordrelation",
        "ordudvalget",
        "ORD",
        "27.69.48-A",
        "ordbeslutning",
        "ordbemærkning",
        "ordhøring",
        "ordpart",
        "ordopgave",
        "ordejer",
        "ordresultat",
        "ordfremstilling",
        "ordrådet",
    ]


def test_what_stands_on_any_of_its_pages_is_found_at_once(faxe, caseworker):
    made = make.strategy(faxe, title="Politik for rusmidler")
    make.strategy(faxe, title="Noget andet")
    for word in _fill_every_place(made, caseworker):
        assert titles(caseworker, soeg=word) == ["Politik for rusmidler"], word
    item = made.case.agendaitems.get()
    workflow.delete(item, actor=caseworker, at=AT)
    assert titles(caseworker, soeg="ordbemærkning") == []
    assert Strategy.objects.get(pk=made.pk).version == made.version


def test_what_the_address_names_that_is_nothing_is_said(faxe, caseworker, log_in):
    make.strategy(faxe, title="Faxes egen", adopted=True)
    choice = {"kommune": "9999", "tilstand": "zz", "aar": "abc", "anbefaling": "<b>"}
    page = log_in(caseworker).get(LIST, choice).content.decode()
    for words in (
        "”9999” findes ikke under Kommune",
        "”zz” findes ikke under Tilstand",
        "”abc” findes ikke under Gælder i",
        "”&lt;b&gt;” findes ikke under Tjener anbefaling",
    ):
        assert words in page
    assert (
        "findes ikke" not in log_in(caseworker).get(LIST, {"kommune": faxe.code, "tilstand": "kladde"}).content.decode()
    )


def test_readers_are_offered_the_states_they_can_see(faxe, caseworker, log_in):
    make.strategy(faxe, title="Faxes egen", adopted=True)
    reader = factories.reader(faxe.region)
    assert [key for key, _ in load_overview(reader, {}, TODAY).states] == ["vedtaget", "afloest"]
    assert [key for key, _ in load_overview(caseworker, {}, TODAY).states] == [
        "kladde",
        "hoering",
        "vedtaget",
        "afloest",
    ]
    assert "”kladde” findes ikke under Tilstand" in log_in(reader).get(LIST, {"tilstand": "kladde"}).content.decode()


def test_a_period_that_has_run_out_is_said_to_everybody(faxe, log_in):
    ended = datetime.date(2024, 12, 31)
    made = make.strategy(faxe, title="Gammel", adopted=True, valid_to=ended)
    make.strategy(faxe, title="Uden ende", adopted=True)
    reader = log_in(factories.reader(faxe.region))
    assert reader.get(LIST).content.decode().count("Perioden er udløbet") == 1
    assert "Perioden er udløbet" in reader.get(reverse("strategies:document", args=[made.slug])).content.decode()
    assert made.has_run_out(TODAY)
    assert not made.has_run_out(ended)
    made.state = Strategy.State.RETIRED
    assert not made.has_run_out(TODAY)


def _row(start=None, end=None, adopted=None, retired=None, state="adopted"):
    times = {"valid_from": start, "valid_to": end, "adopted": adopted, "entered": AT, "retired": retired}
    return {**times, "state": state}


def test_a_strategy_applies_from_its_start_or_adoption_until_it_ends_or_is_retired():
    day = datetime.date
    assert _applies_in(_row(day(2014, 5, 1), day(2018, 1, 1)), 2018)
    assert not _applies_in(_row(day(2014, 5, 1), day(2018, 1, 1)), 2019)
    assert not _applies_in(_row(day(2014, 5, 1), day(2018, 1, 1)), 2013)
    assert _applies_in(_row(day(2014, 5, 1)), 2030)
    assert _applies_in(_row(adopted=day(2016, 1, 1)), 2016)
    assert not _applies_in(_row(adopted=day(2016, 1, 1)), 2015)
    assert not _applies_in(_row(day(2014, 5, 1), retired=AT, state="retired"), 2027)
    assert _applies_in(_row(day(2014, 5, 1), retired=AT, state="adopted"), 2027)
    assert _applies_in(_row(end=day(2018, 1, 1)), 2010)


@pytest.mark.parametrize(("year", "applies"), [(2025, False), (2026, True), (2040, True)])
def test_one_that_names_no_time_applies_from_when_it_was_entered(year, applies):
    assert _applies_in(_row(state="draft"), year) is applies


def test_the_year_is_one_in_which_it_applies(faxe, caseworker):
    make.strategy(faxe, title="Gammel", valid_from=datetime.date(2012, 3, 1), valid_to=datetime.date(2016, 12, 31))
    make.strategy(faxe, title="Ny", valid_from=datetime.date(2026, 1, 1))
    assert titles(caseworker, aar="2014") == ["Gammel"]
    assert titles(caseworker, aar="2026") == ["Ny"]
    assert load_overview(caseworker, {}, TODAY).years == tuple(range(2026, 2011, -1))


@pytest.mark.parametrize("by", ["goal", "activity"])
@pytest.mark.parametrize("link", ["recommendations", "indicators"])
def test_a_recommendation_is_served_by_goal_or_activity_itself_or_through_an_indicator(faxe, caseworker, by, link):
    catalogue = small_catalogue()
    indicator = Indicator.objects.filter(catalogue=catalogue, parent=None).first()
    made = make.strategy(faxe, title="Svarer")
    make.strategy(faxe, title="Svarer ikke")
    served = {"recommendations": indicator.recommendation, "indicators": indicator}[link]
    {"goal": make.goal, "activity": make.activity}[by](made, "Noget", actor=caseworker, links={link: [served]})
    key = f"{catalogue.slug}.{indicator.recommendation.number}"
    assert titles(caseworker, anbefaling=key) == ["Svarer"]
    other = catalogue.recommendations.exclude(pk=indicator.recommendation_id).filter(addressee="kommune").first()
    assert titles(caseworker, anbefaling=f"{catalogue.slug}.{other.number}") == []


def test_the_choice_stays_in_the_address_and_on_a_phones_bar(faxe, caseworker, log_in):
    make.strategy(faxe, title="Børnepolitik")
    assert Choice(words="børn", state="kladde").address == "soeg=b%C3%B8rn&tilstand=kladde&"
    page = log_in(caseworker).get(LIST, {"soeg": "børn", "kommune": faxe.code, "tilstand": "kladde"}).content.decode()
    assert "Søg og filtrér: ”børn”, Faxe, kladde" in page
    assert 'value="børn"' in page


def test_a_page_holds_thirty_and_leads_on_with_the_choice(faxe, caseworker, log_in):
    for number in range(31):
        make.strategy(faxe, title=f"Plan {number:02d}", actor=caseworker)
    first = log_in(caseworker).get(LIST, {"tilstand": "kladde"}).content.decode()
    second = log_in(caseworker).get(LIST, {"tilstand": "kladde", "side": "2"}).content.decode()
    assert "?tilstand=kladde&amp;side=2" in first
    assert ("Plan 30" in first, "Plan 30" in second) == (False, True)


def test_the_empty_pages_say_what_is_true_and_what_to_do(faxe, caseworker, log_in):
    page = log_in(caseworker).get(LIST).content.decode()
    assert "Der er ingen strategier at læse endnu" in page
    assert page.count("Ny strategi") == 1
    make.strategy(faxe)
    page = log_in(caseworker).get(LIST, {"soeg": "findes ikke"}).content.decode()
    assert "Ingen strategier passer til valget" in page
    assert "Vis alle strategier" in page


def test_readers_are_not_offered_to_start_one(faxe, log_in):
    reader = log_in(factories.reader(faxe.region))
    assert "Ny strategi" not in reader.get(LIST).content.decode()
    assert reader.get(ADD).status_code == 403


def test_the_overview_takes_the_same_queries_with_one_and_with_many(faxe, caseworker, log_in, count_queries):
    small_catalogue()
    client = log_in(caseworker)
    make.strategy(faxe, factories.MunicipalityFactory(), adopted=True)
    with count_queries() as with_one:
        client.get(LIST)
    for number in range(4):
        made = make.strategy(faxe, factories.MunicipalityFactory(), title=f"Plan {number}", adopted=number % 2 == 0)
        make.goal(made, "Et mål", actor=caseworker)
    with count_queries(exactly=len(with_one)):
        client.get(LIST)
    assert len(with_one) == 8
