"""The status report: the list, the report that stands, and the draft; and how the pages around it find a report."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.models import Edition
from clusters.permissions import (
    may_read_draft_report,
    may_see_counts,
    may_see_rulings,
    may_write_report,
    readable_report_rounds,
    standing,
)
from clusters.reports.guide import basis
from clusters.reports.renderers.html import Reader, render_report
from clusters.reports.sealing import from_json
from clusters.reports.snapshot import RELATED, take_snapshot

HEAVY = ("facts", "record")


def for_readers(view):
    """Send those who are not logged in to the login page where the installation reads behind it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.PUBLIC_READING and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


# ---- finding ---------------------------------------------------------------------------------------------


def find_round(user, slug):
    """Give a round whose report the user may read, with all that the report names: 1 query. Raises Http404."""
    return get_object_or_404(readable_report_rounds(user).select_related(*RELATED), slug=slug)


def find_draft(user, slug):
    """Give a round whose draft the user may read. Raises Http404 for everybody else."""
    round_ = find_round(user, slug)
    if not may_read_draft_report(user, round_):
        raise Http404
    return round_


def editions_of(round_):
    """Give the editions of a round's report, the newest first, without what they have sealed: 1 query."""
    report = getattr(round_, "report", None)
    rows = list(Edition.objects.filter(report=report).defer(*HEAVY).order_by("-number")) if report else []
    for row in rows:
        row.report = report
    return rows


def standing_edition(editions):
    """Give the newest edition that is not withdrawn, None where none stands."""
    return next((row for row in editions if not row.is_withdrawn), None)


def sealed_facts(edition):
    """Give the facts that an edition has sealed: 1 query."""
    return from_json(edition.facts)


def is_published(round_):
    """Say whether readers may see the report of a round that was loaded with its report."""
    report = getattr(round_, "report", None)
    return report is not None and report.is_published


def takes_texts(round_):
    """Say whether the report's texts may be changed now."""
    report = getattr(round_, "report", None)
    return round_.state != round_.State.PLANNED and not (report and report.is_released)


def reader_of(user, round_):
    """Give what the user may open from the draft."""
    counts = user.is_authenticated and may_see_counts(user, round_)
    return Reader(
        counts=counts,
        answers=counts and (may_see_rulings(user, round_) or (is_published(round_) and standing(user).takes_part)),
        writes=may_write_report(user, round_) and takes_texts(round_),
    )


# ---- what every page of a report shows on top ------------------------------------------------------------


def report_frame(user, round_, editions, **context):
    """Give the context that the pages of a report share: what stands, what may be read, where it leads."""
    report = getattr(round_, "report", None)
    drafts = may_read_draft_report(user, round_)
    return {
        "round": round_,
        "report": report,
        "editions": editions,
        "standing": standing_edition(editions),
        "draft_number": draft_number(round_, editions),
        "is_released": bool(report and report.is_released),
        "may_read_draft": drafts,
        "may_write": may_write_report(user, round_),
        **context,
    }


def draft_number(round_, editions):
    """Give which edition the draft becomes, or is while the report stands as released."""
    latest = editions[0].number if editions else 0
    report = getattr(round_, "report", None)
    return latest if report and report.is_released else latest + 1


# ---- pages -----------------------------------------------------------------------------------------------


@for_readers
@require_safe
def report_list(request):
    """The reports one may read: released ones, withdrawn ones, and drafts for project and steering group."""
    rounds = list(readable_report_rounds(request.user).select_related("region", "report").order_by("-opened_at", "-pk"))
    editions = {}
    for row in Edition.objects.filter(report__round__in=rounds).defer(*HEAVY).order_by("-number"):
        editions.setdefault(row.report_id, []).append(row)
    released, withdrawn, drafts = [], [], []
    for round_ in rounds:
        report = getattr(round_, "report", None)
        own = editions.get(report.pk, []) if report else []
        stands = standing_edition(own)
        if stands:
            released.append((round_, stands))
        elif own:
            withdrawn.append((round_, own[0]))
        if may_read_draft_report(request.user, round_) and not (report and report.is_released):
            drafts.append((round_, report, draft_number(round_, own)))
    released.sort(key=lambda pair: pair[1].released_at, reverse=True)
    context = {"released": released, "withdrawn": withdrawn, "drafts": drafts}
    return render(request, "clusters/report_list.html", context)


@for_readers
@require_safe
def report(request, round):
    """The newest edition that stands; without one the draft for those who may, or word of what was withdrawn."""
    round_ = find_round(request.user, round)
    editions = editions_of(round_)
    stands = standing_edition(editions)
    if stands:
        return edition_page(request, round_, editions, stands)
    if may_read_draft_report(request.user, round_):
        return draft_page(request, round_, editions)
    return render(request, "clusters/edition_none.html", report_frame(request.user, round_, editions))


@login_required
@require_safe
def report_draft(request, round):
    """The draft, with the answers and texts as they are now."""
    round_ = find_draft(request.user, round)
    return draft_page(request, round_, editions_of(round_))


def draft_page(request, round_, editions):
    """Render the draft of a report from a fresh snapshot."""
    facts = take_snapshot(round_, at=timezone.now())
    context = report_frame(
        request.user,
        round_,
        editions,
        facts=facts,
        basis=basis(facts),
        edition=None,
        article=render_report(facts, reader_of(request.user, round_)),
    )
    return render(request, "clusters/report.html", context)


def edition_page(request, round_, editions, edition, **context):
    """Render an edition from what it has sealed; its figures lead to its own pages, for everybody."""
    facts = sealed_facts(edition)
    context = report_frame(
        request.user,
        round_,
        editions,
        facts=facts,
        basis=basis(facts),
        edition=edition,
        newer=next((row for row in editions if row.number > edition.number and not row.is_withdrawn), None),
        article=render_report(facts, Reader(edition=edition.number)),
        **context,
    )
    return render(request, "clusters/report.html", context)
