"""What the pages that write rows, cases and bodies are told with the addresses of status reports."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from clusters.forms.report_rows import KINDS, OF_REPORT
from clusters.models import Region
from clusters.permissions import may_edit_region_bodies, may_treat_report, may_write_report
from clusters.report_whole import ReportWhole
from clusters.views.bodies import BodyPages
from clusters.views.reports import editions_of, find_round, report_frame
from clusters.views.site import Site
from clusters.workflow.report_rows import open_report

LINE = ("standing", "draft_number", "is_released", "may_read_draft", "may_write")


class ReportCase(ReportWhole):
    """A status report with the line that leads to its other pages."""

    def track_context(self, track):
        """Give what the line says: which edition stands, and what the user may open."""
        frame = report_frame(self.user, self.round, editions_of(self.round))
        return {name: frame[name] for name in LINE}


def _find(user, round):
    """Give the report of a round for who may treat it. Raises Http404 for everybody else, readers too."""
    round_ = find_round(user, round)
    if not may_treat_report(user, round_):
        raise Http404
    report = getattr(round_, "report", None) or open_report(round_.pk, actor=user)
    report.round = round_
    return ReportCase(report, user)


def _find_editable(user, round, kind=""):
    """Give the report for who may write such rows in it. Raises PermissionDenied for the steering group's advice."""
    whole = _find(user, round)
    if kind in OF_REPORT and not may_write_report(user, whole.round):
        raise PermissionDenied("Rapporten skrives af regionens projektgruppe.")
    return whole


def _find_region(user, region):
    """Give the region if the user may keep its bodies. Raises Http404 otherwise."""
    place = Region.objects.filter(slug=region).first()
    if place is None or not may_edit_region_bodies(user, place):
        raise Http404
    return place


SITE = Site(
    find_readable=_find,
    find_editable=_find_editable,
    front=lambda round: reverse("clusters:report_case", args=[round]),
    kinds=KINDS,
)

BODIES = BodyPages(
    find=_find_region,
    named="clusters:region_{}",
    key=lambda place: place.slug,
    crumb=("Statusrapporter", "clusters:report_list"),
    whose="regionens",
    cases="statusrapporter",
    places="som den, der behandler en sag, på et dagsordenspunkt eller som høringspart",
)
