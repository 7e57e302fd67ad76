"""Bound figures: what each form says, what is said of those that cannot be given, and drafts that stay bound."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.consolidation import Counts
from clusters.reports.bound import Unresolved, compose, draft_text, plain_text, problems, resolve
from clusters.reports.bound_forms import FORMS
from clusters.reports.markup import is_figure
from clusters.reports.narrative import draft_conclusions, draft_introduction, draft_status, paragraphs_text
from clusters.reports.phrases import Live
from clusters.reports.sentences import starts_sentence
from tests.clusters.reports.samples import FAMILY, STRATEGY, choices, indicator, numbers, recommendation, report

SYD, ØST, VEST = Counts(ja=5), Counts(ja=4, nej=1), Counts(ja=5, nej=1)
HALF = (Counts(ja=1, nej=4), Counts(ja=3, nej=2), Counts(ja=3, nej=3))
WAYS = choices(["Hjemmeside", "ASI", "Brev"], ["Hjemmeside|ASI", "Hjemmeside", "Hjemmeside|Brev", "ASI"])
YES = choices(["ja", "nej"], ["ja", "nej", "nej"], "yes_no")


def sample():
    """Facts with an indicator of each kind: nearly all, half of them, supplements, and one with much open."""
    return report(
        recommendation(
            indicator(SYD, ØST, VEST, before=Counts(ja=12, nej=4), supplements=[WAYS]),
            indicator(*HALF, number="2.1", before=Counts(ja=7, nej=8)),
            indicator(Counts(nej=5), Counts(nej=5), Counts(nej=6), number="2.2"),
            indicator(
                Counts(ja=3, afventer=2), Counts(ja=3, ikke_besvaret=2), Counts(ja=5, ikke_relevant=1), number="3.1"
            ),
        ),
        absent=1,
    )


def said(raw, facts=None, **how):
    """The words of a figure."""
    result = resolve(raw, facts or sample(), **how)
    assert isinstance(result, Live), result
    return result.text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1.1 kommuner", "alle kommuner undtagen to"),
        ("1.1 kommuner i Klynge 1", "alle fem kommuner"),
        ("1.1 kommuner i klynge 2", "alle kommuner undtagen én"),
        ("2.1 kommuner", "syv af de 16 kommuner"),
        ("2.1 kommuner i Klynge 2 og Klynge 3", "seks af de elleve kommuner"),
        ("2.2 kommuner", "ingen af de 16 kommuner"),
        ("1.1 ja", "14"),
        ("1.1 nej", "to"),
        ("2.2 ja", "ingen"),
        ("3.1 afventer", "to"),
        ("3.1 ikke besvaret", "to"),
        ("3.1 ikke relevant", "én"),
        ("3.1 ikke relevant kommuner", "én kommune"),
        ("1.1 nej kommuner", "to kommuner"),
        ("2.2 ja kommuner", "ingen kommuner"),
        ("2.1 ja af alle", "syv af 16"),
        ("2.1 nej af alle i 1", "fire af fem"),
        ("2.1 andel", "syv af 16"),
        ("2.1 omtrent", "omkring halvdelen af kommunerne"),
        ("2.1 omtrent i klynge-1", "én kommune"),
        ("1.1 omtrent", "de fleste kommuner"),
        ("1.1 ændring", "to flere end i 2014"),
        ("1.1 sammenligning", "det er to flere end i 2014"),
        ("2.1 sammenligning", "i 2014 svarede syv af 15 kommuner ja"),
        ("1.1 sidst", "tolv"),
        ("1.1 hvor", "de to hører til Klynge 2 og Klynge 3"),
        ("2.2 hvor", "de 16 hører til Klynge 1, Klynge 2 og Klynge 3"),
        ("1.1 navne nej", "Kommune 2E og Kommune 3F"),
        ("1.1 nej navne i Klynge 3", "Kommune 3F"),
        ("1.1 navne afventer", "ingen"),
        ("1.1a oftest", "hjemmeside"),
        ("1.1a flest", "de fleste spor nævner hjemmeside (tre af fire)"),
        ("1.1.a  svar", "nævnes oftest hjemmeside (i tre af fire spor) og derefter ASI (to) og brev (ét)"),
        ("1.1a antal svar", "fire"),
        ("deltagere", "16"),
        ("deltagere i Klynge 1", "fem"),
        ("deltager ikke", "én"),
        ("kommuner", "17"),
        ("klynger", "tre"),
        ("deltagende kommuner", "de 16 deltagende kommuner"),
        ("enige", "ingen af indikatorerne har endnu ja fra alle de kommuner, der deltager"),
        (
            "bevægelse",
            "sammenlignet med 2014 svarer flere kommuner ja til én indikator. "
            "Sammenligningen gælder én indikator, som alle har svaret på begge gange",
        ),
    ],
)
def test_what_a_figure_says(raw, expected):
    assert said(raw) == expected


@pytest.mark.parametrize(
    "raw", ["1.1 KOMMUNER", " 1.1\u00a0 kommuner ", "indikator 1.1 kommuner", "1.1. kommuner", "1.1 kom\u00admuner"]
)
def test_how_it_is_typed_makes_no_difference(raw):
    assert said(raw) == "alle kommuner undtagen to"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("9.9 ja", "nummeret 9.9"),
        ("1.1", "[[1.1 kommuner]]"),
        ("1.1 mange", "”mange” er ikke en måde"),
        ("1.1 navne", "[[1.1 navne nej]]"),
        ("1.1 ja i Klynge Nord", "Klyngerne er ”Klynge 1”, ”Klynge 2” og ”Klynge 3”"),
        ("2.1 ændring", "der deltager ikke lige mange"),
        ("2.2 sidst", "blev ikke besvaret i en tidligere runde"),
        ("1.1 ændring i Klynge 1", "gælder alle klynger under ét"),
        ("1.1a kommuner", "[[1.1a oftest]]"),
        ("1.1a oftest i Klynge 1", "under ét"),
        ("noget", "”noget” er ikke en figur"),
    ],
)
def test_what_cannot_be_given_says_what_to_mend(raw, told):
    result = resolve(raw, sample())
    assert isinstance(result, Unresolved)
    assert told in result.message


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(ja=8, nej=10), "otte af 18"),
        (Counts(ja=8, nej=11), "otte af 19"),
        (Counts(ja=8, nej=12), "40 procent"),
        (Counts(ja=11, nej=14), "44 procent"),
        (Counts(nej=25), "ingen af 25"),
    ],
)
def test_a_share_of_few_is_no_percentage(counts, expected):
    assert said("1.1 andel", report(recommendation(indicator(counts)))) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Hjemmeside", "Brev", "ASI", "Brev"], "flest spor nævner brev (to af fire)"),
        (["Brev", "Brev"], "begge spor nævner brev"),
        (["Brev"], "det ene spor nævner brev"),
        (["Brev|ASI", "Brev|ASI", "Hjemmeside"], "de fleste spor nævner ASI og brev (hver i to af tre)"),
    ],
)
def test_what_was_chosen_most(values, expected):
    row = indicator(Counts(ja=5), supplements=[choices(["Hjemmeside", "ASI", "Brev"], values)])
    assert said("1.1a flest", report(recommendation(row))) == expected


def test_the_forms_to_choose_from_are_those_there_are():
    """Each form's own example resolves to words, or to a message about the data and not about the form."""
    facts = report(
        recommendation(
            indicator(SYD, ØST, VEST, before=Counts(ja=12, nej=4)),
            indicator(*HALF, number="2.1"),
            indicator(SYD, ØST, VEST, number="1.3", supplements=[WAYS]),
        ),
        absent=1,
    )
    for form in FORMS:
        assert is_figure(form.example)
        raw = form.example.strip("[]").replace("1.3a", "1.1a")
        result = resolve(raw, facts)
        assert isinstance(result, Live), (form, result)
        assert result.form


