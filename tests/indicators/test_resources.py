"""Tables of a catalogue: what a row becomes, what is said of a wrong one, and that export comes back unchanged."""

from datetime import UTC, datetime

import pytest

from indicators.loading import load_shipped_catalogue
from indicators.models import Catalogue, Indicator, Recommendation
from indicators.resources import IndicatorResource, RecommendationResource, SupplementaryResource
from misbrug.tables.files import read
from misbrug.tables.kind import SKIP
from misbrug.tables.resource import import_table
from misbrug.tables.writing import write
from tests.catalogues import small_catalogue

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CPR = "070761-4285"


@pytest.fixture
def draft():
    return small_catalogue(published=False)


def load(resource_class, catalogue, text, *, file_name="fil.csv", **options):
    """Import a table written as text and give the outcome."""
    resource = resource_class(catalogue=catalogue, at=AT, file_name=file_name)
    return import_table(resource, read(text.encode(), ".csv"), **options)


def messages(outcome):
    """Give the problems as people read them."""
    return [str(problem) for problem in outcome.problems]


# Recommendations


def test_recommendations_are_made_changed_and_left_alone(draft):
    text = (
        "nummer;titel;adressat;besvares_af_kommuner;kort_titel\n"
        "1;Kommunerne skal tilbyde familieorienteret behandling;kommune;ja;\n"
        "2;En ny titel;kommune;ja;Kort\n"
        "7;Staten skal hjælpe;Stat og KL;Nej;"
    )
    outcome = load(RecommendationResource, draft, text)
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.stored) == (1, 1, 1, True)
    new = draft.recommendations.get(number=7)
    assert (new.addressee, new.answered_by_municipalities) == ("stat_kl", False)
    changed = draft.recommendations.get(number=2)
    assert (changed.title, changed.short_title) == ("En ny titel", "Kort")


def test_what_an_import_writes_carries_its_time_and_reason(draft):
    load(RecommendationResource, draft, "nummer;titel\n2;En ny titel", file_name="rettet.csv")
    entry = draft.recommendations.get(number=2).history.order_by("history_id").last()
    assert (entry.history_date, entry.history_change_reason) == (AT, "Import af rettet.csv")


def test_columns_are_found_whatever_their_order_case_and_spelling(draft):
    outcome = load(RecommendationResource, draft, "Besvares af kommuner; TITEL ;Nummer\nnej;Ny;9")
    assert outcome.stored
    assert draft.recommendations.get(number=9).answered_by_municipalities is False


def test_a_column_that_is_not_in_the_file_leaves_what_is_stored(draft):
    draft.recommendations.filter(number=1).update(explanation="Står her.")
    load(RecommendationResource, draft, "nummer;titel\n1;Ny titel")
    assert draft.recommendations.get(number=1).explanation == "Står her."


def test_an_unknown_column_is_named_and_not_used(draft):
    outcome = load(RecommendationResource, draft, "nummer;titel;farve\n9;Ny;blå")
    assert outcome.notes == ("Bruges ikke: farve.",)
    assert outcome.stored


@pytest.mark.parametrize(
    ("text", "word"), [("nummer\n1", "mangler kolonnen titel"), ("nummer;titel;Titel\n1;a;b", "hedder det samme")]
)
def test_headings_that_cannot_be_used_make_the_file_unusable(draft, text, word):
    outcome = load(RecommendationResource, draft, text)
    assert outcome.unusable
    assert not outcome.stored
    assert word in messages(outcome)[0]


def test_a_dry_run_says_the_same_and_stores_nothing(draft):
    outcome = load(RecommendationResource, draft, "nummer;titel\n9;Ny", dry_run=True)
    assert (outcome.new, outcome.stored) == (1, False)
    assert not draft.recommendations.filter(number=9).exists()


# Wrong rows


def test_every_problem_is_told_with_row_column_value_and_what_would_be_right(draft):
    text = (
        "nummer;anbefaling;indikator;svartype;ikke_relevant_tilladt;områder;valgmuligheder;opfyldt_fra\n"
        "3.1;77;;ja_nej;måske;Haver;;\n"
        "\n"
        "1.1;1;To gange;ja_nej;;;;\n"
        "1.1;1;To gange;ja_nej;;;;\n"
        "1.9;1;Trin;niveau;;;Lav|Høj;3\n"
    )
    outcome = load(IndicatorResource, draft, text)
    assert not outcome.stored
    assert messages(outcome) == [
        "Række 2, Anbefaling: ”77”. Anbefalingen findes ikke i kataloget. Der er: 1, 2, 3.",
        "Række 2, Indikator: Her mangler noget. Udfyld cellen.",
        "Række 2, Må være ikke relevant: ”måske”. Skriv ja eller nej.",
        "Række 2, Områder: ”Haver”. Området Haver findes ikke i kataloget. Der er: Alkohol, Stof, Unge.",
        "Række 5, Nummer: ”1.1”. Det samme står i række 4. Slet den ene.",
        "Række 6, Opfyldt fra: ”3”. Angiv, fra hvilket niveau indikatoren er opfyldt: et tal fra 1 til 2.",
    ]


