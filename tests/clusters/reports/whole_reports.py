"""Whole reports of any size without a database: what is counted agrees with what each municipality answers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

from clusters.consolidation import Counts, Outcome, Rule
from clusters.reports.facts import (
    SCHEMA,
    CatalogueFacts,
    ClusterCounts,
    ClusterFacts,
    IndicatorFacts,
    MemberFacts,
    RecommendationFacts,
    ReportFacts,
    RoundFacts,
    RuleUse,
    RulingNote,
    TallyFacts,
    TextFacts,
    TrackFacts,
    ValueFacts,
)
from clusters.reports.written import (
    AdviceFacts,
    AnnexFacts,
    ClusterReportFacts,
    FollowUpFacts,
    NeedFacts,
    ReplyFacts,
    TitleFacts,
)
from clusters.tallies import tally_choices, tally_numbers, tally_texts

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
RULES = {
    Outcome.YES: Rule.ALL_YES,
    Outcome.NO: Rule.SPLIT,
    Outcome.AWAITING: Rule.AWAITING,
    Outcome.UNANSWERED: Rule.NOT_SUBMITTED,
    Outcome.NOT_RELEVANT: Rule.NOT_RELEVANT,
}
HOSTILE = (
    '=cmd|" /C calc"!A0',
    "+45 12 34 56 78",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "{{ secret }} {% debug %}",
    '#read("/etc/passwd")',
    "_x0041_",
    "\x00\x07\x1f\ufffe\uffff",
    "a\u2028b\u202ec",
    "👩‍👩‍👧 \U0001f9ea",
    "x" * 200,
    "x" * 70_000,
    "",
    " ",
    "[[1.1 kommuner]] **fed** [a](https://e.dk) ^[note]",
)


def report(
    municipalities=6, *, clusters=2, indicators=(2, 1), words="Tekst", outcomes=tuple(Outcome), seed=1, written=True
):
    """Give a report: so many municipalities, the last of them out; `indicators` are how many each recommendation has.

    `words` is every text that somebody writes. `outcomes` are what municipalities may come to.
    """
    dice = Random(seed)
    numbers = [f"{r}.{i}" for r, many in enumerate(indicators, start=1) for i in range(1, many + 1)]
    members = [_member(place, numbers, outcomes, words, dice) for place in range(municipalities)]
    if municipalities > 1:
        out = {"participates": False, "has_submitted": False, "absence": words or "ukendt", "values": (), "tracks": ()}
        members[-1] = replace(members[-1], **out)
    grouped = tuple(_cluster(place, members[place::clusters], words, written) for place in range(clusters))
    facts = ReportFacts(
        schema=SCHEMA,
        taken_at=AT,
        published_at=None,
        round=RoundFacts("runde", "Runde 2026", "2026", "Region Sjælland", "åben", True, date(2026, 12, 1), False),
        catalogue=CatalogueFacts("Katalog", "KL", 2012, 1, "Kilde"),
        before="2014",
        clusters=grouped,
        recommendations=tuple(
            _recommendation(number, many, grouped, words, written) for number, many in enumerate(indicators, start=1)
        )
        + (_recommendation(len(indicators) + 1, 0, grouped, words, written),),
        introduction=None,
        conclusions=None,
        rules=(RuleUse(Rule.ALL_YES, 3),),
    )
    return replace(facts, **_written(words)) if written else facts


def changed_value(facts, code, number, outcome):
    """Give the facts with one municipality's value for one indicator, and what is counted from it, changed."""

    def member(row):
        words = outcome.label
        values = tuple(replace(v, value=outcome.value, words=words) if v.number == number else v for v in row.values)
        return replace(row, values=values) if row.code == code else row

    clusters = tuple(replace(row, members=tuple(member(m) for m in row.members)) for row in facts.clusters)
    return _recounted(facts, clusters)


def without(facts, code):
    """Give the facts without one municipality, counted again."""
    clusters = (replace(row, members=tuple(m for m in row.members if m.code != code)) for row in facts.clusters)
    return _recounted(facts, tuple(clusters))


def _recounted(facts, clusters):
    recommendations = tuple(
        replace(row, indicators=tuple(_counted(each, clusters) for each in row.indicators))
        for row in facts.recommendations
    )
    return replace(facts, clusters=clusters, recommendations=recommendations)


