"""The report as markup: what a reader is shown, and where figures lead."""

import dataclasses
import re
from types import SimpleNamespace

import pytest
from django.utils.html import strip_tags

from clusters.consolidation import Counts, Rule
from clusters.models import Round
from clusters.reports import charts, guide
from clusters.reports.facts import RuleUse, RulingNote, TextFacts
from clusters.reports.narrative import draft_status, paragraphs_text
from clusters.reports.renderers.html import Reader, render_report
from clusters.reports.snapshot import RELATED, take_snapshot
from tests.clusters.page_rounds import mixed_round
from tests.clusters.reports.samples import indicator
from tests.factories import NOW

pytestmark = pytest.mark.django_db

EVERYTHING = Reader(counts=True, answers=True, writes=True)


@pytest.fixture
def facts(db):
    """The facts of a round with every state that a municipality can be in."""
    round_ = mixed_round(12, slug="runde")
    return take_snapshot(Round.objects.select_related(*RELATED).get(pk=round_.pk), at=NOW)


def with_status(facts, text):
    """The same facts with a status written for the first recommendation."""
    first, *others = facts.recommendations
    written = TextFacts(text, 1, "Projektgruppen", NOW, False)
    return dataclasses.replace(facts, recommendations=(dataclasses.replace(first, status=written), *others))


def words(html):
    """What is read, with single ordinary spaces."""
    return " ".join(strip_tags(html).replace("\xa0", " ").replace("\xad", "").split())


def test_it_asks_the_database_nothing(facts, count_queries):
    with count_queries(exactly=0):
        render_report(facts, EVERYTHING)


def test_the_same_facts_give_the_same_markup(facts):
    assert render_report(facts) == render_report(facts)


def test_every_indicator_is_a_figure_or_a_band(facts):
    html = render_report(facts)
    figures = re.findall(r'id="figur-(\d+)"', html)
    assert figures == [str(n) for n in range(1, len(figures) + 1)]
    assert len(figures) + html.count('class="unanimous"') == len(facts.verdicts)
    assert len(re.findall(r'<svg xmlns[^>]* aria-labelledby="f\d+-title"', html)) == len(figures)
    assert html.count('<table class="table table--numbers"') == len(figures)


def test_ids_are_used_once(facts):
    ids = re.findall(r'\sid="([^"]+)"', render_report(facts, EVERYTHING))
    assert len(ids) == len(set(ids))


def test_the_contents_follow_the_report_and_conclusions_come_first(facts):
    html = render_report(facts)
    listed = [each for each in re.findall(r'<a href="#([\w-]+)">', html) if each != "vurderinger"]
    parts = re.findall(r'<section class="report__part[^"]*"\s+id="([\w-]+)"', html)
    assert listed == parts
    assert parts[:3] == ["indledning", "konklusioner", "anbefaling-1"]
    assert parts[parts.index("laesevejledning") + 1].startswith("bilag-")


def test_what_municipalities_do_not_answer_is_shown_as_such(facts):
    assert "Kommunerne svarer ikke på anbefalingen." in words(render_report(facts))


def test_who_takes_no_part_is_named_with_the_reason(facts):
    (absent,) = facts.absent
    assert f"{absent.name} deltager ikke: klyngen kender ikke årsagen" in words(render_report(facts))


def test_the_draft_stands_where_nothing_is_written(facts):
    draft = paragraphs_text(draft_status(facts.recommendations[0])).split("\n\n")[0]
    html = words(render_report(facts))
    assert "Udkast fra tallene" in html
    assert draft in html
    written = words(render_report(with_status(facts, "Vi skriver selv.")))
    assert "Vi skriver selv." in written
    assert written.count(draft) == 0


def test_a_public_reader_has_no_way_to_answers_or_editor(facts):
    html = render_report(facts)
    addresses = set(re.findall(r'href="([^"]*)"', html))
    assert not [each for each in addresses if not each.startswith(("#", "/static/"))]
    assert "live-number" not in html


