"""Beginning many assessments at once, with the tracks that a file names, and taking that back."""

from clusters.models import Answer, SelfAssessment, Track, TrackArea, Transition
from clusters.workflow.acts import transition
from clusters.workflow.answer_batch import typed_assessments
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import IllegalTransition, Locked
from clusters.workflow.tracks import track_name, wanted_tracks

State = SelfAssessment.State
Act = Transition.Act


def begin_assessments(batch, groups, *, actor, at, reason):
    """Begin assessments of a locked batch, as `begin` does for one: not started → draft.

    `groups` is {assessment id: keys of the tracks}. The batch knows the tracks then. A track that rests since an import
    was taken back comes into use again. Queries: 4, one more for resting tracks, more for very many.
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
        names = []
        for order, (key, areas) in enumerate(_divided(batch.outline_of(row.pk).areas, groups[row.pk]).items(), start=1):
            track = batch.resting[row.pk].pop(key, None) or Track(assessment=row, area_key=key)
            track.name, track.order, track.active = track_name(areas), order, True
            names.append(track.name)
            tracks.append(track)
            places += [(track, area) for area in areas]
            batch.tracks[row.pk][key] = track
        began.append(
            transition(
                Act.START,
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
    Track.objects.bulk_update([track for track in tracks if track.pk], ["name", "order", "active"])
    Track.objects.bulk_create(track for track in tracks if not track.pk)
    TrackArea.objects.bulk_create(
        TrackArea(assessment_id=track.assessment_id, track=track, area=area) for track, area in places
    )
    SelfAssessment.objects.filter(pk__in=list(groups)).update(state=State.DRAFT)
    Transition.objects.bulk_create(began)


def unbegin_assessments(batch, assessment_ids, *, actor, at, reason):
    """Bring assessments of a locked batch that an import began back: draft → not started. Gives the ids of those that
    were, in order; one in which anything else has happened since stays as it is.

    Side effects: the tracks go out of use and keep their answers, which are blank; a transition with the reason.
    Queries: 3, 4 more where any goes back, more for very many.
    """
    ids = sorted(pk for pk in assessment_ids if batch.assessments[pk].state == State.DRAFT)
    busy = typed_assessments(ids) | _answered(ids) | _moved_on(ids)
    rows = [batch.assessments[pk] for pk in ids if pk not in busy]
    if not rows:
        return []
    for row in rows:
        row.state = State.NOT_STARTED
    done = [row.pk for row in rows]
    TrackArea.objects.filter(assessment__in=done).delete()
    Track.objects.filter(assessment__in=done).update(active=False)
    SelfAssessment.objects.filter(pk__in=done).update(state=State.NOT_STARTED)
    Transition.objects.bulk_create(
        transition(
            Act.UNSTART,
            round_=row.round,
            assessment=row,
            actor=actor,
            at=at,
            from_state=State.DRAFT,
            to_state=State.NOT_STARTED,
            reason=reason,
        )
        for row in rows
    )
    return done


def _answered(assessment_ids):
    """Give the assessments in which an answer stands."""
    found = Answer.objects.filter(track__assessment__in=assessment_ids).exclude(value="", elaboration="")
    return set(found.order_by().values_list("track__assessment", flat=True).distinct())


def _moved_on(assessment_ids):
    """Give the assessments that have gone on since they began, otherwise than by a submission on behalf."""
    rows = Transition.objects.filter(assessment__in=assessment_ids).order_by("pk")
    found = set()
    for assessment, act in rows.values_list("assessment", "act"):
        if act == Act.START:
            found.discard(assessment)
        elif act not in (Act.SUBMIT_FOR, Act.TAKE_BACK):
            found.add(assessment)
    return found


def rest_of_areas(areas, keys):
    """Give the keys of the tracks with which some tracks are filled up: each area that is in none has its own, so that
    what is not answered there is seen."""
    named = {slug for key in keys for slug in key.split("+")}
    return [area.slug for area in areas if area.slug not in named]


def tracks_named(areas, keys):
    """Give the names of some tracks, as a tuple in their order."""
    return tuple(track_name(members) for members in _divided(areas, keys).values())


def _divided(areas, keys):
    return wanted_tracks(areas, [key.split("+") for key in keys])
