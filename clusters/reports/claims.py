"""Finds where a text and the answers part: a sentence says "alle", and one municipality says nej. Pure.

Read are sentences of free prose that claim how many municipalities do something (clusters/reports/claim_forms.py).
Bound figures are right by construction and claim nothing here, but tell which indicator a sentence is of; so do numbers
such as 1.1. Where a recommendation's text names none, a claim is wrong only if no indicator of it agrees. In the parts
that belong to no recommendation only sentences that name an indicator are read, and what is said of how many take part.
Quotes, questions, wishes and what is told of earlier rounds are passed over. It is meant for status, explanation,
introduction and conclusions; advice says what shall be, and is not to be checked.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from clusters.consolidation import Counts
from clusters.reports.claim_forms import BOUND, Claim, find_claims, holds, read, readings
from clusters.reports.claim_names import Names, Naming, answer_of, misnamed
from clusters.reports.claim_tallies import contradicted, find_sayings, is_turned, options_in
from clusters.reports.facts import IndicatorFacts, MemberFacts, ReportFacts, TallyFacts
from clusters.reports.markup import Line, parse
from clusters.reports.phrases import all_answers, municipalities, some
from clusters.reports.sentences import TAIL, starts_sentence
from misbrug.text.danish import join, number_word

MOST_TOLD = 3
# What is longer is no sentence, and not read.
LONGEST_SENTENCE = 1500
# Stands in a sentence for a quote, which is not read.
QUOTED = "\ufffc"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that the answers contradict.

    `start` and `end` are where the sentence was typed, counted in characters. `message` says in Danish what it says and
    what the answers say, `numbers` are the indicators asked. `key` stays the same for as long as neither the sentence
    nor those answers change.
    """

    sentence: str
    start: int
    end: int
    message: str
    numbers: tuple[str, ...]
    key: str


def check(text: str, facts: ReportFacts, recommendation_number: int | None = None) -> tuple[Finding, ...]:
    """Give where a text and the answers part, in order; `recommendation_number` is None for the report's own parts."""
    checker = _Checker(facts, recommendation_number)
    return tuple(finding for sentence in _sentences(text) for finding in checker.check(sentence))


# ---- sentences -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with quotes and figures blanked, what was typed of it and where, and the figures' insides."""

    words: str
    typed: str
    start: int
    end: int
    figures: tuple[str, ...]


_END = re.compile(r"[.!?][”»\")]*(?= )")
_QUOTE = re.compile(r",? ?(?:[”“][^”“]*[”“]|»[^»«]*«|\"[^\"]*\"),?")
_NUMBERS = r"\d{1,2}\.\d{1,2}[a-zæøå]?"


def _sentences(text: str) -> Iterator[_Sentence]:
    for block in parse(text):
        for line in block.lines:
            yield from _of_line(line, text)
            for run in line:
                if run.note:
                    yield from _of_line(run.note, text)


def _of_line(line: Line, text: str) -> Iterator[_Sentence]:
    words, places, figures = [], [], []
    for run in line:
        shown = BOUND if run.figure else run.text.replace("\u00a0", " ").replace("\u00ad", "")
        if run.figure:
            figures.append((len(words), run.figure))
        words += shown
        places += [(run.start, run.end)] if run.figure else _places(run, shown, text)
    whole = _QUOTE.sub(lambda match: QUOTED * len(match[0]), "".join(words))
    start = 0
    for end in _ends(whole):
        inside = tuple(figure for place, figure in figures if start <= place < end)
        at = start + len(whole[start:end]) - len(whole[start:end].lstrip())
        if at < end:
            first, last = places[at][0], places[end - 1][1]
            shown = re.sub(f"{QUOTED}+", f" {QUOTED} ", whole[at:end])
            yield _Sentence(" ".join(shown.split()), text[first:last], first, last, inside)
        start = end


def _places(run, shown, text):
    """Give where each character was typed; line breaks and indents inside a run are one space."""
    place = run.start
    for char in shown:
        while not char.isspace() and text[place] != char:
            place += 1
        yield place, place + 1
        place += 1


def _ends(line: str) -> Iterator[int]:
    for match in _END.finditer(line):
        following = line[match.end() + 1 : match.end() + 2]
        if not following.islower() and starts_sentence(line[max(0, match.end() - TAIL) : match.end()] + " "):
            yield match.end()
    yield len(line)


# ---- what the answers say --------------------------------------------------------------------------------

