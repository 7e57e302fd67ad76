"""Earlier versions of a report's title page, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.models import StatusReport
from clusters.permissions import may_write_report
from clusters.views.access import require
from clusters.views.plain_history import PlainHistory, show_history, show_restore
from clusters.views.reports import editions_of, find_round, report_frame, takes_texts
from clusters.workflow.report_texts import RELEASED, TITLE_FIELDS


def _title_page(request, round):
    round_ = find_round(request.user, round)
    require(may_write_report(request.user, round_), "Rapporten skrives af regionens projektgruppe.")
    report = getattr(round_, "report", None)
    # The report that is shown around the page must not say what is only about to be put back.
    stored = StatusReport.objects.get(pk=report.pk) if report else None

    def save(**given):
        values = {name: getattr(stored, name) for name in TITLE_FIELDS}
        workflow.save_title_page(round_id=round_.pk, values=values, **given)

    return PlainHistory(
        rows=stored.history if stored else StatusReport.history.none(),
        row=stored,
        fields=TITLE_FIELDS,
        shown=("state",),
        page="clusters/edition_title_page.html",
        heading="Tidligere titelblade",
        home=reverse("clusters:report_title_history", args=[round]),
        address=lambda version: reverse("clusters:report_title_restore", args=[round, version]),
        save=save,
        context=report_frame(request.user, round_, editions_of(round_)),
        closed="" if takes_texts(round_) else RELEASED,
        edit_url=reverse("clusters:report_title", args=[round]),
    )


@login_required
@require_safe
def report_title_history(request, round):
    """Show every version of the title page, the newest first, and where the report moved on its way."""
    return show_history(request, _title_page(request, round))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_title_restore(request, round, version):
    """Put an earlier version of the title page back, as a new version."""
    return show_restore(request, _title_page(request, round), version)
