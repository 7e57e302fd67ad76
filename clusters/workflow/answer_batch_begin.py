"""Beginning many assessments at once, with the tracks that a file names."""

from clusters.models import SelfAssessment, Track, TrackArea, Transition
from clusters.workflow.acts import transition
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import IllegalTransition, Locked
from clusters.workflow.tracks import track_name, wanted_tracks

State = SelfAssessment.State


def begin_assessments(batch, groups, *, actor, at, reason):
    """Begin assessments of a locked batch, as `begin` does for one: not started → draft.

    `groups` is {assessment id: keys of the tracks}. The batch knows the tracks then. Queries: 4, more for very many.
    Raises Locked, IllegalTransition where one has begun, WorkflowError where its tracks are no division of the areas.
    """
    if not groups:
        return
    rows = [batch.assessments[pk] for pk in sorted(groups)]
    for row in rows:
        if row.locked:
            raise Locked(why_locked(row))
        if row.state != State.NOT_STARTED:
            raise IllegalTransition("Selvvurderingen er allerede begyndt.")
    tracks, places, began = [], [], []
    for row in rows:
        wanted = wanted_tracks(batch.outline_of(row.pk).areas, [key.split("+") for key in groups[row.pk]])
        names = []
        for order, (key, areas) in enumerate(wanted.items(), start=1):
            track = Track(assessment=row, area_key=key, name=track_name(areas), order=order)
            names.append(track.name)
            tracks.append(track)
            places += [(track, area) for area in areas]
            batch.tracks[row.pk][key] = track
        began.append(
            transition(
                Transition.Act.START,
                round_=row.round,
                assessment=row,
                actor=actor,
                at=at,
                from_state=State.NOT_STARTED,
                to_state=State.DRAFT,
                reason=reason,
                detail=", ".join(names),
            )
        )
        row.state = State.DRAFT
    Track.objects.bulk_create(tracks)
    TrackArea.objects.bulk_create(
        TrackArea(assessment_id=track.assessment_id, track=track, area=area) for track, area in places
    )
    SelfAssessment.objects.filter(pk__in=list(groups)).update(state=State.DRAFT)
    Transition.objects.bulk_create(began)