def test_a_figure_knows_what_is_behind_it():
    live = resolve("1.1 nej i Klynge 2", sample())
    assert (live.number, live.cluster, live.answer) == ("1.1", "klynge-2", "nej")
    assert resolve("deltagere", sample()).number == ""


# ---- in texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[1.1 kommuner]] gør det.", "Alle kommuner undtagen to gør det."),
        ("Her gør [[1.1 kommuner]] det.", "Her gør alle kommuner undtagen to det."),
        ("Sådan. [[2.1 ja]] har det.", "Sådan. Syv har det."),
        ("Det er f.eks. [[2.1 ja]].", "Det er f.eks. syv."),
        ("”[[2.1 ja]] er nok,” siger de.", "”Syv er nok,” siger de."),
        ("- [[2.1 ja]]\n- og **[[1.1 nej]]**", "- Syv\n- og to"),
        ("Se^[Og [[2.1 ja]].] her", "Se (Og syv.) her"),
        ("# [[klynger]] klynger\nI 2014. [[1.1 nej]].", "Tre klynger\n\nI 2014. To."),
        ("Her er [[1.1 vrøvl]].", "Her er [[1.1 vrøvl]]."),
    ],
)
def test_figures_in_a_text(text, expected):
    assert plain_text(text, sample()) == expected