def test_one_wrong_row_stops_all_unless_it_is_to_be_skipped(draft):
    text = "nummer;titel\n8;God\nx;Dårlig\n9;Også god"
    assert not load(RecommendationResource, draft, text).stored
    assert not draft.recommendations.filter(number__in=[8, 9]).exists()
    outcome = load(RecommendationResource, draft, text, on_error=SKIP)
    assert (outcome.stored, outcome.new, len(outcome.problems)) == (True, 2, 1)
    assert draft.recommendations.filter(number__in=[8, 9]).count() == 2


@pytest.mark.parametrize(
    ("column", "label"), [("titel", "Titel"), ("kort_titel", "Kort titel"), ("forklaring", "Forklaring")]
)
def test_a_cpr_number_is_caught_and_never_repeated(draft, column, label):
    headings = {"nummer": "9", "titel": "Titel", "kort_titel": "", "forklaring": ""} | {column: f"Se sagen på {CPR}."}
    text = ";".join(headings) + "\n" + ";".join(headings.values())
    outcome = load(RecommendationResource, draft, text)
    assert not outcome.stored
    assert outcome.problems[0].column == label
    assert "CPR-nummer" in outcome.problems[0].message
    assert CPR not in str(outcome)
    assert not Recommendation.history.filter(number=9).exists()


def test_a_text_that_is_too_long_for_its_field_is_refused(draft):
    outcome = load(RecommendationResource, draft, f"nummer;titel\n9;{'x' * 301}")
    assert [problem.column for problem in outcome.problems] == ["Titel"]


# Indicators


def test_an_indicator_takes_its_number_as_key_all_areas_and_the_next_place(draft):
    load(IndicatorResource, draft, "nummer;anbefaling;indikator;svartype\n1.3;1;Ny;ja_nej\n1.4;1;Nyere;tekst")
    first, second = draft.indicators.get(number="1.3"), draft.indicators.get(number="1.4")
    assert first.key == "1.3"
    assert {area.slug for area in first.areas.all()} == {"alkohol", "stof", "unge"}
    assert draft.indicators.get(number="1.2").order < first.order < second.order


@pytest.mark.parametrize(
    ("word", "answer_type"),
    [("ja_nej_delvis", "yes_no_partly"), ("Ja, nej eller delvis", "yes_no_partly"), ("TAL", "number")],
)
def test_the_type_of_answer_is_read_as_the_file_or_the_page_calls_it(draft, word, answer_type):
    assert load(IndicatorResource, draft, f'nummer;anbefaling;indikator;svartype\n1.3;1;Ny;"{word}"').stored
    assert draft.indicators.get(number="1.3").answer_type == answer_type


@pytest.mark.parametrize("cell", ["Stof|Alkohol", "alkohol, stof", "ALKOHOL|stof"])
def test_areas_are_found_by_name_or_short_name(draft, cell):
    text = f"nummer;anbefaling;indikator;svartype;områder\n1.3;1;Ny;ja_nej;{cell}"
    assert load(IndicatorResource, draft, text).stored
    assert [area.slug for area in draft.indicators.get(number="1.3").areas.all()] == ["alkohol", "stof"]


def test_a_changed_area_is_a_change(draft):
    head = "nummer;anbefaling;indikator;svartype;områder\n"
    text = head + "2.1;2;Kommunen har en plan for opfølgning;ja_nej;Unge"
    assert load(IndicatorResource, draft, text).changed == 1
    assert load(IndicatorResource, draft, text).unchanged == 1
    assert [area.slug for area in draft.indicators.get(number="2.1").areas.all()] == ["unge"]


def test_a_spreadsheet_that_made_a_comma_of_the_point_is_understood(draft):
    assert load(IndicatorResource, draft, 'nummer;anbefaling;indikator;svartype\n"1,3";1;Ny;ja_nej').stored
    assert draft.indicators.filter(number="1.3").exists()


@pytest.mark.parametrize(("cell", "asks"), [("ja", True), ("Nej", False), ("", False)])
def test_an_indicator_may_ask_for_a_strategy(draft, cell, asks):
    text = f"nummer;anbefaling;indikator;svartype;beder_om_strategi\n1.3;1;Der er en strategi;ja_nej;{cell}"
    assert load(IndicatorResource, draft, text).stored
    assert draft.indicators.get(number="1.3").asks_for_strategy is asks