# A comma parts clauses, but neither numbers that are listed nor those who answer from what they answer.
_BREAK = re.compile(
    rf";|,(?! (?:(?:indikator )?{_NUMBERS}|der (?:svarer|opfylder|har|ikke) ))|(?= (?:mens|men|hvorimod) )"
    "|(?= og i [A-ZÆØÅ])"
)
_LISTED = re.compile(rf"(?<![\w.,])({_NUMBERS})(?![\w]|\.\d)", re.IGNORECASE)
# What shall be, what somebody wishes, and what was.
_NOT_NOW = re.compile(
    r"(?<!\w)(?:skal|bør|kan|vil|må|skulle|burde|kunne|ville|anbefal\w*|målet er|ønsker|håber|opfordr\w*|hvis|"
    r"sidste runde|dengang|tidligere|svarede|opfyldte|havde|deltog|var)(?!\w)"
    r"|(?<!\w)at (?:alle|begge|ingen|samtlige|hver)",
    re.IGNORECASE,
)
_NOW = re.compile(r"(?<!\w)(?:svarer|opfylder|har ikke (?:be)?svaret)(?!\w)", re.IGNORECASE)
_TAKING_PART = re.compile(
    r"(?<!\w)(?:deltager|tager del)(?!\w)(?! (?:i|på|som|med) (?!klynge|undersøg|selvvurder|runde|rapport))",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r" har (?:svaret|indsendt|vurderet sig|deltaget)(?!\w)", re.IGNORECASE)
_YES_OR_NO = re.compile(r"(?<!\w)(?:ja|nej)(?!\w)", re.IGNORECASE)
# What comes after ja and nej where it is told what was answered.
_OPEN = ("ikke_besvaret", "afventer", "ikke_relevant")
_ANSWERING = re.compile(r"(?<!\w)(?:deltag\w*|svar(?:e[rt]?)?|besvaret|vurder\w*|indsend\w*)(?!\w)", re.IGNORECASE)


