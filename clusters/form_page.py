"""The form of an assessment as one person may see it: queries in, plain objects out, the same number at any size.

The municipality's own people see the answers as they stand. Everybody else sees what was submitted, never a draft
(design, rule 2.2).
"""

from dataclasses import dataclass, replace
from functools import cached_property

from clusters.answer_form import Beside, Cell
from clusters.completeness import Progress, is_asked, progress
from clusters.models import Answer, SelfAssessment, Track
from clusters.permissions import may_edit_answers, may_review, standing
from clusters.submitted import SubmittedTrack, unseal
from clusters.workflow.answers import why_locked
from clusters.workflow.assessments import find_missing, load_live_tracks
from indicators.models import Indicator, Recommendation
from indicators.outline import Outline, load_outline
from indicators.values import display


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a track's column. `mine` says that it is the user's own, `done_at` that it is finished."""

    id: int
    name: str
    areas: frozenset[str]
    mine: bool = False
    done_at: object = None
    done_by: str = ""


@dataclass(frozen=True)
class Sheet:
    """An assessment as one person may see it.

    `own` says that the person answers for the municipality and sees the draft; `editable` that answers may change
    now; `locked` why not, in Danish.
    """

    assessment: SelfAssessment
    outline: Outline
    tracks: tuple[SubmittedTrack, ...]
    heads: tuple[Head, ...]
    own: bool
    editable: bool
    locked: str
    may_compare: bool

    @cached_property
    def progress(self) -> Progress:
        """Give how far it has come."""
        return progress(self.outline.by_id.values(), self.tracks)

    @cached_property
    def missing(self):
        """Give what is missing, in the order of the form."""
        return find_missing(self.outline, self.tracks)

    @cached_property
    def recommendations(self):
        """Give the recommendations of which some track is asked an indicator, in order."""
        asked = self.progress.recommendations
        return tuple(row for row in self.outline.answered_recommendations if row.pk in asked)

    @property
    def all_examples(self):
        """Say whether every answer is an example, so that one sentence says it."""
        answers = [answer for track in self.tracks for answer in track.answers.values()]
        return bool(answers) and all(answer.example for answer in answers)

    def recommendation(self, number):
        """Give a recommendation by its number, None where none of its indicators is asked."""
        return next((row for row in self.recommendations if row.number == number), None)

    @property
    def own_head(self):
        """Give the user's own track: the one that holds their area, or the only one; None where there is none."""
        mine = [head for head in self.heads if head.mine]
        if mine:
            return mine[0]
        return self.heads[0] if len(self.heads) == 1 else None


def load_sheet(assessment, user):
    """Load an assessment as the user may see it: 4 queries, 3 more for the municipality's own people.

    The caller has found the assessment among those visible to the user, with round and submission.
    """
    own = may_edit_answers(user, assessment)
    outline = load_outline(assessment.round.catalogue_id)
    if own:
        tracks = load_live_tracks(assessment, outline)
        heads = _live_heads(assessment, standing(user).areas)
    else:
        tracks = unseal(assessment.submission.content) if assessment.submission else ()
        heads = tuple(Head(track.id, track.name, track.areas) for track in tracks)
    return Sheet(
        assessment=assessment,
        outline=outline,
        tracks=tracks,
        heads=heads,
        own=own,
        editable=own and assessment.is_editable and bool(tracks),
        locked=why_locked(assessment) if own else "",
        may_compare=own or may_review(user, assessment),
    )


def _live_heads(assessment, areas):
    rows = Track.objects.filter(assessment=assessment, active=True).select_related("done_by")
    return tuple(
        Head(
            id=row.pk,
            name=row.name,
            areas=row.area_slugs,
            mine=not areas.isdisjoint(row.area_slugs),
            done_at=row.done_at,
            done_by=row.done_by.name if row.done_by else "",
        )
        for row in rows
    )


# One recommendation


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator and its places, as (head, cell) of each track; None where a track is not asked."""

    question: Indicator
    places: tuple[tuple[Head, Cell | None], ...]


@dataclass(frozen=True)
class RecommendationPage:
    """One recommendation of the form. `position` counts from one; `following` is the next one, None at the last."""

    sheet: Sheet
    recommendation: Recommendation
    rows: tuple[Row, ...]
    position: int
    total: int
    previous: Recommendation | None
    following: Recommendation | None

    def cells(self):
        """Give every place of the page, supplementary questions after their indicator."""
        return [each for row in self.rows for _, cell in row.places if cell for each in cell.whole()]

    @property
    def columns(self):
        """Give (head, share) of each track for this recommendation."""
        shares = self.sheet.progress.cells
        return [(head, shares.get((self.recommendation.pk, head.id))) for head in self.sheet.heads]

    @property
    def number_text(self):
        """Give the recommendation's number as text, for the way to the page."""
        return str(self.recommendation.number)

    @property
    def all_examples(self):
        """Say whether everything that is answered here is an example, so that one sentence says it."""
        answered = [cell for cell in self.cells() if cell.answer]
        return bool(answered) and all(cell.example for cell in answered)

    @property
    def problems(self):
        """Give (message, address) of all that is wrong on the page."""
        return [problem for cell in self.cells() for problem in cell.problem_list()]


