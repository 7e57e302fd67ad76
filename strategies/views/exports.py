"""What one can take along of a strategy: an agenda item to read, print or edit in Word, and the plan in Excel."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from clusters.views.reports import for_readers
from misbrug.text.danish import loose_fold
from strategies.agenda import NoSuchMeeting, agenda_facts
from strategies.permissions import may_edit
from strategies.plan import Choice
from strategies.renderers.agenda_docx import render_agenda_docx
from strategies.renderers.agenda_html import agenda_page
from strategies.renderers.plan_xlsx import render_plan_xlsx
from strategies.views.access import find_strategy
from strategies.workbook import plan_facts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_readers
@require_safe
def agenda(request, slug):
    """Read a strategy as an agenda item."""
    strategy = find_strategy(request.user, slug)
    facts = _facts(request, strategy)
    context = {"strategy": strategy, "may_edit": may_edit(request.user, strategy), **agenda_page(facts)}
    return render(request, "strategies/agenda.html", context)


@for_readers
@require_safe
def agenda_docx(request, slug):
    """Fetch a strategy as an agenda item in Word."""
    strategy = find_strategy(request.user, slug)
    facts = _facts(request, strategy)
    data = render_agenda_docx(facts, site=request.build_absolute_uri("/"), at=timezone.now())
    body = f"{facts.meeting.body}-{facts.meeting.date:%Y-%m-%d}" if facts.meeting else ""
    return _file(data, DOCX, "dagsordenspunkt", strategy.slug, body, suffix=".docx")


@for_readers
@require_safe
def plan_xlsx(request, slug):
    """Fetch a strategy's action plan as a workbook, filtered as its page is."""
    strategy = find_strategy(request.user, slug)
    address = request.build_absolute_uri(reverse("strategies:plan", args=[strategy.slug]))
    data = render_plan_xlsx(plan_facts(strategy, Choice.read(request.GET), timezone.localdate(), address))
    return _file(data, XLSX, "handleplan", strategy.slug, suffix=".xlsx")


def _facts(request, strategy):
    wanted = request.GET.get("punkt", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise Http404
    try:
        return agenda_facts(strategy, timezone.localdate(), int(wanted) if wanted else None)
    except NoSuchMeeting:
        raise Http404 from None


def _file(data, media_type, *words, suffix):
    """Give a file to fetch, under a name that every system can keep: "dagsordenspunkt-faxe-plan-byraadet.docx"."""
    letters = "".join(char if char.isascii() and char.isalnum() else " " for char in loose_fold("-".join(words)))
    name = "-".join(letters.split())[:120] + suffix
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
