"""What stands in each sheet of the workbook about the answers: facts in, tables of plain values out.

The sheets with what people have written are in clusters/reports/renderers/xlsx_written.py.
"""

from collections.abc import Iterator

from clusters.consolidation import Counts
from clusters.reports import guide, need
from clusters.reports.facts import (
    ClusterFacts,
    IndicatorFacts,
    MemberFacts,
    RecommendationFacts,
    ReportFacts,
    RulingNote,
    TallyFacts,
    ValueFacts,
)
from clusters.reports.renderers.xlsx_cells import LABEL, NUMBER, Column, Mark, Table
from clusters.tallies import ChoiceTally, NumberTally
from misbrug.text.danish import first_upper, join
from misbrug.text.marks import STATE_BY_KEY, STATES

STATE_COLUMNS = tuple(Column(first_upper(state.word), 11) for state in STATES)
QUESTION, MAIN = "supplerende spørgsmål", "indikator, der ikke afgøres med ja eller nej"


def counts_of(counts: Counts) -> tuple[int, ...]:
    """Give the counts in the order of STATE_COLUMNS, then N."""
    return (*(getattr(counts, state.key) for state in STATES), counts.n)


def example(is_example: bool) -> str:
    """Mark what was invented for the demo."""
    return "eksempel" if is_example else ""


# ---- about -----------------------------------------------------------------------------------------------


def about(facts: ReportFacts) -> Table:
    """Say what the workbook is: title, round, edition, N, who takes part and who does not and why, sources."""
    return Table(
        "Om rapporten",
        "OmRapporten",
        (Column("Oplysning", 30), Column("Indhold", 90, LABEL)),
        tuple((label, value) for label, value in _about(facts) if value not in ("", None)),
        frozen=1,
    )


def _about(facts: ReportFacts) -> Iterator[tuple]:
    page, edition = facts.title_page, facts.edition
    yield "Titel", facts.title
    yield "Undertitel", page.subtitle
    yield "Udgiver", page.publisher
    yield "Region", facts.round.region
    yield "Runde", facts.round.name
    yield "Rundens tilstand", facts.round.state
    yield "Svarfrist", facts.round.deadline
    yield "Udgave", edition.number if edition else "Kladde, ikke frigivet"
    yield "Frigivet", edition.released_at if edition else None
    yield "Tallene er fra", facts.taken_at
    yield "Runden før", facts.before
    yield "Kommuner i runden", len(facts.members)
    yield "Kommuner, der deltager (N)", facts.n
    yield "Kommuner, der har indsendt", facts.submitted
    yield "Samlede svar på indikatorerne, kommuner gange indikatorer", sum(row.counts.n for row in facts.verdicts)
    yield "Samlede svar, der afventer vurdering", facts.waiting
    yield "Samlede svar, der ikke er givet", facts.unanswered
    for cluster in facts.clusters:
        yield f"{cluster.name}, deltager", join(row.name for row in cluster.participants) or "ingen"
    for member in facts.absent:
        yield f"{member.name} deltager ikke", member.absence or "årsagen er ikke oplyst"
    yield "Sådan er tallene gjort op", f"{guide.basis(facts)}. {guide.counted(facts)}"
    yield "Opfundet", "Alt i runden er opfundet for at vise, hvordan det kan se ud." if facts.round.is_example else ""
    catalogue = facts.catalogue
    yield "Katalog", f"{catalogue.title} ({catalogue.publisher} {catalogue.year}, version {catalogue.version})"
    yield "Katalogets kilde", catalogue.source
    yield "Indbyggertal", need.populations_told(facts)
    for row in facts.needs:
        yield f"Kilde, {row.name}", need.source(row)


def rules(facts: ReportFacts) -> Table:
    """Give the reading guide: each rule that fired, what it means, and for how many answers."""
    columns = (Column("Regel", 24), Column("Forklaring", 90), Column("Svar", 10))
    return Table("Læsevejledning", "Regler", columns, tuple(guide.rules(facts.rules)), "Ingen svar er gjort op.", 1)


# ---- indicators ------------------------------------------------------------------------------------------


