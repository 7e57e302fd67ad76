"""How a municipality answers: the division into tracks, and "færdig med min del"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from clusters.form_page import load_sheet
from clusters.forms.assessments import TracksForm
from clusters.models import SelfAssessment, Track
from clusters.templatetags.assessments import assessment_url
from clusters.views.access import find_assessment, find_editable
from clusters.workflow import WorkflowError, begin, mark_done, set_tracks, why_locked
from indicators.models import Area

State = SelfAssessment.State


@login_required
def assessment_tracks(request, round, code):
    """Begin an assessment, or divide it into other tracks later."""
    found = find_assessment(request.user, round, code)
    find_editable(request.user, round, code)
    beginning = found.state == State.NOT_STARTED
    if found.locked or not (beginning or found.is_editable):
        messages.warning(request, why_locked(found))
        return redirect(assessment_url(found))
    form = _tracks_form(request, found)
    if request.method == "POST" and form.is_valid() and _divide(request, found, form, beginning):
        return redirect(assessment_url(found))
    context = {"assessment": found, "form": form, "beginning": beginning, "here": "Sådan svarer I"}
    return render(request, "clusters/assessment_tracks.html", context)


def _tracks_form(request, assessment):
    """Give the form, filled in as the municipality answers now, or else as it did last time."""
    areas = Area.objects.filter(catalogue_id=assessment.round.catalogue_id).order_by("order", "slug")
    shown = assessment if assessment.state != State.NOT_STARTED else _last_time(assessment)
    known = {area.slug for area in areas}
    keys = Track.objects.filter(assessment=shown, active=True).values_list("area_key", flat=True) if shown else ()
    groups = [[slug for slug in key.split("+") if slug in known] for key in keys]
    initial = {"provision": shown.provision} if shown else {}
    posted = request.POST if request.method == "POST" else None
    return TracksForm(posted, areas=areas, groups=[group for group in groups if group], initial=initial)


def _last_time(assessment):
    if not assessment.round.previous_id:
        return None
    return SelfAssessment.objects.filter(
        round_id=assessment.round.previous_id, municipality_id=assessment.municipality_id
    ).first()


def _divide(request, assessment, form, beginning):
    """Begin, or set the tracks. Gives whether it was done; what was refused is shown in the form."""
    act = begin if beginning else set_tracks
    try:
        act(
            assessment.pk,
            groups=form.groups(),
            provision=form.cleaned_data["provision"],
            actor=request.user,
            at=timezone.now(),
        )
    except WorkflowError as error:
        form.add_error("provision" if error.field == "provision" else None, error.message)
        return False
    if not beginning:
        messages.success(request, "Sporene er ændret. Ingen svar er gået tabt.")
    return True


@login_required
def assessment_track_done(request, round, code, track):
    """Say "færdig med min del" for a track, or take it back; a GET leads to the task list.

    Where something is missing in the track it is shown first, to be confirmed.
    """
    found = find_assessment(request.user, round, code)
    find_editable(request.user, round, code)
    if request.method != "POST":
        return redirect(assessment_url(found))
    done = request.POST.get("faerdig") == "1"
    if done and "bekraeft" not in request.POST:
        sheet = load_sheet(found, request.user)
        gaps = [gap for gap in sheet.missing if gap.track.id == track]
        if gaps and sheet.editable:
            head = next(head for head in sheet.heads if head.id == track)
            context = {"assessment": found, "sheet": sheet, "head": head, "gaps": gaps, "here": "Færdig med sporet"}
            return render(request, "clusters/assessment_track_done.html", context)
    _mark(request, found, track, done)
    return redirect(assessment_url(found))


def _mark(request, assessment, track, done):
    try:
        row = mark_done(track, assessment.pk, actor=request.user, at=timezone.now(), done=done)
    except Track.DoesNotExist:
        raise Http404("No such track in use") from None
    except WorkflowError as error:
        messages.error(request, error.message)
    else:
        told = "er meldt færdigt" if done else "er åbnet igen"
        messages.success(request, f"Sporet {row.name} {told}.")
