"""What can be imported and what has been, and the page that takes a file."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from misbrug.imports import workflow
from misbrug.imports.forms import UploadForm
from misbrug.imports.pages import ABOUT, is_clear, run_lines
from misbrug.imports.permissions import listed_runs, usable_kinds, visible_runs
from misbrug.imports.starting import nothing_open, questionnaires
from misbrug.imports.views.access import BLOBS, find_kind
from misbrug.imports.views.stream import carry_out
from misbrug.tables.book import UnusableFile
from misbrug.tables.plan import Progress

RUNS_A_PAGE = 20


@login_required
@require_safe
def index(request):
    """What the user can import, and the latest runs that the user may know of."""
    kinds = usable_kinds(request.user)
    if not kinds:
        raise Http404
    runs = Paginator(listed_runs(request.user).defer(*BLOBS), RUNS_A_PAGE).get_page(request.GET.get("side"))
    may_open = visible_runs(request.user).filter(pk__in=[run.pk for run in runs])
    context = {
        "kinds": [(kind, ABOUT.get(kind.slug, "")) for kind in kinds],
        "questionnaires": questionnaires(request.user),
        "page": runs,
        "lines": run_lines(runs, set(may_open.values_list("pk", flat=True))),
    }
    return render(request, "imports/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, path):
    """Take a file of one kind; `?ind-i=slug` chooses what it goes into."""
    kind = find_kind(request.user, path)
    if request.method != "POST":
        return _page(request, kind, UploadForm(kind, request.user, initial={"target": request.GET.get("ind-i")}))
    form = UploadForm(kind, request.user, request.POST, request.FILES)
    run = form.start() if form.is_valid() else None
    if run is None:
        return _page(request, kind, form, status=422)
    return carry_out(request, _look_into(request, run))


def _page(request, kind, form, status=200):
    context = {
        "kind": kind,
        "about": ABOUT.get(kind.slug, ""),
        "form": form,
        "nothing_open": nothing_open(kind, request.user),
        "questionnaires": questionnaires(request.user) if kind.slug == "answers" else [],
    }
    return render(request, "imports/new.html", context, status=status)


def _look_into(request, run):
    """Lead to the preview where there is nothing to ask about the file, else to the page that asks."""
    yield Progress("Læser filen")
    try:
        if is_clear(workflow.understand(run), run.columns):
            yield from workflow.preview(run.pk, actor=request.user, at=timezone.now())
            return redirect("imports:preview", run.pk)
    except (UnusableFile, workflow.RunError):
        # What is wrong is said there.
        pass
    return redirect("imports:understood", run.pk)