def test_a_problem_knows_where_it_is():
    text = "Først [[1.1 ja]].\n\n- to  \n  linjer [[1.1\n vrøvl]]^[og [[x]]]"
    found = problems(text, sample())
    assert [each.raw for each in found] == ["1.1 vrøvl", "x"]
    assert [text[each.start : each.end] for each in found] == ["[[1.1\n vrøvl]]", "[[x]]"]


def test_an_unresolved_figure_stands_as_typed_and_is_no_link():
    ((run,),) = (line for block in compose("[[1.1 vrøvl]]", sample()) for line in block.lines)
    assert (run.text, run.live) == ("[[1.1 vrøvl]]", None)


def test_markup_in_names_is_not_read():
    facts = report(
        recommendation(indicator(Counts(ja=1), number="1.1", supplements=[choices(["**a** [[x]]"], ["**a** [[x]]"])]))
    )
    ((_, run),) = (line for block in compose("Det er [[1.1a oftest]]", facts) for line in block.lines)
    assert run.text == "**a** [[x]]"
    assert not run.bold


@pytest.mark.parametrize("shape", ["[[1.1 ja]]", "[[x]]", "[[", "[[1.1 ja i ", "^[[[1.1 ja]]]", "[[1.1 navne ja]] "])
def test_a_text_eight_times_as_long_takes_no_more_than_its_share(shape):
    facts = sample()

    def taken(length):
        text, times = (shape * length)[:length], []
        for _ in range(3):
            start = time.process_time()
            compose(text, facts)
            problems(text, facts)
            times.append(time.process_time() - start)
        return min(times)

    # Where the time went by the square of the length, it would be 64 times as much. A clock's tick is no measure.
    assert taken(20_000) < 25 * max(taken(2_500), 0.002)


# ---- drafts ----------------------------------------------------------------------------------------------

small = st.integers(min_value=0, max_value=7)
counts = st.builds(Counts, small, small, small, small, small)
simple = st.builds(Counts, small, small)
words = st.sampled_from([STRATEGY, FAMILY, "Kommunen har en nedskrevet strategi for tidlig opsporing"])


@st.composite
def reports(draw):
    """A report with a few indicators in a few clusters, each answered by all who take part."""
    clusters = draw(st.integers(1, 7))
    rows = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        each = [draw(simple | counts) for _ in range(clusters)]
        row = indicator(
            *each,
            number=f"1.{number}",
            text=draw(words),
            answer_type=draw(st.sampled_from(["yes_no_partly", "level"])),
            before=draw(st.none() | simple),
            supplements=draw(st.sampled_from([(), (WAYS,), (YES,), (numbers("1", "3"),)])),
        )
        rows.append(row)
    return report(
        recommendation(*rows), absent=draw(st.integers(0, 2)), before=draw(st.sampled_from(["2014", "Forår"]))
    )


def drafts(facts):
    """Every draft of a report."""
    for row in facts.recommendations:
        yield draft_status(row, facts.before)
    yield draft_introduction(facts)
    yield draft_conclusions(facts)


@settings(max_examples=60)
@given(reports())
def test_a_bound_draft_says_what_the_draft_says(facts):
    for draft in drafts(facts):
        typed = draft_text(draft, facts)
        assert plain_text(typed, facts) == paragraphs_text(draft)
        assert not problems(typed, facts)


def test_the_numbers_of_a_draft_are_bound():
    """No number of municipalities is left in the draft's own words."""
    facts = sample()
    for row in facts.recommendations:
        typed = draft_text(draft_status(row, facts.before), facts)
        assert "[[1.1 kommuner]]" in typed
        assert "[[1.1 sammenligning]]. [[1.1 hvor]]." in typed
        assert "[[1.1a svar]]" in typed
        free = re.sub(r"\[\[.*?\]\]|”.*?”|indikator [\d.]+|Klynge \d", "", typed)
        assert not re.search(r"\b(alle|ingen|én|to|tre|fire|fem|seks|syv|\d+)\b", free, re.IGNORECASE), free


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", True),
        ("Slut. ", True),
        ("Ja? ", True),
        ("Det er ", False),
        ("dvs. ", False),
        ("(", True),
        ("i 2014. ", True),
    ],
)
def test_where_a_sentence_begins(before, expected):
    assert starts_sentence(before) is expected