def indicators(facts: ReportFacts) -> Table:
    """Give each consolidated indicator with its counts in total, and the ja of the round before."""
    last = facts.before or "sidste runde"
    columns = (
        *(Column("Anbefaling", 12, LABEL), Column("Emne", 26), Column("Indikator", 10), Column("Ordlyd", 60)),
        *(*STATE_COLUMNS, Column("N", 8), Column("Alle klynger", 12), Column("Delt indsats", 10)),
        *(Column(f"Ja, {last}", 10), Column(f"N, {last}", 10), Column("Nøgle", 14), Column("Eksempel", 10)),
    )
    rows = tuple(
        (
            *(of.number, of.short_title, row.number, row.text, *counts_of(row.counts)),
            *("ja fra alle" if row.unanimous else "", row.splits),
            *((row.before.ja, row.before.n) if row.before else (None, None)),
            *(row.key, example(row.is_example)),
        )
        for of, row in with_recommendation(facts)
    )
    return Table("Indikatorer", "Indikatorer", columns, rows, "Rapporten har ingen indikatorer.", 3)


def clusters(facts: ReportFacts) -> Table:
    """Give each consolidated indicator in each cluster."""
    columns = (
        *(Column("Indikator", 10), Column("Ordlyd", 50), Column("Klynge", 26)),
        *(*STATE_COLUMNS, Column("N", 8)),
    )
    rows = tuple(
        (row.number, row.text, each.name, *counts_of(each.counts)) for row in facts.verdicts for each in row.clusters
    )
    return Table("Klynger", "Klynger", columns, rows, "Rapporten har ingen indikatorer.", 3)


def with_recommendation(facts: ReportFacts) -> Iterator[tuple[RecommendationFacts, IndicatorFacts]]:
    """Give every consolidated indicator with its recommendation."""
    return ((recommendation, row) for recommendation in facts.answered for row in recommendation.verdicts)


# ---- municipalities --------------------------------------------------------------------------------------


def matrix(facts: ReportFacts) -> Table:
    """Give the municipalities by the indicators; one that takes no part has its reason in the place of values."""
    numbers = [row.number for row in facts.verdicts]
    columns = (
        *(Column("Klynge", 18), Column("Kode", 7), Column("Kommune", 18), Column("Deltager", 9)),
        *(Column("Tilstand", 14), Column("Hvorfor ikke", 24), Column("Indbyggere", 11)),
        *(Column(number, 12) for number in numbers),
    )
    rows = tuple(
        (*_member(cluster, row), *_values(row, numbers)) for cluster in facts.clusters for row in cluster.members
    )
    return Table("Kommuner", "Kommuner", columns, rows, "Runden har ingen kommuner.", 3)


def _member(cluster: ClusterFacts, row: MemberFacts) -> tuple:
    takes_part = "ja" if row.participates else "nej"
    return (cluster.name, row.code, row.name, takes_part, row.state, row.absence, row.population)


def _values(row: MemberFacts, numbers: list[str]) -> Iterator[Mark | None]:
    found = {value.number: Mark(value.words, value.value) for value in row.values}
    return (found.get(number) for number in numbers)


def answers(facts: ReportFacts) -> Table:
    """Give each municipality's value for each indicator with the rule, the tracks' answers and the ruling behind it."""
    columns = (
        *(Column("Klynge", 16), Column("Kode", 7), Column("Kommune", 16), Column("Indikator", 10)),
        *(Column("Værdi", 14), Column("Med ord", 14), Column("Regel", 18), Column("Forklaring", 50)),
        *(Column("Svar i spor", 34), Column("Vurdering", 44), Column("Under rettelse", 10), Column("Eksempel", 10)),
    )
    ruled: dict[tuple[str, str], list[RulingNote]] = {}
    for ruling in facts.rulings:
        ruled.setdefault((ruling.municipality, ruling.number), []).append(ruling)
    rows = tuple(
        (
            *(cluster.name, member.code, member.name, value.number),
            *(Mark(STATE_BY_KEY[value.value].word, value.value), value.words, value.rule.label, value.explanation),
            *(_tracks(value), "\n".join(map(_ruling, ruled.get((member.name, value.number), ())))),
            *("ja" if member.under_correction else "", example(value.is_example)),
        )
        for cluster in facts.clusters
        for member in cluster.members
        for value in member.values
    )
    return Table("Svar og regler", "Svar", columns, rows, "Ingen kommuner deltager.", 4)


