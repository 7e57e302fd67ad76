"""What a kind of table has to be able to do, so that the same wizard, command and receipt serve them all."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

STOP = "stop"
SKIP = "skip"


@dataclass(frozen=True)
class Job:
    """One import at work: who, when, from which file, into what, and what a person has decided about it.

    `target` is the stored catalogue, round or strategy, or None for a kind that needs none. `decisions` are answers to
    the plan's questions: by the question's key, or by a row's key for one row alone. `options` are the kind's own
    (see `Kind.options`). `on_error` is STOP (all or nothing) or SKIP (the rows without errors). `actor` is None for
    a command. With `locked` the plan locks what it would write, since it is applied in the same transaction. `asked`
    gathers the keys of those decisions that the plan has asked for: the others belong to nothing in the file.
    """

    actor: object
    at: object
    file_name: str
    target: object = None
    decisions: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    on_error: str = STOP
    locked: bool = False
    asked: set = field(default_factory=set, compare=False)

    @property
    def reason(self):
        """Give what stands in the history of what is written: "Import af plan.csv"."""
        return f"Import af {self.file_name}"[:100]

    def decision(self, row_key, question_key):
        """Give what was decided for a row: for it alone, else for its question; "" where nothing was."""
        self.asked.update(key for key in (row_key, question_key) if key in self.decisions)
        return self.decisions.get(row_key) or self.decisions.get(question_key, "")


@dataclass(frozen=True, slots=True)
class Target:
    """What a table goes into: its model, its Danish name in the definite form, and whether it may be left out.

    `called` gives what one of them is called in a list of all, and `prefetch` what that reads beside it.
    """

    model: type
    name: str
    optional: bool = False
    called: Callable[[object], str] = str
    prefetch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person can ask for beside the rows. `name` stands with True among `Job.options` where it is chosen.

    `reason` names the option that says why, a text that has to be written where this one is chosen; "" for none.
    """

    name: str
    label: str
    hint: str = ""
    reason: str = ""


class Kind(ABC):
    """One kind of table. Subclasses are stateless: all that belongs to one import is in the `Job` and the `Plan`.

    `slug` is its name in the commands, `path` in the addresses, `label` its Danish name in the plural, `many` and
    `one` count its rows ("aktiviteter", "aktivitet"), `specs` its columns, `target` what it goes into, if anything.
    """

    slug = ""
    path = ""
    label = ""
    one = many = ""
    specs = ()
    target = None
    # The column that says what a row goes into, where nobody has said it with the file.
    target_column = ""

    @abstractmethod
    def may_use(self, user):
        """Say whether the user may import such tables at all."""

    @abstractmethod
    def targets(self, user):
        """Give the QuerySet of what the user may import into; None for a kind without a target."""

    def options(self, user):
        """Give the `Option`s that the user may choose."""
        return ()

    @abstractmethod
    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a Book. `mapping` is {folded heading: column name or "" for not used}, decided by a
        person now or earlier; what it does not name is matched by name. Reads no answers and no rows of the kind."""

    @abstractmethod
    def plan(self, understood, job):
        """Give, as the value of a generator of `Progress`, the `Plan`. Stores nothing."""

    @abstractmethod
    def apply(self, plan, job):
        """Store what a plan says and give, as the value of a generator of `Progress`, what was `Applied`.

        In the caller's transaction, in which the plan was made with `job.locked`. Rows with errors or open questions
        are left out; the caller has seen to it that there are none with STOP.
        """

    def afterwards(self, applied, job):
        """Do what cannot be taken back with a transaction, such as sending mails, once the rows are stored. Gives
        notes on what went wrong with it."""
        return ()

    @abstractmethod
    def undo(self, changes, job):
        """Bring back what stood before and give, as the value of a generator of `Progress`, what was `Undone`.

        In the caller's transaction. Raises CannotUndo where something later has touched the same values.
        """

    @abstractmethod
    def export(self, target=None, user=None):
        """Give what is stored as a tablib Dataset with the specs' headings, in a stable order. What the user may not
        see is left out; `user` None is the command, which sees all."""


def finish(work):
    """Run a generator of `Progress` to its end and give its value."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
