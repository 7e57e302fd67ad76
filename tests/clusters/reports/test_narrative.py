"""The drafts: which sentences stand together, and what they say of supplementary questions."""

from dataclasses import replace

import pytest

from clusters.consolidation import Counts
from clusters.reports.narrative import draft_conclusions, draft_status, paragraphs_text, tally_sentence
from clusters.reports.phrases import plain
from tests.clusters.reports.samples import FAMILY, choices, indicator, numbers, recommendation, report, texts

SOME, MORE = Counts(ja=7, nej=9), Counts(ja=6, nej=10)


def strategy(counts, number, of, **fields):
    """An indicator that asks for the same of another thing."""
    return indicator(counts, number=number, text=f"Kommunen har en nedskrevet strategi for {of}", **fields)


def drafted(*indicators, before="2014", **fields):
    """The draft as text."""
    return paragraphs_text(draft_status(recommendation(*indicators, **fields), before))


def test_indicators_that_ask_for_the_same_share_a_sentence():
    rows = [
        strategy(SOME, "2.1", "synlighed"),
        strategy(MORE, "2.2", "tilgængelighed"),
        strategy(SOME, "2.3", "tidlig opsporing"),
    ]
    assert drafted(*rows) == (
        "Syv af de 16 kommuner har en nedskrevet strategi for synlighed, seks for tilgængelighed "
        "og syv for tidlig opsporing."
    )


def test_the_shared_sentence_tells_of_last_round_by_its_figures():
    rows = [strategy(SOME, "2.1", "synlighed", before=MORE), strategy(MORE, "2.2", "tilgængelighed", before=SOME)]
    assert drafted(*rows).endswith("I 2014 var det henholdsvis seks og syv.")


@pytest.mark.parametrize(
    "other", [Counts(ja=16), Counts(ja=14, nej=2), Counts(ja=7, nej=8, ikke_besvaret=1), Counts(nej=16)]
)
def test_an_indicator_with_more_to_it_has_a_paragraph_of_its_own(other):
    text = drafted(strategy(SOME, "2.1", "synlighed"), strategy(other, "2.2", "tilgængelighed"))
    assert text.count("\n\n") == 1


def test_indicators_that_ask_for_different_things_are_told_apart():
    text = drafted(
        indicator(SOME, text="Kommunen har en plan"), indicator(SOME, text="Kommunen følger op", number="1.2")
    )
    assert text == "Syv af de 16 kommuner har en plan.\n\nSyv af de 16 kommuner følger op."


def test_a_difference_stands_behind_what_it_is_a_difference_of():
    row = indicator(Counts(ja=11, nej=3, ikke_relevant=2), before=Counts(ja=9, nej=7), text=FAMILY)
    assert "”. Det er to flere end i 2014. Tre kommuner svarer nej" in drafted(row)


def test_an_earlier_figure_stands_last_where_it_is_no_difference():
    row = indicator(Counts(ja=11, ikke_besvaret=5), before=Counts(ja=9, nej=7), text=FAMILY)
    assert drafted(row).endswith("Fem kommuner har ikke svaret. I 2014 svarede ni af 16 kommuner ja.")


def test_nobody_takes_part():
    assert drafted(indicator(Counts())) == "Ingen kommuner deltager, så der er ingen svar at gøre op."


def test_what_municipalities_do_not_answer_has_no_draft():
    assert draft_status(recommendation(answered=False)) == ()
    assert draft_status(recommendation()) == ()


# ---- supplementary questions -----------------------------------------------------------------------------

