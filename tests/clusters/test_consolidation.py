"""Consolidation against the rules stated anew, over every combination of tracks, answers and rulings."""

import dataclasses
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.consolidation import Outcome, Rule, TrackAnswer, consolidate, explain, fingerprint
from tests.clusters.cases import CASES, Case, brute_force, ruling, run, what_it_came_to


def check_against_brute_force(cases):
    result = run(cases)
    expected = brute_force(cases)
    said = [what_it_came_to(case) for case in cases]
    assert result.value == expected
    assert [track.outcome for track in result.tracks] == said
    assert result.split is (expected == "nej" and bool({"ja", "afventer"} & set(said)))
    waiting = [track.answer.track_name for track in result.pending]
    if expected == "afventer":
        assert waiting == [f"Spor {i}" for i, word in enumerate(said) if word == "afventer"]
    else:
        assert waiting == []
    used = [case for case in cases if case.value == "delvis" and any(fits for _, fits in case.rulings)]
    assert len(result.rulings) == len(used)
    sentence = explain(result)
    assert sentence.endswith(".")
    assert "  " not in sentence
    assert ".." not in sentence
    assert sentence[0].isupper()


@pytest.mark.parametrize("tracks", [0, 1, 2, 3])
def test_every_combination_of_up_to_three_tracks(tracks):
    for cases in product(CASES, repeat=tracks):
        check_against_brute_force(cases)


@settings(max_examples=300)
@given(
    st.lists(
        st.builds(
            Case,
            st.sampled_from(["ja", "nej", "delvis", "", "ikke_relevant"]),
            st.lists(st.tuples(st.sampled_from(["ja", "nej"]), st.booleans()), max_size=4).map(tuple),
        ),
        max_size=4,
    )
)
def test_four_tracks_with_any_run_of_rulings(cases):
    check_against_brute_force(cases)


@given(st.lists(st.sampled_from(CASES), min_size=2, max_size=4))
def test_the_order_of_tracks_does_not_matter(cases):
    results = {(run(order).value, run(order).rule) for order in permutations(cases)}
    assert len(results) == 1


@given(st.lists(st.sampled_from(CASES), max_size=3))
def test_a_track_that_is_not_relevant_changes_nothing_for_the_others(cases):
    with_it = run([*cases, Case("ikke_relevant")])
    without = run(cases)
    assert with_it.value == without.value
    if cases:
        assert with_it.rule == without.rule


def test_every_combination_of_levels():
    values = ["", "ikke_relevant", "1", "2", "3", "4", "10"]
    for tracks in range(4):
        for threshold, chosen in product([1, 2, 3, 4, 5], product(values, repeat=tracks)):
            result = run([Case(value) for value in chosen], "level", threshold)
            numbers = sorted(int(value) for value in chosen if value.isdigit())
            if any(number < threshold for number in numbers):
                expected = ("nej", None)
            elif "" in chosen:
                expected = ("ikke_besvaret", None)
            elif numbers:
                expected = ("ja", numbers[0])
            else:
                expected = ("ikke_relevant", None)
            assert (result.value, result.level) == expected, (chosen, threshold)
            below = [number < threshold for number in numbers]
            assert result.split is (any(below) and not all(below))
            assert explain(result).endswith(".")


def test_yes_or_no_follows_the_same_rules():
    for cases in product([Case("ja"), Case("nej"), Case(""), Case("ikke_relevant")], repeat=3):
        assert run(cases, "yes_no").value == brute_force(cases)


# ---- each rule by itself, against each that it goes before ---------------------------------------------


@pytest.mark.parametrize(
    ("values", "value", "rule"),
    [
        # nej goes before everything else
        (["nej", ""], "nej", Rule.NO_ANSWERED),
        (["", "nej"], "nej", Rule.NO_ANSWERED),
        (["nej", "delvis"], "nej", Rule.SPLIT),
        (["nej", "ja"], "nej", Rule.SPLIT),
        (["nej", "ikke_relevant"], "nej", Rule.NO_ANSWERED),
        (["nej", "nej"], "nej", Rule.NO_ANSWERED),
        (["nej", "", "delvis"], "nej", Rule.SPLIT),
        # unanswered goes before afventer and ja
        (["", "delvis"], "ikke_besvaret", Rule.UNANSWERED),
        (["", "ja"], "ikke_besvaret", Rule.UNANSWERED),
        (["", "ikke_relevant"], "ikke_besvaret", Rule.UNANSWERED),
        # afventer goes before ja
        (["delvis", "ja"], "afventer", Rule.AWAITING),
        (["delvis", "ikke_relevant"], "afventer", Rule.AWAITING),
        (["ja", "ja"], "ja", Rule.ALL_YES),
        (["ja", "ikke_relevant"], "ja", Rule.ALL_YES),
        (["ikke_relevant", "ikke_relevant"], "ikke_relevant", Rule.NOT_RELEVANT),
        ([], "ikke_relevant", Rule.NOT_ASKED),
    ],
)
def test_the_order_of_the_rules(values, value, rule):
    result = run([Case(each) for each in values])
    assert (result.value, result.rule) == (value, rule)


