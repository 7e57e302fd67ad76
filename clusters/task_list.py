"""The task list of an assessment: how far it has come, what is missing with links to the fields, what happens next."""

from dataclasses import dataclass

from clusters.completeness import Kind, Missing, Share
from clusters.form_page import Head, Sheet
from clusters.models import Membership, SelfAssessment, Transition
from clusters.permissions import may_review, may_set_participation, may_submit
from indicators.models import Recommendation
from misbrug.text.danish import date_long, join

State = SelfAssessment.State
SHOWN_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One recommendation: how many of its indicators are asked, and (head, share, words) of each track.

    `words` says which elaborations or reasons are missing there, "" where none is.
    """

    recommendation: Recommendation
    indicators: int
    cells: tuple[tuple[Head, Share | None, str], ...]


@dataclass(frozen=True, slots=True)
class MissingIn:
    """What one track lacks."""

    head: Head
    gaps: tuple[Missing, ...]

    @property
    def first(self):
        """Give what is shown at once."""
        return self.gaps[:SHOWN_AT_ONCE]

    @property
    def rest(self):
        """Give what is shown on request."""
        return self.gaps[SHOWN_AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of an assessment; `state` is done, current or todo."""

    label: str
    note: str
    state: str


@dataclass(frozen=True)
class TaskPage:
    """The task list with all that stands around it."""

    sheet: Sheet
    rows: tuple[TaskRow, ...]
    missing: tuple[MissingIn, ...]
    steps: tuple[Step, ...]
    owners: dict[int, str]
    submitters: str
    returned: Transition | None
    may_submit: bool
    may_review: bool
    may_set_participation: bool

    @property
    def columns(self):
        """Give (head, share, owners, number of gaps) of each track."""
        counts = {each.head.id: len(each.gaps) for each in self.missing}
        shares = self.sheet.progress.tracks
        return [
            (head, shares[head.id], self.owners.get(head.id, ""), counts.get(head.id, 0)) for head in self.sheet.heads
        ]

    @property
    def own_heads(self):
        """Give the tracks that the person is asked to finish: their own, or all where none is theirs."""
        return [head for head in self.sheet.heads if head.mine] or list(self.sheet.heads)

    @property
    def other_heads(self):
        """Give the tracks that are for others to finish."""
        own = self.own_heads
        return [head for head in self.sheet.heads if head not in own]

    @property
    def next_gap(self):
        """Give what to go on with: the first that is missing in one's own track, else anywhere."""
        own = self.sheet.own_head
        gaps = [gap for each in self.missing for gap in each.gaps]
        return next((gap for gap in gaps if own and gap.track.id == own.id), gaps[0] if gaps else None)


def load_task_page(sheet, user):
    """Load the task list of a sheet: 2 queries."""
    assessment = sheet.assessment
    people = _people(assessment)
    reviewing = may_review(user, assessment)
    trace = list(
        assessment.transitions.filter(act__in=[Transition.Act.RETURN, Transition.Act.REVIEW]).order_by("-at", "-pk")[:2]
    )
    submitters = join([row.user.name for row in people if row.role == Membership.Role.MUNICIPAL_LEAD])
    return TaskPage(
        sheet=sheet,
        rows=_rows(sheet),
        missing=_missing(sheet),
        steps=_steps(sheet, trace, submitters),
        owners=_owners(sheet.heads, people, user),
        submitters=submitters,
        returned=_returned(assessment, trace) if sheet.own or reviewing else None,
        may_submit=may_submit(user, assessment),
        may_review=reviewing,
        may_set_participation=may_set_participation(user, assessment),
    )


def _people(assessment):
    roles = [Membership.Role.CASEWORKER, Membership.Role.MUNICIPAL_LEAD]
    rows = Membership.objects.filter(municipality=assessment.municipality_id, role__in=roles, user__is_active=True)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def _rows(sheet):
    cells = sheet.progress.cells
    asked = frozenset().union(*(track.asked for track in sheet.tracks))
    kinds = {}
    for gap in sheet.missing:
        if gap.blocking:
            kinds.setdefault((gap.question.recommendation_id, gap.track.id), []).append(gap.kind)
    return tuple(
        TaskRow(
            recommendation=row,
            indicators=sum(question.pk in asked for question in sheet.outline.of(row)),
            cells=tuple(
                (head, cells.get((row.pk, head.id)), _lacking(kinds.get((row.pk, head.id), ()))) for head in sheet.heads
            ),
        )
        for row in sheet.recommendations
    )


