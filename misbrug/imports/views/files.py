"""Files that the import hands out: the kept file, and an empty one to fill in."""

from pathlib import PurePath

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from clusters.views.editions import attachment
from misbrug.imports import exports, workflow
from misbrug.imports.error_file import problems_of
from misbrug.imports.views.access import find_kind, find_run
from misbrug.imports.views.exports import attached
from misbrug.tables.marked import marked_workbook


@login_required
@require_safe
def template(request, path):
    """Give a workbook with the headings of a kind, and what belongs below them."""
    return attached(exports.template_file(find_kind(request.user, path)))


@login_required
@require_safe
def errors(request, pk):
    """Give the file of a run with its wrong cells marked and commented, as long as the file is kept."""
    run = find_run(request.user, pk, "file", "plan")
    if run.file is None:
        raise Http404
    if run.plan is None:
        # The preview finds them.
        return redirect("imports:preview", pk)
    about, problems = problems_of(run)
    content = marked_workbook(workflow.book_of(run), bytes(run.file), problems, about)
    return attachment(content, f"{PurePath(run.file_name).stem}-fejl.xlsx", exports.media_type(".xlsx"))


@login_required
@require_safe
def file(request, pk):
    """Give the file of a run, as long as it is kept; without CPR numbers where there were some."""
    run = find_run(request.user, pk, "file")
    if run.file is None:
        raise Http404
    name = f"{run.file_name}.xlsx" if run.is_redacted else run.file_name
    return attachment(bytes(run.file), name, exports.media_type(PurePath(name).suffix))
