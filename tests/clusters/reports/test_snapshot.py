"""The snapshot: plain values, a fixed number of queries, and nothing in it that readers may not see."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal

import pytest

from clusters import workflow
from clusters.consolidation import Counts, Rule
from clusters.models import Municipality, Round
from clusters.reports.snapshot import RELATED, UNKNOWN_ABSENCE, take_snapshot
from clusters.submitted import mark_of, unseal
from tests.clusters.page_rounds import mixed_round, sent
from tests.factories import NOW, MunicipalityFactory, UserFactory, cluster_of, opened_round, project_member, question

pytestmark = pytest.mark.django_db

PLAIN = (str, int, bool, date, datetime, Decimal, type(None))


def snapshot(round_):
    """The snapshot of a round as a page takes it."""
    return take_snapshot(Round.objects.select_related(*RELATED).get(pk=round_.pk), at=NOW)


@pytest.fixture
def round_(db):
    """Two clusters: Faxe split in 1.1, Greve ja but for a delvis ruled to ja, Lejre out, Næstved not submitted."""
    south = cluster_of(
        MunicipalityFactory(name="Næstved", code="0370"),
        MunicipalityFactory(name="Faxe", code="0320"),
        name="Klynge Syd",
    )
    east = cluster_of(
        MunicipalityFactory(name="Lejre", code="0350"),
        MunicipalityFactory(name="Greve", code="0253"),
        name="Klynge Øst",
    )
    opened = opened_round(south, east, slug="runde")
    of = {row.municipality_name: row for row in opened.assessments.select_related("round", "municipality")}
    sent(of["Faxe"], {("alkohol", "1.1"): "ja", ("stof", "1.1"): "nej"})
    greve = sent(of["Greve"], {"1.2": "delvis"}, groups=(("alkohol", "stof"),))
    workflow.withdraw(of["Lejre"].pk, actor=UserFactory(), at=NOW)
    rule(greve, "1.2", "ja")
    return opened


def rule(assessment, number, outcome):
    """Rule on the only track's delvis."""
    (track,) = unseal(assessment.submission.content)
    indicator = question(assessment, number)
    workflow.rule(
        answer_id=track.get(indicator.pk).id,
        outcome=outcome,
        reason="Som de andre.",
        expected=mark_of(track, indicator.pk, []),
        actor=project_member(assessment.round.region, Municipality.objects.get(name="Lejre"), name="Anne Madsen"),
        at=NOW,
    )


def leaves(value):
    """Every value that a snapshot is made of."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_it_is_made_of_plain_values_alone(round_):
    assert {type(leaf).__name__ for leaf in leaves(snapshot(round_)) if not isinstance(leaf, PLAIN)} == set()


def test_it_cannot_be_changed(round_):
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot(round_).published_at = NOW


def test_the_same_number_of_queries_for_17_as_for_98(count_queries):
    """With a report and the round before: all there is to read."""
    before = mixed_round(3, slug="foer")
    for size in (17, 98):
        round_ = mixed_round(size, slug=f"af-{size}", previous=before)
        workflow.open_report(round_.pk, actor=UserFactory(), at=NOW)
        with count_queries(exactly=15):
            take_snapshot(Round.objects.select_related(*RELATED).get(pk=round_.pk), at=NOW)


def test_a_round_without_a_report_costs_less(count_queries):
    loaded = Round.objects.select_related(*RELATED).get(pk=mixed_round(3).pk)
    with count_queries(exactly=7):
        take_snapshot(loaded, at=NOW)


def test_who_takes_part_and_why_not(round_):
    facts = snapshot(round_)
    assert (len(facts.members), facts.n, facts.submitted) == (4, 3, 2)
    assert [(row.name, row.absence) for row in facts.absent] == [("Lejre", UNKNOWN_ABSENCE)]
    assert [[row.name for row in cluster.members] for cluster in facts.clusters] == [
        ["Faxe", "Næstved"],
        ["Greve", "Lejre"],
    ]
    assert [cluster.letter for cluster in facts.clusters] == ["A", "B"]


def test_counts_by_cluster_add_up_to_the_total(round_):
    first, second, _ = snapshot(round_).verdicts
    assert [row.counts for row in first.clusters] == [Counts(nej=1, ikke_besvaret=1), Counts(ja=1)]
    assert first.counts == Counts(ja=1, nej=1, ikke_besvaret=1)
    assert (first.splits, first.unanimous) == (1, False)
    assert second.counts == Counts(ja=2, ikke_besvaret=1)


def test_a_ruling_is_told_with_its_reason_and_role(round_):
    (ruling,) = snapshot(round_).rulings
    assert (ruling.number, ruling.municipality, ruling.track, ruling.outcome) == ("1.2", "Greve", "", "ja")
    assert (ruling.reason, ruling.role) == ("Som de andre.", "Projektgruppe, Lejre"), "and not as a person"


def test_only_the_rules_that_fired_are_told(round_):
    assert {row.rule for row in snapshot(round_).rules} == {
        *(Rule.SPLIT, Rule.ALL_YES, Rule.YES_RULED, Rule.NOT_SUBMITTED),
    }


def test_every_municipality_has_a_value_and_a_rule_for_every_indicator(round_):
    facts = snapshot(round_)
    numbers = [row.number for row in facts.verdicts]
    for member in facts.participants:
        assert [value.number for value in member.values] == numbers
        assert all(value.explanation for value in member.values)


def test_supplementary_answers_are_tallied_where_they_were_asked(round_):
    """Faxe answered ja in one track alone, so the supplementary question counts once there."""
    (tally,) = snapshot(round_).verdicts[0].supplements
    assert (tally.number, tally.tally.n, tally.tally.answered) == ("1.1a", 2, 2)
    assert tally.tally.options[0] == ("Misbrugscenter", 2)


def test_no_elaboration_and_no_draft_answer_is_in_it():
    """Elaborations belong to the municipality, and a draft is nobody's answer yet."""
    facts = repr(snapshot(mixed_round(12, slug="lille")))
    assert "Hvorfor" not in facts


def test_a_returned_assessment_counts_and_is_marked(round_):
    faxe = round_.assessments.get(municipality_name="Faxe")
    workflow.return_(faxe.pk, actor=UserFactory(), at=NOW, reason="Ret 1.1")
    member = snapshot(round_).clusters[0].members[0]
    assert (member.name, member.under_correction, member.state) == ("Faxe", True, "under rettelse")
    assert snapshot(round_).submitted == 2


def test_the_change_is_found_by_the_indicators_key(round_):
    after = opened_round(cluster_of(1), slug="efter", previous=round_)
    before = {row.number: row.before for row in snapshot(after).verdicts}
    assert before["1.1"] == Counts(ja=1, nej=1, ikke_besvaret=1)
    assert snapshot(after).before == "2026"


def test_a_round_in_which_nobody_takes_part():
    alone = opened_round(municipalities=1)
    workflow.withdraw(alone.assessments.get().pk, actor=UserFactory(), at=NOW, reason="Ingen tid")
    facts = snapshot(alone)
    assert (facts.n, facts.rules, facts.absent[0].absence) == (0, (), "Ingen tid")
    assert not any(row.unanimous for row in facts.verdicts)
