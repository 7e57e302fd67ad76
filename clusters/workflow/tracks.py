"""How a municipality divides its form into tracks. Going from one track to two and back loses no answer."""

from django.db import transaction

from clusters.models import Answer, SelfAssessment, Track, TrackArea, Transition
from clusters.workflow.acts import lock_assessment, record
from clusters.workflow.answers import why_locked
from clusters.workflow.errors import IllegalTransition, Locked, WorkflowError
from indicators.outline import load_outline
from indicators.values import MAX_TEXT
from misbrug.text.danish import join

State = SelfAssessment.State
Act = Transition.Act


def begin(assessment_id, *, groups, provision, actor, at):
    """Begin an assessment: not started → draft, with its tracks. Gives the assessment.

    `groups` is a list of lists of area slugs, one for each track; `provision` a SelfAssessment.Provision or "".
    Side effects: tracks, state, a transition. Raises as `set_tracks`; IllegalTransition where it has begun.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        if assessment.state != State.NOT_STARTED:
            raise IllegalTransition("Selvvurderingen er allerede begyndt. Genindlæs siden for at se den.")
        if assessment.locked:
            raise Locked(why_locked(assessment))
        detail = _apply(assessment, groups, provision, actor, at)
        assessment.state = State.DRAFT
        assessment.save(update_fields=["state", "provision"])
        record(
            Act.START,
            round_=assessment.round,
            assessment=assessment,
            actor=actor,
            at=at,
            from_state=State.NOT_STARTED,
            to_state=State.DRAFT,
            detail=detail,
        )
        return assessment


def set_tracks(assessment_id, *, groups, provision, actor, at):
    """Divide an assessment's areas into other tracks, and set its provision. Gives the assessment.

    A track that goes out of use keeps its answers and gets them back when it comes into use again. A track that
    comes into use takes over what the tracks it replaces agree on and have newer; where they differ, it is left
    unanswered and the form shows theirs.
    Side effects: tracks, answers with history, a transition.
    Raises Locked where answers may not change; WorkflowError (field "groups") where an area is unknown or in two
    tracks, or no area is chosen.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        reason = why_locked(assessment)
        if reason:
            raise Locked(reason)
        detail = _apply(assessment, groups, provision, actor, at)
        assessment.save(update_fields=["provision"])
        record(
            Act.TRACKS,
            round_=assessment.round,
            assessment=assessment,
            actor=actor,
            at=at,
            from_state=assessment.state,
            to_state=assessment.state,
            detail=detail,
        )
        return assessment


def _apply(assessment, groups, provision, actor, at):
    """Bring the tracks in step with the groups and give their names as one text."""
    if provision not in SelfAssessment.Provision.values and provision != "":
        raise WorkflowError("Vælg et af de tre svar.", "provision")
    outline = load_outline(assessment.round.catalogue_id)
    wanted = wanted_tracks(outline.areas, groups)
    tracks = {track.area_key: track for track in assessment.tracks.all()}
    leaving = [track for key, track in tracks.items() if track.active and key not in wanted]
    arriving = []
    TrackArea.objects.filter(assessment=assessment).delete()
    for track in leaving:
        track.active, track.done_at, track.done_by = False, None, None
        track.save(update_fields=["active", "done_at", "done_by"])
    for order, (key, areas) in enumerate(wanted.items(), start=1):
        track = tracks.get(key) or Track(assessment=assessment, area_key=key, active=False)
        if not track.active:
            arriving.append(track)
        track.name, track.order, track.active = track_name(areas), order, True
        track.save()
        TrackArea.objects.bulk_create(TrackArea(assessment=assessment, track=track, area=area) for area in areas)
    for track in arriving:
        _carry_over(leaving, track, outline, actor, at)
    assessment.provision = provision
    return ", ".join(track.name for track in sorted(_active(assessment), key=lambda row: row.order))


def track_name(areas):
    """Give the name of a track that covers some areas: "Alkohol og stof"."""
    names = join([area.name for area in areas])
    return names[:1].upper() + names[1:].lower()


def _active(assessment):
    return Track.objects.filter(assessment=assessment, active=True)


