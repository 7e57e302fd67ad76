"""The title page of a report: title, subtitle, publisher, and the size of municipality that needs are told for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clusters import workflow
from clusters.forms.publishing import TitleForm
from clusters.models.reports import NEED_SIZE
from clusters.permissions import may_write_report
from clusters.views.access import require
from clusters.views.content import seen_version
from clusters.views.reports import editions_of, find_round, report_frame, takes_texts
from clusters.workflow.report_texts import TITLE_FIELDS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_title(request, round):
    """Write what stands on the title page."""
    round_ = find_round(request.user, round)
    require(may_write_report(request.user, round_), "Rapporten skrives af regionens projektgruppe.")
    report = getattr(round_, "report", None)
    suggested = f"Statusrapport, {round_.name}"
    if request.method != "POST":
        initial = {name: getattr(report, name, "") for name in TITLE_FIELDS}
        initial |= {"need_size": report.need_size if report else NEED_SIZE, "base_version": _version(report)}
        return _page(request, round_, TitleForm(initial=initial, suggested=suggested))
    form = TitleForm(request.POST, suggested=suggested)
    if not form.is_valid():
        return _page(request, round_, form)
    try:
        workflow.save_title_page(
            round_id=round_.pk,
            values={name: form.cleaned_data[name] for name in TITLE_FIELDS},
            base_version=seen_version(request, form),
            actor=request.user,
            at=timezone.now(),
            cpr_confirmed=form.cleaned_data["cpr_confirmed"],
        )
    except workflow.Conflict as conflict:
        return _page(request, round_, form, newer=conflict.current, status=409)
    except workflow.WorkflowError as refusal:
        form.refuse(refusal)
        return _page(request, round_, form)
    messages.success(request, "Titelbladet er gemt.")
    return redirect("clusters:report_draft", round_.slug)


def _version(report):
    # The first one who writes makes the report, in its first version.
    return report.version if report else 1


def _page(request, round_, form, *, newer=None, status=200):
    locked = not takes_texts(round_)
    context = report_frame(
        request.user, round_, editions_of(round_), form=form, newer=newer, locked=locked and not form.is_bound
    )
    return render(request, "clusters/edition_title.html", context, status=status)
