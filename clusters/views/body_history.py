"""Earlier versions of a body, also of one that is deleted, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_http_methods, require_safe

from clusters.forms.cases import BodyForm
from clusters.models import Body
from clusters.routing import bodies_of
from clusters.views.plain_history import PlainHistory, show_history, show_restore
from clusters.workflow import cases


def _body(request, pages, pk, where):
    place = pages.find(request.user, **where)
    body = bodies_of([place]).filter(pk=pk).first()
    # A body stays where it was made, so its versions are its place's.
    of_place = {field: getattr(cases.new_body(place), field) for field in ("municipality_id", "region_id")}
    rows = Body.history.filter(id=pk, **of_place)
    return PlainHistory(
        rows=rows,
        row=body,
        fields=tuple(BodyForm.Meta.fields),
        page="clusters/body_page.html",
        heading=f"Historik for ”{body or getattr(rows.first(), 'name', '')}”",
        home=pages.address(place, "body_history", pk),
        address=lambda version: pages.address(place, "body_restore", pk, version),
        save=lambda **given: cases.save_body(body, **given),
        context={"pages": pages, "place": place},
        edit_url=pages.address(place, "body_edit", pk) if body else "",
    )


@login_required
@require_safe
def body_history(request, pages, pk, **where):
    """Show every version of a body, the newest first. Raises Http404 for one that never was the place's."""
    return show_history(request, _body(request, pages, pk, where))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_restore(request, pages, pk, version, **where):
    """Put an earlier version of a body back, as a new version. Raises Http404 for a body that is deleted."""
    return show_restore(request, _body(request, pages, pk, where), version)
