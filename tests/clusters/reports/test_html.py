"""The report as markup: what a reader is shown, and where figures lead. Nothing here asks a database."""

import dataclasses
import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from clusters.consolidation import Counts, Outcome, Rule
from clusters.reports import charts, guide
from clusters.reports.facts import ADVICE, EXPLANATION, INDICATORS, STATUS, TextFacts
from clusters.reports.narrative import draft_status, paragraphs_text
from clusters.reports.renderers.html import Reader, render_report
from clusters.reports.written import AdviceFacts, EditionFacts, FollowUpFacts
from tests.clusters.reports.samples import indicator
from tests.clusters.reports.whole_reports import AT, HOSTILE, report
from tests.factories import NOW

EVERYTHING = Reader(counts=True, answers=True, writes=True)
EDITION = EditionFacts(2, AT, ("2.1 i Kommune 1 er rettet.",))


@pytest.fixture(scope="module")
def facts():
    """The facts of a report in which every part is written."""
    return report(8, words="Skrevet^[Kilden.] af **os**.")


@pytest.fixture(scope="module")
def unwritten():
    """The facts of a report in which nothing is written yet."""
    return report(8, outcomes=(Outcome.YES, Outcome.NO), written=False)


def with_first(facts, **fields):
    """The same facts with other fields in the first recommendation."""
    first, *others = facts.recommendations
    return dataclasses.replace(facts, recommendations=(dataclasses.replace(first, **fields), *others))


def with_status(facts, text):
    """The same facts with a status written for the first recommendation."""
    return with_first(facts, status=TextFacts(text, 1, "Projektgruppen", NOW, False))


def words(html):
    """What is read, with single ordinary spaces."""
    html = re.sub(r"</(?:dt|dd|div|li|p)>", " ", html)
    return " ".join(unescape(strip_tags(html)).replace("\xa0", " ").replace("\xad", "").split())


def part(html, anchor):
    """The markup of one part of the report, to the beginning of the next."""
    start = html.index(f'id="{anchor}"')
    end = html.find('<section class="report__part', start)
    return html[start : end if end > 0 else len(html)]


def addresses(html):
    """Every address that is not in the report itself and is no file of the site."""
    return {unescape(each) for each in re.findall(r'href="([^"]*)"', html) if not each.startswith(("#", "/static/"))}


# ---- order and parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcomes", [tuple(Outcome), (Outcome.YES,)])
def test_every_indicator_is_a_figure_or_a_band(outcomes):
    facts = report(outcomes=outcomes)
    html = render_report(facts)
    figures = re.findall(r'id="figur-(\d+)"', html)
    assert figures == [str(n) for n in range(1, len(figures) + 1)]
    assert len(figures) + html.count('class="unanimous"') == len(facts.verdicts)
    assert bool(figures) == (len(outcomes) > 1)
    assert len(re.findall(r'<svg xmlns[^>]* aria-labelledby="f\d+-title"', html)) == len(figures)
    assert html.count('<table class="table table--numbers"') == len(figures)


@pytest.mark.parametrize("reader", [EVERYTHING, Reader(edition=2), Reader(standalone=True)])
def test_ids_are_used_once_and_what_is_linked_to_is_there(facts, reader):
    html = render_report(dataclasses.replace(facts, edition=EDITION), reader)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_the_contents_follow_the_report_in_the_order_of_2014(facts):
    html = render_report(dataclasses.replace(facts, edition=EDITION))
    contents = html[: html.index("<article")]
    listed = re.findall(r'<a href="#([\w-]+)">', contents)
    parts = re.findall(r'<section class="report__part[^"]*"\s+id="([\w-]+)"', html)
    files = [f"bilag-{row.letter.lower()}" for row in facts.annexes]
    assert listed == [*parts[:-1], *files]
    assert parts[:5] == ["aendret", "indledning", "laesevejledning", "konklusioner", "klyngesamarbejdet"]
    assert parts[-3:] == ["bilag-a", "bilag-b", "oevrige-bilag"]


@pytest.mark.parametrize(
    ("left_out", "lacks", "keeps"),
    [
        (EXPLANATION, "Forklaret", "Status"),
        (INDICATORS, "Indikatorer", "Forklaret"),
        (STATUS, "Status", "Det anbefales"),
        (ADVICE, "Det anbefales", "Indikatorer"),
    ],
)
def test_parts_of_a_recommendation_may_be_left_out(facts, left_out, lacks, keeps):
    whole = words(part(render_report(facts, EVERYTHING), "anbefaling-1"))
    assert lacks in whole
    shown = words(part(render_report(with_first(facts, left_out=(left_out,)), EVERYTHING), "anbefaling-1"))
    assert lacks not in shown
    assert keeps in shown


def test_what_municipalities_do_not_answer_has_texts(facts):
    shown = words(part(render_report(facts), "anbefaling-3"))
    assert "Kommunerne svarer ikke på anbefalingen." in shown
    assert "Status Skrevet1 af os." in shown
    assert "Indikatorer" not in shown


