"""Rounds: the dashboard, the matrix, the files, the rulings, and the round's own states."""

from tests.rights.oracle import Case
from tests.rights.table.entry import OPENED, ROUNDS, Entry

NO_ROUND = {"round": "findes-ikke"}


def _round(world, case, **more):
    return {"round": world.round_of(case), **more}


def _of(name, verb, where=_round, cases=ROUNDS, **fields):
    return Entry(f"clusters:{name}", verb, where, cases, guess=fields.pop("guess", NO_ROUND), **fields)


def _ruling(world, case):
    answers = world.assessments[case.municipality].tracks.get(area_key="alkohol").answers
    return _round(world, case, answer=answers.get(indicator__number="1.1").pk)


ENTRIES = (
    Entry("clusters:round_list", "be logged in"),
    _of("dashboard", "see counts"),
    _of("matrix", "see counts"),
    _of("count", "see counts", lambda w, c: _round(w, c, number="1.1")),
    _of("cluster_report_list", "see counts"),
    *(
        _of(f"{name}_file", "fetch round", lambda w, c, kind=kind: _round(w, c, kind=kind), OPENED)
        for name in ("dashboard", "matrix", "round")
        for kind in ("xlsx", "csv", "json")
    ),
    *(
        _of(f"{name}_file", "find nothing", lambda w, c: _round(w, c, kind="pdf"), OPENED[:1])
        for name in ("dashboard", "matrix", "round")
    ),
    _of("ruling_queue", "see rulings"),
    _of("ruling_list", "see rulings"),
    _of(
        "ruling",
        "see rulings",
        _ruling,
        tuple(Case(municipality=place, round="processing") for place in "AB"),
        post={},
        post_verb="rule",
    ),
    _of("round_manage", "manage round", post={}),
    _of("round_questionnaires", "manage round"),
)
