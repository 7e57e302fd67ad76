"""The only writers of more than one row: each act in one transaction, with its recorded transition."""

from clusters.workflow.answers import Saved, save_answer, why_locked
from clusters.workflow.assessments import rejoin, return_, review, submit, withdraw
from clusters.workflow.errors import (
    Conflict,
    CprRefused,
    IllegalTransition,
    Incomplete,
    Locked,
    WorkflowError,
)
from clusters.workflow.reports import publish, save_text, unpublish
from clusters.workflow.rounds import close_round, join_round, open_round, reopen_round, start_processing
from clusters.workflow.rulings import rule
from clusters.workflow.tracks import begin, mark_done, set_tracks

__all__ = [
    "Conflict",
    "CprRefused",
    "IllegalTransition",
    "Incomplete",
    "Locked",
    "Saved",
    "WorkflowError",
    "begin",
    "close_round",
    "join_round",
    "mark_done",
    "open_round",
    "publish",
    "rejoin",
    "reopen_round",
    "return_",
    "review",
    "rule",
    "save_answer",
    "save_text",
    "set_tracks",
    "start_processing",
    "submit",
    "unpublish",
    "why_locked",
    "withdraw",
]