def test_the_weightiest_come_first_with_the_reason(facts):
    first, second, *others = facts.recommendations
    chosen = (
        dataclasses.replace(first, priority=2, priority_reason="Den haster."),
        dataclasses.replace(second, priority=1, priority_reason="Den er tung."),
    )
    html = render_report(dataclasses.replace(facts, recommendations=(*chosen, *others)))
    shown = words(part(html, "konklusioner"))
    told = [
        "særlig vægt 1 Anbefaling 2: Anbefaling nummer 2 Den er tung.",
        "2 Anbefaling 1: Anbefaling nummer 1 Den haster.",
        "Skrevet1 af os.",
    ]
    places = [shown.index(each) for each in told]
    assert places == sorted(places)
    assert "Anbefaling 2 · særlig vægt" in words(part(html, "anbefaling-2"))


def test_what_is_recommended_says_to_whom_and_until_when(facts):
    items = (
        AdviceFacts("Skriv en strategi.", "kommunerne", "tovholderne", AT.date()),
        AdviceFacts("Følg op.", "KKR", deadline_words="næste statusrapport", is_example=True),
    )
    follow_ups = (
        FollowUpFacts(AdviceFacts("Mød hinanden.", "klyngerne"), "gennemført", "To gange."),
        FollowUpFacts(AdviceFacts("Tæl igen.", "KKR")),
    )
    changed = with_first(facts, advice=items, follow_ups=follow_ups)
    shown = words(part(render_report(changed), "anbefaling-1"))
    assert "Skriv en strategi. Adressat Kommunerne Ansvarlig Tovholderne Frist 21. november 2026" in shown
    assert "Følg op. eksempel Adressat KKR Frist Næste statusrapport" in shown
    assert "Det blev anbefalet sidst Fra rapporten for 2014" in shown
    assert "Mød hinanden. To gange. Nu Gennemført Adressat Klyngerne" in shown
    assert "Tæl igen. Nu Ikke oplyst" in shown
    all_invented = with_first(facts, advice=tuple(dataclasses.replace(row, is_example=True) for row in items))
    shown = words(part(render_report(all_invented), "anbefaling-1"))
    assert "Det anbefales Formuleringerne er eksempler. Skriv en strategi. Adressat" in shown


def test_estimates_are_called_so_with_year_and_source(facts):
    shown = words(part(render_report(facts), "indledning"))
    assert "Tallene er skøn" in shown
    assert "En kommune med 40.000 indbyggere 40.000 ca. 190" in shown
    assert "skønnet ud fra 27.000 i hele landet i 2013 (KL om rusmiddelområdet)." in shown
    assert "Skøn" not in words(render_report(dataclasses.replace(facts, needs=())))


def test_a_cluster_says_what_it_wrote_before_its_values(facts):
    shown = words(part(render_report(facts), "bilag-a"))
    order = [shown.index(each) for each in ("Det er klyngen enig om Skrevet", "samlede svar", "Reglen bag")]
    assert order == sorted(order)
    first, *others = facts.clusters
    silent = dataclasses.replace(facts, clusters=(dataclasses.replace(first, report=None), *others))
    assert "Klyngen har ikke afleveret en rapport." in words(part(render_report(silent), "bilag-a"))


def test_an_annex_shows_its_fingerprint(facts):
    shown = words(part(render_report(facts), "oevrige-bilag"))
    assert "1. maj 2026 bilag.pdf, 12,3 kB SHA-256 " + "a" * 64 in shown
    assert 'href="https://example.dk/bilag"' in render_report(facts)


def test_a_later_edition_says_what_changed(facts):
    changed = words(render_report(dataclasses.replace(facts, edition=EDITION)))
    assert "Ændret siden 1. udgave 2.1 i Kommune 1 er rettet." in changed
    assert "Ændret" not in words(render_report(facts))


def test_who_takes_no_part_is_named_with_the_reason(unwritten):
    (absent,) = unwritten.absent
    assert f"{absent.name} deltager ikke: {absent.absence}" in words(render_report(unwritten))


def test_the_draft_stands_where_nothing_is_written(unwritten):
    draft = paragraphs_text(draft_status(unwritten.recommendations[0], unwritten.before)).split("\n\n")[0]
    html = words(render_report(unwritten))
    assert "Udkast fra tallene" in html
    assert draft in html
    written = words(render_report(with_status(unwritten, "Vi skriver selv.")))
    assert "Vi skriver selv." in written
    assert written.count(draft) == 0


# ---- where figures lead ----------------------------------------------------------------------------------


def test_a_public_reader_has_no_way_to_answers_or_editor(unwritten):
    html = render_report(unwritten)
    assert addresses(html) == set()
    assert "live-number" not in html


def test_figures_lead_to_the_answers_for_those_who_may(unwritten):
    html = render_report(unwritten, EVERYTHING)
    assert re.search(r'<a href="/klynger/runde/tal/1.1/\?klynge=[\w-]+" aria-label="1.1 i Klynge', html)
    assert re.search(r'<td class="number"><a href="/klynger/runde/tal/1.1/\?klynge=[\w-]+&amp;svar=ja">\d+</a>', html)
    assert 'href="/klynger/runde/kommuner/' in html
    assert 'href="/statusrapporter/runde/rediger/status-1/"' in html


