"""Writing in the status report: one text at a time, with what the numbers say beside it, and its history."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.forms.reports import TextForm
from clusters.models import ReportText, Round
from clusters.permissions import may_write_report
from clusters.reports import narrative
from clusters.reports.bound import draft_text
from clusters.reports.facts import ReportFacts
from clusters.reports.parts import Part, part_of
from clusters.reports.renderers.html_text import render_text
from clusters.reports.snapshot import take_snapshot
from clusters.views.access import require
from clusters.views.reports import find_round, is_published, takes_texts
from indicators.models import Recommendation

VERSIONS_ON_A_PAGE = 20


@dataclass(frozen=True)
class Place:
    """Where a text stands: its round, part and recommendation, and the stored row, None where nothing is written."""

    round: Round
    part: Part
    recommendation: Recommendation | None
    row: ReportText | None

    @property
    def version(self):
        """Give the version that stands, 0 where nothing is written."""
        return self.row.version if self.row else 0

    @property
    def url(self):
        """Give the address of the text in the report."""
        anchor = self.part.slug if self.part.number is None else f"anbefaling-{self.part.number}"
        return f"{reverse('clusters:report', args=[self.round.slug])}#{anchor}"


def find_place(user, slug, part_slug):
    """Give the Place of a text. Raises Http404 where there is none, PermissionDenied for those who may only read."""
    round_ = find_round(user, slug)
    require(may_write_report(user, round_), "Rapporten skrives af regionens projektgruppe.")
    try:
        part = part_of(part_slug)
    except ValueError:
        raise Http404 from None
    recommendation = None
    if part.number is not None:
        recommendation = Recommendation.objects.filter(catalogue_id=round_.catalogue_id, number=part.number).first()
        if recommendation is None:
            raise Http404
    row = (
        ReportText.objects.filter(report__round=round_, kind=part.kind, recommendation=recommendation)
        .select_related("changed_by")
        .first()
    )
    return Place(round_, part, recommendation, row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request, round, part):
    """Write one text of the report."""
    place = find_place(request.user, round, part)
    if request.method != "POST":
        text = place.row.text if place.row else ""
        return _page(request, place, TextForm(initial={"text": text, "base_version": place.version}))
    if request.POST.get("act") in ("insert", "preview"):
        return _go_on_writing(request, place)
    return _save(request, place)


def _go_on_writing(request, place):
    """Show what was typed again, with the draft behind it or with a preview; nothing is stored."""
    text, facts = request.POST.get("text", ""), take_snapshot(place.round, at=timezone.now())
    inserted = request.POST["act"] == "insert"
    if inserted:
        text = "\n\n".join(part for part in (text.strip(), _draft(place.part, facts)) if part)
    version = request.POST.get("base_version", "")
    form = TextForm(initial={"text": text, "base_version": version if version.isdecimal() else place.version})
    return _page(
        request, place, form, facts, inserted=inserted, preview=None if inserted else render_text(text, facts=facts)
    )


def _save(request, place):
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form)
    try:
        workflow.save_text(
            round_id=place.round.pk,
            kind=place.part.kind,
            recommendation=place.recommendation,
            text=form.cleaned_data["text"],
            base_version=_base_version(request, form),
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.Conflict as conflict:
        return _page(request, place, form, newer=conflict.current, status=409)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return _page(request, place, form)
    messages.success(request, f"{place.part.heading} er gemt.")
    return redirect(place.url)


def _base_version(request, form):
    """Give the version that the writer has seen: that of the newer text, where they chose to replace it."""
    newer = request.POST.get("newer_version", "")
    if request.POST.get("act") == "replace" and newer.isdecimal():
        return int(newer)
    return form.cleaned_data["base_version"]


def _draft(part: Part, facts: ReportFacts):
    """Give the text that the numbers suggest for a part, "" where they suggest none."""
    if part.kind == ReportText.Kind.INTRODUCTION:
        return draft_text(narrative.draft_introduction(facts), facts)
    if part.kind == ReportText.Kind.CONCLUSIONS:
        return draft_text(narrative.draft_conclusions(facts), facts)
    if part.kind != ReportText.Kind.STATUS:
        return ""
    recommendation = next(row for row in facts.recommendations if row.number == part.number)
    return draft_text(narrative.draft_status(recommendation, facts.before), facts)


def _page(request, place, form, facts=None, *, newer=None, inserted=False, preview=None, status=200):
    facts = facts or take_snapshot(place.round, at=timezone.now())
    draft = _draft(place.part, facts)
    context = {
        "place": place,
        "part": place.part,
        "round": place.round,
        "form": form,
        "draft": draft,
        "draft_html": render_text(draft, facts=facts),
        "newer": newer,
        "inserted": inserted,
        "preview": preview,
        "is_published": is_published(place.round),
        "locked": not takes_texts(place.round),
    }
    return render(request, "clusters/report_edit.html", context, status=status)


@login_required
@require_safe
def report_text_history(request, round, part):
    """Every version of one text, the newest first."""
    place = find_place(request.user, round, part)
    rows = (
        place.row.history.select_related("history_user").order_by("-history_date", "-history_id") if place.row else []
    )
    page = Paginator(rows, VERSIONS_ON_A_PAGE).get_page(request.GET.get("side"))
    versions = [(row, render_text(row.text)) for row in page]
    context = {"place": place, "part": place.part, "round": place.round, "page": page, "versions": versions}
    return render(request, "clusters/report_text_history.html", context)
