"""What spans rows and no constraint can hold: each check finds the breaches of one rule (design, 2.9).

Each gives Danish sentences that name the place. `manage.py check_data` runs them all.
"""

from collections import Counter

from django.db.models import Count, F, Max, Q

from clusters.models import (
    Answer,
    ClusterMembership,
    Membership,
    Round,
    Ruling,
    SelfAssessment,
    Submission,
    Track,
    TrackArea,
    Transition,
)
from clusters.report_checks import CHECKS as REPORT_CHECKS
from clusters.submitted import unseal
from indicators.outline import load_outline
from indicators.values import ValueProblem, parse
from misbrug.text import cpr

State = SelfAssessment.State


def breaches():
    """Give every breach of the rules that span rows in this app, as Danish sentences."""
    for check in CHECKS:
        yield from check()


def overlapping_memberships():
    """A municipality is in one cluster at a time."""
    rows = ClusterMembership.objects.select_related("municipality", "cluster").order_by("municipality", "valid_from")
    last = None
    for row in rows:
        same = last is not None and last.municipality_id == row.municipality_id
        if same and (last.valid_to is None or last.valid_to >= row.valid_from):
            yield f"{row.municipality} er i {last.cluster} og {row.cluster} på samme tid."
        last = row


def rounds_of_published_catalogues():
    """A round that has been opened asks a published catalogue."""
    for round_ in Round.objects.exclude(state=Round.State.PLANNED).filter(catalogue__published_at__isnull=True):
        yield f"{round_}: kataloget er en kladde."


def assessments_in_opened_rounds():
    """Assessments belong to opened rounds, to a cluster of their round, and share the round's lock."""
    rows = SelfAssessment.objects.select_related("round", "round_cluster")
    for row in rows.filter(round__state=Round.State.PLANNED):
        yield f"{row}: runden er ikke åbnet."
    for row in rows.exclude(round_cluster__round_id=F("round_id")):
        yield f"{row}: klyngen hører til en anden runde."
    for row in rows.filter(Q(round__state=Round.State.OPEN, locked=True)):
        yield f"{row}: låst, selv om runden er åben."
    for row in rows.filter(round__state__in=[Round.State.PROCESSING, Round.State.CLOSED], locked=False):
        yield f"{row}: ikke låst, selv om runden ikke tager imod svar."


def rounds_chain_in_one_region():
    """The previous round is of the same region, and the chain has no ring."""
    following = {row.pk: row for row in Round.objects.select_related("previous")}
    for round_ in following.values():
        if round_.previous and round_.previous.region_id != round_.region_id:
            yield f"{round_}: forrige runde er fra en anden region."
        seen, step = set(), round_
        while step is not None and step.pk not in seen:
            seen.add(step.pk)
            step = following.get(step.previous_id)
        if step is not None:
            yield f"{round_}: rækken af forrige runder går i ring."


def tracks_cover_their_areas():
    """Active tracks cover exactly the areas that their key says, of the round's catalogue; inactive ones none."""
    covered = {}
    for row in TrackArea.objects.select_related("area", "track__assessment__round"):
        covered.setdefault(row.track_id, set()).add(row.area.slug)
        if row.assessment_id != row.track.assessment_id:
            yield f"{row}: sporet hører til en anden selvvurdering."
        if row.area.catalogue_id != row.track.assessment.round.catalogue_id:
            yield f"{row}: området hører til et andet katalog."
    for track in Track.objects.select_related("assessment__round"):
        expected = track.area_slugs if track.active else frozenset()
        if covered.get(track.pk, set()) != expected:
            yield f"{track.assessment}, sporet {track}: områderne passer ikke med sporet."


def begun_assessments_have_tracks():
    """An assessment that has begun has an active track; one that has not has none."""
    rows = SelfAssessment.objects.annotate(active=Count("tracks", filter=Q(tracks__active=True)))
    begun = rows.exclude(state=State.NOT_STARTED).exclude(resumes_as=State.NOT_STARTED)
    for row in begun.filter(active=0):
        yield f"{row}: er begyndt, men har ingen spor."
    for row in rows.filter(state=State.NOT_STARTED, active__gt=0):
        yield f"{row}: er ikke begyndt, men har spor."


def answers_fit_their_questions():
    """An answer's indicator is of the round's catalogue, its value canonical, its version that of its history."""
    rows = Answer.objects.select_related("indicator", "track__assessment__round")
    for row in rows.exclude(indicator__catalogue_id=F("track__assessment__round__catalogue_id")):
        yield f"{row.track.assessment}, {row}: indikatoren er fra et andet katalog."
    for row in rows.iterator(chunk_size=2000):
        try:
            fits = parse(row.indicator, row.value) == row.value
        except ValueProblem:
            fits = False
        if not fits:
            yield f"{row.track.assessment}, {row.indicator.number} {row.track}: værdien passer ikke til spørgsmålet."
    newest = Answer.history.values("id").annotate(newest=Max("version"))
    versions = {row["id"]: row["newest"] for row in newest}
    for pk, version in Answer.objects.values_list("pk", "version"):
        if versions.get(pk) != version:
            yield f"Svar {pk}: versionen passer ikke med historikken."