def test_a_ruling_can_make_a_nej_and_a_ja():
    ruled_no, ruled_yes = Case("delvis", (("nej", True),)), Case("delvis", (("ja", True),))
    assert run([ruled_no]).rule == Rule.NO_RULED
    assert run([ruled_no, Case("")]).rule == Rule.NO_RULED
    assert run([ruled_no, Case("nej")]).rule == Rule.NO_ANSWERED
    assert run([ruled_no, Case("ja")]).rule == Rule.SPLIT
    assert run([ruled_no, ruled_yes]).rule == Rule.SPLIT
    assert run([ruled_yes, Case("ja")]).rule == Rule.YES_RULED
    assert run([ruled_yes, Case("delvis")]).rule == Rule.AWAITING


def test_of_two_valid_rulings_the_later_in_time_counts_whatever_the_order_given():
    answer = TrackAnswer(1, "Alkohol", "delvis", "nu")
    early, late = ruling(1, "ja", "nu", 1), ruling(1, "nej", "nu", 2)
    for order in ([early, late], [late, early]):
        result = consolidate("yes_no_partly", [answer], order)
        assert result.value == Outcome.NO
        assert result.rulings == (late,)


def test_of_two_rulings_at_the_same_time_the_one_given_last_counts():
    answer = TrackAnswer(1, "Alkohol", "delvis", "nu")
    rulings = [ruling(1, "ja", "nu"), ruling(1, "nej", "nu")]
    assert consolidate("yes_no_partly", [answer], rulings).value == Outcome.NO
    assert consolidate("yes_no_partly", [answer], rulings[::-1]).value == Outcome.YES


def test_a_ruling_counts_in_its_own_track_alone():
    answers = [TrackAnswer(1, "Alkohol", "delvis", "nu"), TrackAnswer(2, "Stof", "delvis", "nu")]
    result = consolidate("yes_no_partly", answers, [ruling(1, "ja", "nu")])
    assert [track.outcome for track in result.tracks] == ["ja", "afventer"]
    assert [track.answer.track for track in result.pending] == [2]


def test_a_voided_ruling_is_told_of_but_does_not_count():
    before = ruling(1, "ja", "før")
    result = consolidate("yes_no_partly", [TrackAnswer(1, "Alkohol", "delvis", "nu")], [before])
    assert result.value == Outcome.AWAITING
    assert result.tracks[0].voided == before
    assert result.tracks[0].ruling is None
    assert result.rulings == ()


# ---- fingerprints --------------------------------------------------------------------------------------


def test_a_fingerprint_is_the_same_for_the_same_versions_in_any_order():
    assert fingerprint(2, {"a": 1, "b": 3}) == fingerprint(2, {"b": 3, "a": 1})
    assert fingerprint(2, {7: 1}) == fingerprint(2, {"7": 1})
    assert fingerprint(2, {"a": 1, "b": 0}) == fingerprint(2, {"a": 1})
    assert len(fingerprint(10**6, {str(n): n for n in range(1, 200)})) == 64


@given(
    *[st.tuples(st.integers(1, 3), st.dictionaries(st.text('ab1,"', max_size=3), st.integers(1, 3), max_size=3))] * 2
)
def test_a_fingerprint_differs_for_different_versions(one, other):
    assert (fingerprint(*one) == fingerprint(*other)) is (one == other)


def test_a_change_voids_a_ruling_and_changing_back_does_not_revive_it():
    pinned = ruling(1, "ja", fingerprint(1, {"2.1a": 1}))
    assert _value_at(1, {"2.1a": 1}, pinned) == Outcome.YES
    # The answer is changed and changed back: its version is 3, its value the same as ever.
    assert _value_at(3, {"2.1a": 1}, pinned) == Outcome.AWAITING
    # Only a supplementary answer is changed, taken away or added.
    assert _value_at(1, {"2.1a": 2}, pinned) == Outcome.AWAITING
    assert _value_at(1, {}, pinned) == Outcome.AWAITING
    assert _value_at(1, {"2.1a": 1, "2.1b": 1}, pinned) == Outcome.AWAITING


def _value_at(version, supplements, pinned):
    answer = TrackAnswer(1, "Alkohol", "delvis", fingerprint(version, supplements))
    return consolidate("yes_no_partly", [answer], [pinned]).value


# ---- what cannot be consolidated -----------------------------------------------------------------------


@pytest.mark.parametrize("answer_type", ["number", "single_choice", "multiple_choice", "text", "noget"])
def test_what_is_tallied_is_not_consolidated(answer_type):
    with pytest.raises(ValueError, match="tallied"):
        consolidate(answer_type, [])


