"""What the demo's municipalities answer: the tables in data/, and invented words and supplements around them.

Everything is drawn with a seed made of its place, so that the same data come out every time.
"""

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path

from indicators.values import NO, NOT_RELEVANT, PARTLY, YES, AnswerType, triggers

DATA = Path(__file__).parent / "data"
CODES = {"j": YES, "n": NO, "d": PARTLY, "r": NOT_RELEVANT, "-": ""}
# How often an option is in an answer, for what a round's texts say of it (tendenser-….csv).
OFTEN = {"always": 1, "most": 0.85, "seldom": 0.15}
NUMBERS = {"5.1a": (1, 3, 3, 6), "5.2a": (3, 6, 12), "7.2a": (1, 2, 4)}


def read(name):
    """Give the rows of a table in data/ as dictionaries."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@dataclass
class Table:
    """The answers of one round: {municipality: {area key: {indicator number: canonical value}}}."""

    answers: dict = field(default_factory=dict)
    documented: frozenset = frozenset()

    def split(self):
        """Give the names of the municipalities that answer in more than one track."""
        return {name for name, tracks in self.answers.items() if len(tracks) > 1}


def read_table(name):
    """Read one round's answers. The row "dokumenteret" marks the indicators whose answers are facts."""
    table = Table()
    for row in read(name):
        municipality, track = row.pop("kommune"), row.pop("spor")
        if municipality == "dokumenteret":
            table.documented = frozenset(number for number, mark in row.items() if mark)
            continue
        values = {number: CODES[code] for number, code in row.items()}
        table.answers.setdefault(municipality, {})[track] = values
    return table


class Words:
    """Invented elaborations and supplementary answers.

    `tendencies` is the table of the options that the round's texts tell of: how often each is chosen. "" is none.
    """

    def __init__(self, tendencies=""):
        """Read the tables of words."""
        self._tendencies = {}
        for row in read(tendencies) if tendencies else ():
            self._tendencies.setdefault(row["spørgsmål"], {})[row["valg"]] = OFTEN[row["hvor_ofte"]]
        self._elaborations, self._texts = {}, {}
        for row in read("uddybninger.csv"):
            key = (row["indikator"], CODES[row["svar"]])
            self._elaborations.setdefault(key, []).append(row["uddybning"])
        for row in read("tekstsvar.csv"):
            self._texts.setdefault(row["spørgsmål"], []).append(row["tekst"])

    def elaboration(self, number, value, seed):
        """Give an elaboration: always for delvis and ikke relevant, now and then for ja and nej."""
        choices = self._elaborations.get((number, value), [])
        draw = random.Random(f"{seed}-{number}-tekst")  # noqa: S311 - a demo, not a secret
        if not choices:
            return "Det gælder en del af indsatsen, men ikke hele." if value == PARTLY else ""
        if value in (PARTLY, NOT_RELEVANT) or draw.random() < 0.35:
            return draw.choice(choices)
        return ""

    def supplement(self, question, parent_value, seed):
        """Give the canonical answer to a supplementary question, "" where it is not asked."""
        if not triggers(parent_value, question.trigger_values):
            return ""
        draw = random.Random(f"{seed}-{question.number}")  # noqa: S311 - a demo, not a secret
        if question.answer_type != AnswerType.MULTIPLE_CHOICE:
            return self._preferred(question, draw) or self._drawn(question, draw)
        most = len(question.options) - (0 if parent_value == YES else 2)
        chosen = draw.sample(list(question.options), k=draw.randint(min(2, most), max(2, most - 1)))
        chosen = self._leaning(question, chosen, draw)
        return "|".join(option for option in question.options if option in chosen)

    def _drawn(self, question, draw):
        """Give an answer in which every possibility is as likely."""
        match question.answer_type:
            case AnswerType.NUMBER:
                return str(draw.choice(NUMBERS.get(question.number, (1, 2, 3))))
            case AnswerType.TEXT:
                return draw.choice(self._texts.get(question.number, ["Ledelsen"]))
            case AnswerType.SINGLE_CHOICE:
                return draw.choice(list(question.options))
            case AnswerType.LEVEL:
                return str(draw.randint(1, len(question.options)))
        return draw.choice([YES, NO])

    def _preferred(self, question, draw):
        """Give the one answer that the round's texts tell of, as often as they say, else ""."""
        tendencies = self._tendencies.get(question.number, {})
        return next((answer for answer, often in tendencies.items() if draw.random() < often), "")

    def _leaning(self, question, chosen, draw):
        """Give drawn options with those that the round's texts tell of as often as they say. Never none."""
        tendencies = self._tendencies.get(question.number, {})
        told = [option for option, often in tendencies.items() if draw.random() < often]
        return [*told, *(option for option in chosen if option not in tendencies)] or chosen