def test_figures_lead_to_the_answers_for_those_who_may(facts):
    html = render_report(facts, EVERYTHING)
    assert re.search(r'<a href="/klynger/runde/tal/1.1/\?klynge=[\w-]+" aria-label="1.1 i Klynge', html)
    assert re.search(r'<td class="number"><a href="/klynger/runde/tal/1.1/\?klynge=[\w-]+&amp;svar=ja">\d+</a>', html)
    assert 'href="/klynger/runde/kommuner/' in html
    assert 'href="/statusrapporter/runde/rediger/status-1/"' in html


def test_a_sentence_that_stands_as_drafted_leads_to_the_answers(facts):
    draft = paragraphs_text(draft_status(facts.recommendations[0])).split("\n\n")[0]
    html = render_report(with_status(facts, f"Først dette. {draft} Og **mere**."), EVERYTHING)
    start = html.index("Først dette.")
    assert 'class="live-number"' in html[start : html.index("<strong>mere</strong>")]


def test_a_sentence_with_another_number_leads_nowhere(facts):
    html = render_report(with_status(facts, "Ni af de otte kommuner har svaret."), EVERYTHING)
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
    first, *others = facts.recommendations
    rows = (dataclasses.replace(first.indicators[0], splits=splits), *first.indicators[1:])
    split = dataclasses.replace(facts, recommendations=(dataclasses.replace(first, indicators=rows), *others))
    assert f"1.1: {told} derfor som nej." in words(render_report(split))


def test_written_text_cannot_break_out(facts):
    html = render_report(with_status(facts, '</div><script src="x"></script> {{ facts }} {% now %}'), EVERYTHING)
    assert "<script" not in html
    assert "{{ facts }} {% now %}" in html


def test_nothing_is_styled_or_scripted_inline(facts):
    html = render_report(facts, EVERYTHING)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", html)


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


@pytest.mark.parametrize(
    ("asked", "n", "submitted", "told"),
    [
        (17, 16, 11, "Bygger på svar fra 11 af de 16 kommuner, der deltager"),
        (17, 16, 16, "Bygger på svar fra alle de 16 kommuner, der deltager"),
        (17, 17, 17, "Bygger på svar fra alle 17 kommuner"),
        (17, 17, 2, "Bygger på svar fra 2 af 17 kommuner"),
        (2, 1, 1, "Bygger på svar fra den ene kommune, der deltager"),
        (17, 16, 0, "Ingen kommuner har indsendt endnu"),
        (1, 0, 0, "Ingen kommuner deltager"),
    ],
)
def test_the_basis_is_told_of_those_that_take_part(asked, n, submitted, told):
    assert guide.basis(SimpleNamespace(members=[None] * asked, n=n, submitted=submitted)) == told


def ruling(outcome):
    """A ruling to this outcome."""
    return RulingNote("1.1", "Faxe", "", outcome, "Se svaret.", "Projektgruppe", NOW, False)


@pytest.mark.parametrize(
    ("outcomes", "used", "told"),
    [
        (
            ["ja", "nej", "ja"],
            {Rule.YES_RULED: 2, Rule.NO_RULED: 1},
            "I alt er tre ”delvis” vurderet, to til ja og ét til nej.",
        ),
        (["nej"], {Rule.NO_RULED: 1, Rule.SPLIT: 4}, "I alt er ét ”delvis” vurderet til nej."),
    ],
)
def test_the_guide_counts_rulings(outcomes, used, told):
    uses = [RuleUse(rule, times) for rule, times in used.items()]
    assert guide.rulings_told([ruling(each) for each in outcomes], uses) == told


def test_rulings_in_split_efforts_are_accounted_for():
    told = guide.rulings_told([ruling("nej")] * 5, [RuleUse(Rule.NO_RULED, 2), RuleUse(Rule.SPLIT, 3)])
    assert told.startswith("I alt er fem ”delvis” vurderet til nej. Det er flere end ovenfor")
    assert "”Delt indsats”" in told
