"""One edition of a report: the page, its files and annexes byte for byte as sealed, and its withdrawal."""

from functools import partial
from pathlib import PurePosixPath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from clusters import workflow
from clusters.forms.assessments import ReasonForm
from clusters.models import EditionFile
from clusters.permissions import may_publish_report
from clusters.views.access import require
from clusters.views.reports import edition_page, editions_of, find_round, for_readers, report_frame, sealed_facts
from misbrug.text.danish import loose_fold

# What is sealed never changes, but who may read it can: only the reader's own browser keeps it.
KEPT = "private, max-age=31536000, immutable"


def find_edition(user, slug, number):
    """Give (round, its editions, the one asked for) for who may read the report: 2 queries. Raises Http404."""
    round_ = find_round(user, slug)
    editions = editions_of(round_)
    edition = next((row for row in editions if row.number == number), None)
    if edition is None:
        raise Http404
    return round_, editions, edition


@for_readers
@require_safe
def edition(request, round, number):
    """One edition as it was released, also where it is old or withdrawn, with what has changed and its files."""
    round_, editions, found = find_edition(request.user, round, number)
    files = list(EditionFile.objects.filter(edition=found).defer("content"))
    return edition_page(request, round_, editions, found, files=files, is_own_page=True)


@for_readers
@require_safe
def edition_file(request, round, number, kind):
    """Hand out the stored bytes of an edition in one format."""
    return _hand_out(request, round, number, kind=kind, letter="")


@for_readers
@require_safe
def edition_annex(request, round, number, letter):
    """Hand out the stored bytes of an annex that was uploaded."""
    return _hand_out(request, round, number, kind=EditionFile.Kind.ANNEX, letter=letter.upper())


def _hand_out(request, round, number, **which):
    _, _, found = find_edition(request.user, round, number)
    file = EditionFile.objects.filter(edition=found, **which).defer("content").first()
    if file is None:
        raise Http404
    etag = quote_etag(file.sha256)
    return get_conditional_response(request, etag=etag, response=None) or _response(found, file, etag)


def _response(edition, file, etag):
    name = _annex_name(edition, file) if file.letter else file.name
    response = attachment(bytes(file.content), name, file.media_type)
    response["ETag"], response["Cache-Control"] = etag, KEPT
    return response


def _annex_name(edition, file):
    """Name an annex by its letter and title, so that one finds it among other files: bilag-d-takster.pdf."""
    title = next((row.title for row in sealed_facts(edition).annexes if row.letter == file.letter), "")
    words = slugify(loose_fold(title))[:80].strip("-")
    return f"bilag-{file.letter.lower()}{f'-{words}' if words else ''}{PurePosixPath(file.name).suffix.lower()}"


def attachment(content, name, media_type):
    """Give a file as a download, never as a page of ours."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edition_withdraw(request, round, number):
    """Withdraw an edition, with the reason that stands beside its files."""
    round_, editions, found = find_edition(request.user, round, number)
    require(may_publish_report(request.user, round_), "Det er projektgruppen og styregruppen, der trækker en tilbage.")
    ask = partial(_withdraw_page, request, round_, editions, found)
    if found.is_withdrawn:
        messages.info(request, f"{found.number}. udgave er allerede trukket tilbage.")
        return redirect("clusters:edition", round_.slug, found.number)
    form = _reason_form(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return ask(form)
    try:
        workflow.withdraw_edition(found.pk, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return ask(form)
    messages.success(request, f"{found.number}. udgave er trukket tilbage.")
    return redirect("clusters:edition", round_.slug, found.number)


def _reason_form(data):
    return ReasonForm(
        data,
        label="Hvorfor trækkes den tilbage?",
        help_text="Kan læses af alle ved udgavens filer. Skriv ikke om borgere.",
    )


def _withdraw_page(request, round_, editions, found, form):
    remaining = [row for row in editions if row != found and not row.is_withdrawn]
    context = report_frame(
        request.user, round_, editions, edition=found, form=form, remaining=remaining[0] if remaining else None
    )
    return render(request, "clusters/edition_withdraw.html", context)
