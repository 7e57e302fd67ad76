"""Handing out the file of an annex: the only way to an uploaded file."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
def annex(request, site, pk, **where):
    """Hand out a file to those who may read what it belongs to, always as a download and never as a page of ours."""
    whole = site.find_readable(request.user, **where)
    row = get_object_or_404(whole.case.annexs.exclude(file=""), pk=pk)
    try:
        opened = row.file.open("rb")
    except OSError as problem:
        log.error("The file of annex %s is not where it was stored: %s", row.pk, row.file.name)
        raise Http404 from problem
    response = FileResponse(opened, as_attachment=True, filename=row.file_name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
