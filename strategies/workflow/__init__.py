"""The only writers of strategies: each act in one transaction, under the strategy's lock."""

from clusters.workflow.content import Gone, Held, pointing_at, taken_along
from clusters.workflow.content_batch import prepare_content
from clusters.workflow.errors import Conflict, CprRefused, IllegalTransition, WorkflowError
from strategies.workflow.activities import add_note
from strategies.workflow.activity_batch import WantedActivity, save_activities
from strategies.workflow.cases import close_task, reopen_task, save_case, save_routing
from strategies.workflow.content import delete, lock_strategy, move, save, undelete
from strategies.workflow.imports import finish_import, write_row
from strategies.workflow.plans import save_activity, start_activity
from strategies.workflow.theory import link_steps, start_theory
from strategies.workflow.way import (
    adopt,
    back_to_draft,
    complete_review,
    create_answering,
    create_strategy,
    delete_draft,
    leave,
    resume,
    retire,
    save_strategy,
    send_to_hearing,
    undelete_draft,
    withdraw_adoption,
)

__all__ = [
    "Conflict",
    "CprRefused",
    "Gone",
    "Held",
    "IllegalTransition",
    "WantedActivity",
    "WorkflowError",
    "add_note",
    "adopt",
    "back_to_draft",
    "close_task",
    "complete_review",
    "create_answering",
    "create_strategy",
    "delete",
    "delete_draft",
    "finish_import",
    "leave",
    "link_steps",
    "lock_strategy",
    "move",
    "pointing_at",
    "prepare_content",
    "reopen_task",
    "resume",
    "retire",
    "save",
    "save_activities",
    "save_activity",
    "save_case",
    "save_routing",
    "save_strategy",
    "send_to_hearing",
    "start_activity",
    "start_theory",
    "taken_along",
    "undelete",
    "undelete_draft",
    "withdraw_adoption",
    "write_row",
]