def _tracks(value: ValueFacts) -> str:
    return "\n".join(
        f"{track.name}: {track.words}{f', vurderet til {track.ruled}' if track.ruled else ''}" for track in value.tracks
    )


def _ruling(ruling: RulingNote) -> str:
    return f"{f'{ruling.track}: ' if ruling.track else ''}{ruling.outcome}. {ruling.reason} ({ruling.role})"


def rulings(facts: ReportFacts) -> Table:
    """Give every ruling that counts, with role, date and reason."""
    columns = (
        *(Column("Indikator", 10), Column("Kommune", 18), Column("Spor", 22), Column("Vurderet til", 12)),
        *(Column("Begrundelse", 70), Column("Rolle", 26), Column("Dato", 20), Column("Eksempel", 10)),
    )
    rows = tuple(
        (
            *(row.number, row.municipality, row.track, Mark(row.outcome, row.outcome)),
            *(row.reason, row.role, row.at, example(row.is_example)),
        )
        for row in facts.rulings
    )
    return Table("Vurderinger", "Vurderinger", columns, rows, "Projektgruppen har ikke vurderet noget svar.", 2)


# ---- what is tallied -------------------------------------------------------------------------------------


def supplements(facts: ReportFacts) -> Table:
    """Give the tallied questions, a row for each option of a choice. One answer is one track's."""
    columns = (
        *(Column("Indikator", 10), Column("Spørgsmål", 11), Column("Ordlyd", 50), Column("Slags", 22)),
        *(Column("Svarmulighed", 36), Column("Antal spor", 10), Column("Har svaret", 10)),
        *(Column("Ikke besvaret", 11), Column("Ikke relevant", 11), Column("Stillet i spor", 10)),
        *(Column("Mindst", 10, NUMBER), Column("Midterst", 10, NUMBER), Column("Størst", 10, NUMBER)),
        Column("Enhed", 14),
    )
    rows = []
    for recommendation in facts.answered:
        for row in recommendation.indicators:
            if row.tally:
                rows += _tally(row.number, row.tally, MAIN)
            for each in row.supplements:
                rows += _tally(row.number, each, QUESTION)
    return Table("Supplerende", "Supplerende", columns, tuple(rows), "Ingen spørgsmål tælles op for sig.", 2)


def _tally(number: str, row: TallyFacts, kind: str) -> Iterator[tuple]:
    tally = row.tally
    asked = (tally.answered, tally.unanswered, tally.not_relevant, tally.n)
    head = (number, row.number, row.text, kind)
    if isinstance(tally, ChoiceTally) and tally.options:
        for option, times in tally.options:
            yield (*head, option, times, *asked, None, None, None, row.unit)
    elif isinstance(tally, NumberTally):
        spread = (tally.minimum, tally.median, tally.maximum)
        yield (*head, "tal", tally.answered, *asked, *spread, row.unit)
    else:
        yield (*head, "fritekst", tally.answered, *asked, None, None, None, row.unit)


def needs(facts: ReportFacts) -> Table:
    """Give the estimates of target groups by place, with what they are made from."""
    columns = (
        *(Column("Målgruppe", 44), Column("Sted", 34), Column("Indbyggere", 12), Column("Skøn, antal", 11)),
        *(Column("Skøn", 14), Column("Hele landet, antal", 13), Column("Hele landet, indbyggere", 14)),
        *(Column("År", 8, LABEL), Column("Kilde", 44)),
    )
    rows = tuple(
        (
            *(row.need.name, each.place, each.population, each.number, each.words or "indbyggertal mangler"),
            *(row.need.count, row.need.population, row.need.year, row.need.source),
        )
        for row in need.estimates(facts)
        for each in row.rows
    )
    return Table("Behov", "Behov", columns, rows, "Der er ingen tal at skønne målgrupper ud fra.", 2)
