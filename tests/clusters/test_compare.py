"""Two texts beside each other: what is marked in ordinary texts, and that no text makes it long work."""

import random
import time

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from clusters.forms import compare
from clusters.forms.compare import NOTHING, marked, removed_and_added

LONGEST = 30_000


def test_what_went_and_what_came_are_told_apart():
    before, after = removed_and_added("Vi har en aftale.", "Vi har en <plan>.")
    assert before == 'Vi har en <del><span class="sr-only">Fjernet: </span>aftale.</del>'
    assert after == 'Vi har en <ins><span class="sr-only">Tilføjet: </span>&lt;plan&gt;.</ins>'
    assert removed_and_added("", "Ny") == (NOTHING, "Ny")


def words(count, vocabulary, seed):
    chosen = random.Random(seed)
    return [chosen.choice(vocabulary) for _ in range(count)]


@pytest.mark.parametrize(
    ("theirs", "mine", "left", "right"),
    [
        ("Vi har en aftale.", "Vi har en plan.", "Vi har en <mark>aftale.</mark>", "Vi har en <mark>plan.</mark>"),
        ("en\n\nto", "en\n\nto tre", "en\n\nto", "en\n\nto<mark> tre</mark>"),
        ("a & b", "a & <c>", "a &amp; <mark>b</mark>", "a &amp; <mark>&lt;c&gt;</mark>"),
        ("", "ny", NOTHING, "ny"),
        ("før", "", "før", NOTHING),
    ],
)
def test_words_that_only_one_text_has_are_marked(theirs, mine, left, right):
    assert marked(theirs, mine) == (left, right)


def test_few_words_are_found_in_the_longest_text():
    text = " ".join(f"ord{number}" for number in range(3500))
    left, right = marked(text, text.replace("ord7 ", "nyt ").replace("ord3000 ", "andet "))
    assert [left.count("<mark>"), right.count("<mark>")] == [2, 2]
    assert "<mark>ord7</mark>" in left
    assert "<mark>andet</mark>" in right


def test_sentences_are_marked_where_too_many_words_differ():
    kept = "Det her står i begge. "
    theirs, mine = (
        kept + " ".join(f"{side}{number}" for number in range(600)) + ". " + kept + f"{side}1 {side}2." for side in "ab"
    )
    left, right = marked(theirs, mine)
    assert left.count(f"</mark>{kept}<mark>") == right.count(f"</mark>{kept}<mark>") == 1
    assert left.startswith(kept)


@given(st.text("ab .\n<", max_size=60), st.text("ab .\n<", max_size=60))
def test_both_texts_stand_whole(theirs, mine):
    for text, shown in zip((theirs, mine), marked(theirs, mine), strict=True):
        plain = strip_tags(shown.replace("<mark>", "").replace("</mark>", ""))
        assert plain.replace("&lt;", "<") == (text or NOTHING)


def hostile():
    few = ["a"] * 30 + ["b", "c", "d"]
    for seed, (vocabulary, join) in enumerate(
        [("ab", " "), ("abcdefghij", " "), (few, " "), ("ab", "\n"), ("ab", ". "), (["a ", "a. ", "b ", "b. "], "")]
    ):
        yield [join.join(words(LONGEST, vocabulary, seed * 2 + side))[:LONGEST] for side in (0, 1)]
    for count in (5000, 15000):
        texts = [words(count, [*few * 9, *map(str, range(20))], seed) for seed in (97, 98)]
        yield [" ".join(text)[:LONGEST] for text in texts]


@pytest.mark.parametrize("texts", list(hostile()), ids=lambda texts: texts[0][:12])
def test_a_search_is_given_up_after_its_rounds(texts):
    """However two texts differ, no more rounds are begun than the limit has, and a comparison takes little time."""
    begun = time.thread_time()
    left, right = marked(*texts)
    assert time.thread_time() - begun < 0.3
    assert left != right
    limit = compare._Limit()
    compare._by_units(compare._WORDS, *texts, limit)
    assert limit.is_over
    # After the last round each stretch that is still open asks once more, and there are no more of them than rounds.
    assert limit.left >= -compare.ROUNDS
