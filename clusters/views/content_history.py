"""Earlier versions of one row of a strategy or a report, and putting one of them back."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Hearing, HearingParty
from clusters.models.cases import CaseContent
from clusters.row_versions import Earlier, names_of, value_in_words
from clusters.versions import page_of, pair_of, told
from clusters.views.access import find_row
from clusters.views.content import find_kind
from clusters.views.restoring import Restoring, find_version, restore_page
from misbrug.text.danish import first_upper, join


@login_required
@require_safe
def content_history(request, site, kind, pk, **where):
    """Show every version of one row, also of one that is deleted. Raises Http404 for a row that never was here.

    Of models without many-to-many fields; strategies tell the history of theirs themselves.
    """
    whole, found = find_kind(request, site, where, kind)
    model = found.form._meta.model
    rows = _belonging(model, whole.owner).filter(id=pk).order_by("-history_id")
    page, versions = page_of(rows, request.GET.get("side"))
    if not versions:
        raise Http404
    row = found.rows(whole.owner).filter(pk=pk).first()
    fields = [field for field in model._meta.concrete_fields if field.name in found.form._meta.fields]
    names = _names_in(fields, versions)
    context = whole.context(
        model=model,
        heading=f"Historik for ”{row or versions[0][0].instance}”",
        page=page,
        versions=[_told(whole, kind, row, version, before, fields, names) for version, before in versions],
        edit_url=whole.address("content_edit", kind, pk) if row and not whole.closed(row) else "",
    )
    return render(request, "clusters/content_history.html", context)


def _belonging(model, owner):
    """Give the versions of rows that are, or were, the owner's."""
    history = model.history.model.objects
    if model is HearingParty:
        hearings = Hearing.history.model.objects.filter(case_id=owner.case_id)
        return history.filter(hearing_id__in=hearings.values("id"))
    if issubclass(model, CaseContent):
        return history.filter(case_id=owner.case_id)
    return history.filter(report_id=owner.pk)


def _names_in(fields, versions):
    wanted = {}
    for field in fields:
        if field.is_relation:
            ids = wanted.setdefault(field.related_model, set())
            ids.update(getattr(row, field.attname) for pair in versions for row in pair if row)
            ids.discard(None)
    return names_of(wanted)


def _told(whole, kind, row, version, before, fields, names):
    """Tell one version; what a deleted row said stands with its last version."""
    is_deletion = version.history_type == "-"
    pairs = []
    if not is_deletion:
        for field in fields:
            old = value_in_words(field, before, names) if before else ""
            pairs.append(pair_of(first_upper(str(field.verbose_name)), old, value_in_words(field, version, names)))
    is_back = version.history_type == "+" and before is not None
    verb = "gendannede" if is_back else {"+": "tilføjede", "~": "rettede", "-": "slettede"}[version.history_type]
    is_now = row is not None and version.version == row.version and not is_deletion
    restore = ""
    if row is not None and not is_now and not is_deletion and not whole.closed(row):
        restore = whole.address("content_restore", kind, row.pk, version.history_id)
    return told(version, pairs, verb=verb, badge="gælder nu" if is_now else "", restore=restore)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def content_restore(request, site, kind, pk, version, **where):
    """Put an earlier version of a row back, as a new version. Raises Http404 for a row that is deleted."""
    whole, found = find_kind(request, site, where, kind)
    row = find_row(found.rows(whole.owner), pk)
    earlier = Earlier(row, find_version(row.history, version), found.form._meta.fields)
    standing, pairs = row.version, earlier.pairs()

    def save(**given):
        links = earlier.put_back()
        whole.save(row, links=links, **given)

    restoring = Restoring(
        page=whole.page,
        at=earlier.version.history_date,
        pairs=pairs,
        version=standing,
        save=save,
        back=whole.address("content_history", kind, pk),
        closed=whole.closed(row) or _blocked(earlier.blocked),
        warnings=_warnings(earlier.gone) if not earlier.blocked else (),
    )
    return restore_page(request, restoring, whole.context(row=row, may_edit=True))


def _blocked(labels):
    if not labels:
        return ""
    return f"Det, udgaven pegede på under {join(labels)}, er slettet. Gendan det først."


def _warnings(labels):
    if not labels:
        return ()
    return (f"Noget af det, udgaven pegede på under {join(labels)}, er slettet og kommer ikke med.",)
