"""How the answers to a tallied question are said in running Danish. Pure.

One answer is one track's, so these sentences speak of tracks ("spor") and not of municipalities.
"""

from itertools import groupby

from clusters.reports.facts import TallyFacts
from clusters.reports.phrases import Live, Sentence
from indicators.values import AnswerType
from misbrug.text.danish import decimal, join, number_word

# At most so many options are named where they were chosen equally often.
MOST_OPTIONS = 3
# What a chosen option is called where its own word would not be understood inside a sentence.
_OTHER = {"andet": "noget andet end svarmulighederne"}
YES_NO = (AnswerType.YES_NO, AnswerType.YES_NO_PARTLY)


def tally_sentence(tally: TallyFacts) -> Sentence:
    """Say what was answered to a question that is tallied; () for texts, and where nobody has answered."""
    clause = answers_told(tally)
    return (f"På spørgsmålet ”{tally.text}” ", Live(clause, tally.number, form="svar"), ".") if clause else ()


def answers_told(tally: TallyFacts) -> str:
    """Give what follows "På spørgsmålet …" as a clause, verb first; "" for texts, and where nobody has answered."""
    answered = tally.tally.answered
    if not answered or tally.answer_type == AnswerType.TEXT:
        return ""
    if tally.answer_type == AnswerType.NUMBER:
        return _numbers(tally, answered)
    if tally.answer_type in YES_NO:
        return _yes(times_yes(tally), answered)
    return _options(tally.tally.options, answered)


def times_yes(tally: TallyFacts) -> int:
    """Give how many of the answers are ja."""
    return dict(tally.tally.options).get("ja", 0)


def is_choice(tally: TallyFacts) -> bool:
    """Say whether the question is answered by choosing among options of its own."""
    return tally.answer_type not in (*YES_NO, AnswerType.NUMBER, AnswerType.TEXT)


def most_chosen(tally: TallyFacts) -> tuple[tuple[str, ...], int]:
    """Give the options chosen most, as they are written inside a sentence, and how often each was; ((), 0) if none."""
    most = max((times for _, times in tally.tally.options), default=0)
    names = [_small(name) for name, times in tally.tally.options if times == most and times]
    return tuple(_told_apart(names)), most


def flest(tally: TallyFacts) -> str:
    """Say as a clause which options were chosen most. At least one was, and at most MOST_OPTIONS equally often.

    "de fleste spor nævner hjemmeside (ni af 14)", "flest spor nævner brev og telefon (hver i seks af 14)"
    """
    (names, most), answered = most_chosen(tally), tally.tally.answered
    if most == answered:
        return f"{_every(answered)} nævner {join(names)}"
    who = "de fleste spor" if most * 2 > answered else "flest spor"
    each = "hver i " if len(names) > 1 else ""
    return f"{who} nævner {join(names)} ({each}{number_word(most, 'neuter')} af {number_word(answered)})"


def _numbers(tally: TallyFacts, answered: int) -> str:
    least, middle, most = (decimal(n) for n in (tally.tally.minimum, tally.tally.median, tally.tally.maximum))
    unit = f" {tally.unit}" if tally.unit else ""
    if least == most:
        return f"er svaret {least}{unit} i {_every(answered)}"
    if answered == 2:
        return f"er svarene fra de to spor {least} og {most}{unit}"
    return f"går svarene i de {number_word(answered)} spor fra {least} til {most}{unit}; det midterste svar er {middle}"


def _yes(yes: int, answered: int) -> str:
    if answered == 1:
        return f"er svaret {'ja' if yes else 'ikke ja'} i det ene spor"
    if yes == answered:
        return f"er svaret ja i {_every(answered)}"
    return f"er svaret ja i {number_word(yes, 'neuter') if yes else 'ingen'} af de {number_word(answered)} spor"


def _options(options, answered: int) -> str:
    """Tell of the options chosen most, those chosen equally often together: a tie is never cut in two."""
    chosen = sorted(((times, name) for name, times in options if times), key=lambda pair: -pair[0])
    if not chosen:
        return f"er der svar fra {number_word(answered, 'neuter')} spor"
    (most, names), *others = [
        (times, [_small(n) for _, n in pairs]) for times, pairs in groupby(chosen, lambda p: p[0])
    ]
    of_all = f"{number_word(most, 'neuter')} af {number_word(answered)} spor" if most < answered else _every(answered)
    if len(names) > MOST_OPTIONS:
        return f"nævnes {number_word(len(names))} muligheder oftest, hver i {of_all}"
    told = [f"nævnes oftest {_tied(names, of_all, 'i ')}"]
    room, rest = MOST_OPTIONS - len(names), []
    for times, names in others:
        room -= len(names)
        if room < 0:
            break
        rest.append(_tied(names, number_word(times, "neuter")))
    return " og derefter ".join(told + ([join(rest)] if rest else []))


def _tied(names: list[str], how_many: str, where: str = "") -> str:
    """Name options with how many chose them: "brev (to)", "brev (i to)", "brev og telefon (begge i to)"."""
    if len(names) == 1:
        return f"{names[0]} ({where}{how_many})"
    names = _told_apart(names)
    every = "begge" if len(names) == 2 else f"alle {number_word(len(names))}"
    return f"{join(names)} ({every} i {how_many})"


def _told_apart(names: list[str]) -> list[str]:
    """Put names in quotes where a list of them could be read otherwise."""
    if len(names) > 1 and any(" og " in name or "," in name for name in names):
        return [f"”{name}”" for name in names]
    return names


def _every(answered: int) -> str:
    if answered == 1:
        return "det ene spor"
    return "begge spor" if answered == 2 else f"alle {number_word(answered)} spor"


def _small(option: str) -> str:
    """Give an option inside a sentence: "hjemmeside", but "ASI" and "KL's basisscreener" as they are."""
    if option.casefold() in _OTHER:
        return _OTHER[option.casefold()]
    return option[0].lower() + option[1:] if option[1:2].islower() or option[1:2] == " " else option