def _lacking(kinds):
    """Say which words are missing: "Uddybning mangler"."""
    if not kinds:
        return ""
    name = "Begrundelse" if set(kinds) == {Kind.REASON} else "Uddybning"
    return f"{name} mangler" if len(kinds) == 1 else f"{len(kinds)} {name.lower()}er mangler"


def _missing(sheet):
    """Give what each track lacks, one's own track first."""
    by_track = {head.id: [] for head in sheet.heads}
    for gap in sheet.missing:
        by_track[gap.track.id].append(gap)
    heads = sorted(sheet.heads, key=lambda head: not head.mine)
    return tuple(MissingIn(head, tuple(by_track[head.id])) for head in heads if by_track[head.id])


def _owners(heads, people, user):
    """Name the caseworkers of each track by the area that is theirs: "Sagsbehandler, Faxe – dig"."""
    owners = {}
    for head in heads:
        names = [
            f"{row.user.name} – dig" if row.user_id == user.pk else row.user.name
            for row in people
            if row.area and row.area in head.areas
        ]
        if names:
            owners[head.id] = join(names[:2]) if len(names) < 3 else f"{names[0]} og {len(names) - 1} til"
    return owners


def _returned(assessment, trace):
    """Give the return that the assessment is being corrected for."""
    if not assessment.is_being_corrected:
        return None
    return next((row for row in trace if row.act == Transition.Act.RETURN), None)


def find_return(assessment):
    """Give the return that the assessment is being corrected for, None where it is not: at most 1 query."""
    if not assessment.is_being_corrected:
        return None
    return assessment.transitions.filter(act=Transition.Act.RETURN).order_by("-at", "-pk").first()


def _steps(sheet, trace, submitters):
    assessment, submission = sheet.assessment, sheet.assessment.submission
    if not assessment.participates:
        return ()
    state = assessment.state
    sent = state in (State.SUBMITTED, State.REVIEWED)
    answering = "current" if state in (State.NOT_STARTED, State.DRAFT) else "done"
    review = next((row for row in trace if row.act == Transition.Act.REVIEW), None)
    deadline = assessment.round.deadline
    by = f"af {submitters}" if submitters else "af den kommuneansvarlige"
    if sent and submission:
        submit_note = f"{date_long(submission.submitted_at)} af {submission.submitter_name}"
    else:
        submit_note = f"{by}\u00a0– senest {date_long(deadline)}" if deadline else by
    review_note = "af projektgruppen, der ser, om svarene kan læses"
    if state == State.REVIEWED and review:
        review_note = f"{date_long(review.at)} af {review.actor_name}"
    return (
        Step("Åbnet", date_long(assessment.round.opened_at) if assessment.round.opened_at else "", "done"),
        Step("Besvares" if answering == "current" else "Besvaret", _answering_note(sheet), answering),
        Step("Indsendes" if not sent else "Indsendt", submit_note, "done" if sent else "todo"),
        Step(
            "Gennemgået" if state == State.REVIEWED else "Gennemgås",
            review_note,
            {State.REVIEWED: "done", State.SUBMITTED: "current"}.get(state, "todo"),
        ),
    )


def _answering_note(sheet):
    if sheet.assessment.state not in (State.NOT_STARTED, State.DRAFT):
        return ""
    if sheet.assessment.is_being_corrected:
        return "under rettelse"
    if not sheet.own or not sheet.heads:
        return ""
    if len(sheet.heads) == 1:
        return "færdig" if sheet.heads[0].done_at else "i gang"
    return ", ".join(f"{head.name.lower()} {'færdig' if head.done_at else 'i gang'}" for head in sheet.heads)