def test_an_edition_leads_to_its_own_pages_for_everybody(facts):
    sealed = with_status(dataclasses.replace(facts, edition=EDITION), "Det er [[1.1 ja i Klynge 1]].")
    html = render_report(sealed, Reader(edition=2))
    assert "/statusrapporter/runde/udgave/2/tal/1.1/?klynge=klynge-1&svar=ja" in addresses(html)
    assert "/statusrapporter/runde/udgave/2/bilag/C/" in addresses(html)
    outside = {each for each in addresses(html) if not each.startswith("/statusrapporter/runde/udgave/2/")}
    assert outside == {"https://example.dk/bilag"}
    assert "Prikket streg" in words(html)


def test_figures_that_no_indicator_has_lead_to_what_they_are_of(facts):
    html = render_report(with_status(facts, "[[1.1a antal svar]] og [[deltagere]], [[enige]]."), EVERYTHING)
    shown = part(html, "anbefaling-1")
    assert '<a class="live-number" href="/klynger/runde/tal/1.1/">To</a>' in shown
    assert '<a class="live-number" href="#deltagere">syv</a>' in shown
    assert '<a class="live-number" href="#bilag-a">ingen af ' in shown


def test_a_sentence_that_stands_as_drafted_leads_to_the_answers(unwritten):
    draft = paragraphs_text(draft_status(unwritten.recommendations[0], unwritten.before)).split("\n\n")[0]
    html = render_report(with_status(unwritten, f"Først dette. {draft} Og **mere**."), EVERYTHING)
    start = html.index("Først dette.")
    assert 'class="live-number"' in html[start : html.index("<strong>mere</strong>")]


def test_a_sentence_with_another_number_leads_nowhere(unwritten):
    html = render_report(with_status(unwritten, "Ni af de otte kommuner har svaret."), EVERYTHING)
    start = html.index("Ni")
    assert "live-number" not in html[start - 5 : start + 40]


@pytest.mark.parametrize(
    ("splits", "told"),
    [
        (1, "én kommune har svaret forskelligt i sine spor og tæller"),
        (2, "to kommuner har svaret forskelligt i deres spor og tæller"),
    ],
)
def test_split_efforts_are_told_below_the_figures(facts, splits, told):
    rows = facts.recommendations[0].indicators
    split = with_first(facts, indicators=(dataclasses.replace(rows[0], splits=splits), *rows[1:]))
    assert f"1.1: {told} derfor som nej." in words(render_report(split))


# ---- what may be typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [each for each in HOSTILE if len(each) < 1000])
def test_written_text_comes_out_as_text(text):
    html = render_report(report(4, indicators=(1,), words=text), EVERYTHING)
    assert not re.search(r"<script|<[^>]+\s(?:style|on\w+)=", html)
    if text.strip() and "[[" not in text:
        typed = " ".join(text.split())
        assert words(html).count(typed) > 10, "in every place where somebody writes"


# ---- figures and guide -----------------------------------------------------------------------------------


def test_figures_share_one_scale_and_are_numbered_in_order():
    rows = [
        indicator(Counts(ja=5), Counts(ja=6), number="1.1"),
        indicator(Counts(ja=4, nej=1), Counts(ja=6), number="1.2"),
        indicator(Counts(), Counts(nej=3), number="1.3"),
        indicator(Counts(), number="1.4"),
    ]
    drawn = charts.figures(rows)
    assert {number: figure.number for number, figure in drawn.items()} == {"1.2": 1, "1.3": 2}
    assert {figure.longest for figure in drawn.values()} == {6}
    assert [row.name for row in drawn["1.3"].rows] == ["Klynge 2"]
    assert drawn["1.2"].description == "Klynge 1: 4 ja, 1 nej; Klynge 2: 6 ja. I alt: 10 ja, 1 nej."
    assert [state.key for state in charts.legend(drawn.values())] == ["ja", "nej"]


def test_the_guide_explains_every_rule():
    assert set(guide.EXPLANATIONS) == set(Rule)


def test_the_guide_says_what_is_counted_by_municipality_and_what_by_track(facts):
    told = words(render_report(facts))
    assert "Ved indikatorerne er hvert tal kommuners samlede svar" in told
    assert "Tal, valg og tekster er gjort op for hvert spor" in told
    bare = tuple(dataclasses.replace(row, supplements=()) for row in facts.recommendations[0].indicators)
    assert "Tal, valg og tekster" not in words(render_report(with_first(report(4, indicators=(2,)), indicators=bare)))


def test_headings_are_told_apart_without_what_stands_above_them(facts):
    html = render_report(facts)
    heads = [
        " ".join(strip_tags(each).replace("\xad", "").split()) for each in re.findall(r"<h2.*?</h2>", html, re.DOTALL)
    ]
    assert "Anbefaling 1, særlig vægt: Anbefaling nummer 1" in heads
    assert "Bilag A: Klynge 1" in heads
    assert "Klyngesamarbejdet" in heads
