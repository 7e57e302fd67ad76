"""Adding up results: honest denominators, unanimity, and the round worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.consolidation import (
    Counts,
    Outcome,
    Result,
    Rule,
    RulingFact,
    TrackAnswer,
    by_cluster,
    consolidate,
    count,
    explain,
    fingerprint,
    not_submitted,
    unanimous,
)
from tests.clusters import hand_round
from tests.clusters.cases import CASES, Case, brute_force, run


def test_who_has_not_submitted_counts_as_unanswered_and_not_as_not_relevant():
    assert not_submitted().value == Outcome.UNANSWERED
    assert explain(not_submitted()) == "Kommunen har ikke indsendt sin selvvurdering."


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Syd", "Øst", "Vest"]),
            st.one_of(st.none(), st.lists(st.sampled_from(CASES), max_size=4)),
        ),
        max_size=30,
    )
)
def test_the_parts_always_make_up_n(municipalities):
    tally = by_cluster((name, None if cases is None else run(cases)) for name, cases in municipalities)
    assert list(tally.clusters) == list(dict.fromkeys(name for name, _ in municipalities))
    everyone = []
    for cluster, counts in tally.clusters.items():
        words = [brute_force(c) for name, c in municipalities if name == cluster and c is not None]
        everyone += words
        assert counts == Counts(*(words.count(word) for word in Outcome))
        assert counts.n == len(words)
        assert counts.is_open is bool({"afventer", "ikke_besvaret"} & set(words))
        assert unanimous(counts) is (set(words) == {"ja"})
    assert tally.total == Counts(*(everyone.count(word) for word in Outcome))
    assert tally.total.n == sum(cases is not None for _, cases in municipalities)
    empty = any(counts.n == 0 for counts in tally.clusters.values())
    assert tally.unanimous is (set(everyone) == {"ja"} and not empty)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(ja=16), True),
        (Counts(), False),
        (Counts(ja=15, nej=1), False),
        (Counts(ja=15, afventer=1), False),
        (Counts(ja=15, ikke_besvaret=1), False),
        (Counts(ja=15, ikke_relevant=1), False),
        (Counts(nej=16), False),
    ],
)
def test_unanimous_is_ja_in_all_who_take_part(counts, expected):
    assert unanimous(counts) is expected


def test_a_count_can_be_asked_for_by_outcome():
    counts = Counts(1, 2, 3, 4, 5)
    assert [counts.of(outcome) for outcome in Outcome] == [1, 2, 3, 4, 5]
    assert counts.n == 15


# ---- the round worked out by hand ----------------------------------------------------------------------


def hand_result(indicator, municipality):
    """Give a municipality's result in the hand-computed round."""
    if municipality in hand_round.NOT_SUBMITTED:
        return not_submitted()
    answer_type, fulfilled_from, _, _ = hand_round.INDICATORS[indicator]
    names = hand_round.asked_tracks(indicator, municipality)
    answers = [
        TrackAnswer(name, name, value, fingerprint(*hand_round.VERSIONS.get((indicator, municipality, name), (1, {}))))
        for name, value in zip(names, hand_round.ANSWERS[indicator][municipality], strict=True)
    ]
    facts = [
        RulingFact(
            r.track, r.outcome, fingerprint(r.version, dict(r.supplements)), "Begrundelse", "Projektgruppe", r.at
        )
        for r in hand_round.RULINGS
        if (r.indicator, r.municipality) == (indicator, municipality)
    ]
    return consolidate(answer_type, answers, facts, fulfilled_from=fulfilled_from)


def hand_tally(indicator, out=frozenset(hand_round.NOT_PARTICIPATING)):
    """Tally an indicator of the hand-computed round without those that take no part."""
    return by_cluster(
        (cluster, None if name in out else hand_result(indicator, name))
        for cluster, names in hand_round.CLUSTERS.items()
        for name in names
    )


@pytest.mark.parametrize("indicator", hand_round.INDICATORS)
def test_the_hand_computed_round_by_municipality(indicator):
    for municipality, expected in hand_round.EXPECTED[indicator].items():
        result = hand_result(indicator, municipality)
        assert (result.value, result.rule, result.level) == expected, municipality


@pytest.mark.parametrize("indicator", hand_round.INDICATORS)
def test_the_hand_computed_round_by_cluster(indicator):
    tally = hand_tally(indicator)
    expected = hand_round.COUNTS[indicator]
    assert {None: tally.total, **tally.clusters} == {name: Counts(*row) for name, row in expected.items()}
    assert [tally.clusters[name].n for name in hand_round.CLUSTERS] == [2, 3, 1]
    assert tally.total.n == 6


def test_the_hand_computed_queue_and_unanimity():
    queue = {
        (indicator, municipality, settled.answer.track_name)
        for indicator in hand_round.INDICATORS
        for municipality in hand_round.EXPECTED[indicator]
        for settled in hand_result(indicator, municipality).pending
    }
    assert queue == hand_round.QUEUE
    assert {i for i in hand_round.INDICATORS if hand_tally(i).unanimous} == hand_round.UNANIMOUS
    without_gran = {i for i in hand_round.INDICATORS if hand_tally(i, {"Dalby", "Gran"}).unanimous}
    assert without_gran == hand_round.UNANIMOUS_WITHOUT_GRAN


def test_count_takes_results_as_they_come():
    results = [run([Case("ja")]), run([Case("nej")]), not_submitted(), Result(Outcome.YES, Rule.ALL_YES)]
    assert count(iter(results)) == Counts(ja=2, nej=1, ikke_besvaret=1)
