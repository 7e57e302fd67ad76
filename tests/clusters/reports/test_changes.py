"""What a later edition says otherwise: each kind of change is named, and nothing else is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.consolidation import Counts, Outcome
from clusters.reports.changes import MOST_LINES, OTHERS, changes_since
from clusters.reports.facts import EditionFacts, FollowUpFacts, TextFacts
from clusters.reports.written import AnnexFacts, NeedFacts
from tests.clusters.reports.whole_reports import AT, HOSTILE, changed_value, report, without

NOTHING = ("Intet er ændret siden den forrige udgave.",)
FACTS = report(6, outcomes=(Outcome.NO,))


def changes(now, before=FACTS):
    """What is told, with ordinary spaces."""
    return [line.replace("\u00a0", " ") for line in changes_since(before, now)]


def with_recommendation(facts, number, **fields):
    """The facts with other fields of one recommendation."""
    rows = (replace(row, **fields) if row.number == number else row for row in facts.recommendations)
    return replace(facts, recommendations=tuple(rows))


def with_indicator(facts, of, /, **fields):
    """The facts with other fields of one indicator."""
    rows = (
        replace(row, indicators=tuple(replace(i, **fields) if i.number == of else i for i in row.indicators))
        for row in facts.recommendations
    )
    return replace(facts, recommendations=tuple(rows))


def with_member(facts, code, **fields):
    """The facts with other fields of one municipality."""
    rows = (
        replace(row, members=tuple(replace(m, **fields) if m.code == code else m for m in row.members))
        for row in facts.clusters
    )
    return replace(facts, clusters=tuple(rows))


@given(st.integers(0, 10**6), st.sampled_from(HOSTILE))
@settings(max_examples=20)
def test_equal_facts_have_no_change(seed, words):
    facts = report(5, seed=seed, words=words)
    assert changes_since(facts, report(5, seed=seed, words=words)) == NOTHING


def test_taking_it_again_is_no_change():
    touched = TextFacts("Tekst", 7, "Projektgruppe, Faxe", AT + timedelta(days=1), False)
    later = replace(FACTS, taken_at=AT + timedelta(days=9), published_at=AT, introduction=touched)
    sealed = replace(FACTS, edition=EditionFacts(3, AT, ("Titlen er ny.",)))
    assert changes(later, sealed) == ["Intet er ændret siden udgave 3."]


@given(st.integers(0, 10**6), st.integers(0, 4), st.sampled_from(["1.1", "1.2", "2.1"]), st.sampled_from(Outcome))
@settings(max_examples=40)
def test_a_single_changed_value_is_named_with_what_it_adds_up_to(seed, place, number, outcome):
    before = report(6, seed=seed)
    member = next(row for row in before.participants if row.code == f"{101 + place:04}")
    was = next(row for row in member.values if row.number == number)
    told = changes(changed_value(before, member.code, number, outcome), before)
    if was.value == outcome:
        assert told == list(NOTHING)
    else:
        assert len(told) == 2
        assert told[0].startswith(f"{number}: ")
        assert told[1] == f"{number}: {member.name} er ændret fra {was.words} til {outcome.label}."


def test_numbers_by_indicator():
    assert changes(changed_value(FACTS, "0102", "2.1", Outcome.YES)) == [
        "2.1: 0 ja er blevet 1, og 5 nej er blevet 4.",
        "2.1: Kommune 2 er ændret fra nej til ja.",
    ]


def test_participation():
    assert changes(without(FACTS, "0106")) == ["Kommune 6 er ikke længere blandt kommunerne."]
    assert changes(FACTS, without(FACTS, "0106")) == ["Kommune 6 er kommet med blandt kommunerne."]
    out = with_member(FACTS, "0101", participates=False, absence="klyngen kender ikke årsagen", values=())
    assert changes(out) == ["Kommune 1 deltager ikke længere: klyngen kender ikke årsagen."]
    assert changes(FACTS, out) == ["Kommune 1 deltager nu."]
    assert changes(with_member(FACTS, "0101", under_correction=True)) == ["Kommune 1's svar er under rettelse."]


RULING = FACTS.verdicts[0].rulings[0]
ITEM = FACTS.recommendations[1].advice[0]
ANNEX = FACTS.annexes[0]


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (
            with_indicator(FACTS, "1.1", rulings=()),
            "1.1: Vurderingen af Kommune 1 (”Stof”) til ja gælder ikke længere.",
        ),
        (
            with_indicator(FACTS, "1.1", rulings=(replace(RULING, outcome="nej"),)),
            "1.1: Vurderingen af Kommune 1 (”Stof”) er ændret fra ja til nej.",
        ),
        (
            with_indicator(FACTS, "1.1", rulings=(RULING, replace(RULING, municipality="Kommune 3", track=""))),
            "1.1: Kommune 3 er vurderet til ja.",
        ),
        (
            with_indicator(FACTS, "1.1", rulings=(replace(RULING, reason="En anden"),)),
            "1.1: Vurderingen af Kommune 1 (”Stof”) til ja har fået en anden begrundelse.",
        ),
        (with_indicator(FACTS, "1.1", text="Ny"), "1.1 har fået en anden ordlyd."),
        (with_indicator(FACTS, "1.1", number="1.4"), "1.1 har nu nummeret 1.4."),
        (
            with_indicator(FACTS, "1.1", before=Counts(ja=4)),
            "1.1, sidste runde: 3 ja er blevet 4, og 1 nej er blevet 0.",
        ),
        (
            with_recommendation(FACTS, 2, status=replace(FACTS.introduction, text="Andet")),
            "Status, anbefaling 2, er ændret.",
        ),
        (with_recommendation(FACTS, 2, status=None), "Status, anbefaling 2, er taget ud."),
        (
            with_recommendation(FACTS, 2, written_explanation=FACTS.introduction),
            "Forklaring, anbefaling 2, er skrevet.",
        ),
        (replace(FACTS, conclusions=None), "Overordnede konklusioner er taget ud."),
        (with_recommendation(FACTS, 2, left_out=("advice",)), "Det anbefales, anbefaling 2, er udeladt."),
        (
            with_recommendation(
                FACTS, 2, advice=(replace(ITEM, deadline=date(2028, 1, 1)), FACTS.recommendations[1].advice[1])
            ),
            "Det anbefales, anbefaling 2: punktet ”Tekst” har fået en anden frist.",
        ),
        (with_recommendation(FACTS, 2, advice=(ITEM,)), "Det anbefales, anbefaling 2: punktet ”Tekst” er slettet."),
        (
            with_recommendation(FACTS, 2, follow_ups=(FollowUpFacts(ITEM, "gennemført", "Tekst"),)),
            "Opfølgning, anbefaling 2: punktet ”Tekst” er nu ”gennemført”.",
        ),
        (with_recommendation(FACTS, 2, priority=2, priority_reason="Vigtig"), "Anbefaling 2 har fået særlig vægt."),
        (with_recommendation(FACTS, 1, priority=None), "Anbefaling 1 har ikke længere særlig vægt."),
        (
            replace(FACTS, clusters=(replace(FACTS.clusters[0], report=None), *FACTS.clusters[1:])),
            "Klyngerapporten fra Klynge 1 er taget ud.",
        ),
        (replace(FACTS, annexes=FACTS.annexes[1:]), "Bilaget ”Tekst” er taget ud."),
        (
            replace(FACTS, annexes=(replace(ANNEX, title="Ny"), FACTS.annexes[1])),
            "Bilag C hedder nu ”Ny” i stedet for ”Tekst”.",
        ),
        (replace(FACTS, annexes=(*FACTS.annexes, AnnexFacts("E", "Ny"))), "Bilag E, ”Ny”, er kommet til."),
        (replace(FACTS, title_page=replace(FACTS.title_page, title="Ny titel")), "Titlen er nu ”Ny titel”."),
        (
            replace(FACTS, need_size=50_000),
            "Målgrupperne er skønnet for en kommune med 50.000 indbyggere i stedet for 40.000.",
        ),
        (
            replace(FACTS, needs=(NeedFacts("A", 1, 2, 2013, ""),)),
            "Skønnene over målgrupper bygger på andre tal eller kilder.",
        ),
        (replace(FACTS, before="2010"), OTHERS),
    ],
)
def test_each_kind_of_change_is_the_only_one_told(now, line):
    assert changes(now) == [line]


def test_an_annex_with_a_new_file_is_replaced():
    own = replace(ANNEX, title="Oplæg")
    before, now = replace(FACTS, annexes=(own,)), replace(FACTS, annexes=(replace(own, sha256="b" * 64),))
    assert changes(now, before) == ["Bilag C, ”Oplæg”, er erstattet."]


def test_a_report_in_which_all_is_new_is_summed_up():
    before = report(98, indicators=(5, 5, 5), words="Før", outcomes=(Outcome.NO,))
    now = report(98, indicators=(5, 5, 5), words="Nu", outcomes=(Outcome.YES,))
    told = changes(now, before)
    assert len(told) <= MOST_LINES
    assert any(line.startswith("Desuden ") and line.endswith(" ændringer mere i kommunernes svar.") for line in told)
    assert "Indledning er ændret." in told
    hidden = sum(int(line.split()[1].replace(".", "")) for line in told if line.startswith("Desuden 1."))
    assert hidden + sum("Kommune " in line and "fra nej til ja" in line for line in told) == 97 * 15


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_people_write_the_lines_stay_short(words):
    for line in changes_since(FACTS, report(6, outcomes=(Outcome.NO,), words=words)):
        assert 0 < len(line) <= 300
        assert "\n" not in line
