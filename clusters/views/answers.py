"""Saving one answer from the page, and the history of one, from which earlier versions are put back."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import history
from clusters.answer_form import mark, whole_number
from clusters.conflict_note import conflict_note
from clusters.models import Answer, Track
from clusters.permissions import may_edit_answers
from clusters.views.access import find_assessment, find_editable
from clusters.views.restoring import Restoring, find_version, restore_page
from clusters.workflow import Conflict, CprRefused, Locked, WorkflowError, save_answer
from clusters.workflow.answers import why_locked
from indicators.values import SEPARATOR
from misbrug.accounts.sessions import mark_of
from misbrug.text.danish import time

LOGGED_OUT = "Du er logget ud. Log ind igen. Det, du har skrevet, står her stadig og gemmes derefter."
# Here the tick saves by itself, so that there is nothing to press afterwards.
TICK_HERE = (
    "Teksten indeholder tal, der kan være et CPR-nummer. Er det et CPR-nummer, så fjern det. "
    "Er det ikke, så sæt kryds herunder. Teksten er ikke gemt endnu."
)


def answers_in_json(view):
    """Tell somebody who is no longer logged in so, where a redirect to the login page would only confuse a script.

    The same is told to a page that was made for somebody else, which it says in `X-Person`: where two share a browser,
    what the first typed must not be stored in the name of the second.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST" and not _is_person_of_page(request):
            return JsonResponse({"status": "logged_out", "message": LOGGED_OUT}, status=401)
        return login_required(view)(request, *args, **kwargs)

    return checked


def _is_person_of_page(request):
    if not request.user.is_authenticated:
        return False
    mark = mark_of(request.user)
    return request.headers.get("X-Person", mark) == mark


@answers_in_json
def answer_save(request, round, code):
    """Store one answer and say so as JSON; a GET leads to the form.

    200 saved, 400 the answer cannot be stored as it is, 409 a newer answer stands, 423 answers may not change.
    """
    if request.method != "POST":
        return redirect("clusters:assessment", round=round, code=code)
    assessment = find_editable(request.user, round, code)
    post, now = request.POST, timezone.now()
    values = [value for value in post.getlist("value") if value.strip()]
    try:
        saved = save_answer(
            assessment_id=assessment.pk,
            track_id=whole_number(post.get("track")),
            indicator_id=whole_number(post.get("indicator")),
            value=values[0] if len(values) == 1 else values,
            elaboration=post.get("elaboration", ""),
            base_version=whole_number(post.get("version")),
            actor=request.user,
            at=now,
            cpr_confirmed="cpr" in post,
        )
    except Conflict as conflict:
        return _conflict(request, conflict)
    except Locked as error:
        return JsonResponse({"status": "locked", "message": error.message}, status=423)
    except Track.DoesNotExist:
        message = "Sporet findes ikke. Genindlæs siden for at se de spor, I svarer i nu."
        return JsonResponse({"status": "error", "field": "value", "message": message}, status=400)
    except WorkflowError as error:
        may_confirm = isinstance(error, CprRefused) and not error.certain
        message = TICK_HERE if may_confirm else error.message
        content = {"status": "error", "field": error.field or "value", "message": message}
        return JsonResponse(content | {"may_confirm": may_confirm}, status=400)
    return JsonResponse(_saved(saved, now))


def _saved(saved, now):
    answer = saved.answer
    return {
        "status": "saved",
        "version": saved.version,
        "was": mark(answer.value, answer.elaboration) if answer else mark("", ""),
        "answer": answer.pk if answer else None,
        "saved": f"Gemt {time(now)}",
    }


def _conflict(request, conflict):
    note = conflict_note(conflict.mine.indicator, conflict, request.user)
    return JsonResponse(
        {
            "status": "conflict",
            "version": note.version,
            "value": note.value.split(SEPARATOR),
            "elaboration": note.elaboration,
            "was": mark(note.value, note.elaboration),
            "html": render_to_string("clusters/_answer_conflict.html", {"note": note, "script": True}, request),
        },
        status=409,
    )


def _find_answer(assessment, pk):
    rows = Answer.objects.select_related("indicator__recommendation", "track__assessment")
    return get_object_or_404(rows, pk=pk, track__assessment=assessment)


@login_required
@require_safe
def answer_history(request, round, code, answer):
    """Show what an answer has been: every change to one's own people, what was submitted to everybody else."""
    found = find_assessment(request.user, round, code)
    row = _find_answer(found, answer)
    own = may_edit_answers(request.user, found)
    number = request.GET.get("side")
    if own:
        may_restore = not why_locked(found) and row.track.active

        def restore(version):
            return reverse("clusters:answer_restore", args=[round, code, answer, version])

        page, versions = history.versions_of(row, number, restore if may_restore else None)
    else:
        page, versions = history.submitted_versions_of(found, row, number)
    if not versions:
        raise Http404("The answer was never submitted")
    context = {"answer": row, "own": own, "page": page, "versions": versions}
    return render(request, "clusters/answer_history.html", context | {"assessment": found, "here": "Svarets historik"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_restore(request, round, code, answer, version):
    """Put an earlier version of an answer back, as a new version."""
    found = find_editable(request.user, round, code)
    row = _find_answer(found, answer)
    earlier = find_version(row.history, version)

    def save(**given):
        save_answer(
            assessment_id=found.pk,
            track_id=row.track_id,
            indicator_id=row.indicator_id,
            value=earlier.value,
            elaboration=earlier.elaboration,
            is_example=earlier.is_example,
            **given,
        )

    inactive = "" if row.track.active else "Sporet er ikke længere i brug."
    restoring = Restoring(
        page="clusters/assessment_base.html",
        at=earlier.history_date,
        pairs=history.pairs_of(row.indicator, row, earlier),
        version=row.version,
        save=save,
        back=reverse("clusters:answer_history", args=[round, code, answer]),
        closed=why_locked(found) or inactive,
    )
    return restore_page(request, restoring, {"assessment": found, "answer": row, "here": "Gendan et svar"})
