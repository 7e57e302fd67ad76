"""Status reports: reading, writing, the way, the editions, the right of reply, and the clusters' reports."""

from tests.rights.table.entry import BEHIND_LOGIN, CLUSTER_REPORTS, REPORT, ROUNDS, Case, Entry

NO_ROUND = {"round": "findes-ikke"}
PLANNED = ROUNDS[:1]
READ = (*REPORT, *PLANNED, *BEHIND_LOGIN)
WRITE = (*REPORT, *PLANNED)


def _round(world, case, **more):
    return {"round": world.round_of(case), **more}


def _fixed(**more):
    return lambda world, case: _round(world, case, **more)


def _of(name, verb, cases=WRITE, where=_round, **fields):
    return Entry(f"clusters:{name}", verb, where, cases, guess=fields.pop("guess", NO_ROUND), **fields)


def _cluster(world, case, **more):
    return _round(world, case, cluster="klynge-syd", **more)


def _of_cluster(name, verb, where=_cluster, **fields):
    return Entry(f"clusters:{name}", verb, where, CLUSTER_REPORTS, guess={"cluster": "klynge-x"}, **fields)


READING = (
    Entry("clusters:report_list", "be anybody"),
    _of("report", "read report", READ),
    _of("report_download", "read report", READ),
    _of("report_draft", "read draft"),
    _of("draft_file", "read draft", where=_fixed(kind="json")),
    *(_of("draft_file", "read draft", REPORT[:1], _fixed(kind=kind)) for kind in ("xlsx", "docx")),
    _of("edition", "read edition", READ, _fixed(number=1)),
    _of("edition", "find no edition", REPORT, _fixed(number=2)),
    _of("edition_file", "read edition", READ, _fixed(number=1, kind="json")),
    _of("edition_annex", "read edition", READ, _fixed(number=1, letter="C")),
    _of("edition_count", "read edition", READ, _fixed(number=1, indicator="1.1")),
    _of("edition_compare", "read edition", READ, _fixed(number=1)),
    _of("edition_withdraw", "withdraw edition", where=_fixed(number=1), post={}),
)
WRITING = (
    _of("report_parts", "write report"),
    _of("report_edit", "write report", where=_fixed(part="indledning"), post={}),
    _of("report_text_history", "write report", where=_fixed(part="konklusioner")),
    _of(
        "report_text_restore",
        "write report",
        REPORT,
        lambda w, c: _round(w, c, part="konklusioner", version=w.text.history.last().history_id),
        post={},
        guess={"version": 987654},
    ),
    _of("report_figure", "write report", where=_fixed(part="status-1")),
    _of("report_presence", "write report", where=_fixed(part="status-1"), post={}),
    _of("report_waive", "write report", where=_fixed(part="status-1"), post={}),
    _of("report_leave_out", "write report", where=_fixed(part="status", number=1), post={}),
    _of("report_title", "write report", post={}),
    _of("report_title_history", "write report"),
    _of(
        "report_title_restore",
        "write report",
        REPORT,
        lambda w, c: _round(w, c, version=w.report.history.last().history_id),
        post={},
        guess={"version": 987654},
    ),
    _of("waiver_history", "write report"),
    _of("word_template", "upload template", post={}),
)
ON_THE_WAY = (
    _of("report_way", "read draft"),
    _of("report_act", "send report", where=_fixed(act="til-kommunerne"), post={}),
    _of("report_act", "send report", where=_fixed(act="til-styregruppen"), post={}),
    _of("report_act", "send report", where=_fixed(act="ny-udgave"), post={}),
    _of("report_act", "take report back", where=_fixed(act="til-kladde"), post={}),
    _of("report_act", "release", where=_fixed(act="frigiv"), post={}),
)
REPLIES = (
    _of(
        "reply_shown",
        "see own part",
        REPORT,
        lambda w, c: _round(w, c, code=w.code(c)),
        post={},
        guess={"code": "9999"},
    ),
    _of("correction_list", "read corrections"),
    _of(
        "correction_answer",
        "answer correction",
        (*REPORT, Case(report="released", round="processing")),
        lambda w, c: _round(w, c, pk=w.correction.pk),
        post={},
        guess={"pk": 987654},
    ),
)
OF_CLUSTERS = (
    _of_cluster("cluster_report", "read cluster report"),
    _of_cluster("cluster_report_edit", "write cluster report", post={}),
    _of_cluster("cluster_report_history", "write cluster report"),
    _of_cluster(
        "cluster_report_restore",
        "write cluster report",
        lambda w, c: _cluster(w, c, version=w.cluster_report.history.last().history_id),
        post={},
    ),
    _of_cluster("cluster_report_deliver", "write cluster report", post={}),
    _of_cluster("cluster_report_reopen", "reopen cluster report", post={}),
)
ENTRIES = (*READING, *WRITING, *ON_THE_WAY, *REPLIES, *OF_CLUSTERS)
