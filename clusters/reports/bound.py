"""Bound figures: what `[[1.1 kommuner]]` in a text says, so that no number in it can be wrong. Pure.

Inside the brackets stands `<indicator> <form>[ i <cluster>]`, or a form of the whole report alone; FORMS in
clusters/reports/bound_forms.py lists them.
Capitals and the number of spaces make no difference. A figure that stands first in a sentence begins with a capital.
What cannot be read, or has no number to give, stays in the text as it was typed and comes with a message that says
what to mend. The words are those of clusters/reports/phrases.py and clusters/reports/tally_words.py.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clusters.consolidation import Counts
from clusters.reports import narrative, phrases, tally_words
from clusters.reports.facts import IndicatorFacts, ReportFacts, TallyFacts
from clusters.reports.markup import Block, Line, Run, every_run, is_figure, map_runs, parse
from clusters.reports.phrases import Live, Paragraph, municipalities, share, some, some_of
from clusters.reports.sentences import TAIL, starts_sentence
from misbrug.text.danish import first_upper, fold, join, loose_fold, number_word, sort_key


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A figure that cannot be given: what was typed inside the brackets, and what to mend, in Danish."""

    raw: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An unresolved figure and where in the text it was typed, brackets included, counted in characters."""

    raw: str
    start: int
    end: int
    message: str


def resolve(raw: str, facts: ReportFacts, *, capital: bool = False) -> Live | Unresolved:
    """Give the words of what stands inside `[[…]]`; `capital` where they begin a sentence."""
    return _Figures(facts).resolve(raw, capital=capital)


def compose(text: str, facts: ReportFacts) -> tuple[Block, ...]:
    """Give the blocks of a text with the words of its figures; one that cannot be given stays as it was typed."""
    figures = _Figures(facts)
    return map_runs(parse(text), figures.line)


def problems(text: str, facts: ReportFacts) -> tuple[Problem, ...]:
    """Give the figures of a text that cannot be given, in order."""
    figures = _Figures(facts)
    found = ((run, figures.resolve(run.figure)) for run in every_run(parse(text)) if run.figure)
    return tuple(
        Problem(run.figure, run.start, run.end, result.message)
        for run, result in found
        if isinstance(result, Unresolved)
    )


def plain_text(text: str, facts: ReportFacts) -> str:
    """Give the composed text without marks: lists as they are typed, footnotes in brackets where they belong."""
    return "\n\n".join("\n".join(_plain_lines(block)) for block in compose(text, facts))


def _plain_lines(block: Block) -> Iterable[str]:
    for place, line in enumerate(block.lines, start=1):
        mark = {"bullets": "- ", "numbered": f"{place}. "}.get(block.kind, "")
        yield mark + "".join(f" ({''.join(each.text for each in run.note)})" if run.note else run.text for run in line)


def draft_text(paragraphs: Iterable[Paragraph], facts: ReportFacts) -> str:
    """Give drafted paragraphs as a text to go on with, in which the figures are bound.

    A figure is bound where that gives the very words of the draft, else it is those words.
    """
    figures = _Figures(facts)
    texts = []
    for paragraph in paragraphs:
        text, tail = "", ""
        for sentence in paragraph:
            for piece in (" ", *sentence) if text else sentence:
                words, typed = (piece.text, figures.typed(piece, tail)) if isinstance(piece, Live) else (piece, piece)
                text, tail = text + typed, (tail + words)[-TAIL:]
        texts.append(text)
    return "\n\n".join(texts)


# ---- resolving -------------------------------------------------------------------------------------------

# By the words inside the brackets, as loose_fold gives them.
_ANSWERS = {
    "ja": "ja",
    "nej": "nej",
    "afventer": "afventer",
    "ikke besvaret": "ikke_besvaret",
    "ubesvaret": "ikke_besvaret",
    "ikke relevant": "ikke_relevant",
}
_ANSWER = re.compile(rf"(?<!\w)(?:{'|'.join(_ANSWERS)})(?!\w)")
_WITH_ANSWER = frozenset({"", "kommuner", "kommune", "af alle", "andel", "procent", "navne"})
_NUMBER = re.compile(r"(?:indikator(?:en)?|spørgsmål(?:et)?)?\s*(?P<number>\d\S*?)\.?(?:\s+(?P<form>.*))?", re.DOTALL)
_DOT_BEFORE_LETTER = re.compile(r"\.(?=[^\W\d]+\Z)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
HINT = "Skriv for eksempel [[1.1 kommuner]]."


class _Mend(Exception):
    """A figure cannot be given; the message says what to mend."""


class _Figures:
    """The figures of one report. What they are looked up in is made when the first one is asked for."""

    def __init__(self, facts: ReportFacts):
        self.facts, self._rows, self._known = facts, None, {}

    def line(self, line: Line) -> Line:
        """Give a line with the words of its figures."""
        if not any(run.figure for run in line):
            return line
        done, tail = [], ""
        for run in line:
            words = self._run(run, tail) if run.figure else run
            done.append(words)
            tail = (tail + words.text)[-TAIL:]
        return tuple(done)

    def _run(self, run: Run, tail: str) -> Run:
        live = self.resolve(run.figure, capital=starts_sentence(tail))
        return run if isinstance(live, Unresolved) else replace(run, text=live.text, live=live)

    def typed(self, live: Live, tail: str) -> str:
        """Give what to type for a drafted figure after `tail`."""
        raw = f"{live.number} {live.form}".strip()
        if not live.form or not is_figure(f"[[{raw}]]"):
            return live.text
        found = self.resolve(raw, capital=starts_sentence(tail))
        return f"[[{raw}]]" if isinstance(found, Live) and found.text == live.text else live.text

    def resolve(self, raw: str, *, capital: bool = False) -> Live | Unresolved:
        """Give the words of a figure, or what to mend."""
        if raw not in self._known:
            self._known[raw] = self._looked_up(raw)
        found = self._known[raw]
        return replace(found, text=first_upper(found.text)) if capital and isinstance(found, Live) else found

    def _looked_up(self, raw: str) -> Live | Unresolved:
        if self._rows is None:
            self._rows = _rows_of(self.facts)
        try:
            return self._live(" ".join(_INVISIBLE.sub("", raw).split()))
        except _Mend as mend:
            return Unresolved(raw, str(mend))

    def _live(self, words: str) -> Live:
        head, _, where = words.partition(" i ")
        clusters = self._clusters(where) if where else ()
        match = _NUMBER.fullmatch(head.casefold())
        if match is None:
            return self._of_report(loose_fold(head), clusters)
        row = self._rows.get(match["number"]) or self._rows.get(_DOT_BEFORE_LETTER.sub("", match["number"]))
        if row is None:
            raise _Mend(
                f"Rapporten har ingen indikator og intet spørgsmål med nummeret {match['number']}. Ret nummeret."
            )
        if not match["form"]:
            raise _Mend(f"Skriv efter nummeret, hvad der skal stå, for eksempel [[{row.number} {_hint(row)}]].")
        form = loose_fold(match["form"])
        if isinstance(row, TallyFacts):
            return self._of_question(row, form, clusters)
        return self._of_indicator(row, form, clusters)

    def _clusters(self, where: str) -> tuple:
        """Give the clusters of "Klynge Øst og Klynge Vest"; "Klynge" may be left out."""
        known = {}
        for cluster in self.facts.clusters:
            name = fold(cluster.name)
            known |= {fold(cluster.slug): cluster, name.removeprefix("klynge "): cluster, name: cluster}
        named = [fold(where)] if fold(where) in known else [fold(each) for each in re.split(r",\s*|\s+og\s+", where)]
        if missing := [each for each in named if each not in known]:
            names = join(f"”{cluster.name}”" for cluster in self.facts.clusters) or "ingen"
            raise _Mend(f"Der er ingen klynge med navnet ”{missing[0]}”. Klyngerne er {names}.")
        return tuple({known[each].slug: known[each] for each in named}.values())

    # -- of the whole report --

    def _of_report(self, form: str, clusters) -> Live:
        members = [row for cluster in clusters or self.facts.clusters for row in cluster.members]
        n = sum(row.participates for row in members)
        if form == "deltagende kommuner":
            if not n:
                raise _Mend("Ingen kommuner deltager. Skriv det med egne ord.")
            words = "den ene deltagende kommune" if n == 1 else f"de {number_word(n)} deltagende kommuner"
        elif form in (numbers := {"deltagere": n, "kommuner": len(members), "deltager ikke": len(members) - n}):
            words = some(numbers[form])
        elif form == "klynger" and not clusters:
            words = some(len(self.facts.clusters))
        elif form in ("enige", "bevaegelse") and not clusters:
            words = self._of_all_indicators(form)
        else:
            raise _Mend(f"”{form}” er ikke en figur, rapporten kender. {HINT}")
        return Live(words, "", _slug(clusters), form=form)

    def _of_all_indicators(self, form: str) -> str:
        verdicts = self.facts.verdicts
        if not verdicts or not self.facts.n:
            raise _Mend("Ingen kommuner har noget at svare på, så der er intet at skrive.")
        words = narrative.unanimity(self.facts) if form == "enige" else narrative.moved(verdicts, self.facts.before)
        if not words:
            raise _Mend("Ingen indikator kan sammenlignes med sidste runde, så der er intet at skrive.")
        return words

    # -- of a question that is tallied --

    def _of_question(self, row: TallyFacts, form: str, clusters) -> Live:
        if clusters:
            raise _Mend(f"Svarene på {row.number} er kun gjort op for alle under ét. Slet ”i” og det, der følger.")
        if not row.tally.answered and form != "antal svar":
            raise _Mend(f"Ingen har svaret på {row.number} endnu, så der er intet at skrive.")
        if form == "antal svar":
            words = some(row.tally.answered)
        elif form == "svar":
            words = tally_words.answers_told(row)
        elif form in ("oftest", "flest") and tally_words.is_choice(row):
            words = self._chosen(row, form)
        elif form in ("ja", "ja af alle") and row.answer_type in tally_words.YES_NO:
            yes = tally_words.times_yes(row)
            words = some(yes) if form == "ja" else some_of(yes, row.tally.answered)
        else:
            words = ""
        if not words:
            raise _Mend(f"Spørgsmål {row.number} kan ikke skrives som ”{form}”. Skriv [[{row.number} {_hint(row)}]].")
        return Live(words, row.number, form=form)

    @staticmethod
    def _chosen(row: TallyFacts, form: str) -> str:
        names, _ = tally_words.most_chosen(row)
        if not 0 < len(names) <= tally_words.MOST_OPTIONS:
            told = f"{number_word(len(names))} muligheder er valgt lige ofte" if names else "ingen mulighed er valgt"
            raise _Mend(f"Ved {row.number} er der intet svar, som er det oftest valgte: {told}.")
        return tally_words.flest(row) if form == "flest" else join(names)

    # -- of an indicator --

    def _of_indicator(self, row: IndicatorFacts, form: str, clusters) -> Live:
        slugs = {cluster.slug for cluster in clusters}
        counts = sum((each.counts for each in row.clusters if each.slug in slugs), Counts()) if slugs else row.counts
        if not counts.n:
            where = f" i {join(cluster.name for cluster in clusters)}" if clusters else ""
            raise _Mend(f"Ingen kommuner deltager{where}, så der er ikke noget tal.")
        if form in _WHOLE:
            if clusters:
                raise _Mend(f"”{form}” gælder alle klynger under ét. Slet ”i” og det, der følger.")
            return Live(
                _WHOLE[form](row, self.facts.before), row.number, answer=_WHOLE_ANSWER.get(form, "ja"), form=form
            )
        if form in _OF_JA:
            return Live(_OF_JA[form](counts), row.number, _slug(clusters), "ja", form)
        answer = _ANSWER.search(form)
        shape = " ".join(_ANSWER.sub("", form, count=1).split())
        if shape not in _WITH_ANSWER or (shape == "navne" and not answer):
            raise _Mend(
                f"”{form}” er ikke en måde at skrive {row.number} på. Skriv for eksempel "
                f"[[{row.number} kommuner]], [[{row.number} nej]] eller [[{row.number} navne nej]]."
            )
        key = _ANSWERS[answer[0]] if answer else "ja"
        return Live(self._counted(row, counts, shape, key, clusters), row.number, _slug(clusters), key, form)

    def _counted(self, row: IndicatorFacts, counts: Counts, shape: str, key: str, clusters) -> str:
        number = getattr(counts, key)
        if shape == "navne":
            return self._names(row.number, key, clusters)
        if shape in ("kommuner", "kommune"):
            return municipalities(number)
        if shape in ("andel", "procent"):
            return share(number, counts.n)
        return some_of(number, counts.n) if shape else some(number)

    def _names(self, number: str, key: str, clusters) -> str:
        members = [row for cluster in clusters or self.facts.clusters for row in cluster.members]
        named = [row.name for row in members for value in row.values if (value.number, value.value) == (number, key)]
        return join(sorted(named, key=sort_key)) or "ingen"


def _rows_of(facts: ReportFacts) -> dict:
    """Give every indicator and question by its number in small letters."""
    rows = {}
    for recommendation in facts.recommendations:
        for row in recommendation.indicators:
            rows[row.number.casefold()] = row if row.tally is None else row.tally
            rows |= {each.number.casefold(): each for each in row.supplements}
    return rows


def _slug(clusters) -> str:
    return clusters[0].slug if len(clusters) == 1 else ""


def _hint(row) -> str:
    if not isinstance(row, TallyFacts):
        return "kommuner"
    return "oftest" if tally_words.is_choice(row) else "svar"


def _difference(row: IndicatorFacts, before: str) -> str:
    if not phrases.comparable(row):
        _require_before(row)
        why = (
            "ikke alle svar er afgjort" if row.counts.is_open or row.before.is_open else "der deltager ikke lige mange"
        )
        raise _Mend(f"{row.number} kan ikke trækkes fra sidste runde, for {why}. Skriv [[{row.number} sammenligning]].")
    return phrases.difference(row, before)


def _compared(row: IndicatorFacts, before: str) -> str:
    _require_before(row)
    return phrases.compared(row, before)


def _before(row: IndicatorFacts, _) -> str:
    _require_before(row)
    return some(row.before.ja)


def _require_before(row: IndicatorFacts) -> None:
    if row.before is None or not row.before.n:
        raise _Mend(f"{row.number} blev ikke besvaret i en tidligere runde, så der er intet at sammenligne med.")


def _where_nej(row: IndicatorFacts, _) -> str:
    if not row.counts.nej:
        raise _Mend(f"Ingen kommuner svarer nej til {row.number}. Slet sætningen om, hvilke klynger de hører til.")
    return phrases.where_nej(row.clusters)


_WHOLE: dict[str, Callable[[IndicatorFacts, str], str]] = {
    "aendring": _difference,
    "sammenligning": _compared,
    "sidst": _before,
    "hvor": _where_nej,
}
_WHOLE_ANSWER = {"hvor": "nej"}
_OF_JA: dict[str, Callable[[Counts], str]] = {
    "kommuner": phrases.subject,
    "omtrent": phrases.quantity,
}
