"""Self-assessments: the form, its way, and a municipality's cells and remedies."""

from tests.rights.table.entry import ASSESSMENTS, ROUNDS, Entry

NOBODYS = {"code": "9999"}


def _place(world, case, **more):
    return {"round": world.round_of(case), "code": world.code(case), **more}


def _answer(world, case):
    return _place(world, case, answer=world.answer.pk)


def _version(world, case):
    return _answer(world, case) | {"version": world.answer.history.order_by("history_id").first().pk}


def _of(name, verb, where=_place, **fields):
    return Entry(f"clusters:{name}", verb, where, ASSESSMENTS, guess=fields.pop("guess", NOBODYS), **fields)


ENTRIES = (
    Entry("clusters:assessment_list", "be logged in"),
    _of("assessment", "see answers"),
    _of("assessment_recommendation", "see answers", lambda w, c: _place(w, c, number=1), post={}, post_verb="answer"),
    _of("assessment_print", "see answers"),
    _of("assessment_history", "see answers"),
    _of("answer_history", "see answers", _answer, guess={"answer": 987654}),
    _of("assessment_questionnaire", "fetch form"),
    _of("answer_restore", "answer", _version, post={}, guess={"version": 987654}),
    # A script posts there; who comes by the address is led to the page, which decides.
    _of("answer_save", "be logged in", post_verb="answer", post={"track": "1", "indicator": "1"}),
    _of("assessment_tracks", "answer", post={}),
    _of("assessment_track_done", "answer", lambda w, c: _place(w, c, track=w.track.pk), post={}),
    _of("assessment_submit", "submit", post={}),
    _of("assessment_return", "review", post={}),
    _of("assessment_review", "review", post={}),
    _of("assessment_participation", "set participation", post={}),
    Entry(
        "clusters:cell",
        "see cell",
        lambda w, c: _place(w, c, number="1.1"),
        ASSESSMENTS,
        guess=NOBODYS,
    ),
    Entry("strategies:remedies", "see remedies", _place, ASSESSMENTS, guess=NOBODYS),
    Entry(
        "strategies:remedies_start",
        "write remedies",
        lambda w, c: _place(w, c, number="1.2"),
        ASSESSMENTS,
        guess=NOBODYS,
    ),
    Entry(
        "strategies:remedies_link",
        "write remedies",
        lambda w, c: _place(w, c, number="1.2"),
        ASSESSMENTS,
        post={},
        guess=NOBODYS,
    ),
    Entry(
        "strategies:remedies_round", "see remedies of round", lambda w, c: {"round": w.round_of(c)}, ROUNDS,
        guess={"round": "findes-ikke"},
    ),
)  # fmt: skip