def wanted_tracks(areas, groups):
    """Give {area key: areas} in the catalogue's order. Raises WorkflowError for groups that are no division."""
    by_slug = {area.slug: area for area in areas}
    seen, wanted = set(), {}
    order = {area.slug: position for position, area in enumerate(areas)}
    chosen = [[slug for slug in group if slug] for group in groups]
    for group in sorted((group for group in chosen if group), key=lambda g: min(order.get(s, 0) for s in g)):
        unknown = [slug for slug in group if slug not in by_slug]
        if unknown:
            raise WorkflowError("Området findes ikke i kataloget. Genindlæs siden.", "groups")
        twice = [slug for slug in group if slug in seen]
        if twice or len(set(group)) < len(group):
            raise WorkflowError("Hvert område kan kun være i ét spor.", "groups")
        seen.update(group)
        members = sorted((by_slug[slug] for slug in group), key=lambda area: order[area.slug])
        wanted["+".join(area.slug for area in members)] = members
    if not wanted:
        raise WorkflowError("Vælg mindst ét område, som I arbejder med.", "groups")
    return wanted


def _carry_over(leaving, track, outline, actor, at):
    """Let a track that comes into use take over what the tracks it replaces say, where they have something newer.

    Where they agree, their answer becomes its own. Where they differ it is left unanswered, so that nobody's *nej*
    turns into a *ja* on the way: the form shows theirs and the question is listed as missing.
    """
    sources = [old for old in leaving if not old.area_slugs.isdisjoint(track.area_slugs)]
    answers = {(row.track_id, row.indicator_id): row for row in Answer.objects.filter(track__in=[*sources, track])}
    for indicator_id in outline.asked_in(track.area_slugs):
        asking = [old for old in sources if outline.is_asked(indicator_id, old.area_slugs)]
        found = [(old, answers.get((old.pk, indicator_id))) for old in asking]
        own = answers.get((track.pk, indicator_id))
        if _have_newer(found, own):
            _take_over(track, indicator_id, own, found, actor, at)


def _have_newer(found, own):
    """Say whether somebody has written something in the replaced tracks since the track last had an answer.

    What was only carried there is not newer: it would bring a joined text back into the tracks it came from.
    """
    written = [answer for _, answer in found if answer]
    if own is None:
        return bool(written)
    return any(answer.changed_at > own.changed_at and not answer.is_carried for answer in written)


def _take_over(track, indicator_id, own, found, actor, at):
    """Write what the replaced tracks agree on into the track as a new version; nothing where they differ."""
    written = [answer for _, answer in found if answer]
    newest = max(written, key=lambda row: row.changed_at)
    value, elaboration = _agreement(found)
    stored = (own.value, own.elaboration) if own else ("", "")
    if stored == (value, elaboration):
        return
    answer = own or Answer(track=track, indicator_id=indicator_id, version=0)
    answer.value, answer.elaboration = value, elaboration
    answer.version += 1
    answer.changed_by, answer.changed_at = newest.changed_by, newest.changed_at
    answer.is_example, answer.is_carried = newest.is_example, True
    # Who wrote the newest of them has not written all that is put together here.
    answer.value_by_other = answer.elaboration_by_other = True
    answer._history_user, answer._history_date = actor, at
    names = join([old.name for old, _ in found])
    answer._change_reason = f"Overtaget fra {names}"[:100] if value else f"Forskellige svar i {names}"[:100]
    answer.save()


def _agreement(found):
    """Give the value and the elaboration that the tracks agree on; blank where they differ or one has no answer."""
    values = {answer.value if answer else "" for _, answer in found}
    if len(values) > 1:
        return "", ""
    texts = {answer.elaboration for _, answer in found if answer and answer.elaboration}
    elaboration = next(iter(texts), "")
    if len(texts) > 1:
        elaboration = "\n\n".join(f"{old.name}: {row.elaboration}" for old, row in found if row and row.elaboration)
    # Too long together: each stays in its own track, where the form shows it.
    return values.pop(), elaboration if len(elaboration) <= MAX_TEXT else ""


def mark_done(track_id, assessment_id, *, actor, at, done=True):
    """Say, or take back, "færdig med min del" for a track. Gives the track.

    Side effects: the track and a transition, unless it already stood so. Raises Locked where answers may not change.
    """
    with transaction.atomic():
        assessment = lock_assessment(assessment_id)
        reason = why_locked(assessment)
        if reason:
            raise Locked(reason)
        track = Track.objects.get(pk=track_id, assessment=assessment, active=True)
        if (track.done_at is not None) == done:
            return track
        track.done_at, track.done_by = (at, actor) if done else (None, None)
        track.save(update_fields=["done_at", "done_by"])
        record(
            Act.TRACK_DONE if done else Act.TRACK_REOPENED,
            round_=assessment.round,
            assessment=assessment,
            actor=actor,
            at=at,
            from_state=assessment.state,
            to_state=assessment.state,
            detail=track.name,
        )
        return track