OPTIONS = ["Hjemmeside", "ASI", "KL's screener", "Brev"]


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (
            choices(OPTIONS, ["Hjemmeside|ASI", "Hjemmeside", "Hjemmeside|Brev", ""]),
            "nævnes oftest hjemmeside (i alle tre spor) og derefter ASI og brev (begge i ét)",
        ),
        (
            choices(OPTIONS, ["Hjemmeside|KL's screener", "Hjemmeside", "KL's screener", "Hjemmeside"]),
            "nævnes oftest hjemmeside (i tre af fire spor) og derefter KL's screener (to)",
        ),
        (
            choices(OPTIONS, ["Brev|ASI", "Brev|ASI", "KL's screener"]),
            "nævnes oftest ASI og brev (begge i to af tre spor) og derefter KL's screener (ét)",
        ),
        (
            choices(OPTIONS, ["Brev|ASI|KL's screener", "Hjemmeside"]),
            "nævnes fire muligheder oftest, hver i ét af to spor",
        ),
        (
            choices(OPTIONS, ["Brev|ASI|KL's screener", "Brev|ASI|KL's screener", "Hjemmeside"]),
            "nævnes oftest ASI, KL's screener og brev (alle tre i to af tre spor)",
        ),
        (
            choices(OPTIONS, ["Hjemmeside|ASI|Brev", "Hjemmeside|KL's screener"]),
            "nævnes oftest hjemmeside (i begge spor)",
        ),
        (
            choices(["Brev", "Råd og vejledning"], ["Brev|Råd og vejledning"]),
            "nævnes oftest ”brev” og ”råd og vejledning” (begge i det ene spor)",
        ),
        (choices(OPTIONS, ["Brev"]), "nævnes oftest brev (i det ene spor)"),
        (choices(["Andet"], ["Andet", ""]), "nævnes oftest noget andet end svarmulighederne (i det ene spor)"),
        (choices(["ja", "nej"], ["ja", "nej", "nej", ""], "yes_no"), "er svaret ja i ét af de tre spor"),
        (choices(["ja", "nej"], ["nej", "nej"], "yes_no"), "er svaret ja i ingen af de to spor"),
        (choices(["ja", "nej"], ["ja", "ja"], "yes_no"), "er svaret ja i begge spor"),
        (choices(["ja", "nej"], ["ja"], "yes_no"), "er svaret ja i det ene spor"),
    ],
)
def test_choices_in_words(tally, expected):
    assert plain(tally_sentence(tally)) == f"På spørgsmålet ”Hvordan orienteres borgeren?” {expected}."


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (
            numbers("1", "6", "3", "", unit="måneder mellem opfølgninger"),
            "går svarene i de tre spor fra 1 til 6 måneder mellem opfølgninger; det midterste svar er 3",
        ),
        (numbers("3", "3"), "er svaret 3 måneder i begge spor"),
        (numbers("3", "6"), "er svarene fra de to spor 3 og 6 måneder"),
        (numbers("3", "3", "3"), "er svaret 3 måneder i alle tre spor"),
        (numbers("2.5", unit=""), "er svaret 2,5 i det ene spor"),
    ],
)
def test_numbers_in_words(tally, expected):
    assert plain(tally_sentence(tally)) == f"På spørgsmålet ”Hvor ofte følges der op?” {expected}."


@pytest.mark.parametrize("tally", [numbers(), numbers(""), choices(OPTIONS, []), texts("Navn", "Sted")])
def test_nothing_is_said_of_texts_and_of_no_answers(tally):
    """A free text may name somebody, and is never quoted."""
    assert tally_sentence(tally) == ()


def concluded(*ja, submitted=16):
    """The draft of the conclusions on indicators with so many ja of 16, so many of whom have submitted."""
    rows = [indicator(Counts(ja=each, nej=16 - each), number=f"{n}.1") for n, each in enumerate(ja, start=1)]
    facts = report(recommendation(*rows))
    (cluster,) = facts.clusters
    members = (replace(row, has_submitted=place < submitted) for place, row in enumerate(cluster.members))
    facts = replace(facts, clusters=(replace(cluster, members=tuple(members)),))
    return paragraphs_text(draft_conclusions(facts))


@pytest.mark.parametrize(
    ("ja", "told"),
    [
        ((3, 7, 7, 12, 7), "1.1 (tre af 16), 2.1 (syv af 16), 3.1 (syv af 16) og 5.1 (syv af 16)."),
        ((3, 4, 5, 5, 5, 5), "1.1 (tre af 16) og 2.1 (fire af 16)."),
        ((2, 3, 4, 5), "1.1 (to af 16), 2.1 (tre af 16) og 3.1 (fire af 16)."),
    ],
)
def test_those_that_equally_many_fulfil_are_named_together_or_not_at_all(ja, told):
    assert concluded(*ja).endswith(f"Færrest svarer ja til {told}")


def test_nothing_is_said_of_the_fewest_where_too_many_are_tied():
    assert "Færrest" not in concluded(5, 5, 5, 5, 5, 5)


@pytest.mark.parametrize(
    ("submitted", "told"),
    [
        (16, "Ingen af indikatorerne får ja fra alle de kommuner, der deltager."),
        (15, "Én kommune har ikke indsendt endnu, så ingen indikator har ja fra alle."),
        (11, "Fem kommuner har ikke indsendt endnu, så ingen indikator har ja fra alle."),
        (0, "Ingen kommuner har indsendt endnu, så ingen indikator har ja fra alle."),
    ],
)
def test_that_no_indicator_has_ja_from_all_is_told_with_why_it_could_not(submitted, told):
    assert concluded(12, submitted=submitted).startswith(told)
