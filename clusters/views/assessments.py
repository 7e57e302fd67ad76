"""The pages of a self-assessment: the list, the task list, one recommendation, the whole form on paper."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters import assessment_list as listing
from clusters.answer_form import whole_number
from clusters.answer_page import save_page
from clusters.form_page import build_rows, load_earlier, load_page, load_sheet, without_fields
from clusters.models import SelfAssessment
from clusters.permissions import replying_assessments
from clusters.task_list import load_task_page
from clusters.templatetags.assessments import assessment_url
from clusters.views.access import find_assessment, find_editable


@login_required
@require_safe
def assessment_list(request):
    """Show the assessments of one's own municipalities, and those that one may see or manage."""
    return render(request, "clusters/assessment_list.html", {"rounds": listing.load_rounds(request.user)})


@login_required
@require_safe
def assessment(request, round, code):
    """Show the task list; before it has begun, lead the municipality's own people to how they answer."""
    found = find_assessment(request.user, round, code)
    sheet = load_sheet(found, request.user)
    if sheet.own and found.state == SelfAssessment.State.NOT_STARTED and not found.locked:
        return redirect(assessment_url(found, "assessment_tracks"))
    page = load_task_page(sheet, request.user)
    is_shown = sheet.own and replying_assessments(request.user).filter(pk=found.pk).exists()
    context = {"page": page, "sheet": sheet, "assessment": found, "is_shown_in_report": is_shown}
    return render(request, "clusters/assessment_detail.html", context)


@login_required
def assessment_recommendation(request, round, code, number):
    """Show one recommendation; a POST stores what was changed on it, for those without JavaScript too."""
    if request.method == "POST":
        find_editable(request.user, round, code)
    found = find_assessment(request.user, round, code)
    sheet = load_sheet(found, request.user)
    recommendation = sheet.recommendation(number)
    if recommendation is None:
        return _not_asked(request, sheet, number)
    page = load_page(sheet, recommendation)
    if request.method == "POST":
        return _save(request, page)
    return _show(request, page)


def _not_asked(request, sheet, number):
    """Lead a municipality that answers nothing to where that is said; tell others why the page is not there."""
    if sheet.own and not sheet.tracks:
        return redirect(_where_nothing_is_answered(sheet))
    outline = sheet.outline
    answered = next((row for row in outline.answered_recommendations if row.number == number), None)
    for_others = next((row for row in outline.unanswered_recommendations if row.number == number), None)
    if answered is None and for_others is None:
        raise Http404("No such recommendation in the catalogue")
    context = {"assessment": sheet.assessment, "sheet": sheet, "here": f"Anbefaling {number}"}
    context |= {"recommendation": answered or for_others, "for_others": bool(for_others)}
    return render(request, "clusters/assessment_not_asked.html", context, status=404)


def _where_nothing_is_answered(sheet):
    """Give the address where one begins; once it is too late or the municipality is out, that of the task list."""
    assessment = sheet.assessment
    begins = assessment.state == SelfAssessment.State.NOT_STARTED and not assessment.locked
    return assessment_url(assessment, "assessment_tracks" if begins else "assessment")


def _save(request, page):
    result = save_page(page, request.POST, actor=request.user, at=timezone.now())
    if not result.is_settled:
        return _show(request, page, result)
    if result.written:
        messages.success(request, "Svarene er gemt." if result.written > 1 else "Svaret er gemt.")
    assessment = page.sheet.assessment
    track = whole_number(request.POST.get("spor"))
    if track in {head.id for head in page.sheet.heads}:
        address = assessment_url(assessment, "assessment_recommendation", number=page.recommendation.number)
        return redirect(f"{address}?spor={track}")
    if page.following is None:
        return redirect(assessment_url(assessment))
    return redirect(assessment_url(assessment, "assessment_recommendation", number=page.following.number))


def _show(request, page, result=None):
    """Render the page. After a refused save its fields stay fields, so that what was typed can still be copied."""
    sheet = page.sheet
    track = whole_number(request.GET.get("spor"))
    own = sheet.own_head or (sheet.heads[0] if sheet.heads else None)
    chosen = track if track in {head.id for head in sheet.heads} else (own.id if own else None)
    context = {
        "page": page,
        "sheet": sheet,
        "assessment": sheet.assessment,
        "chosen": chosen,
        "result": result,
        "editable": sheet.editable or result is not None,
        "frozen": bool(result and result.locked),
        "layout": min(len(sheet.heads), 4),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "clusters/assessment_recommendation.html", context)


@login_required
@require_safe
def assessment_print(request, round, code):
    """Show the whole form to read and to print."""
    found = find_assessment(request.user, round, code)
    sheet = without_fields(load_sheet(found, request.user))
    if sheet.own and not sheet.tracks:
        return redirect(_where_nothing_is_answered(sheet))
    earlier = load_earlier(sheet)
    parts = [(row, build_rows(sheet, row, earlier, {})) for row in sheet.recommendations]
    context = {"sheet": sheet, "assessment": found, "parts": parts, "here": "Udskriv"}
    return render(request, "clusters/assessment_print.html", context)
