"""How counts are said in running Danish: "Alle kommuner undtagen to", "Syv af de 16 kommuner". Pure.

A sentence is a tuple of pieces, text or Live. A Live piece is a figure that comes from the answers and knows which,
so that a page can lead to them. Municipalities are never named.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clusters.consolidation import Counts
from clusters.reports.facts import ClusterCounts, IndicatorFacts
from indicators.values import AnswerType
from misbrug.text.danish import decimal, first_upper, join, number_word

MOST_CLUSTERS_NAMED = 5
MOST_TIED_CLUSTERS = 3
MOST_EXCEPTIONS = 2
FEWEST_FOR_EXCEPTIONS = 5
FEWEST_FOR_PERCENT = 20

# Verbs and pronouns after which "Kommunen" cannot be replaced by several municipalities without a change of form.
_SINGULAR_WORDS = {"er", "bliver", "var", "blev", "sin", "sit", "sine", "selv", "dens", "egen", "eget"}


@dataclass(frozen=True, slots=True)
class Live:
    """A figure in a sentence: its words, the indicator it is of, the cluster and answer it counts ("" is all).

    `number` is "" where the figure is of the whole report. `form` is how a bound figure asks for these words
    (clusters/reports/bound.py), "" where none does.
    """

    text: str
    number: str
    cluster: str = ""
    answer: str = ""
    form: str = ""


Sentence = tuple
Paragraph = tuple


def plain(sentence: Sentence) -> str:
    """Give a sentence as text.

    >>> plain((Live("To", "1.1"), " kommuner har ikke svaret."))
    'To kommuner har ikke svaret.'
    """
    return "".join(piece.text if isinstance(piece, Live) else piece for piece in sentence)


def paragraphs_text(paragraphs: Iterable[Paragraph]) -> str:
    """Give paragraphs of sentences as the text that a writer goes on with."""
    return "\n\n".join(" ".join(plain(sentence) for sentence in paragraph) for paragraph in paragraphs)


def capital(sentence: Sentence) -> Sentence:
    """Give a sentence with its first letter as a capital."""
    first, *rest = sentence
    first = replace(first, text=first_upper(first.text)) if isinstance(first, Live) else first_upper(first)
    return (first, *rest)


# ---- one indicator ---------------------------------------------------------------------------------------


def exceptions(counts: Counts) -> int:
    """Give how many are excepted where the sentence is "Alle kommuner undtagen to", 0 where it is not.

    Only a nej makes an exception: one that has not answered may still be among "alle".
    """
    few = counts.nej <= MOST_EXCEPTIONS and counts.n >= FEWEST_FOR_EXCEPTIONS
    return counts.nej if few and counts.ja + counts.nej == counts.n else 0


def subject(counts: Counts) -> str:
    """Say who has said ja, as the subject of a sentence, in small letters. At least one takes part."""
    if counts.n == 1:
        return "den ene kommune, der deltager," if counts.ja else "ingen kommuner"
    excepted = exceptions(counts)
    if excepted:
        return f"alle kommuner undtagen {number_word(excepted)}"
    if counts.ja == counts.n:
        return "begge kommuner" if counts.n == 2 else f"alle {number_word(counts.n)} kommuner"
    return f"{some(counts.ja)} af de {number_word(counts.n)} kommuner"


def some(number: int) -> str:
    """Give how many of something in words: "ingen", "én", "syv", "13"."""
    return number_word(number) if number else "ingen"


def some_of(number: int, n: int) -> str:
    """Give a figure and what it is of: "ingen af 16", "syv af 16"."""
    return f"{some(number)} af {number_word(n)}"


def share(number: int, n: int) -> str:
    """Give a share: "44 procent", or the figure and what it is of where percentages would say too much of too few."""
    if n < FEWEST_FOR_PERCENT or not number:
        return some_of(number, n)
    return f"{decimal(100 * number / n, 0)} procent"


def municipalities(number: int) -> str:
    """Give a number of municipalities: "ingen kommuner", "én kommune", "syv kommuner"."""
    return f"{some(number)}{_noun(number)}"


def all_answers(counts: Counts, keys: Iterable[str], *, unanswered: str = "har ikke svaret") -> str:
    """Say in main clauses how many answered what, after "Ved 1.1": "svarer elleve kommuner ja, og fem har ikke svaret".

    Told are the answers of these `keys` that somebody gave; `unanswered` says what those do who have not answered.
    """
    said = [(key, getattr(counts, key)) for key in keys if getattr(counts, key)]
    clauses = []
    for place, (key, number) in enumerate(said):
        words, who = municipalities(number), number_word(number)
        verb, _, rest = (unanswered if key == "ikke_besvaret" else _ANSWERS_TOLD[key]).partition(" ")
        if key in ("afventer", "ikke_relevant"):
            clauses.append(f"for {who} {verb} {rest}" if place else f"{verb} {rest} for {words}")
        else:
            clauses.append(f"{who} {verb} {rest}" if place else f"{verb} {words} {rest}")
    if [key for key, _ in said[:2]] == ["ja", "nej"]:
        clauses[:2] = [f"{clauses[0]} og {some(counts.nej)} nej"]
    return ", og ".join(filter(None, (", ".join(clauses[:-1]), clauses[-1]))) if clauses else ""


_ANSWERS_TOLD = {
    "ja": "svarer ja",
    "nej": "svarer nej",
    "afventer": "afventer svaret projektgruppens vurdering",
    "ikke_relevant": "er spørgsmålet ikke relevant",
}


def predicate(indicator: IndicatorFacts) -> str:
    """Give what follows "Kommunen" where the indicator says so of any number of municipalities alike; else "".

    Danish verbs do not change with number, but adjectives after "er" do, and so do "sin" and "selv".
    """
    start, _, rest = indicator.text.strip().rstrip(".").partition(" ")
    words = {word.strip(",").casefold() for word in rest.split()}
    if start != "Kommunen" or not rest or rest.endswith("?") or words & _SINGULAR_WORDS:
        return ""
    return rest


def named(indicator: IndicatorFacts) -> str:
    """Name an indicator in running text: indikator 1.1, ”Familien indgår i behandlingen”."""
    return f"indikator {indicator.number}, ”{indicator.text.strip().rstrip('.')}”"


def agrees(indicator: IndicatorFacts) -> str:
    """Give what those do who have said ja."""
    verb = "opfylder" if indicator.answer_type == AnswerType.LEVEL else "svarer ja til"
    return f" {verb} {named(indicator)}"


def verdict(indicator: IndicatorFacts) -> Sentence:
    """Say how many fulfil an indicator. At least one municipality takes part."""
    counts = indicator.counts
    if counts.n == 1:
        return _verdict_of_one(indicator)
    whole = _verdict_of_all(indicator)
    if whole:
        return whole
    who = Live(first_upper(subject(counts)), indicator.number, answer="ja", form="kommuner")
    # Where nobody has said ja and somebody has not answered, "Ingen har" would say more than is known.
    asserted = predicate(indicator) if counts.ja or counts.nej == counts.n else ""
    return (who, f" {asserted}." if asserted else f"{agrees(indicator)}.")


def _verdict_of_all(indicator: IndicatorFacts) -> Sentence:
    """Say what holds for everybody and is neither ja nor nej; () where nothing is."""
    counts, number = indicator.counts, indicator.number
    all_of_them = "begge kommuner" if counts.n == 2 else f"alle {number_word(counts.n)} kommuner"
    if counts.ikke_besvaret == counts.n:
        none = Live(f"Ingen af de {number_word(counts.n)} kommuner", number, answer="ikke_besvaret")
        return (none, f" har svaret på {named(indicator)}.")
    if counts.afventer == counts.n:
        who = Live(f"For {all_of_them}", number, answer="afventer")
        return (who, f" afventer svaret på {named(indicator)}, projektgruppens vurdering.")
    if counts.ikke_relevant == counts.n:
        who = Live(f"For {all_of_them}", number, answer="ikke_relevant")
        return (who, f" er {named(indicator)}, ikke relevant.")
    return ()


def _verdict_of_one(indicator: IndicatorFacts) -> Sentence:
    counts, number = indicator.counts, indicator.number
    one = "en ene kommune, der deltager,"
    if counts.ja:
        said = predicate(indicator)
        who = Live(first_upper(subject(counts)), number, answer="ja", form="kommuner")
        return (who, f" {said}." if said else f"{agrees(indicator)}.")
    if counts.nej:
        return (Live(f"D{one}", number, answer="nej"), f" svarer nej til {named(indicator)}.")
    if counts.ikke_besvaret:
        return (Live(f"D{one}", number, answer="ikke_besvaret"), f" har ikke svaret på {named(indicator)}.")
    if counts.afventer:
        who = Live(f"For d{one}", number, answer="afventer")
        return (who, f" afventer svaret på {named(indicator)}, projektgruppens vurdering.")
    return (Live(f"For d{one}", number, answer="ikke_relevant"), f" er {named(indicator)}, ikke relevant.")


def _noun(number: int) -> str:
    return " kommune" if number == 1 else " kommuner"


_CLAUSES: tuple[tuple[str, str, str], ...] = (
    ("nej", "", " svarer nej"),
    ("ikke_besvaret", "", " har ikke svaret"),
    ("afventer", "for ", " afventer svaret projektgruppens vurdering"),
    ("ikke_relevant", "for ", " er spørgsmålet ikke relevant"),
)


def remainder(indicator: IndicatorFacts) -> Sentence:
    """Say what those do who are not ja, where they are not all nej; () where that is already said.

    "Tre kommuner svarer nej, én har ikke svaret, og for to er spørgsmålet ikke relevant."
    """
    counts = indicator.counts
    others = [(key, before, after, getattr(counts, key)) for key, before, after in _CLAUSES if getattr(counts, key)]
    all_the_same = any(each == counts.n for _, _, _, each in others)
    if counts.n == 1 or all_the_same or not others or [key for key, *_ in others] == ["nej"]:
        return ()
    pieces = []
    for place, (key, before, after, number) in enumerate(others):
        # The noun stands once, and each clause is a main clause, with a comma before "og".
        link = "" if place == 0 else ", og " if place == len(others) - 1 else ", "
        words, form = (number_word(number), "") if place else (municipalities(number), " kommuner")
        figure = Live(words, indicator.number, answer=key, form=f"{key.replace('_', ' ')}{form}")
        pieces += [link + before, figure, after]
    return capital((*(piece for piece in pieces if piece), "."))


# ---- clusters --------------------------------------------------------------------------------------------


def quantity(counts: Counts) -> str:
    """Say roughly how many of a cluster's participants have said ja. At least one takes part."""
    ja, n = counts.ja, counts.n
    if ja == 0:
        return "ingen"
    if ja == n:
        return "alle kommuner" if n > 1 else "den ene kommune"
    if n >= 4 and 0.4 <= ja / n <= 0.6:
        return "omkring halvdelen af kommunerne"
    if n >= 4 and ja / n > 0.6:
        return "de fleste kommuner"
    return municipalities(ja)


