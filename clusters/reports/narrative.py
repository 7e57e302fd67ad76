"""Drafts the texts of a report from its numbers: paragraphs of sentences, ready to go on with. Pure.

The rules of the wording are those of clusters/reports/phrases.py. What is drafted here is never stored by itself:
the page shows it as a draft, and a writer takes it over or writes something else.
"""

from itertools import groupby, takewhile

from clusters.reports.facts import IndicatorFacts, RecommendationFacts, ReportFacts
from clusters.reports.phrases import (
    Live,
    Paragraph,
    Sentence,
    change,
    comparable,
    contrast,
    exceptions,
    last_round,
    paragraphs_text,
    plain,
    predicate,
    remainder,
    some,
    some_of,
    subject,
    verdict,
)
from clusters.reports.tally_words import tally_sentence
from misbrug.text.danish import first_upper, join, number_word

__all__ = [
    "Live",
    "draft_conclusions",
    "draft_introduction",
    "draft_status",
    "paragraphs_text",
    "plain",
    "tally_sentence",
]

NOBODY = "Ingen kommuner deltager, så der er ingen svar at gøre op."
LONGEST_TAIL = 6
# So many indicators are named as those that fewest fulfil, and so many more where the last ones are tied.
FEWEST_NAMED, MOST_TIED = 3, 5
# A sentence may go on after these without its beginning: "seks for tilgængelighed".
_PREPOSITIONS = {"af", "efter", "for", "i", "med", "mod", "om", "på", "til", "ved"}


def draft_status(recommendation: RecommendationFacts, before: str = "") -> tuple[Paragraph, ...]:
    """Draft the status of a recommendation; `before` is the short name of last round.

    () where municipalities do not answer it, or it has no indicators.
    """
    if not recommendation.answered or not recommendation.indicators:
        return ()
    verdicts = recommendation.verdicts
    if verdicts and not verdicts[0].counts.n:
        return (((NOBODY,),),)
    paragraphs = [_paragraph(list(rows), before) for rows in _mergeable(verdicts)]
    for indicator in recommendation.indicators:
        tallies = ((indicator.tally,) if indicator.tally else ()) + indicator.supplements
        told = tuple(sentence for each in tallies if (sentence := tally_sentence(each)))
        if told:
            paragraphs.append(told)
    return tuple(paragraphs)


def _paragraph(rows: list[IndicatorFacts], before: str) -> Paragraph:
    """Tell of one indicator, or of several in one sentence."""
    told = contrast(rows[0]) if len({plain(contrast(row)) for row in rows}) == 1 else ()
    if len(rows) > 1:
        sentences = (merged(rows), _changes(rows, before), told)
    elif comparable(rows[0]):
        # "Det er to flere" stands right behind what there are two more of.
        sentences = (verdict(rows[0]), change(rows[0], before), remainder(rows[0]), told)
    else:
        sentences = (verdict(rows[0]), remainder(rows[0]), told, change(rows[0], before))
    return tuple(sentence for sentence in sentences if sentence)


def _changes(rows: list[IndicatorFacts], before: str) -> Sentence:
    if any(row.before is None or row.before.n != row.counts.n for row in rows):
        return ()
    pieces = [f"I {last_round(before)} var det henholdsvis "]
    for place, row in enumerate(rows):
        pieces.append("" if place == 0 else " og " if place == len(rows) - 1 else ", ")
        pieces.append(Live(some(row.before.ja), row.number, answer="ja", form="sidst"))
    return (*(piece for piece in pieces if piece), ".")


# ---- several indicators in one sentence ------------------------------------------------------------------


