"""Strategies: the document, the plan, the theories, the treatment, and the way."""

from dataclasses import replace

from tests.rights.oracle import Case
from tests.rights.table.entry import JOINT, STRATEGIES, STRATEGIES_BEHIND_LOGIN, Entry

ALL = (*STRATEGIES, *JOINT)
# Kinds of rows beside the first, which all go the same way.
ONE_STATE = (Case(strategy="adopted"),)
NONE = {"slug": "findes-ikke"}
GUESS = {"pk": 987654}
READ = "read public strategy"


def _strategy(world, case, **more):
    return {"slug": world.strategy(case), **more}


def _row(which, /, **more):
    return lambda world, case: _strategy(world, case, pk=world.row(case, which), **more)


def _of(name, verb, where=_strategy, cases=ALL, **fields):
    return Entry(f"strategies:{name}", verb, where, cases, guess=fields.pop("guess", NONE), **fields)


def _read(name, where=_strategy, **fields):
    return _of(name, READ, where, (*ALL, *STRATEGIES_BEHIND_LOGIN), **fields)


def _step(world, case):
    return _strategy(world, case, pk=world.row(case, "forandringsteori"), step=world.row(case, "trin"))


def _version(kind):
    """Give the arguments of the first version of a row."""

    def where(world, case):
        row = world.rows_of_strategy[world.strategy(case)][kind]
        return _strategy(world, case, kind=kind, pk=row.pk, version=row.history.last().history_id)

    return where


def _rows(kind, cases=ONE_STATE):
    """Give the entries of a kind of row."""
    row = _row(kind, kind=kind)
    return tuple(
        replace(entry, cases=cases)
        for entry in (
            _of("content_edit", "edit strategy", row, post={}, guess=GUESS),
            _of("content_delete", "edit strategy", row, post={}, guess=GUESS),
            _of("content_history", "see strategy's history", row, guess=GUESS),
            _of("content_restore", "edit strategy", _version(kind), post={}, guess={"version": 987654}),
            _of("content_move", "be logged in", row, post={"place": "0"}, post_verb="edit strategy"),
        )
    )


READING = (
    Entry("strategies:list", "be anybody"),
    Entry("strategies:list", "be anybody", query="?q=Flere"),
    _read("document"),
    _read("plan"),
    _read("movement"),
    _read("economy"),
    _read("theories"),
    _read("track"),
    _read("agenda"),
    _read("agenda_docx"),
    _read("plan_xlsx"),
    _read("activity", _row("aktivitet"), guess=GUESS),
    _read("theory", _row("forandringsteori"), guess=GUESS),
    _read("annex", _row("annex"), guess=GUESS),
)
WRITING = (
    Entry("strategies:add", "start strategy", post={}),
    _of("edit", "edit strategy", post={}),
    _of("history", "see strategy's history"),
    _of("head_history", "edit strategy"),
    _of(
        "head_restore",
        "edit strategy",
        lambda w, c: _strategy(w, c, version=w.strategies[c.owners].history.last().history_id),
        post={},
        guess={"version": 987654},
    ),
    _of("case", "edit strategy", post={}),
    _of("routing", "edit strategy", post={}),
    _of("case_history", "edit strategy"),
    _of(
        "case_restore",
        "edit strategy",
        lambda w, c: _strategy(w, c, version=w.strategies[c.owners].case.history.last().history_id),
        post={},
        guess={"version": 987654},
    ),
    _of("deletions", "edit strategy"),
    _of("deletion", "edit strategy", _row("deleted"), post={}, guess=GUESS),
    _of("task_close", "edit strategy", _row("task"), post={}, guess=GUESS),
    _of("task_reopen", "be logged in", _row("task"), post={}, post_verb="edit strategy"),
    _of("activity_add", "edit strategy", post={}),
    _of("note", "edit strategy", _row("aktivitet"), post={}, guess=GUESS),
    _of("activity_move", "be logged in", _row("aktivitet"), post={"place": "0"}, post_verb="edit strategy"),
    _of("theory_start", "be logged in", post={}, post_verb="edit strategy"),
    _of("theory_arrows", "edit strategy", _step, post={}),
    _of("content_add", "edit strategy", lambda w, c: _strategy(w, c, kind="afsnit"), post={}),
    *(
        _of("content_add", "edit strategy", lambda w, c, kind=kind: _strategy(w, c, kind=kind), ONE_STATE, post={})
        for kind in ("handleplan",)
    ),
    *_rows("afsnit", ALL),
    *(entry for kind in ("aktivitet",) for entry in _rows(kind)),
)
ON_THE_WAY = (
    _of("way", "edit strategy"),
    *(
        _of("way_act", "decide on strategy", lambda w, c, act=act: _strategy(w, c, act=act), cases, post={})
        for act, cases in (
            ("hoering", ALL),
            ("afloest", ONE_STATE),
            ("slet", STRATEGIES[:1]),
        )
    ),
    _of("way_act", "edit strategy", lambda w, c: _strategy(w, c, act="taget-op"), ONE_STATE, post={}),
    *(
        _of("way_act", "adopt strategy", lambda w, c, act=act: _strategy(w, c, act=act, code=w.code(c)), cases, post={})
        for act, cases in (("vedtag", ALL), ("traek-tilbage", ONE_STATE))
    ),
)
ACROSS = (
    Entry("strategies:deleted_drafts", "restore drafts", lambda w, c: {"code": w.code(c)}, guess={"code": "9999"}),
    Entry(
        "strategies:deleted_draft",
        "restore drafts",
        lambda w, c: {"code": w.code(c), "pk": w.deleted_draft.pk},
        post={},
        guess=GUESS,
    ),
    Entry(
        "strategies:deleted_draft_history",
        "restore drafts",
        lambda w, c: {"code": w.code(c), "pk": w.deleted_draft.pk},
        guess=GUESS,
    ),
    Entry("strategies:due", "see what is due"),
    Entry("strategies:coverage", "be logged in"),
    Entry(
        "strategies:coverage_cell",
        "see coverage",
        lambda w, c: {"code": w.code(c), "number": 1},
        (Case(strategy="draft"), Case(strategy="adopted"), Case(municipality="N")),
        guess={"code": "9999"},
    ),
)
ENTRIES = (*READING, *WRITING, *ON_THE_WAY, *ACROSS)
