"""What is said around the numbers: their basis, the key figures, rulings, split efforts and the right of reply."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from clusters.consolidation import Counts, Rule
from clusters.reports import guide
from clusters.reports.facts import RuleUse, RulingNote
from clusters.reports.written import ReplyFacts
from tests.clusters.reports.samples import indicator, recommendation, report
from tests.factories import NOW


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


def test_open_answers_are_told_of_all_answers_and_not_of_the_questions():
    counts = Counts(ja=3, afventer=2, ikke_besvaret=1)
    rows = [indicator(counts, number=number) for number in ("1.1", "1.2")]
    assert guide.key_figures(report(recommendation(*rows)))[3:] == (
        (4, "af 12", "samlede svar afventer vurdering"),
        (2, "af 12", "samlede svar er ikke givet"),
    )


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


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (ReplyFacts(), "Ingen kommuner har bedt om at blive vist anderledes."),
        (ReplyFacts(accepted=1), "Kommunerne har bedt om det én gang, og ønsket er imødekommet."),
        (ReplyFacts(declined=2), "Kommunerne har bedt om det to gange, og begge ønsker er afvist."),
        (
            ReplyFacts(2, 1, 1),
            "Kommunerne har bedt om det fire gange: to ønsker er imødekommet, ét er afvist og ét er ikke afgjort.",
        ),
    ],
)
def test_the_guide_tells_of_the_right_of_reply(reply, told):
    assert guide.reply_told(reply) == told


RULED = ("ét ”delvis” er vurderet til nej af projektgruppen 2. november 2026.",)
SPLIT = "har svaret forskelligt i {} spor og tæller derfor som nej"


@pytest.mark.parametrize(
    ("ruled", "split", "told"),
    [
        (["A"], ["A"], (*RULED, f"samme kommune {SPLIT.format('sine')}.")),
        (["A"], ["B"], (*RULED, f"én kommune {SPLIT.format('sine')}.")),
        (["A", "B"], ["B"], (f"én af de to kommuner {SPLIT.format('sine')}.",)),
        (["A", "B"], ["A", "B"], (f"de samme to kommuner {SPLIT.format('deres')}.",)),
        (
            ["A"],
            ["A", "B"],
            (*RULED, f"to kommuner {SPLIT.format('deres')}, og i den ene af dem er et ”delvis” vurderet."),
        ),
        (["A", "A"], [], ("to ”delvis” i samme kommune er vurderet til nej af projektgruppen 2. november 2026.",)),
        (["A", "A", "B"], [], ("tre ”delvis” i to kommuner er vurderet til nej af projektgruppen 2. november 2026.",)),
    ],
)
def test_a_municipality_that_is_ruled_on_and_split_is_told_as_one(ruled, split, told):
    rulings = tuple(replace(ruling("nej"), municipality=f"Kommune 1{each}") for each in ruled)
    row = replace(indicator(Counts(nej=3)), rulings=rulings, splits=len(split))
    facts = report(recommendation(row))
    members = (
        replace(each, values=tuple(replace(v, split=each.name[-1] in split) for v in each.values))
        for each in facts.members
    )
    facts = replace(facts, clusters=(replace(facts.clusters[0], members=tuple(members)),))
    assert tuple(note.words.replace("\xa0", " ") for note in guide.notes(row, facts))[-len(told) :] == told
