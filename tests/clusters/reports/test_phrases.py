"""How counts are said: examples, and rules of grammar that hold for any counts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.consolidation import Counts
from clusters.reports.phrases import Live, change, contrast, plain, predicate, remainder, verdict
from tests.clusters.reports.samples import FAMILY, indicator

NUMBERS = "én|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv"
small = st.integers(min_value=0, max_value=14)
any_counts = st.builds(Counts, small, small, small, small, small)
some_counts = any_counts.filter(lambda counts: counts.n)
texts = st.sampled_from([FAMILY, "Kommunen har en strategi for tidlig opsporing", "Hvor langt er I?"])
kinds = st.sampled_from(["yes_no_partly", "yes_no", "level"])


def said(*counts, **fields):
    """The sentence about one indicator."""
    return plain(verdict(indicator(*counts, **fields)))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(ja=16), "Alle 16 kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=12), "Alle tolv kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=2), "Begge kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=1), "Den ene kommune, der deltager, har en nedskrevet strategi for synlighed."),
        (Counts(ja=14, nej=2), "Alle kommuner undtagen to har en nedskrevet strategi for synlighed."),
        (Counts(ja=15, nej=1), "Alle kommuner undtagen én har en nedskrevet strategi for synlighed."),
        (Counts(ja=13, nej=3), "13 af de 16 kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=7, nej=9), "Syv af de 16 kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=1, nej=3), "Én af de fire kommuner har en nedskrevet strategi for synlighed."),
        (Counts(ja=1, nej=2), "Én af de tre kommuner har en nedskrevet strategi for synlighed."),
        (Counts(nej=16), "Ingen af de 16 kommuner har en nedskrevet strategi for synlighed."),
    ],
)
def test_who_has_said_ja(counts, expected):
    assert said(counts) == expected


def test_an_unanswered_question_makes_no_exception_and_no_nobody():
    """Who has not answered may still be among "alle", and may still have what "ingen" has."""
    assert said(Counts(ja=14, ikke_besvaret=2)).startswith("14 af de 16 kommuner")
    assert said(Counts(nej=14, ikke_besvaret=2)).startswith("Ingen af de 16 kommuner svarer ja til indikator 1.1")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(ikke_besvaret=16), "Ingen af de 16 kommuner har svaret på indikator 1.1, ”Familien …”."),
        (Counts(ikke_relevant=16), "For alle 16 kommuner er indikator 1.1, ”Familien …”, ikke relevant."),
        (
            Counts(afventer=2),
            "For begge kommuner afventer svaret på indikator 1.1, ”Familien …”, projektgruppens vurdering.",
        ),
        (Counts(nej=1), "Den ene kommune, der deltager, svarer nej til indikator 1.1, ”Familien …”."),
        (Counts(ikke_besvaret=1), "Den ene kommune, der deltager, har ikke svaret på indikator 1.1, ”Familien …”."),
        (Counts(ikke_relevant=1), "For den ene kommune, der deltager, er indikator 1.1, ”Familien …”, ikke relevant."),
        (
            Counts(afventer=1),
            "For den ene kommune, der deltager, afventer svaret på indikator 1.1, ”Familien …”, "
            "projektgruppens vurdering.",
        ),
    ],
)
def test_what_holds_for_everybody(counts, expected):
    assert said(counts, text="Familien …") == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(ja=14, nej=2), ""),
        (Counts(ja=16), ""),
        (Counts(ikke_besvaret=16), ""),
        (Counts(ja=11, nej=3, ikke_relevant=2), "Tre kommuner svarer nej, og for to er spørgsmålet ikke relevant."),
        (Counts(ja=15, ikke_besvaret=1), "Én kommune har ikke svaret."),
        (Counts(ja=14, ikke_besvaret=2), "To kommuner har ikke svaret."),
        (Counts(ja=15, afventer=1), "For én kommune afventer svaret projektgruppens vurdering."),
        (
            Counts(ja=9, nej=5, ikke_besvaret=1, ikke_relevant=1),
            "Fem kommuner svarer nej, én har ikke svaret, og for én er spørgsmålet ikke relevant.",
        ),
    ],
)
def test_what_the_others_do(counts, expected):
    assert plain(remainder(indicator(counts))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kommunen har en strategi.", "har en strategi"),
        ("Kommunen følger den enkelte borger", "følger den enkelte borger"),
        ("Kommunen er opdateret", ""),
        ("Kommunen følger op på sin strategi", ""),
        ("Kommunens ledelse følger med", ""),
        ("Kommunen har hvad?", ""),
        ("Familien indgår", ""),
    ],
)
def test_only_what_holds_for_one_and_many_alike_is_turned_round(text, expected):
    assert predicate(indicator(Counts(ja=3), text=text)) == expected


# ---- clusters --------------------------------------------------------------------------------------------


def test_clusters_that_are_alike_are_named_together():
    syd, east, west = Counts(ja=1, nej=4), Counts(ja=3, nej=2), Counts(ja=3, nej=3)
    assert plain(contrast(indicator(syd, east, west))) == (
        "I Klynge 2 og Klynge 3 gælder det omkring halvdelen af kommunerne, i Klynge 1 én kommune."
    )


def test_three_kinds_of_cluster_are_parted_by_og():
    counts = (Counts(ja=5), Counts(ja=2, nej=3), Counts(nej=5))
    assert plain(contrast(indicator(*counts))) == (
        "I Klynge 1 gælder det alle kommuner, i Klynge 2 omkring halvdelen af kommunerne og i Klynge 3 ingen."
    )


def test_after_others_than_ja_and_nej_the_contrast_says_whom_it_means():
    counts = (Counts(ja=5), Counts(ja=1, nej=3, ikke_relevant=1))
    assert plain(contrast(indicator(*counts))) == "I Klynge 1 svarer alle kommuner ja, i Klynge 2 én kommune."


@pytest.mark.parametrize(
    ("clusters", "expected"),
    [
        ((Counts(ja=4, nej=1), Counts(ja=5), Counts(ja=5, nej=1)), "De to hører til Klynge 1 og Klynge 3."),
        ((Counts(ja=5), Counts(ja=3, nej=2), Counts(ja=6)), "De to hører begge til Klynge 2."),
        ((Counts(ja=5), Counts(ja=4, nej=1), Counts(ja=6)), "Den ene hører til Klynge 2."),
    ],
)
def test_where_the_exceptions_are(clusters, expected):
    assert plain(contrast(indicator(*clusters))) == expected


@pytest.mark.parametrize(
    "clusters",
    [
        (Counts(ja=5), Counts(ja=5)),
        (Counts(nej=5), Counts(nej=5)),
        (Counts(ja=3, nej=2),),
        (Counts(ja=3, nej=2), Counts()),
        (Counts(ja=3, nej=2), Counts(ja=2, nej=2, ikke_besvaret=1)),
        (Counts(ja=3, nej=2), Counts(ja=2, nej=3)),
    ],
)
def test_nothing_is_said_where_clusters_do_not_differ_or_are_not_done(clusters):
    assert contrast(indicator(*clusters)) == ()


def test_of_many_clusters_only_the_ends_are_named():
    clusters = [Counts(ja=n, nej=6 - n) for n in (1, 2, 3, 4, 5, 6)]
    assert plain(contrast(indicator(*clusters))) == (
        "Størst er andelen i Klynge 6 (seks af seks) og mindst i Klynge 1 (én af seks)."
    )


def test_of_ends_that_are_tied_all_are_named():
    clusters = [Counts(ja=n, nej=6 - n) for n in (6, 2, 3, 4, 2, 5)]
    assert plain(contrast(indicator(*clusters))) == (
        "Størst er andelen i Klynge 1 (seks af seks) og mindst i Klynge 2 (to af seks) og Klynge 5 (to af seks)."
    )
    assert contrast(indicator(*[Counts(ja=n, nej=6 - n) for n in (6, 2, 2, 2, 2, 5)])) == ()


# ---- since last round ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Counts(ja=9, nej=7), Counts(ja=7, nej=9), "Det er to flere end i 2014."),
        (Counts(ja=6, nej=10), Counts(ja=7, nej=9), "Det er én færre end i 2014."),
        (Counts(ja=7, nej=9), Counts(ja=7, nej=9), "Det er lige så mange som i 2014."),
        (Counts(ja=16), Counts(ja=16), "Sådan var det også i 2014."),
        (Counts(ja=9, nej=6), Counts(ja=7, nej=9), "I 2014 svarede syv af 16 kommuner ja."),
        (Counts(ja=9, ikke_besvaret=7), Counts(ja=7, nej=9), "I 2014 svarede syv af 16 kommuner ja."),
        (Counts(ja=9, nej=1), Counts(nej=16), "I 2014 svarede ingen af 16 kommuner ja."),
        (Counts(ja=9, nej=1), Counts(ja=16), "I 2014 svarede alle 16 kommuner ja."),
        (Counts(ja=9, nej=1), Counts(), ""),
        (Counts(ja=9, nej=1), None, ""),
    ],
)
def test_the_change_since_last_round(now, before, expected):
    assert plain(change(indicator(now, before=before), "2014")) == expected


def test_a_round_that_is_named_otherwise_than_by_year_is_the_last_one():
    assert (
        plain(change(indicator(Counts(ja=2), before=Counts(ja=1, nej=1)), "Forår"))
        == "Det er én flere end i sidste runde."
    )


# ---- for any counts --------------------------------------------------------------------------------------


def sentences(clusters, text, kind, before):
    """All that may be said of one indicator."""
    row = indicator(*clusters, text=text, answer_type=kind, before=before)
    return [each for each in (verdict(row), remainder(row), contrast(row), change(row, "2014")) if each]


@given(st.lists(some_counts, min_size=1, max_size=7), texts, kinds, st.none() | any_counts)
def test_every_sentence_is_a_sentence(clusters, text, kind, before):
    for sentence in sentences(clusters, text, kind, before):
        words = plain(sentence)
        assert re.match(r"[A-ZÆØÅÉ0-9]", words)
        assert words.endswith(".")
        assert not re.search(r"  | [.,]|\.\.|,,", words)


@given(st.lists(some_counts, min_size=1, max_size=7), texts, kinds, st.none() | any_counts)
def test_number_and_noun_agree(clusters, text, kind, before):
    for sentence in sentences(clusters, text, kind, before):
        words = plain(sentence).casefold()
        assert not re.search(r"\b(?:én|den ene) kommuner\b", words)
        assert not re.search(rf"\b(?:{NUMBERS.removeprefix('én|')}|[0-9]+) kommune\b", words)
        assert not re.search(r"\baf de (?:én|1) ", words)
        assert not re.search(r"\b(?:[2-9]|1[0-2]) (?:kommuner|af)\b", words), "words to twelve"
        assert not re.search(r"\b0\b|\bnul\b", words)


@given(st.lists(some_counts, min_size=1, max_size=7), texts, kinds)
def test_unanswered_is_never_told_as_nej(clusters, text, kind):
    """Neither as an exception nor as somebody who lacks what is asked for."""
    row = indicator(*clusters, text=text, answer_type=kind)
    words = plain(verdict(row))
    if row.counts.is_open:
        assert "undtagen" not in words
        assert not words.startswith("Ingen af de") or re.search(r"svarer ja til|har svaret|opfylder", words)


@given(st.lists(some_counts, min_size=1, max_size=7), texts, kinds)
def test_all_who_are_not_ja_are_accounted_for(clusters, text, kind):
    row = indicator(*clusters, text=text, answer_type=kind)
    told = {piece.answer for piece in (*verdict(row), *remainder(row)) if isinstance(piece, Live)}
    occurring = {key for key in ("nej", "afventer", "ikke_besvaret", "ikke_relevant") if getattr(row.counts, key)}
    assert occurring - told <= ({"nej"} if occurring == {"nej"} else set())


@given(st.lists(some_counts, min_size=1, max_size=7), texts, kinds)
def test_every_figure_knows_its_indicator(clusters, text, kind):
    row = indicator(*clusters, text=text, answer_type=kind, number="4.2")
    for sentence in (verdict(row), remainder(row), contrast(row)):
        live = [piece for piece in sentence if isinstance(piece, Live)]
        assert all(piece.number == "4.2" for piece in live)
        assert bool(live) == bool(sentence)
