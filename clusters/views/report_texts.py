"""Writing in the status report: one text at a time, with what the numbers say beside it and where the two part."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters import workflow
from clusters.forms.reports import TextForm, WaiverForm
from clusters.models import ReportText, Round, TextWaiver
from clusters.permissions import may_write_report
from clusters.report_writing import draft_of, findings_of, picker_of
from clusters.reports.bound import Unresolved, resolve
from clusters.reports.parts import Part, part_of
from clusters.reports.renderers.html_text import render_text
from clusters.reports.snapshot import take_snapshot
from clusters.views.access import require
from clusters.views.content import seen_version
from clusters.views.reports import find_round, takes_texts
from indicators.models import Recommendation

LONGEST_FIGURE = 200


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
    def text(self):
        """Give the text that stands."""
        return self.row.text if self.row else ""

    @property
    def url(self):
        """Give the address of the text in the draft."""
        anchor = self.part.slug if self.part.number is None else f"anbefaling-{self.part.number}"
        return f"{reverse('clusters:report_draft', args=[self.round.slug])}#{anchor}"

    @property
    def edit_url(self):
        """Give the address of the editor."""
        return reverse("clusters:report_edit", args=[self.round.slug, self.part.slug])


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
        earlier = request.GET.get("tekst", "")
        if place.row and _is_number(earlier) and (row := place.row.history.filter(pk=int(earlier)).first()):
            form = TextForm(initial={"text": row.text, "base_version": place.version})
            return _page(request, place, form, text=row.text, earlier=row)
        return _page(request, place, TextForm(initial={"text": place.text, "base_version": place.version}))
    if request.POST.get("act") in ("insert", "preview"):
        return _go_on_writing(request, place)
    return _save(request, place)


def _go_on_writing(request, place):
    """Show what was typed again, with the draft behind it or with a preview; nothing is stored."""
    text, facts = request.POST.get("text", ""), take_snapshot(place.round, at=timezone.now())
    inserted = request.POST["act"] == "insert"
    if inserted:
        text = "\n\n".join(part for part in (text.strip(), draft_of(place.part, facts)) if part)
    version = request.POST.get("base_version", "")
    form = TextForm(initial={"text": text, "base_version": version if _is_number(version) else place.version})
    preview = None if inserted else render_text(text, facts=facts, ident="kladde")
    return _page(request, place, form, facts, text=text, inserted=inserted, preview=preview)


def _is_number(text):
    return text.isdecimal() and len(text) < 10


def _save(request, place):
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form, text=request.POST.get("text", ""))
    text = form.cleaned_data["text"]
    try:
        saved = workflow.save_text(
            round_id=place.round.pk,
            kind=place.part.kind,
            recommendation=place.recommendation,
            text=text,
            base_version=seen_version(request, form),
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.Conflict as conflict:
        return _page(request, place, form, text=text, newer=conflict.current, status=409)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return _page(request, place, form, text=text)
    messages.success(request, f"{place.part.heading} er gemt.")
    return redirect(_after_saving(place, saved))


def _after_saving(place, saved):
    """Lead to the report, or back to the editor where the saved text has something to settle."""
    if saved is not None and saved.text:
        round_ = Round.objects.select_related("region", "catalogue", "previous", "report__case").get(pk=place.round.pk)
        facts = take_snapshot(round_, at=timezone.now())
        if findings_of(saved.text, place.part, facts, _waivers(round_)).open:
            return f"{place.edit_url}#afklares"
    return place.url


def _waivers(round_):
    return {row.key: row for row in TextWaiver.objects.filter(report__round=round_)}


def _page(request, place, form, facts=None, *, text=None, status=200, **shown_besides):
    """Show the editor; besides may stand a `newer` or `earlier` text, a `preview`, or that a draft was `inserted`."""
    facts = facts or take_snapshot(place.round, at=timezone.now())
    draft = draft_of(place.part, facts)
    shown = place.text if text is None else text
    report = getattr(place.round, "report", None)
    context = {
        "place": place,
        "part": place.part,
        "round": place.round,
        "form": form,
        "facts": facts,
        "recommendation": next((row for row in facts.recommendations if row.number == place.part.number), None),
        "draft": draft,
        "draft_html": render_text(draft, facts=facts),
        "findings": findings_of(shown, place.part, facts, _waivers(place.round)),
        "is_saved": shown == place.text,
        "waiver_form": WaiverForm(),
        "picker": picker_of(place.part, facts),
        "preview": None,
        "locked": not takes_texts(place.round),
        "others": workflow.be_present(report, place.part.slug, request.user) if report else [],
    } | shown_besides
    return render(request, "clusters/report_edit.html", context, status=status)


@login_required
@require_safe
def report_figure(request, round, part):
    """Say as JSON what a bound figure gives now: {"words": …}, or {"message": …} where it gives nothing."""
    place = find_place(request.user, round, part)
    raw = request.GET.get("figur", "")[:LONGEST_FIGURE]
    found = resolve(raw, take_snapshot(place.round, at=timezone.now()))
    if isinstance(found, Unresolved):
        return JsonResponse({"message": found.message})
    return JsonResponse({"words": found.text})


@login_required
@require_POST
def report_presence(request, round, part):
    """Note that somebody has a part open, or with `leave` closed it, and give who else has as JSON {"others": […]}."""
    place = find_place(request.user, round, part)
    report = getattr(place.round, "report", None)
    if report is None:
        return JsonResponse({"others": [], "version": 0})
    if request.POST.get("act") == "leave":
        workflow.leave(report, place.part.slug, request.user)
        return JsonResponse({"others": [], "version": place.version})
    return JsonResponse(
        {"others": workflow.be_present(report, place.part.slug, request.user), "version": place.version}
    )


@login_required
@require_POST
def report_waive(request, round, part):
    """Let a sentence of the stored text stand against the answers, with a reason, or take that back."""
    place = find_place(request.user, round, part)
    key = request.POST.get("key", "")
    facts = take_snapshot(place.round, at=timezone.now())
    known = {row.key: row for row in findings_of(place.text, place.part, facts, {}).open if row.key}
    if key not in known:
        messages.warning(request, "Sætningen eller tallene er ændret i mellemtiden. Se, hvad der skal afklares nu.")
        return redirect(f"{place.edit_url}#afklares")
    given = {"round_id": place.round.pk, "key": key, "actor": request.user, "at": timezone.now()}
    if request.POST.get("act") == "undo":
        workflow.unwaive(**given)
        messages.success(request, "Sætningen skal afklares igen.")
        return redirect(f"{place.edit_url}#afklares")
    form = WaiverForm(request.POST)
    if form.is_valid():
        try:
            workflow.waive(
                **given,
                sentence=known[key].sentence,
                reason=form.cleaned_data["reason"],
                cpr_confirmed=form.cleaned_data["cpr_confirmed"],
            )
        except workflow.WorkflowError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Sætningen bliver stående, og begrundelsen er gemt.")
            return redirect(f"{place.edit_url}#afklares")
    return _waiver_page(request, place, known[key], form)


def _waiver_page(request, place, finding, form):
    context = {"place": place, "part": place.part, "round": place.round, "finding": finding, "form": form}
    return render(request, "clusters/report_waive.html", context, status=422)
