"""Saving what a person changed on a page of the form: answer by answer, each either stored or kept on the screen."""

import re
from dataclasses import dataclass

from clusters.answer_form import mark, read_posted
from clusters.conflict_note import conflict_note
from clusters.workflow import Conflict, CprRefused, Locked, WorkflowError, save_answer
from indicators.values import SEPARATOR, ValueProblem, clean_text, display, parse

_PLACE = re.compile(r"svar-(\d{1,18})-(\d{1,18})-version", re.A)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What was written to a place that the form no longer has, since the tracks were changed meanwhile."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a save of a page ended in.

    `written` counts the answers stored, `unsettled` says that something is left to decide, `locked` why nothing
    more could be stored and `kept` what that was, `left_over` what belongs nowhere any more.
    """

    written: int
    unsettled: bool
    locked: str
    kept: str
    left_over: tuple[LeftOver, ...]

    @property
    def is_settled(self):
        """Say whether all that was written is stored."""
        return not (self.unsettled or self.locked or self.left_over)


def save_page(page, post, *, actor, at):
    """Store what was changed on the page and give a PageResult.

    What cannot be stored is put back into its cell with the reason. What the person left alone is not touched, so
    that it cannot overwrite what somebody else has written meanwhile.
    """
    written, unsettled, locked, kept = 0, False, "", []
    for cell in page.cells():
        posted = read_posted(post, cell)
        if posted is None or posted.choice == "deres" or not _is_changed(cell, posted):
            continue
        if locked:
            kept.append(_keep(cell, posted))
            continue
        try:
            written += _save(page.sheet.assessment.pk, cell, posted, actor, at)
        except Locked as error:
            kept.append(_keep(cell, posted))
            locked = error.message
        except WorkflowError as error:
            _keep(cell, posted)
            _explain(cell, error, actor)
            unsettled = True
    return PageResult(written, unsettled, locked, "\n\n".join(kept), tuple(_left_over(page, post)))


def _is_changed(cell, posted):
    if posted.conflict is not None:
        return True
    try:
        value, elaboration = parse(cell.question, posted.value), clean_text(posted.elaboration)
    except ValueProblem:
        return True
    return mark(value, elaboration) != posted.was


def _save(assessment_id, cell, posted, actor, at):
    saved = save_answer(
        assessment_id=assessment_id,
        track_id=cell.track.id,
        indicator_id=cell.question.pk,
        value=posted.value,
        elaboration=posted.elaboration,
        base_version=posted.conflict if posted.choice == "mit" else posted.version,
        actor=actor,
        at=at,
        cpr_confirmed=posted.confirmed,
    )
    return saved.changed


def _keep(cell, posted):
    """Let the fields hold what was posted, and the next save build on what the person had seen. Gives it as text."""
    try:
        cell.value = parse(cell.question, posted.value)
    except ValueProblem:
        cell.raw = posted.value
    cell.elaboration = posted.elaboration
    cell.base = posted.version
    value = cell.text if cell.raw is None else cell.raw
    return f"{cell.name}: {value}" + (f"\n{cell.elaboration}" if cell.elaboration.strip() else "")


def _explain(cell, error, actor):
    if isinstance(error, Conflict):
        cell.conflict = conflict_note(cell.question, error, actor)
    else:
        cell.problems[error.field or "value"] = error.message
        cell.may_confirm = isinstance(error, CprRefused) and not error.certain


def _left_over(page, post):
    """Find what was written to places that the page no longer has."""
    known = {cell.prefix for cell in page.cells()}
    for name in post:
        place = _PLACE.fullmatch(name)
        prefix = name.removesuffix("-version")
        if not place or prefix in known:
            continue
        value = SEPARATOR.join(item for item in post.getlist(f"{prefix}-value") if item.strip())
        words = post.get(f"{prefix}-elaboration", "").strip()
        question = page.sheet.outline.by_id.get(int(place[2]))
        was = post.get(f"{prefix}-was", "")
        if question and (value or words) and mark(value, words.replace("\r\n", "\n")) != was:
            yield LeftOver(question.number, ": ".join(part for part in (display(question, value), words) if part))
