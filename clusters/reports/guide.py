"""The reading guide: what each rule means for those who read the report. Pure.

Only the rules that fired are told. Their order and sense are those of clusters/consolidation.py, whose source is the
reading guide of the report of 2014.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from clusters.consolidation import Rule
from clusters.reports.facts import IndicatorFacts, ReportFacts, RuleUse, RulingNote
from clusters.reports.written import ReplyFacts
from misbrug.text.danish import date_long, decimal, join, number_word

EXPLANATIONS = {
    Rule.ALL_YES: "Kommunen har svaret ja i alle de spor, hvor spørgsmålet er relevant. Den tæller som ja.",
    Rule.YES_RULED: (
        "Kommunen har svaret delvis. Projektgruppen har læst de supplerende svar og vurderet, at kommunen er på linje "
        "med dem, der svarede ja. Den tæller som ja."
    ),
    Rule.LEVEL_LOWEST: (
        "Kommunen har svaret med et niveau, og alle spor er på mindst det niveau, der opfylder indikatoren. "
        "Det laveste af dem gælder."
    ),
    Rule.NO_ANSWERED: "Kommunen har svaret nej. Den tæller som nej.",
    Rule.SPLIT: (
        "Kommunen svarer i flere spor, og de har svaret forskelligt. Når ét af dem er nej, opfylder kommunen som "
        "helhed ikke indikatoren. Den tæller som nej."
    ),
    Rule.NO_RULED: (
        "Kommunen har svaret delvis. Projektgruppen har læst de supplerende svar og vurderet, at kommunen ikke er på "
        "linje med dem, der svarede ja. Den tæller som nej."
    ),
    Rule.LEVEL_BELOW: "Kommunen er under det niveau, der opfylder indikatoren. Den tæller som nej.",
    Rule.AWAITING: (
        "Kommunen har svaret delvis, og projektgruppen har ikke vurderet svaret endnu. "
        "Den tæller som afventer, hverken som ja eller nej."
    ),
    Rule.UNANSWERED: (
        "Kommunen har indsendt, men mindst ét spor har ikke svaret. Den tæller som ikke besvaret, aldrig som nej."
    ),
    Rule.NOT_SUBMITTED: (
        "Kommunen deltager, men har ikke indsendt sin selvvurdering. Den tæller som ikke besvaret, aldrig som nej."
    ),
    Rule.NOT_RELEVANT: (
        "Kommunen har svaret, at spørgsmålet ikke er relevant for den, og begrundet det. "
        "Den tæller med blandt de deltagende, men hverken som ja eller nej."
    ),
    Rule.NOT_ASKED: (
        "Spørgsmålet stilles ikke på de områder, kommunen arbejder med. Den tæller med som ikke relevant."
    ),
}


COUNTED = (
    "Ved indikatorerne er hvert tal kommuners samlede svar: én kommunes svar på én indikator, når alle dens spor er "
    "talt sammen."
)
COUNTED_BY_TRACK = (
    "Tal, valg og tekster er gjort op for hvert spor, som er én kolonne i en kommunes skema. "
    "”I tolv af 15 spor” er derfor ikke et antal kommuner."
)


def basis(facts: ReportFacts) -> str:
    """Say whose answers the report builds on, of those that take part."""
    n, submitted = facts.n, facts.submitted
    if n == 0:
        return "Ingen kommuner deltager"
    if submitted == 0:
        return "Ingen kommuner har indsendt endnu"
    if n == 1:
        return "Bygger på svar fra den ene kommune, der deltager"
    of_whom = f"{n} kommuner" if n == len(facts.members) else f"de {n} kommuner, der deltager"
    return f"Bygger på svar fra {'alle' if submitted == n else f'{submitted} af'} {of_whom}"


def key_figures(facts: ReportFacts) -> tuple[tuple[int, str, str], ...]:
    """Give the numbers under the introduction: each with what it is of in digits, and what is counted."""
    answers = f"af {decimal(sum(row.counts.n for row in facts.verdicts))}"
    told = (
        (facts.n, f"af {len(facts.members)}", "kommuner deltager"),
        (len(facts.answered), f"af {len(facts.recommendations)}", "anbefalinger er besvaret af kommuner"),
        (sum(row.unanimous for row in facts.verdicts), f"af {len(facts.verdicts)}", "indikatorer har ja fra alle"),
    )
    if facts.waiting:
        told += ((facts.waiting, answers, "samlede svar afventer vurdering"),)
    if facts.unanswered:
        told += ((facts.unanswered, answers, "samlede svar er ikke givet"),)
    return told


def tallies(facts: ReportFacts) -> bool:
    """Say whether the report asks for anything that is tallied per track."""
    rows = [row for recommendation in facts.answered for row in recommendation.indicators]
    return any(row.tally is not None or row.supplements for row in rows)


def counted(facts: ReportFacts) -> str:
    """Say of what the numbers of the report are numbers."""
    return f"{COUNTED} {COUNTED_BY_TRACK}" if tallies(facts) else COUNTED


def rules(used: Iterable[RuleUse]) -> list[tuple[str, str, int]]:
    """Give the name, the explanation and the number of answers of each rule that fired, ja first."""
    times = {row.rule: row.times for row in used}
    return [(rule.label, words, times[rule]) for rule, words in EXPLANATIONS.items() if rule in times]


def rulings_told(rulings: Collection[RulingNote], used: Iterable[RuleUse]) -> str:
    """Say how many delvis were ruled on, and why that is not what the rules above count, where it is not.

    A rule is counted once for each municipality and indicator, a ruling for each track.
    """
    total, times = len(rulings), sum(row.times for row in used if row.rule in (Rule.YES_RULED, Rule.NO_RULED))
    counts = Counter(row.outcome for row in rulings)
    if len(counts) > 1:
        each = join(f"{number_word(counts[outcome], 'neuter')} til {outcome}" for outcome in ("ja", "nej"))
        sentence = f"I alt er {number_word(total, 'neuter')} ”delvis” vurderet, {each}."
    else:
        sentence = f"I alt er {number_word(total, 'neuter')} ”delvis” vurderet til {join(counts)}."
    if times == total:
        return sentence
    return (
        f"{sentence} Det er flere end ovenfor, fordi en vurdering gælder ét spor: En kommune kan have flere ved samme "
        "indikator, og hvor dens spor er forskellige, er den talt under den regel, der gælder for dem samlet, som "
        f"”{Rule.SPLIT.label}”."
    )


@dataclass(frozen=True, slots=True)
class Note:
    """What is said below an indicator, in small letters first; `ruled` is how many rulings it tells of."""

    words: str
    ruled: int = 0


def notes(indicator: IndicatorFacts, facts: ReportFacts) -> tuple[Note, ...]:
    """Say which delvis were ruled on, and which municipalities' tracks differ: one that is both is told as the same."""
    found = [_ruled(each) for outcome in ("ja", "nej") if (each := _of_outcome(indicator, outcome))]
    if indicator.splits:
        ruled = {row.municipality for row in indicator.rulings}
        split = {row.name for row in facts.members for value in row.values if _is_split(value, indicator)}
        found.append(Note(_split(indicator.splits, len(ruled), len(split & ruled))))
    return tuple(found)


