"""What goes into a questionnaire workbook: frozen values, loaded in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from clusters.models import SelfAssessment, Track
from clusters.workflow.assessments import load_live_tracks
from indicators.models import Indicator
from indicators.outline import load_outline
from misbrug.text.danish import loose_fold

State = SelfAssessment.State


@dataclass(frozen=True, slots=True)
class Field:
    """One question in one track, with the answer that stands. `version` is what a new answer builds on: "0" where
    none is stored, "" where the reader of the workbook may not know. `parent` is its number for a supplementary one."""

    question: Indicator
    value: str = ""
    elaboration: str = ""
    version: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A recommendation with its questions, supplementary ones after their own."""

    heading: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TrackSheet:
    """A track: its name, the key of its areas, and what it is asked."""

    name: str
    area_key: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One municipality's questionnaire in one round. `begun` says that the municipality has chosen its tracks;
    `filled` that the answers as they stand are in it."""

    round_slug: str
    round_name: str
    round_label: str
    catalogue: str
    deadline: date | None
    code: str
    municipality: str
    sheets: tuple[TrackSheet, ...]
    begun: bool
    filled: bool

    @property
    def file_name(self):
        """Give the workbook's name without its ending: selvvurdering-faxe-2026."""
        return slugify(loose_fold(f"selvvurdering {self.municipality} {self.round_label}"))


@dataclass(frozen=True, slots=True)
class _Structure:
    name: str
    area_key: str
    asked: frozenset
    answers: dict | None = None


def load_questionnaire(assessment: SelfAssessment, *, filled: bool) -> Questionnaire:
    """Load an assessment's questionnaire: 6 queries. `filled`: with its answers as they stand, for its own people.

    The caller has loaded the assessment with round, catalogue and municipality.
    """
    outline = load_outline(assessment.round.catalogue_id)
    live = load_live_tracks(assessment, outline)
    tracks = [_Structure(t.name, t.area_key, t.asked, t.answers if filled else None) for t in live]
    return _questionnaire(assessment, outline, tracks, filled)


def load_empty_questionnaires(round_) -> Iterator[Questionnaire]:
    """Give an empty questionnaire for each municipality that takes part in a round: 6 queries for all of them."""
    outline = load_outline(round_.catalogue_id)
    rows = SelfAssessment.objects.filter(round=round_).exclude(state=State.NOT_PARTICIPATING)
    assessments = list(rows.select_related("municipality").order_by("municipality__code"))
    tracks = {}
    for track in Track.objects.filter(assessment__in=assessments, active=True).order_by("order", "pk"):
        asked = outline.asked_in(track.area_slugs)
        tracks.setdefault(track.assessment_id, []).append(_Structure(track.name, track.area_key, asked))
    for assessment in assessments:
        assessment.round = round_
        yield _questionnaire(assessment, outline, tracks.get(assessment.pk, []), filled=False)


def _questionnaire(assessment, outline, tracks, filled):
    begun = bool(tracks)
    if not begun:
        nothing = {} if filled else None
        tracks = [
            _Structure(area.name, area.slug, outline.asked_in({area.slug}), nothing)
            for area in outline.areas
            if outline.asked_in({area.slug})
        ]
    round_ = assessment.round
    return Questionnaire(
        round_slug=round_.slug,
        round_name=round_.name,
        round_label=round_.label,
        catalogue=str(round_.catalogue),
        deadline=round_.deadline,
        code=assessment.municipality.code,
        municipality=assessment.municipality_name,
        sheets=tuple(TrackSheet(track.name, track.area_key, _parts(outline, track)) for track in tracks),
        begun=begun,
        filled=filled,
    )


def _parts(outline, track):
    parts = []
    for recommendation in outline.answered_recommendations:
        asked = [row for row in outline.of(recommendation) if row.pk in track.asked]
        fields = tuple(field for row in asked for field in _fields(outline, track, row))
        if fields:
            parts.append(Part(f"Anbefaling {recommendation.number}. {recommendation.title}", fields))
    return tuple(parts)


def _fields(outline, track, indicator):
    yield _field(track, indicator, "")
    for row in outline.supplements_of(indicator.pk):
        if row.pk in track.asked:
            yield _field(track, row, indicator.number)


def _field(track, indicator, parent):
    if track.answers is None:
        return Field(indicator, parent=parent)
    answer = track.answers.get(indicator.pk)
    if answer is None:
        return Field(indicator, version="0", parent=parent)
    return Field(indicator, answer.value, answer.elaboration, str(answer.version), parent)
