"""A report's political treatment, what is written in it row by row, and the bodies of a region and a municipality."""

from tests.rights.table.entry import REPORT, ROUNDS, Entry

GUESS = {"pk": 987654}
CASES = (*REPORT, *ROUNDS[:1])


def _round(world, case, **more):
    return {"round": world.round_of(case), **more}


def _row(which, /, **more):
    return lambda world, case: _round(world, case, pk=world.rows[which].pk, **more)


def _of(name, verb, where=_round, cases=REPORT, **fields):
    return Entry(f"clusters:{name}", verb, where, cases, **fields)


def _version(kind):
    """Give the arguments of the first version of a row."""

    def where(world, case):
        row = world.rows[kind]
        return _round(world, case, kind=kind, pk=row.pk, version=row.history.last().history_id)

    return where


def _rows(kind, verb):
    """Give the entries of a kind of row."""
    row = _row(kind, kind=kind)
    back = {"cases": REPORT, "guess": GUESS, "post": {}}
    return (
        _of("report_content_add", verb, lambda w, c: _round(w, c, kind=kind), CASES, post={}),
        _of("report_content_edit", verb, row, **back),
        _of("report_content_delete", verb, row, **back),
        _of("report_content_history", verb, row, guess=GUESS),
        _of("report_content_restore", verb, _version(kind), post={}, guess={"version": 987654}),
        _of("report_deletion", verb, _row(f"deleted {kind}"), post={}, guess=GUESS),
        _of("report_content_move", "be logged in", row, post={"place": "0"}, post_verb=verb),
    )


TREATMENT = (
    _of("report_case", "treat report", cases=CASES, guess={"round": "findes-ikke"}),
    _of("report_routing", "treat report", cases=CASES, post={}, guess={"round": "findes-ikke"}),
    _of("report_case_texts", "treat report", cases=CASES, post={}, guess={"round": "findes-ikke"}),
    _of("report_case_history", "treat report"),
    _of(
        "report_case_restore",
        "treat report",
        lambda w, c: _round(w, c, version=w.report.case.history.last().history_id),
        post={},
        guess={"version": 987654},
    ),
    _of("report_deletions", "treat report"),
    _of("report_task_close", "treat report", _row("task"), post={}, guess=GUESS),
    _of("report_task_reopen", "be logged in", _row("task"), post={}, post_verb="treat report"),
    _of("report_annex", "treat report", _row("annex"), guess=GUESS),
    *_rows("dagsordenspunkt", "treat report"),
    *_rows("anbefales", "write advice"),
)


def _bodies(prefix, key, value, of, verb):
    """Give the entries of the bodies of a region or a municipality."""
    place = {key: value}

    def body(world, case):
        return place | {"pk": world.bodies[of].pk}

    def deleted(world, case):
        return place | {"pk": world.deleted_bodies[of].pk}

    def version(world, case):
        return body(world, case) | {"version": world.bodies[of].history.last().history_id}

    nobody = {key: "9999" if key == "code" else "findes-ikke"}
    return (
        Entry(f"{prefix}bodies", verb, lambda w, c: place, guess=nobody),
        Entry(f"{prefix}body_add", verb, lambda w, c: place, post={}, guess=nobody),
        Entry(f"{prefix}body_edit", verb, body, post={}, guess=GUESS),
        Entry(f"{prefix}body_delete", verb, body, post={}, guess=GUESS),
        Entry(f"{prefix}body_deletions", verb, lambda w, c: place, guess=nobody),
        Entry(f"{prefix}body_deletion", verb, deleted, post={}, guess=GUESS),
        Entry(f"{prefix}body_history", verb, body, guess=GUESS),
        Entry(f"{prefix}body_restore", verb, version, post={}, guess={"version": 987654}),
        Entry(f"{prefix}body_move", verb, body, post={"by": "1"}, guess=GUESS),
    )


ENTRIES = (
    *TREATMENT,
    *_bodies("clusters:region_", "region", "region-sjaelland", "region", "edit bodies of region"),
    *_bodies("strategies:", "code", "1001", "A", "edit bodies"),
)
