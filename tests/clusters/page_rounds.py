"""Rounds of any size for the tests of pages, with every state that a municipality can be in."""

from clusters import workflow
from clusters.models import Answer, SelfAssessment
from indicators.outline import load_outline
from tests.factories import NOW, UserFactory, begun, cluster_of, fitting_value, opened_round

GROUPS = (("alkohol",), ("stof",))
# One value for each question, or one by (area key, number); what is not named is ja.
ANSWERS = (
    {},
    {"1.1": "nej"},
    {("alkohol", "1.1"): "ja", ("stof", "1.1"): "nej"},
    {("stof", "1.1"): "delvis"},
    {"1.2": "ikke_relevant"},
    {"1.1": "delvis", "1.2": ""},
)


def sent(assessment, values=None, groups=GROUPS, actor=None):
    """Submit an assessment whose answers are stored in one go, and give it as it stands in the database."""
    actor = actor or UserFactory(name=f"Kommuneansvarlig, {assessment.municipality_name}")
    if assessment.state == SelfAssessment.State.NOT_STARTED:
        assessment = begun(assessment, groups=groups, actor=actor)
    fill(assessment, values or {}, actor)
    workflow.submit(assessment.pk, actor=actor, at=NOW, confirm_missing=True)
    return SelfAssessment.objects.select_related("round", "municipality", "round_cluster", "submission").get(
        pk=assessment.pk
    )


def fill(assessment, values, actor):
    """Store an answer to every question of every track; an empty value stores none."""
    outline = load_outline(assessment.round.catalogue_id)
    rows = []
    for track in assessment.tracks.filter(active=True):
        for pk in sorted(outline.asked_in(track.area_slugs)):
            indicator = outline.by_id[pk]
            value = values.get((track.area_key, indicator.number), values.get(indicator.number))
            value = fitting_value(indicator) if value is None else value
            words = f"Hvorfor {value} i {assessment.municipality_name}" if value in ("delvis", "ikke_relevant") else ""
            if value:
                rows.append(
                    Answer(
                        track=track, indicator_id=pk, value=value, elaboration=words, changed_by=actor, changed_at=NOW
                    )
                )
    Answer.objects.bulk_create(rows)


def mixed_round(municipalities, clusters=3, **fields):
    """Give an open round of so many municipalities: submitted in six ways, a draft, not begun, and one that is out."""
    sizes = [municipalities // clusters + (place < municipalities % clusters) for place in range(clusters)]
    round_ = opened_round(*(cluster_of(size) for size in sizes), **fields)
    actor = UserFactory(name="Kommuneansvarlig")
    for place, assessment in enumerate(round_.assessments.order_by("municipality__code")):
        if place == 1:
            workflow.withdraw(assessment.pk, actor=actor, at=NOW)
        elif place == 2:
            begun(assessment, actor=actor)
        elif place != 3:
            sent(assessment, ANSWERS[place % len(ANSWERS)], actor=actor)
    return round_