class _Checker:
    """Holds what the claims of one text are held against."""

    def __init__(self, facts: ReportFacts, number: int | None):
        self.facts = facts
        rows = [row for recommendation in facts.recommendations for row in recommendation.indicators]
        self.known = {row.number.casefold(): row for row in rows if row.counts is not None}
        self.tallied = {each.number.casefold(): each for row in rows for each in row.supplements}
        self.tallied |= {row.number.casefold(): row.tally for row in rows if row.counts is None}
        own = next((row for row in facts.recommendations if row.number == number), None)
        self.own = own.verdicts if own else ()
        self.own_tallies = (
            own.tallied + tuple(each for row in own.indicators for each in row.supplements) if own else ()
        )
        self.names = Names(row.name for row in facts.members)
        self.earlier = re.compile(rf"(?<!\w){re.escape(facts.before)}(?!\w)") if facts.before else None

    def check(self, sentence: _Sentence) -> Iterator[Finding]:
        """Give the findings of one sentence."""
        words = sentence.words
        read = not words.endswith("?") and len(words) <= LONGEST_SENTENCE
        if not read:
            return
        claims, namings = find_claims(words), list(self.names.find(words))
        named = self._named(words) + [figure.split()[0].casefold() for figure in sentence.figures if figure.split()]
        breaks = [match.start() for match in _BREAK.finditer(words)]
        asked = [self.tallied[number] for number in dict.fromkeys(named) if self.tallied.get(number)]
        taken = []
        yield from self._sayings(sentence, breaks, asked, taken)
        if not (claims or namings) or any(number in self.tallied for number in named):
            return
        rows = [self.known[number] for number in dict.fromkeys(named) if number in self.known]
        for claim, following in zip(claims, [*claims[1:], None], strict=False):
            part = _Part(words, claim, breaks, following.start if following else len(words))
            if self._is_now(part) and not any(claim.start < end and start < claim.end for start, end in taken):
                yield from self._held(sentence, claim, part, rows)
        for naming in namings:
            part = _Part(words, naming, breaks, len(words))
            if self._is_now(part):
                yield from self._named_held(sentence, naming, part, rows)

    @staticmethod
    def _named(words: str) -> list[str]:
        return [match[1].casefold() for match in _LISTED.finditer(words)]

    def _is_now(self, part: "_Part") -> bool:
        if self.earlier and self.earlier.search(part.words):
            return False
        return not _NOT_NOW.search(part.words) or bool(_NOW.search(part.words))

    def _held(self, sentence, claim, part, rows):
        if not rows and not claim.indicator and (told := self._participation(claim, part)) is not None:
            if told:
                yield _finding(sentence, claim, part, told, (), told)
            return
        about, cued = readings(part.before, part.after)
        if claim.indicator:
            listed, every = [self.known[claim.indicator]] if claim.indicator in self.known else [], True
            about = ("ja",)
        else:
            near = [self.known[number] for number in self._named(part.words) if number in self.known]
            listed, every = near or rows or list(self.own), bool(near) and cued
        if not listed or (claim.bare and not cued) or self._is_subset(claim, listed):
            return
        scopes = self._scopes(part)
        wrong = [row for row in listed if not any(_agrees_in(claim, row, scope, about) for scope in scopes)]
        if wrong and (every or len(wrong) == len(listed)):
            yield self._contradicted(sentence, claim, part, wrong, scopes)

    # -- where --

    def _scopes(self, part) -> list[tuple[str, ...]]:
        """Give the clusters that a claim may be of: () is all. A cluster named right beside it is meant."""
        beside = tuple(row.slug for row in self.facts.clusters if _names(part.words, row.name))
        if beside:
            return [beside]
        return [(), *((row.slug,) for row in self.facts.clusters if _names(part.sentence, row.name))]

    @staticmethod
    def _is_subset(claim: Claim, rows: list[IndicatorFacts]) -> bool:
        """Say whether "tre af de ni kommuner" may be of those that have answered alike, and not of all."""
        return claim.of is not None and any(
            claim.of != row.counts.n and claim.of in (row.counts.ja, row.counts.nej) for row in rows
        )

    # -- who takes part --

    def _participation(self, claim: Claim, part) -> str | None:
        """Give what is wrong with a claim of how many take part, "" if nothing; None where it is no such claim."""
        asked, n = len(self.facts.members), self.facts.n
        if not asked or any(_names(part.sentence, row.name) for row in self.facts.clusters):
            return None
        if _TAKING_PART.search(part.after):
            # "Alle 16 kommuner deltager" is said of the 16.
            right = (holds(claim, n, asked) and claim.of in (None, asked)) or (claim.kind, claim.of) == ("all", n)
        elif claim.kind == "all" and claim.of not in (None, n) and _ANSWERING.search(part.words):
            right = False
        elif claim.kind == "exactly" and claim.of == asked != n and _ANSWERED.search(part.after):
            right = claim.number in (n, self.facts.submitted)
        else:
            return None
        return "" if right else f"Af {municipalities(asked)} deltager {some(n)}."

    def _contradicted(self, sentence, claim, part, wrong, scopes):
        names = [row.name for row in self.facts.clusters if row.slug in scopes[0]]
        where = f" i {join(names)}" if names else ""
        counted = [(row, _counts_in(row, scopes[0])) for row in wrong]
        told = " ".join(
            _told(claim, row.number, where, counts, self._unanswered(counts, scopes[0]))
            for row, counts in counted[:MOST_TOLD]
        )
        if claim.of not in (None, (n := counted[0][1].n)):
            told += f" Der deltager {municipalities(n)}{where}."
        data = repr([(row.number, where, counts) for row, counts in counted])
        return _finding(sentence, claim, part, told, tuple(row.number for row in wrong), data)

    def _unanswered(self, counts: Counts, scope: tuple[str, ...]) -> str:
        """Say of those who have not answered that they have not submitted, where they are as many."""
        members = self._members(scope)
        submitted = sum(row.has_submitted for row in members if row.participates)
        return "har ikke indsendt endnu" if counts.n - submitted == counts.ikke_besvaret else "har ikke svaret"

    def _members(self, scope: tuple[str, ...]) -> list[MemberFacts]:
        return [row for cluster in self.facts.clusters if not scope or cluster.slug in scope for row in cluster.members]

    # -- the answers to tallied questions --

    def _sayings(self, sentence: _Sentence, breaks, asked, taken: list) -> Iterator[Finding]:
        """Hold "de fleste" and the like against the options named with them; `taken` gets where such a one stands."""
        sayings = find_sayings(sentence.words)
        if not (asked or self.own_tallies) or any(_names(sentence.words, row.name) for row in self.facts.clusters):
            return
        for claim, following in zip(sayings, [*sayings[1:], None], strict=False):
            part = _Part(sentence.words, claim, breaks, following.start if following else len(sentence.words))
            if is_turned(part.words) or not self._is_now(part):
                continue
            first = claim is sayings[0]
            held = [self._chosen(claim, part, row, asked, first) for row in asked or self.own_tallies]
            held = [each for each in held if each is not None]
            if held:
                taken.append((claim.start, claim.end))
            # Where several questions have the option, one of them that agrees is enough.
            if held and all(wrong for _, wrong in held):
                row, wrong = held[0]
                told = join(f"”{name}” valgt i {_tracks(times, row.tally.answered)}" for name, times in wrong)
                said = f"Ved {row.number} er {told}."
                yield _finding(sentence, claim, part, said, (row.number,), said)

    def _chosen(self, claim: Claim, part: "_Part", row: TallyFacts, asked, first: bool):
        """Give a question and the options of it that are said wrongly; None where none of its options is named."""
        named = options_in(part.after, row, asked=row in asked)
        if not named and first:
            named = options_in(part.before, row, asked=row in asked)
        if row not in asked:
            # What the indicators themselves speak of is said of them.
            spoken = " ".join(each.text for each in self.own)
            named = [each for each in named if not options_in(spoken, row, asked=False).count(each)]
        return (row, contradicted(claim, named, row.tally.answered, part.words)) if named else None

    # -- who by name --

    def _named_held(self, sentence: _Sentence, naming: Naming, part: "_Part", rows) -> Iterator[Finding]:
        """Hold what a sentence says of municipalities by name against their values."""
        about, cued = readings(part.before, part.after)
        # "Faxe svarer ja til 7.1 og nej til 7.2" does not tell which indicator is which.
        if not cued or len({each.casefold() for each in _YES_OR_NO.findall(part.after)}) > 1:
            return
        near = [self.known[number] for number in self._named(part.words) if number in self.known]
        listed, members = near or rows or list(self.own), self._members(self._scopes(part)[0])
        everybody = {row.name: row for row in self._members(())}
        found = [(row, *misnamed(naming, members, row.number, about)) for row in listed]
        found = [each for each in found if each[1] or each[2]]
        if not found or (not near and len(found) < len(listed)):
            return
        told = []
        for row, wrong, others in found[:MOST_TOLD]:
            said = [f"{name} {answer_of(everybody[name], row.number)}" for name in wrong]
            if others:
                said.append(f"{municipalities(len(others))} mere svarer det samme: {join(others)}")
            told.append(f"Ved {row.number}: {', og '.join(filter(None, (', '.join(said[:-1]), said[-1])))}.")
        data = repr([(row.number, wrong, others) for row, wrong, others in found])
        yield _finding(sentence, naming, part, " ".join(told), tuple(row.number for row, *_ in found), data)