def contrast(indicator: IndicatorFacts) -> Sentence:
    """Say how clusters differ: "I Klynge Øst og Klynge Vest gælder det …, i Klynge Syd én kommune."; () if not.

    Where anything is open, clusters differ by who has answered, and nothing is said. Where the sentence before told
    of others than ja and nej, "gælder det" could be taken for those.
    """
    counts = indicator.counts
    clusters = [row for row in indicator.clusters if row.counts.n]
    if len(clusters) < 2 or counts.is_open or counts.ja in (0, counts.n):
        return ()
    if exceptions(counts):
        return _where_the_exceptions_are(indicator, clusters)
    if len(clusters) > MOST_CLUSTERS_NAMED:
        return _most_and_fewest(indicator, clusters)
    groups: dict[str, list[ClusterCounts]] = {}
    for row in sorted(clusters, key=lambda row: -row.counts.ja / row.counts.n):
        groups.setdefault(quantity(row.counts), []).append(row)
    if len(groups) < 2:
        return ()
    return _by_group(indicator, clusters, groups)


def _by_group(indicator: IndicatorFacts, clusters: list[ClusterCounts], groups: dict) -> Sentence:
    before, after = ("svarer ", " ja") if remainder(indicator) else ("gælder det ", "")
    pieces = []
    for place, (words, rows) in enumerate(groups.items()):
        where = join(row.name for row in sorted(rows, key=clusters.index))
        link = "" if place == 0 else " og " if len(groups) > 2 and place == len(groups) - 1 else ", "
        pieces.append(f"{link}{'I' if place == 0 else 'i'} {where} {before if place == 0 else ''}")
        slug = rows[0].slug if len(rows) == 1 else ""
        pieces.append(Live(words, indicator.number, slug, "ja", f"omtrent i {where}"))
        pieces.append(after if place == 0 else "")
    return (*(piece for piece in pieces if piece), ".")


