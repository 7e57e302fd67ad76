"""A report's files: the page they are fetched from, the draft made on demand, and the region's Word template."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.forms.publishing import TemplateForm
from clusters.models import EditionFile, WordTemplate
from clusters.permissions import may_write_report
from clusters.reports import build
from clusters.reports.snapshot import take_snapshot
from clusters.views.access import require
from clusters.views.editions import attachment
from clusters.views.reports import editions_of, find_draft, find_round, for_readers, report_frame


@for_readers
@require_safe
def report_download(request, round):
    """From where the draft and every edition are fetched, in any format."""
    round_ = find_round(request.user, round)
    editions = editions_of(round_)
    files = {}
    for row in EditionFile.objects.filter(edition__in=[row.pk for row in editions]).defer("content"):
        files.setdefault(row.edition_id, []).append(row)
    context = report_frame(
        request.user,
        round_,
        editions,
        formats=build.FORMATS.values(),
        fetched=[(row, files.get(row.pk, [])) for row in editions],
        template=_template_of(round_) if may_write_report(request.user, round_) else None,
    )
    return render(request, "clusters/report_download.html", context)


def _template_of(round_):
    return WordTemplate.objects.filter(region=round_.region_id).defer("content").select_related("changed_by").first()


@login_required
@require_safe
def draft_file(request, round, kind):
    """Make the draft in one format from a fresh snapshot, and hand it out."""
    made = build.FORMATS.get(kind)
    if made is None:
        raise Http404
    round_ = find_draft(request.user, round)
    facts = take_snapshot(round_, at=timezone.now())
    template = build.word_template(round_.slug) if made.kind == EditionFile.Kind.DOCX else None
    try:
        content = made.render(facts, template)
    except build.CannotBeMade as problem:
        return _failed(request, round_, made, str(problem))
    return attachment(content, build.file_name(facts, made.kind), made.media_type)


def _failed(request, round_, made, message):
    """Say why a file could not be made: as words for the page's script, else as a page."""
    if not request.accepts("text/html"):
        return JsonResponse({"message": message}, status=503)
    context = report_frame(request.user, round_, editions_of(round_), format=made, message=message)
    return render(request, "clusters/report_download_failed.html", context, status=503)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_template(request, round):
    """The region's own Word template: upload, replace, remove."""
    round_ = find_round(request.user, round)
    require(may_write_report(request.user, round_), "Skabelonen vælges af regionens projektgruppe.")
    if request.method != "POST":
        return _template_page(request, round_, TemplateForm())
    if request.POST.get("act") == "remove":
        WordTemplate.objects.filter(region=round_.region_id).delete()
        messages.success(request, "Skabelonen er fjernet. Rapporten bygges nu uden.")
        return redirect("clusters:word_template", round_.slug)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _template_page(request, round_, form)
    chosen = form.cleaned_data["file"]
    WordTemplate.objects.update_or_create(
        region=round_.region,
        defaults={
            "name": chosen.name,
            "content": chosen.content,
            "size": len(chosen.content),
            "changed_by": request.user,
            "changed_at": timezone.now(),
        },
    )
    messages.success(request, "Skabelonen er gemt. Hent kladden i den, og se, om den passer.")
    return redirect("clusters:word_template", round_.slug)


def _template_page(request, round_, form):
    context = report_frame(request.user, round_, editions_of(round_), form=form, template=_template_of(round_))
    return render(request, "clusters/report_download_template.html", context)
