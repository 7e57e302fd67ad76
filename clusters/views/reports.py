"""The status report: the list, the report itself, and its publication."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.forms.assessments import ReasonForm
from clusters.forms.reports import PublishForm
from clusters.permissions import (
    may_publish_report,
    may_see_counts,
    may_see_rulings,
    may_write_report,
    readable_report_rounds,
    standing,
)
from clusters.reports.guide import basis
from clusters.reports.parts import unwritten
from clusters.reports.renderers.html import Reader, render_report
from clusters.reports.snapshot import RELATED, take_snapshot
from clusters.views.access import require
from clusters.workflow import WorkflowError, publish, unpublish


def for_readers(view):
    """Send those who are not logged in to the login page where the installation reads behind it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.PUBLIC_READING and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def find_round(user, slug):
    """Give a round whose report the user may read, with all that the report names: 1 query. Raises Http404."""
    return get_object_or_404(readable_report_rounds(user).select_related(*RELATED), slug=slug)


def is_published(round_):
    """Say whether readers may see the report of a round that was loaded with its report."""
    report = getattr(round_, "report", None)
    return report is not None and report.is_published


def reader_of(user, round_):
    """Give what the user may open from the report."""
    counts = user.is_authenticated and may_see_counts(user, round_)
    return Reader(
        counts=counts,
        answers=counts and (may_see_rulings(user, round_) or (is_published(round_) and standing(user).takes_part)),
        writes=may_write_report(user, round_) and takes_texts(round_),
    )


def takes_texts(round_):
    """Say whether the report's texts may still be changed."""
    return round_.state != round_.State.CLOSED


@for_readers
@require_safe
def report_list(request):
    """The reports one may read: published ones, and drafts for project and steering group."""
    rounds = list(readable_report_rounds(request.user).select_related("region", "report"))
    context = {
        "published": sorted(
            (row for row in rounds if is_published(row)), key=lambda row: row.report.published_at, reverse=True
        ),
        "drafts": [row for row in rounds if not is_published(row)],
    }
    return render(request, "clusters/report_list.html", context)


@for_readers
@require_safe
def report(request, round):
    """One report as it stands now, or as it was published."""
    round_ = find_round(request.user, round)
    facts = take_snapshot(round_, at=timezone.now())
    context = {
        "facts": facts,
        "basis": basis(facts),
        "article": render_report(facts, reader_of(request.user, round_)),
        "may_publish": may_publish_report(request.user, round_),
    }
    return render(request, "clusters/report.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_publish(request, round):
    """Let readers see the report, or take it back."""
    round_ = find_round(request.user, round)
    require(may_publish_report(request.user, round_), "Rapporten offentliggøres af projektgruppen og styregruppen.")
    facts = take_snapshot(round_, at=timezone.now())
    has_open, lacking = bool(facts.waiting or facts.unanswered), unwritten(facts)
    published = is_published(round_)
    data = request.POST if request.method == "POST" else None
    form = (
        ReasonForm(data, label="Hvorfor trækkes rapporten tilbage?")
        if published
        else PublishForm(data, has_open=has_open, lacks_texts=bool(lacking))
    )
    if request.method == "POST" and form.is_valid() and _publish_or_take_back(request, round_, form):
        return redirect("clusters:report", round_.slug)
    context = {
        "round": round_,
        "facts": facts,
        "form": form,
        "has_open": has_open,
        "unwritten": lacking,
        "writes": reader_of(request.user, round_).writes,
        "is_published": published,
        "sees_rulings": may_see_rulings(request.user, round_),
        "public_reading": settings.PUBLIC_READING,
    }
    return render(request, "clusters/report_publish.html", context)


def _publish_or_take_back(request, round_, form):
    """Do what the form asks for, and say whether it was done; what was refused is shown in the form."""
    taking_back = "reason" in form.fields
    try:
        if taking_back:
            reason, confirmed = form.cleaned_data["reason"], form.cleaned_data["cpr_confirmed"]
            unpublish(round_.pk, actor=request.user, at=timezone.now(), reason=reason, cpr_confirmed=confirmed)
        else:
            publish(round_.pk, actor=request.user, at=timezone.now())
    except WorkflowError as refusal:
        if taking_back:
            form.refuse(refusal)
        else:
            form.add_error(None, refusal.message)
        return False
    messages.success(request, "Rapporten er trukket tilbage." if taking_back else "Rapporten er offentliggjort.")
    return True
