"""The sentences of a report that were let stand against what the answers say: who did so or took it back, and why."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from clusters.models import TextWaiver
from clusters.permissions import may_write_report
from clusters.versions import page_of, pair_of, told
from clusters.views.access import require
from clusters.views.reports import editions_of, find_round, report_frame

SAID = 300
VERBS = {
    "+": "lod ”{}” blive stående",
    "~": "rettede begrundelsen for, at ”{}” bliver stående",
    "-": "tog det tilbage, at ”{}” bliver stående",
}


@login_required
@require_safe
def waiver_history(request, round):
    """Show every such act in a report, the newest first."""
    round_ = find_round(request.user, round)
    require(may_write_report(request.user, round_), "Rapporten skrives af regionens projektgruppe.")
    rows = TextWaiver.history.filter(report__round=round_)
    page, found = page_of(rows.order_by("-history_id"), request.GET.get("side"))
    steps = [row for row, _ in found]
    before = _before(rows.filter(key__in={row.key for row in steps}))
    context = report_frame(
        request.user,
        round_,
        editions_of(round_),
        page=page,
        versions=[_told(row, before[row.history_id]) for row in steps],
        heading="Sætninger, der bliver stående",
    )
    return render(request, "clusters/waiver_history.html", context)


def _before(rows):
    """Give the reason that stood for the same sentence before each act, "" where none did."""
    stood, found = {}, {}
    for row in rows.order_by("history_id"):
        found[row.history_id] = stood.get(row.key, "")
        stood[row.key] = "" if row.history_type == "-" else row.reason
    return found


def _told(row, before):
    verb = VERBS[row.history_type].format(Truncator(row.sentence).chars(SAID))
    after = "" if row.history_type == "-" else row.reason
    return told(row, [pair_of("Begrundelse", before, after)], verb=verb)
