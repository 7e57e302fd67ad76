"""What goes in and out as files: imports and exports."""

from tests.rights.oracle import Case
from tests.rights.table.entry import Entry
from tests.rights.world import MAKERS

# The kinds by their word in the address. The answers are the only ones for others than administrators.
WORDS = ("kommuner", "indbyggertal", "klynger", "anbefalinger", "indikatorer", "supplerende", "aktiviteter", "brugere")
RUNS = tuple(Case(kind=kind, maker=maker) for kind, maker in MAKERS)
GUESS = {"pk": 987654}


def _run(world, case):
    return {"pk": world.runs[case.kind, case.maker].pk}


def _of_run(name, **fields):
    return Entry(f"imports:{name}", "open import", _run, RUNS, guess=GUESS, **fields)


def _of_kind(name, word, kind, **fields):
    return Entry(
        f"imports:{name}", "import", lambda w, c: {"path": word}, (Case(kind=kind),), guess={"path": "x"}, **fields
    )


def _activities(verb, state):
    """Give the entry of a strategy's activities: not even administrators fetch a draft's."""
    query = "?type=csv&fra=egen"
    return Entry("exports:file", verb, lambda w, c: {"path": "aktiviteter"}, (Case(strategy=state),), query=query)


KINDS = (*((word, "other") for word in WORDS), ("svar", "answers"))
IMPORTS = (
    Entry("imports:index", "import", cases=(Case(kind="any"),)),
    *(_of_kind("new", word, kind, post={}) for word, kind in KINDS),
    *(_of_kind("template", word, kind) for word, kind in (("kommuner", "other"), ("svar", "answers"))),
    _of_run("understood", post={}),
    _of_run("preview", post={}),
    _of_run("apply", post={}),
    _of_run("drop", post={}),
    _of_run("receipt"),
    _of_run("undo", post={}),
    _of_run("errors"),
    _of_run("file"),
)
EXPORTS = (
    Entry("exports:list", "export answers"),
    *(
        Entry("exports:file", "export", lambda w, c, word=word: {"path": word}, query="?type=csv&fra=lille")
        for word in WORDS
        if word != "aktiviteter"
    ),
    _activities("export", "adopted"),
    _activities("find nothing", "draft"),
    *(
        Entry("exports:file", "export answers", lambda w, c: {"path": "svar"}, query=f"?type={suffix}")
        for suffix in ("csv", "xlsx", "json")
    ),
    Entry("exports:file", "find nothing", lambda w, c: {"path": "findes-ikke"}),
)
ENTRIES = (*IMPORTS, *EXPORTS)
