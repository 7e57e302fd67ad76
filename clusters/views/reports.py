"""The status report: the list, the report itself, and its publication."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.permissions import (
    may_publish_report,
    may_see_counts,
    may_see_rulings,
    may_write_report,
    readable_report_rounds,
    standing,
)
from clusters.reports.guide import basis
from clusters.reports.renderers.html import Reader, render_report
from clusters.reports.snapshot import RELATED, take_snapshot


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
    """Say whether the report's texts may be changed now."""
    report = getattr(round_, "report", None)
    return round_.state != round_.State.PLANNED and not (report and report.is_released)


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