@pytest.mark.parametrize(
    ("answer_type", "fulfilled_from", "value"),
    [
        ("yes_no", None, "delvis"),
        ("yes_no_partly", None, "måske"),
        ("yes_no_partly", None, "1"),
        ("level", 2, "ja"),
        ("level", 2, "0"),
        ("level", 2, "²"),
        ("level", 2, "-1"),
        ("level", None, "1"),
        ("yes_no", 2, "ja"),
    ],
)
def test_values_that_the_type_cannot_have_are_an_error(answer_type, fulfilled_from, value):
    with pytest.raises(ValueError, match=r"answer|level"):
        consolidate(answer_type, [TrackAnswer(1, "Alkohol", value)], fulfilled_from=fulfilled_from)


@pytest.mark.parametrize("outcome", ["delvis", "", "afventer", "Ja"])
def test_a_ruling_is_yes_or_no(outcome):
    with pytest.raises(ValueError, match="ja or nej"):
        ruling(1, outcome, "nu")


# ---- in words ------------------------------------------------------------------------------------------

YES_RULED, NO_RULED = Case("delvis", (("ja", True),)), Case("delvis", (("nej", True),))


@pytest.mark.parametrize(
    ("cases", "sentence"),
    [
        ([Case("ja")], "Kommunen har svaret ja."),
        ([Case("ja"), Case("ja")], "Alle spor har svaret ja."),
        ([Case("ja"), Case("ikke_relevant")], "Sporet ”Spor 0” har svaret ja."),
        ([Case("nej")], "Kommunen har svaret nej."),
        (
            [Case("nej"), Case("ja")],
            "Sporet ”Spor 0” har svaret nej, så kommunen som helhed opfylder ikke indikatoren.",
        ),
        (
            [Case("nej"), Case("nej"), NO_RULED],
            "Sporene ”Spor 0” og ”Spor 1” har svaret nej, så kommunen som helhed opfylder ikke indikatoren. "
            "Projektgruppen har vurderet svaret delvis i sporet ”Spor 2” til nej.",
        ),
        ([NO_RULED], "Projektgruppen har vurderet svaret delvis til nej."),
        (
            [NO_RULED, YES_RULED],
            "Projektgruppen har vurderet svaret delvis i sporet ”Spor 0” til nej, "
            "så kommunen som helhed opfylder ikke indikatoren.",
        ),
        ([YES_RULED], "Projektgruppen har vurderet svaret delvis til ja."),
        (
            [YES_RULED, YES_RULED, Case("ja")],
            "Projektgruppen har vurderet svaret delvis i sporene ”Spor 0” og ”Spor 1” til ja. "
            "Sporet ”Spor 2” har svaret ja.",
        ),
        ([Case("")], "Spørgsmålet er ikke besvaret."),
        ([Case(""), Case("ja")], "Spørgsmålet er ikke besvaret i sporet ”Spor 0”."),
        ([Case("delvis")], "Svaret delvis er ikke vurderet endnu."),
        ([Case("ja"), Case("delvis")], "Svaret delvis i sporet ”Spor 1” er ikke vurderet endnu."),
        ([Case("ikke_relevant")], "Kommunen har svaret ikke relevant."),
        ([Case("ikke_relevant")] * 2, "Alle spor har svaret ikke relevant."),
        ([], "Spørgsmålet stilles ikke på de områder, kommunen arbejder med."),
    ],
)
def test_explains_the_rule_in_danish(cases, sentence):
    assert explain(run(cases)) == sentence


def test_a_track_whose_name_holds_an_og_is_told_from_two_tracks():
    result = run([Case("nej"), Case("ja"), Case("nej")])
    named = [
        dataclasses.replace(track, answer=dataclasses.replace(track.answer, track_name=name))
        for track, name in zip(result.tracks, ("Alkohol og stof", "Voksne", "Unge"), strict=True)
    ]
    consequence = "har svaret nej, så kommunen som helhed opfylder ikke indikatoren."
    both = dataclasses.replace(result, tracks=tuple(named))
    assert explain(both) == f"Sporene ”Alkohol og stof” og ”Unge” {consequence}"
    one = dataclasses.replace(result, tracks=tuple(named[:2]))
    assert explain(one) == f"Sporet ”Alkohol og stof” {consequence}"


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (["3"], "Kommunen er på niveau 3."),
        (["4", "3"], "Det laveste niveau blandt sporene er 3, og det opfylder indikatoren."),
        (["2"], "Kommunen er på niveau 2, som ikke opfylder indikatoren."),
        (
            ["2", "4", "1"],
            "Sporene ”Spor 0” og ”Spor 2” er under det niveau, der opfylder indikatoren, "
            "så kommunen som helhed opfylder ikke indikatoren.",
        ),
    ],
)
def test_explains_levels(levels, sentence):
    assert explain(run([Case(level) for level in levels], "level", 3)) == sentence


def test_every_rule_has_a_name_and_every_outcome_its_word():
    assert all(rule.label for rule in Rule)
    assert Rule.SPLIT.label == "Delt indsats"
    words = ["ja", "nej", "afventer", "ikke besvaret", "ikke relevant"]
    assert [outcome.label for outcome in Outcome] == words