def _tracks_of(submission):
    """Give the tracks of a submission, None where its content cannot be read: a check of its own tells of that."""
    try:
        return unseal(submission.content)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def submissions_are_numbered_and_readable():
    """Submissions are numbered from 1 without gaps, the latest counts, and each can be read."""
    latest, numbers = {}, Counter()
    for row in Submission.objects.order_by("assessment_id", "number").select_related("assessment"):
        numbers[row.assessment_id] += 1
        if row.number != numbers[row.assessment_id]:
            yield f"{row}: numrene har huller."
        latest[row.assessment_id] = row.pk
        if _tracks_of(row) is None:
            yield f"{row}: indholdet kan ikke læses."
    for row in SelfAssessment.objects.all():
        if row.submission_id != latest.get(row.pk):
            yield f"{row}: den seneste indsendelse er ikke den, der tæller."


def submitted_content_is_what_stands():
    """While an assessment is submitted or reviewed, its live answers are the submitted ones."""
    rows = SelfAssessment.objects.filter(state__in=[State.SUBMITTED, State.REVIEWED]).select_related("submission")
    live = {
        (row["track_id"], row["indicator_id"]): row["version"]
        for row in Answer.objects.values("track_id", "indicator_id", "version")
    }
    for row in rows:
        if row.submission is None:
            continue
        for track in _tracks_of(row.submission) or ():
            for answer in track.answers.values():
                if live.get((track.id, answer.indicator)) != answer.version:
                    yield f"{row}: et svar i sporet {track.name} er ændret efter indsendelsen."


def states_follow_transitions():
    """The last transition with a state is the state that stands, for rounds and for assessments."""
    last = {}
    for row in Transition.objects.exclude(to_state="").order_by("at", "pk"):
        # The acts of a round's report go through states of their own (clusters/report_checks.py).
        if row.assessment_id is None and row.to_state not in Round.State.values:
            continue
        last[row.assessment_id or -row.round_id] = row.to_state
    for row in SelfAssessment.objects.all():
        if last.get(row.pk, State.NOT_STARTED) != row.state:
            yield f"{row}: tilstanden passer ikke med hændelserne."
    for round_ in Round.objects.all():
        if last.get(-round_.pk, Round.State.PLANNED) != round_.state:
            yield f"{round_}: tilstanden passer ikke med hændelserne."


def rulings_are_on_partly():
    """A ruling is on an answer of a type that knows delvis, by somebody from elsewhere."""
    rows = Ruling.objects.select_related("answer__indicator", "answer__track__assessment", "ruled_by")
    for row in rows.exclude(answer__indicator__answer_type="yes_no_partly"):
        yield f"{row}: spørgsmålet kan ikke besvares med delvis."
    home = set(Membership.objects.filter(municipality__isnull=False).values_list("user_id", "municipality_id"))
    for row in rows:
        if (row.ruled_by_id, row.answer.track.assessment.municipality_id) in home:
            yield f"{row}: vurderet af en fra kommunen selv."


def texts_hold_no_cpr():
    """No stored answer or reason holds a certain CPR number."""
    texts = [
        ("Svar", Answer.objects.values_list("pk", "elaboration")),
        ("Svar", Answer.objects.filter(indicator__answer_type="text").values_list("pk", "value")),
        ("Vurdering", Ruling.objects.values_list("pk", "reason")),
        ("Hændelse", Transition.objects.exclude(reason="").values_list("pk", "reason")),
    ]
    for name, rows in texts:
        for pk, text in rows.iterator(chunk_size=2000):
            if any(hit.kind == "certain" for hit in cpr.find(text)):
                yield f"{name} {pk}: teksten indeholder et CPR-nummer."


def asked_is_what_the_catalogue_asks():
    """What a submission says was asked is what the catalogue asks in its tracks."""
    outlines = {}
    for row in SelfAssessment.objects.filter(submission__isnull=False).select_related("round", "submission"):
        catalogue = row.round.catalogue_id
        if catalogue not in outlines:
            outlines[catalogue] = load_outline(catalogue)
        for track in _tracks_of(row.submission) or ():
            if track.asked != outlines[catalogue].asked_in(track.areas):
                yield f"{row}: sporet {track.name} blev spurgt om noget andet, end kataloget siger."


CHECKS = (
    overlapping_memberships,
    rounds_of_published_catalogues,
    rounds_chain_in_one_region,
    assessments_in_opened_rounds,
    tracks_cover_their_areas,
    begun_assessments_have_tracks,
    answers_fit_their_questions,
    submissions_are_numbered_and_readable,
    submitted_content_is_what_stands,
    states_follow_transitions,
    rulings_are_on_partly,
    texts_hold_no_cpr,
    asked_is_what_the_catalogue_asks,
    *REPORT_CHECKS,
)