def _tracks(times: int, answered: int) -> str:
    return f"{number_word(times, 'neuter') if times else 'ingen'} af {number_word(answered)} spor"


class _Part:
    """The part of a sentence that a claim stands in: what is before it and after it, up to the next claim."""

    def __init__(self, sentence: str, claim: Claim | Naming, breaks: list[int], following: int):
        start = max((place + 1 for place in breaks if place < claim.start), default=0)
        end = min((place for place in breaks if place >= claim.end), default=len(sentence))
        self.sentence, self.words = sentence, sentence[start:end]
        self.claimed = sentence[claim.start : claim.end]
        self.before, self.after = (
            sentence[start : claim.start],
            sentence[claim.end : max(claim.end, min(end, following))],
        )


def _names(words: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None


def _counts_in(row: IndicatorFacts, scope: tuple[str, ...]) -> Counts:
    return sum((each.counts for each in row.clusters if each.slug in scope), Counts()) if scope else row.counts


def _agrees_in(claim: Claim, row: IndicatorFacts, scope: tuple[str, ...], about) -> bool:
    """Say whether a claim holds in some clusters, together or in each of them. Where nobody takes part it does."""
    if _agrees(claim, _counts_in(row, scope), about):
        return True
    return len(scope) > 1 and all(_agrees(claim, _counts_in(row, (slug,)), about) for slug in scope)


def _agrees(claim: Claim, counts: Counts, about) -> bool:
    if not counts.n or (claim.kind == "both" and counts.n != 2):
        return True
    return claim.of in (None, counts.n) and any(holds(claim, read(counts, each), counts.n) for each in about)


# ---- findings --------------------------------------------------------------------------------------------


def _finding(sentence: _Sentence, claim: Claim | Naming, part: _Part, told: str, numbers, data: str) -> Finding:
    normalised = " ".join(sentence.typed.casefold().split())
    key = hashlib.sha256("\n".join((normalised, str(claim.start), part.claimed, data)).encode()).hexdigest()[:32]
    said = part.claimed.replace(BOUND, "…").replace(QUOTED, "…").strip()
    message = f"Sætningen siger ”{said}”. {told}"
    return Finding(sentence.typed, sentence.start, sentence.end, message, numbers, key)


def _told(claim: Claim, number: str, where: str, counts: Counts, unanswered: str) -> str:
    """Say what the answers are: who is not ja where the claim is of all, else how many answered what."""
    of_all = claim.kind in ("all", "both") and counts.nej and claim.of in (None, counts.n)
    keys = ("nej",) if of_all else ("ja", "nej")
    return f"Ved {number}{where} {all_answers(counts, (*keys, *_OPEN), unanswered=unanswered)}."
