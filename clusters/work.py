"""What goes on in a round before anything counts: the areas worked with, and how far the drafts have come."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from clusters.completeness import Share
from clusters.models import Answer, SelfAssessment, TrackArea
from indicators.models import Indicator


@dataclass(frozen=True)
class Work:
    """What goes on in a round: the areas worked with, as (slug, name), and the drafts' progress by assessment id."""

    areas: tuple[tuple[str, str], ...]
    drafts: dict[int, Share]


def load_work(round_):
    """Load how far the drafts of a round have come, in main questions, and the areas worked with: 1 query.

    Progress says how many questions are answered and nothing of the answers, so everybody who sees the round may see
    it.
    """
    asked = (
        Indicator.objects.filter(parent=None, areas__track_areas__track=OuterRef("track"))
        .order_by()
        .values("catalogue")
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    answered = (
        Answer.objects.filter(track=OuterRef("track"), indicator__parent=None)
        .exclude(value="")
        .order_by()
        .values("track")
        .annotate(n=Count("pk"))
        .values("n")
    )
    areas, tracks = {}, {}
    for row in TrackArea.objects.filter(assessment__round=round_).values(
        "assessment_id",
        "track_id",
        "area__slug",
        "area__name",
        "area__order",
        asked=_for_drafts(asked),
        answered=_for_drafts(answered),
    ):
        areas[row["area__order"], row["area__slug"]] = row["area__name"]
        if row["asked"] is not None:
            tracks[row["assessment_id"], row["track_id"]] = Share(row["answered"], row["asked"])
    drafts = {}
    for (assessment_id, _), share in tracks.items():
        drafts[assessment_id] = drafts.get(assessment_id, Share()) + share
    return Work(tuple((slug, name) for (_, slug), name in sorted(areas.items())), drafts)


def _for_drafts(query):
    """Count in drafts alone: the others are done, and counting them would cost the page its time."""
    return Case(
        When(
            assessment__state=SelfAssessment.State.DRAFT,
            then=Coalesce(Subquery(query, output_field=IntegerField()), 0),
        ),
        default=None,
        output_field=IntegerField(),
    )
