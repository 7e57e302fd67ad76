"""Earlier versions of a case's texts, of a strategy's or a report's, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Case
from clusters.versions import page_of, pair_of, told
from clusters.views.restoring import Restoring, find_version, restore_page
from clusters.workflow.cases import CASE_TEXTS
from misbrug.text.danish import first_upper


def _pairs(before, after):
    labels = {name: first_upper(str(Case._meta.get_field(name).verbose_name)) for name in CASE_TEXTS}
    found = (pair_of(label, getattr(before, name, ""), getattr(after, name)) for name, label in labels.items())
    return tuple(pair for pair in found if pair)


@login_required
@require_safe
def case_history(request, site, **where):
    """Show every version of the texts that every body gets, the newest first."""
    whole = site.find_editable(request.user, **where)
    standing = Case.objects.get(pk=whole.case.pk)
    page, found = page_of(standing.history.order_by("-history_id"), request.GET.get("side"))
    versions = [
        told(
            row,
            _pairs(before, row),
            verb="oprettede sagen" if before is None else "rettede",
            badge="gælder nu" if row.version == standing.version else "",
            restore=whole.address("case_restore", row.history_id) if _pairs(standing, row) else "",
        )
        for row, before in found
    ]
    context = whole.context(heading="Historik for sagens tekster", page=page, versions=versions, may_edit=True)
    return render(request, "clusters/content_history.html", context | {"edit_url": whole.address("case")})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_restore(request, site, version, **where):
    """Put an earlier version of the texts back, as a new version."""
    whole = site.find_editable(request.user, **where)
    standing = Case.objects.get(pk=whole.case.pk)
    earlier = find_version(standing.history, version)
    number, pairs = standing.version, _pairs(standing, earlier)

    def save(**given):
        for name in CASE_TEXTS:
            setattr(standing, name, getattr(earlier, name))
        whole.act("save_case", standing, **given)

    restoring = Restoring(
        page=whole.page,
        at=earlier.history_date,
        pairs=pairs,
        version=number,
        save=save,
        back=whole.address("case_history"),
    )
    return restore_page(request, restoring, whole.context(may_edit=True))