def _where_the_exceptions_are(indicator: IndicatorFacts, clusters: list[ClusterCounts]) -> Sentence:
    where = [row for row in clusters if row.counts.nej]
    slug = where[0].slug if len(where) == 1 else ""
    return (Live(first_upper(where_nej(clusters)), indicator.number, slug, "nej", "hvor"), ".")


def where_nej(clusters: Iterable[ClusterCounts]) -> str:
    """Say to which clusters those that have said nej belong, as a clause; "" where none has.

    "de to hører til Klynge Øst og Klynge Vest"
    """
    where = [row for row in clusters if row.counts.nej]
    nej = sum(row.counts.nej for row in where)
    if nej < 2:
        return f"den ene hører til {where[0].name}" if nej else ""
    together = "" if len(where) > 1 else "begge " if nej == 2 else "alle "
    return f"de {number_word(nej)} hører {together}til {join(row.name for row in where)}"


def _most_and_fewest(indicator: IndicatorFacts, clusters: list[ClusterCounts]) -> Sentence:
    """Name the ends alone, where a sentence with every cluster would be a table."""

    def share(row):
        return row.counts.ja / row.counts.n

    def figure(row):
        words = some_of(row.counts.ja, row.counts.n)
        return Live(words, indicator.number, row.slug, "ja", f"ja af alle i {row.name}")

    shares = [share(row) for row in clusters]
    most, fewest = ([row for row in clusters if share(row) == end] for end in (max(shares), min(shares)))
    # Of those that are tied all are named, and nothing is said where they are many.
    if len(most) == len(clusters) or max(len(most), len(fewest)) > MOST_TIED_CLUSTERS:
        return ()
    return ("Størst er andelen i ", *_placed(most, figure), " og mindst i ", *_placed(fewest, figure), ".")