def _mergeable(indicators):
    """Group neighbours that one sentence can tell of, since they ask for the same of different things."""
    groups = []
    for row in indicators:
        if groups and _joins(groups[-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _joins(group: list[IndicatorFacts], row: IndicatorFacts) -> bool:
    return all(_is_plain(each) for each in (*group, row)) and bool(_shared([*group, row]))


def _is_plain(indicator: IndicatorFacts) -> bool:
    """Say whether the sentence about an indicator is "Syv af de 16 kommuner …" and nothing more."""
    counts = indicator.counts
    some = 0 < counts.ja < counts.n and counts.ja + counts.nej == counts.n
    return bool(predicate(indicator)) and some and not exceptions(counts)


def _shared(indicators: list[IndicatorFacts]) -> list[str]:
    """Give the words that the predicates begin with alike, the last one a preposition; [] where they do not."""
    words = [predicate(row).split() for row in indicators]
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    shared = [column[0] for column in columns]
    tails = [len(each) - len(shared) for each in words]
    fits = len(shared) >= 3 and shared[-1] in _PREPOSITIONS and all(0 < tail <= LONGEST_TAIL for tail in tails)
    return shared if fits else []


def merged(indicators: list[IndicatorFacts]) -> Sentence:
    """Say in one sentence how many fulfil each of several indicators that ask for the same of different things.

    "Syv af de 16 kommuner har en strategi for synlighed, seks for tilgængelighed og syv for tidlig opsporing."
    """
    shared = len(_shared(indicators))
    first, *others = indicators
    who = Live(first_upper(subject(first.counts)), first.number, answer="ja", form="kommuner")
    pieces = [who, f" {predicate(first)}"]
    for place, row in enumerate(others, start=1):
        words = predicate(row).split()
        pieces.append(" og " if place == len(others) else ", ")
        pieces.append(Live(number_word(row.counts.ja), row.number, answer="ja", form="ja"))
        pieces.append(f" {' '.join(words[shared - 1 :])}")
    return (*pieces, ".")


# ---- the report's own parts ------------------------------------------------------------------------------


def draft_introduction(facts: ReportFacts) -> tuple[Paragraph, ...]:
    """Draft the introduction: who was asked what, and how many took part."""
    asked, clusters = len(facts.members), len(facts.clusters)
    if not asked:
        return ()
    who = Live(some(asked), "", form="kommuner"), " kommune" if asked == 1 else " kommuner"
    places = Live(some(clusters), "", form="klynger"), " klynge" if clusters == 1 else " klynger"
    indicators, recommendations = len(facts.verdicts), len(facts.answered)
    questions = f"{number_word(indicators)} {'indikator' if indicators == 1 else 'indikatorer'}"
    under = f"{number_word(recommendations)} {'anbefaling' if recommendations == 1 else 'anbefalinger'}"
    ending = " blevet bedt om at vurdere sig selv."
    first = (f"I runden {facts.round.name} er ", *who, " i ", *places, ending)
    second = (f"Spørgsmålene er {questions} under {under} fra {facts.catalogue.publisher}.",)
    return ((first, second), (_taking_part(facts),) + _handed_in(facts))


def _taking_part(facts: ReportFacts) -> Sentence:
    asked, n = len(facts.members), facts.n
    if asked == 1:
        return ("Kommunen deltager." if n else "Kommunen deltager ikke.",)
    if n == asked:
        return (f"{'Begge' if n == 2 else 'Alle'} deltager.",)
    if n == 0:
        return ("Ingen af dem deltager.",)
    taking_part = Live(first_upper(number_word(n)), "", form="deltagere")
    return (taking_part, " af dem deltager, og ", Live(number_word(asked - n), "", form="deltager ikke"), " gør ikke.")


def _handed_in(facts: ReportFacts) -> tuple[Sentence, ...]:
    lacking = facts.n - facts.submitted
    if not lacking or not facts.n:
        return ()
    if facts.submitted == 0:
        return (("Ingen har indsendt deres selvvurdering endnu.",),)
    return ((f"{first_upper(number_word(lacking))} har ikke indsendt deres selvvurdering endnu.",),)


def draft_conclusions(facts: ReportFacts) -> tuple[Paragraph, ...]:
    """Draft the conclusions: what all fulfil, what fewest fulfil, and what has changed since last round."""
    verdicts = facts.verdicts
    if not verdicts:
        return ()
    if not facts.n:
        return (((NOBODY,),),)
    told = [sentence for sentence in (_unanimous(facts), _fewest(verdicts)) if sentence]
    return tuple(paragraph for paragraph in (tuple(told), _moved(verdicts, facts.before)) if paragraph)


def _unanimous(facts: ReportFacts) -> Sentence:
    return (Live(first_upper(unanimity(facts)), "", form="enige"), ".")


def unanimity(facts: ReportFacts) -> str:
    """Say as a clause which indicators all who take part fulfil. There is at least one indicator and one of them."""
    verdicts = facts.verdicts
    numbers = [row.number for row in verdicts if row.unanimous]
    if not numbers:
        return _no_unanimity(facts)
    if len(numbers) == len(verdicts):
        return f"alle deltagende kommuner svarer ja til {_indicators(len(verdicts), 'alle ')}"
    return (
        f"alle deltagende kommuner svarer ja til {number_word(len(numbers))} af de "
        f"{number_word(len(verdicts))} indikatorer: {join(numbers)}"
    )


def _no_unanimity(facts: ReportFacts) -> str:
    """Say that no indicator has ja from all, and why it could not have where that is so."""
    lacking = facts.n - facts.submitted
    if lacking == facts.n:
        return "ingen kommuner har indsendt endnu, så ingen indikator har ja fra alle"
    if lacking:
        who = "én kommune" if lacking == 1 else f"{number_word(lacking)} kommuner"
        return f"{who} har ikke indsendt endnu, så ingen indikator har ja fra alle"
    gets = "har endnu" if any(row.counts.is_open for row in facts.verdicts) else "får"
    return f"ingen af indikatorerne {gets} ja fra alle de kommuner, der deltager"


def _fewest(verdicts) -> Sentence:
    """Name the indicators that fewest fulfil, where less than half do.

    They are three, fewer or more: those that equally many fulfil are all named or none of them. () where too many
    share the last place.
    """
    weak = sorted((row for row in verdicts if row.counts.ja * 2 < row.counts.n), key=lambda row: row.counts.ja)
    named: list[IndicatorFacts] = []
    for _, tied in groupby(weak, key=lambda row: row.counts.ja):
        more = [*named, *tied]
        if len(named) >= FEWEST_NAMED or len(more) > MOST_TIED:
            break
        named = more
    pieces = ["Færrest svarer ja til "]
    for place, row in enumerate(named):
        pieces.append("" if place == 0 else " og " if place == len(named) - 1 else ", ")
        share = some_of(row.counts.ja, row.counts.n)
        pieces += [f"{row.number} (", Live(share, row.number, answer="ja", form="ja af alle"), ")"]
    return tuple(piece for piece in (*pieces, ".") if piece) if named else ()


def _moved(verdicts, before: str) -> Paragraph:
    clause = moved(verdicts, before)
    return ((Live(first_upper(clause), "", form="bevægelse"), "."),) if clause else ()


def moved(verdicts, before: str) -> str:
    """Say at how many indicators it has gone up and down since last round; "" where none can be compared.

    One or more sentences, the first without its capital and the last without its full stop.
    """
    known = [row for row in verdicts if comparable(row)]
    if not known:
        return ""
    moves = [(row.counts.ja > row.before.ja) - (row.counts.ja < row.before.ja) for row in known]
    up, down, same = moves.count(1), moves.count(-1), moves.count(0)
    than = f"sammenlignet med {last_round(before)}"
    if same == len(known):
        return f"{than} er antallet af ja det samme ved {_indicators(same, 'alle ')}"
    if up and down:
        words = f"svarer flere kommuner ja til {_indicators(up)} og færre til {number_word(down)}"
    else:
        words = f"svarer {'flere' if up else 'færre'} kommuner ja til {_indicators(up or down)}"
    sentences = [f"{than} {words}"]
    if same:
        sentences.append(f"Ved {_indicators(same)} er antallet det samme")
    if len(known) < len(verdicts):
        sentences.append(f"Sammenligningen gælder {_indicators(len(known))}, som alle har svaret på begge gange")
    return ". ".join(sentences)


def _indicators(number: int, every: str = "") -> str:
    return f"{every if number > 1 else ''}{number_word(number)} {'indikator' if number == 1 else 'indikatorer'}"
