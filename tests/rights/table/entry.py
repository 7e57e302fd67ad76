"""What an entry of the table is, and the states that decisions hang on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse

from tests.rights.oracle import Case

STATES = ("not started", "draft", "submitted", "returned", "reviewed", "absent")
REPORTS = ("draft", "municipalities", "steering", "released", "renewed", "withdrawn")

ONCE = (Case(),)
# A municipality's answers: its own state, and whether the report is out.
ASSESSMENTS = (
    *(Case(state=state, round="open") for state in STATES),
    *(Case(state=state, report="released") for state in ("draft", "submitted", "returned", "absent")),
    Case(report="withdrawn"),
)
ROUNDS = tuple(Case(round=state) for state in ("planned", "open", "processing", "closed"))
OPENED = ROUNDS[1:]
REPORT = (*(Case(report=state) for state in REPORTS), Case(round="open"))
# For those not logged in where the installation lets nobody in.
BEHIND_LOGIN = tuple(Case(report=state, public=False) for state in ("draft", "released"))
CLUSTER_REPORTS = (Case(), Case(delivered=True), Case(delivered=True, report="released"))
STRATEGIES = tuple(Case(strategy=state) for state in ("draft", "hearing", "adopted", "retired"))
JOINT = tuple(Case(strategy=state, owners=("A", "B")) for state in ("draft", "adopted"))
STRATEGIES_BEHIND_LOGIN = tuple(Case(strategy=state, public=False) for state in ("draft", "adopted"))


def nowhere(world, case):
    """Give the arguments of an address that has none."""
    return {}


@dataclass(frozen=True)
class Entry:
    """The decision on one address, in every case that it may hang on.

    `verb` is one of tests/rights/oracle.py and holds for looking; `post` is what is sent to an address that takes
    it, and `post_verb` its verb where it differs. What is sent need not be right: a form with errors is open.
    `where` gives the arguments of the address, by name or in order; `path` is the address itself where it has no
    name. `guess` gives arguments that lead nowhere, from which what may not be seen has to look no different.
    `get_only` is for a view that takes no posts and does not say so where it can be read.
    """

    name: str
    verb: str
    where: Callable = nowhere
    cases: tuple = ONCE
    post: dict | None = None
    post_verb: str = ""
    query: str = ""
    path: str = ""
    get_only: bool = False
    guess: dict = field(default_factory=dict)

    def address(self, world, case):
        """Give the address in a case."""
        if self.path:
            return self.path
        arguments = self.where(world, case)
        named = {"kwargs": arguments} if isinstance(arguments, dict) else {"args": arguments}
        return reverse(self.name, **named) + self.query

    def guessed(self, world, case):
        """Give an address of the same shape that leads nowhere, "" where there is none."""
        if not self.guess:
            return ""
        return reverse(self.name, kwargs=self.where(world, case) | self.guess) + self.query

    def verb_of(self, method):
        """Give the verb that a method stands for."""
        return self.post_verb or self.verb if method == "POST" else self.verb