def _placed(rows: list[ClusterCounts], figure) -> Iterable:
    for place, row in enumerate(rows):
        link = "" if place == 0 else " og " if place == len(rows) - 1 else ", "
        yield from (f"{link}{row.name} (", figure(row), ")")


# ---- since last round ------------------------------------------------------------------------------------


def last_round(label: str) -> str:
    """Name the round before in running text: "2014", or "sidste runde" where its short name is no year."""
    return label if label.isdigit() else "sidste runde"


def comparable(indicator: IndicatorFacts) -> bool:
    """Say whether this round's and last round's number of ja can be subtracted."""
    now, before = indicator.counts, indicator.before
    return before is not None and before.n == now.n > 0 and not (now.is_open or before.is_open)


def change(indicator: IndicatorFacts, label: str) -> Sentence:
    """Say how it was last round; () where there was none or nobody took part in it."""
    clause = compared(indicator, label)
    return (Live(first_upper(clause), indicator.number, answer="ja", form="sammenligning"), ".") if clause else ()


def compared(indicator: IndicatorFacts, label: str) -> str:
    """Say as a clause how it was last round; "" where there was none or nobody took part in it.

    A difference is told where both rounds have the same number of municipalities and nothing is open, else the
    earlier figure alone: the two could not be subtracted.
    """
    now, before = indicator.counts, indicator.before
    if before is None or not before.n or not now.n:
        return ""
    if not comparable(indicator):
        return f"i {last_round(label)} {_said(indicator, before)}"
    if now.ja == before.ja and now.ja in (0, now.n):
        return f"sådan var det også i {last_round(label)}"
    return f"det er {difference(indicator, label)}"


def difference(indicator: IndicatorFacts, label: str) -> str:
    """Give the difference since last round: "to flere end i 2014". The two rounds are comparable."""
    moved = indicator.counts.ja - indicator.before.ja
    if not moved:
        return f"lige så mange som i {last_round(label)}"
    return f"{number_word(abs(moved))} {'flere' if moved > 0 else 'færre'} end i {last_round(label)}"


def _said(indicator: IndicatorFacts, counts: Counts) -> str:
    who = _of(counts)
    return f"opfyldte {who} den" if indicator.answer_type == AnswerType.LEVEL else f"svarede {who} ja"


def _of(counts: Counts) -> str:
    if counts.n == 1:
        return "den ene kommune, der deltog," if counts.ja else "ingen"
    if counts.ja == counts.n:
        return "begge kommuner" if counts.n == 2 else f"alle {number_word(counts.n)} kommuner"
    return f"{some_of(counts.ja, counts.n)} kommuner"