def _of_outcome(indicator, outcome):
    return [row for row in indicator.rulings if row.outcome == outcome]


def _is_split(value, indicator):
    return value.split and value.number == indicator.number


def _ruled(rulings: list[RulingNote]) -> Note:
    many, where = len(rulings), len({row.municipality for row in rulings})
    whose = "" if where == many else " i samme kommune" if where == 1 else f" i {number_word(where)} kommuner"
    when = date_long(max(row.at for row in rulings))
    outcome = rulings[0].outcome
    words = f"{number_word(many, 'neuter')} ”delvis”{whose} er vurderet til {outcome} af projektgruppen {when}."
    return Note(words, many)


def _split(splits: int, ruled: int, both: int) -> str:
    """Tell of so many whose tracks differ, of whom `both` are among the `ruled` that were told of before."""
    own = "sine" if splits == 1 else "deres"
    who = f"{number_word(splits)} kommune{'r' if splits > 1 else ''}"
    if both == splits:
        who = f"{number_word(splits)} af de {number_word(ruled)} kommuner"
        if ruled == splits:
            who = "samme kommune" if splits == 1 else f"de samme {number_word(splits)} kommuner"
    ending = "."
    if 0 < both < splits:
        ending = f", og i {'den ene' if both == 1 else number_word(both)} af dem er et ”delvis” vurderet."
    return f"{who} har svaret forskelligt i {own} spor og tæller derfor som nej{ending}"


def reply_told(reply: ReplyFacts) -> str:
    """Say how many municipalities asked to be shown otherwise, and how they were answered.

    A municipality that is "under rettelse" corrects its own answers, which is something else.
    """
    answers = (("imødekommet", reply.accepted), ("afvist", reply.declined), ("ikke afgjort", reply.open))
    came_to = [(words, number) for words, number in answers if number]
    if not came_to:
        return "Ingen kommuner har bedt om at blive vist anderledes."
    if reply.total == 1:
        return f"Kommunerne har bedt om det én gang, og ønsket er {came_to[0][0]}."
    asked = f"Kommunerne har bedt om det {number_word(reply.total)} gange"
    if len(came_to) == 1:
        return f"{asked}, og {'begge' if reply.total == 2 else 'alle'} ønsker er {came_to[0][0]}."
    (first, number), *others = came_to
    first = f"{number_word(number, 'neuter')} {'ønske' if number == 1 else 'ønsker'} er {first}"
    rest = [f"{number_word(many, 'neuter')} er {words}" for words, many in others]
    return f"{asked}: {join([first, *rest])}."