def load_page(sheet, recommendation):
    """Build the page of one recommendation, last round's and former tracks' answers beside: at most 4 queries."""
    order = sheet.recommendations
    place = order.index(recommendation)
    rows = build_rows(sheet, recommendation)
    return RecommendationPage(
        sheet=sheet,
        recommendation=recommendation,
        rows=rows,
        position=place + 1,
        total=len(order),
        previous=order[place - 1] if place else None,
        following=order[place + 1] if place + 1 < len(order) else None,
    )


def build_rows(sheet, recommendation, earlier=None, former=None):
    """Give the rows of a recommendation. `earlier` and `former` are loaded unless they are given."""
    earlier = load_earlier(sheet) if earlier is None else earlier
    former = load_former(sheet) if former is None else former
    rows = []
    for question in sheet.outline.of(recommendation):
        cells = (_cell(sheet, track, question, earlier, former) for track in sheet.tracks)
        rows.append(Row(question, tuple(zip(sheet.heads, cells, strict=True))))
    return tuple(rows)


def _cell(sheet, track, question, earlier, former):
    if question.pk not in track.asked:
        return None
    parents = sheet.outline.by_id
    if question.parent_id:
        # Set here, since to look a parent up would be a query for each supplementary question.
        question.parent = parents[question.parent_id]
    answer = track.get(question.pk)
    supplements = (_cell(sheet, track, row, earlier, former) for row in sheet.outline.supplements_of(question.pk))
    cell = Cell(
        track=track,
        question=question,
        answer=answer,
        value=answer.value if answer else "",
        elaboration=answer.elaboration if answer else "",
        asked=is_asked(question, track, parents),
        beside=_earlier_beside(earlier, track, question.key),
        supplements=tuple(row for row in supplements if row),
    )
    cell.former = tuple(
        Beside(f"I sporet {name} stod", display(question, row.value), row.elaboration, row.is_example)
        for name, areas, row in former.get(question.pk, ())
        if not areas.isdisjoint(track.areas) and (row.value, row.elaboration) != (cell.value, cell.elaboration)
    )
    return cell


def load_former(sheet):
    """Give what stands in tracks no longer in use, by indicator: 1 query, none where nothing may change."""
    found = {}
    if sheet.editable:
        rows = Answer.objects.filter(track__assessment=sheet.assessment, track__active=False).exclude(value="")
        for row in rows.select_related("track"):
            found.setdefault(row.indicator_id, []).append((row.track.name, row.track.area_slugs, row))
    return found


# Last round


@dataclass(frozen=True, slots=True)
class Earlier:
    """Last round's submitted answers: its label, and by key and track what was answered."""

    label: str
    tracks: tuple[SubmittedTrack, ...]
    questions: dict[str, Indicator]


def load_earlier(sheet):
    """Give the municipality's submitted answers of the previous round, None where there are none: at most 2 queries.

    Only the municipality itself and the project group see them beside this round's.
    """
    round_ = sheet.assessment.round
    if not round_.previous_id or not sheet.may_compare:
        return None
    before = (
        SelfAssessment.objects.filter(
            round_id=round_.previous_id,
            municipality_id=sheet.assessment.municipality_id,
            submission__isnull=False,
        )
        .exclude(state=SelfAssessment.State.NOT_PARTICIPATING)
        .select_related("submission", "round")
        .first()
    )
    if before is None:
        return None
    questions = sheet.outline.by_id.values()
    if before.round.catalogue_id != round_.catalogue_id:
        questions = Indicator.objects.filter(catalogue_id=before.round.catalogue_id)
    return Earlier(before.round.label, unseal(before.submission.content), {row.key: row for row in questions})


def _earlier_beside(earlier, track, key):
    """Give last round's answers to the same question in tracks that share an area, equal ones once."""
    question = earlier.questions.get(key) if earlier else None
    if question is None:
        return ()
    found = {}
    for old in earlier.tracks:
        answer = old.get(question.pk)
        if answer and answer.value and not old.areas.isdisjoint(track.areas):
            content = (display(question, answer.value), answer.elaboration)
            found.setdefault(content, (old.name, answer.example))
    several = len(found) > 1
    return tuple(
        Beside(f"{earlier.label} {name}" if several else earlier.label, text, elaboration, example)
        for (text, elaboration), (name, example) in found.items()
    )


def without_fields(sheet):
    """Give the sheet as a page to read, whatever the person may do."""
    return replace(sheet, editable=False)
