"""Earlier versions of one text of the status report, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.models import ReportText
from clusters.versions import page_of, pair_of, told
from clusters.views.report_texts import find_place
from clusters.views.reports import takes_texts
from clusters.views.restoring import Restoring, find_version, restore_page
from clusters.workflow.report_texts import RELEASED

LABEL = "Tekst"


def _context(place):
    return {"place": place, "part": place.part, "round": place.round}


def _is_left_out(row):
    return row is not None and row.is_left_out


def _told(place, row, before, is_newest):
    moved = _is_left_out(row) != _is_left_out(before)
    badge = "gælder nu" if is_newest else ""
    restore = ""
    if row.text != place.text and takes_texts(place.round):
        restore = reverse("clusters:report_text_restore", args=[place.round.slug, place.part.slug, row.history_id])
    pair = pair_of(LABEL, before.text if before else "", row.text)
    verb = None
    if moved and not pair:
        verb = "udelod teksten" if row.is_left_out else "tog teksten med igen"
    given = {"verb": verb} if verb else {}
    return told(row, [pair], badge=badge, restore=restore, is_example=row.is_example, **given)


@login_required
@require_safe
def report_text_history(request, round, part):
    """Every version of one text, the newest first."""
    place = find_place(request.user, round, part)
    rows = place.row.history if place.row else ReportText.history.none()
    page, found = page_of(rows.order_by("-history_date", "-history_id"), request.GET.get("side"))
    versions = [
        _told(place, row, before, number == 0 and page.number == 1) for number, (row, before) in enumerate(found)
    ]
    context = _context(place) | {"page": page, "versions": versions, "here": "Tidligere tekster"}
    return render(request, "clusters/report_text_history.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_text_restore(request, round, part, version):
    """Put an earlier version of a text back, as a new version."""
    place = find_place(request.user, round, part)
    earlier = find_version(place.row.history if place.row else ReportText.history.none(), version)

    def save(**given):
        workflow.save_text(
            round_id=place.round.pk,
            kind=place.part.kind,
            recommendation=place.recommendation,
            text=earlier.text,
            is_example=earlier.is_example,
            **given,
        )

    pair = pair_of(LABEL, place.text, earlier.text)
    restoring = Restoring(
        page="clusters/report_text_page.html",
        at=earlier.history_date,
        pairs=(pair,) if pair else (),
        version=place.version,
        save=save,
        back=reverse("clusters:report_text_history", args=[round, part]),
        closed="" if takes_texts(place.round) else RELEASED,
        edit=f"{place.edit_url}?tekst={version}",
    )
    return restore_page(request, restoring, _context(place) | {"here": "Gendan en tekst"})