def test_a_file_without_the_column_leaves_what_an_indicator_asks_for(draft):
    draft.indicators.filter(number="2.1").update(asks_for_strategy=True)
    assert load(IndicatorResource, draft, "nummer;anbefaling;indikator;svartype\n2.1;2;Ny tekst;ja_nej").changed == 1
    assert draft.indicators.get(number="2.1").asks_for_strategy


# Supplementary questions


def test_a_supplementary_question_follows_its_indicator(draft):
    text = "nummer;indikator;spørgsmål;svartype;enhed;vises_ved\n2.1a;2.1;Hvor tit?;tal;gange om året;Ja\n"
    assert load(SupplementaryResource, draft, text).stored
    question = draft.indicators.get(number="2.1a")
    assert question.parent.number == "2.1"
    assert question.recommendation.number == 2
    assert question.trigger_values == ["ja"]
    assert [area.slug for area in question.areas.all()] == ["alkohol", "stof"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2.1a;9.9;Hvor?;tekst;ja", "Indikator: ”9.9”. Indikatoren findes ikke i kataloget. Der er: 1.1, 1.2, 2.1."),
        ("2.1a;1.1a;Hvor?;tekst;ja", "Indikator: ”1.1a”. Indikatoren findes ikke"),
        ("2.1a;2.1;Hvor?;tekst;delvis", "Vises ved: ”delvis”. Her kan man ikke svare ”delvis”. Skriv ja eller nej."),
        ("2.1a;2.1;Hvor?;tekst;", "Vises ved: Her mangler noget."),
        ("1.2;2.1;Hvor?;tekst;ja", "Nummer: ”1.2”. Nummeret er optaget af en indikator."),
    ],
)
def test_a_wrong_supplementary_question_says_where(draft, row, message):
    outcome = load(SupplementaryResource, draft, f"nummer;indikator;spørgsmål;svartype;vises_ved\n{row}")
    assert len(outcome.problems) == 1
    assert message in messages(outcome)[0]


def test_options_with_commas_among_the_triggers_come_back(draft):
    parent = draft.indicators.get(number="2.1")
    parent.answer_type, parent.options = "single_choice", ["Ja, fast", "Nej"]
    parent.save()
    head = "nummer;indikator;spørgsmål;svartype;vises_ved\n"
    assert load(SupplementaryResource, draft, head + "2.1a;2.1;Hvor?;tekst;Ja, fast|").stored
    assert draft.indicators.get(number="2.1a").trigger_values == ["Ja, fast"]
    again = SupplementaryResource(catalogue=draft).export()
    assert import_table(SupplementaryResource(catalogue=draft), again).unchanged == 2


# Published catalogues, and back again


def test_a_published_catalogue_is_not_changed_and_the_file_that_changes_nothing_is_no_error():
    catalogue = small_catalogue()
    outcome = load(RecommendationResource, catalogue, "nummer;titel\n1;Ny titel\n9;Ny")
    assert not outcome.stored
    assert messages(outcome) == [
        "Kataloget ”Katalog lille, 2012” er offentliggjort og kan ikke ændres. Lav en ny version af det, og ret den. "
        "Det ville ændre række 2, 3."
    ]
    assert load(RecommendationResource, catalogue, "nummer;titel\n1;Ny titel", on_error=SKIP).changed == 0
    title = catalogue.recommendations.get(number=1).title
    same = load(RecommendationResource, catalogue, f"nummer;titel\n1;{title}")
    assert (same.unchanged, same.problems) == (1, ())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("resource_class", [RecommendationResource, IndicatorResource, SupplementaryResource])
def test_export_comes_back_unchanged(resource_class, suffix):
    catalogue = load_shipped_catalogue(AT)
    exported = resource_class(catalogue=catalogue).export()
    again = read(write(exported, suffix), suffix)
    outcome = import_table(resource_class(catalogue=catalogue), again)
    assert (outcome.unchanged, outcome.problems) == (len(exported), ())


def test_an_exported_catalogue_can_be_built_anew():
    shipped = load_shipped_catalogue(AT)
    fresh = Catalogue.objects.create(slug="kopi", title="Kopi", publisher="KL", year=2012)
    for area in shipped.areas.all():
        fresh.areas.create(slug=area.slug, name=area.name, order=area.order)
    for resource_class in (RecommendationResource, IndicatorResource, SupplementaryResource):
        exported = resource_class(catalogue=shipped).export()
        assert import_table(resource_class(catalogue=fresh), exported).stored
        assert list(resource_class(catalogue=fresh).export()) == list(exported)


def test_the_catalogues_do_not_mix(draft):
    other = small_catalogue("andet", published=False)
    load(RecommendationResource, draft, "nummer;titel\n1;Kun her")
    assert other.recommendations.get(number=1).title != "Kun her"
    assert not Indicator.objects.filter(catalogue=draft, recommendation__catalogue=other).exists()
