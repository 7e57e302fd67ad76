"""The only writers of more than one row: each act in one transaction, with its recorded transition."""

from clusters.workflow.answers import Saved, save_answer, why_locked
from clusters.workflow.assessments import rejoin, return_, review, submit, withdraw
from clusters.workflow.cluster_reports import deliver_cluster_report, reopen_cluster_report, save_cluster_report
from clusters.workflow.errors import (
    Conflict,
    CprRefused,
    IllegalTransition,
    Incomplete,
    Locked,
    WorkflowError,
)
from clusters.workflow.replies import answer_correction, ask_correction
from clusters.workflow.report_rows import delete_row, move_row, open_report, save_row
from clusters.workflow.report_texts import (
    be_present,
    leave,
    leave_out,
    lock_report_of,
    report_of,
    save_text,
    save_title_page,
    unwaive,
    waive,
)
from clusters.workflow.reports import (
    MadeFile,
    back_to_draft,
    begin_edition,
    release,
    send_to_municipalities,
    send_to_steering,
    withdraw_edition,
)
from clusters.workflow.rounds import close_round, join_round, open_round, reopen_round, start_processing
from clusters.workflow.rulings import rule
from clusters.workflow.tracks import begin, mark_done, set_tracks

__all__ = [
    "Conflict",
    "CprRefused",
    "IllegalTransition",
    "Incomplete",
    "Locked",
    "MadeFile",
    "Saved",
    "WorkflowError",
    "answer_correction",
    "ask_correction",
    "back_to_draft",
    "be_present",
    "begin",
    "begin_edition",
    "close_round",
    "delete_row",
    "deliver_cluster_report",
    "join_round",
    "leave",
    "leave_out",
    "lock_report_of",
    "mark_done",
    "move_row",
    "open_report",
    "open_round",
    "rejoin",
    "release",
    "reopen_cluster_report",
    "reopen_round",
    "report_of",
    "return_",
    "review",
    "rule",
    "save_answer",
    "save_cluster_report",
    "save_row",
    "save_text",
    "save_title_page",
    "send_to_municipalities",
    "send_to_steering",
    "set_tracks",
    "start_processing",
    "submit",
    "unwaive",
    "waive",
    "why_locked",
    "withdraw",
    "withdraw_edition",
]