def _counted(indicator, clusters):
    rows = tuple(ClusterCounts(row.slug, row.name, _counts(row, indicator.number)) for row in clusters)
    total = sum((row.counts for row in rows), Counts())
    return replace(indicator, clusters=rows, counts=total, unanimous=total.n > 0 and total.ja == total.n)


def _counts(cluster, number):
    values = [v.value for row in cluster.members for v in row.values if v.number == number]
    return Counts(**{outcome.value: values.count(outcome) for outcome in Outcome})


def _member(place, numbers, outcomes, words, dice):
    values = []
    for number in numbers:
        outcome = dice.choice(outcomes)
        tracks = (TrackFacts("Alkohol", "ja"), TrackFacts("Stof", "delvis", "ja" if outcome == Outcome.YES else ""))
        values.append(ValueFacts(number, outcome.value, outcome.label, RULES[outcome], words, False, False, tracks))
    return MemberFacts(
        code=f"{101 + place:04}",
        name=f"Kommune {place + 1}",
        is_lead=place == 0,
        state="indsendt",
        participates=True,
        has_submitted=True,
        under_correction=False,
        absence="",
        provision="",
        tracks=("Alkohol", "Stof"),
        values=tuple(values),
        population=20_000 + 1_000 * place,
    )


def _cluster(place, members, words, written):
    own = ClusterReportFacts(words, words, "", words, AT) if written else None
    return ClusterFacts(chr(65 + place), f"klynge-{place + 1}", f"Klynge {place + 1}", tuple(members), own)


def _recommendation(number, many, clusters, words, written):
    row = RecommendationFacts(
        number=number,
        title=f"Anbefaling nummer {number}",
        short_title=f"Nummer {number}",
        explanation="Forklaret",
        addressee="kommuner",
        answered=bool(many),
        indicators=tuple(_indicator(f"{number}.{i}", clusters, words) for i in range(1, many + 1)),
        status=None,
    )
    if not written:
        return row
    item = AdviceFacts(words, "KKR", words, date(2027, 1, 1))
    return replace(
        row,
        status=_text(words),
        advice=(item, AdviceFacts(words, "klyngerne", deadline_words="straks")),
        follow_ups=(FollowUpFacts(item, "i gang", words),),
        priority=1 if number == 1 else None,
        priority_reason=words if number == 1 else "",
    )


def _indicator(number, clusters, words):
    supplements = (
        TallyFacts(
            f"{number}a", "Hvordan?", "multiple_choice", "", tally_choices(["brev", "mail"], ["brev", "", "mail"])
        ),
        TallyFacts(f"{number}b", "Hvor ofte?", "number", "måneder", tally_numbers(["1", "2.5"])),
        TallyFacts(f"{number}c", "Hvem?", "text", "", tally_texts(["x", ""])),
    )
    blank = IndicatorFacts(
        number=number,
        key=f"noegle-{number}",
        text=f"Kommunen har en plan for {number}",
        answer_type="yes_no_partly",
        counts=None,
        clusters=(),
        unanimous=False,
        splits=0,
        rulings=(RulingNote(number, "Kommune 1", "Stof", "ja", words, "Projektgruppe, Lejre", AT, False),),
        tally=None,
        supplements=supplements,
        before=Counts(ja=3, nej=1),
        is_example=False,
    )
    return _counted(blank, clusters)


def _text(words):
    return TextFacts(words, 1, "Projektgruppe, Lejre", AT, False)


def _written(words):
    item = AdviceFacts(words, "projektgruppen")
    return {
        "introduction": _text(words),
        "conclusions": _text(words),
        "cooperation": _text(words),
        "cooperation_advice": (item,),
        "cooperation_follow_ups": (FollowUpFacts(item),),
        "title_page": TitleFacts(words, words, words),
        "annexes": (
            AnnexFacts("C", words, date(2026, 5, 1), "", "bilag.pdf", "application/pdf", 12_345, "a" * 64),
            AnnexFacts("D", words, url="https://example.dk/bilag"),
        ),
        "needs": (
            NeedFacts("Borgere med stofmisbrug", 27_000, 5_602_628, 2013, "KL om rusmiddelområdet"),
            NeedFacts(words, 200_000, 5_602_628, 2013, words),
        ),
        "populations_on": date(2026, 1, 1),
        "reply": ReplyFacts(1, 2, 0),
    }
