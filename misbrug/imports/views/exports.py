"""What can be fetched as a file, and the files."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.permissions import standing
from clusters.views.editions import attachment
from misbrug.imports import exports
from misbrug.tables.book import UnusableFile
from misbrug.tables.writing import FILE_TYPES

TYPES = {suffix.removeprefix("."): each for suffix, each in FILE_TYPES.items()}


@login_required
@require_safe
def export_list(request):
    """The kinds that the user may fetch, each with what it can be fetched from."""
    return _page(request)


@login_required
@require_safe
def export_file(request, path):
    """Fetch one kind as a file: `?fra=slug` is what it is fetched from, `?type=` xlsx, csv or json."""
    kind = next((kind for kind in exports.exportable_kinds(request.user) if kind.path == path), None)
    made = TYPES.get(request.GET.get("type", "xlsx"))
    if kind is None or made is None:
        raise Http404
    slug, target = request.GET.get("fra", ""), None
    if slug and kind.target is not None:
        target = get_object_or_404(exports.export_targets(kind, request.user), slug=slug)
    elif kind.target is not None and not kind.target.optional:
        return _page(request, kind, f"Vælg {kind.target.name}, der skal hentes fra.", status=422)
    try:
        file = exports.export_file(kind, made.suffix, at=timezone.now(), target=target, user=request.user)
    except UnusableFile as problem:
        return _page(request, kind, str(problem), target, status=422)
    if not file.rows:
        return _page(request, kind, _nothing(kind, target), target)
    return attached(file)


def attached(file):
    """Give an `ExportFile` as an answer that the browser keeps."""
    return attachment(file.content, file.name, file.media_type)


def _nothing(kind, target):
    where = f" i {target}" if target else ""
    return f"Der er ingen {kind.many} at hente{where}, som du må se."


def _choices(kind, user):
    """Give (target, what it is called) of what a kind can be fetched from."""
    return [(each, kind.target.called(each)) for each in exports.export_targets(kind, user) or ()]


def _page(request, asked=None, message="", target=None, status=200):
    kinds = exports.exportable_kinds(request.user)
    if not kinds:
        raise Http404
    context = {
        "lines": [(kind, _choices(kind, request.user)) for kind in kinds],
        # Whose answers one may see comes from a role in the round, also for those who may import them.
        "without": [] if standing(request.user).takes_part else ["answers"],
        "types": [(name, each.name) for name, each in TYPES.items()],
        "asked": asked,
        "target": target,
        "empty": message if status == 200 else "",
        "error": message if status != 200 else "",
        "errors": [(message, f"#fra-{asked.path}" if asked.target else f"#{asked.path}")] if status != 200 else [],
    }
    return render(request, "imports/export.html", context, status=status)
