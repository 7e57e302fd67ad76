"""Versions of what is written as one form of plain fields, and putting one back: facts, a title page, a body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import render

from clusters.row_versions import value_in_words
from clusters.versions import page_of, pair_of, told
from clusters.views.restoring import Restoring, find_version, restore_page
from misbrug.text.danish import first_upper


@dataclass(frozen=True, slots=True)
class PlainHistory:
    """What such a history is of, and who writes it.

    `rows` are the versions; `row` is what stands, None where it is deleted or not written yet. `fields` are restored,
    those of `shown` are told of too. `page` is the template that both pages extend, `home` the history's own address,
    `address(version)` that of putting one back. `save(**given)` stores the row after `fields` were set in it; it takes
    base_version, cpr_confirmed, reason, actor and at. `closed` says why nothing can be put back now. `note` is said of
    what has its history elsewhere.
    """

    rows: Any
    row: Any
    fields: tuple[str, ...]
    page: str
    heading: str
    home: str
    address: Callable
    save: Callable
    context: Mapping[str, Any]
    shown: tuple[str, ...] = ()
    closed: str = ""
    edit_url: str = ""
    note: str = ""

    def pairs(self, before, after, *, whole=False):
        """Give the Pairs of the fields that differ between two versions; `before` may be None."""
        meta = self.rows.model.instance_type._meta
        names = (*self.fields, *self.shown) if whole else self.fields
        found = []
        for name in names:
            of = meta.get_field(name)
            old = value_in_words(of, before, {}) if before else ""
            found.append(pair_of(first_upper(str(of.verbose_name)), old, value_in_words(of, after, {})))
        return tuple(pair for pair in found if pair)


def show_history(request, plain):
    """Show every version, the newest first. Raises Http404 where there is neither a row nor a version of one."""
    page, found = page_of(plain.rows.order_by("-history_id"), request.GET.get("side"))
    if not found and plain.row is None and not plain.edit_url:
        raise Http404
    versions = [
        _told(plain, version, before, page.number == 1 and place == 0) for place, (version, before) in enumerate(found)
    ]
    context = {**plain.context, "plain": plain, "heading": plain.heading, "page": page, "versions": versions}
    return render(request, "clusters/plain_history.html", context)


def _told(plain, version, before, is_newest):
    is_deletion = version.history_type == "-"
    is_back = version.history_type == "+" and before is not None
    verb = "gendannede" if is_back else {"+": "oprettede", "~": "rettede", "-": "slettede"}[version.history_type]
    restore = ""
    if plain.row is not None and not is_deletion and not plain.closed and plain.pairs(plain.row, version):
        restore = plain.address(version.history_id)
    return told(
        version,
        () if is_deletion else plain.pairs(before, version, whole=True),
        verb=verb,
        badge="gælder nu" if is_newest and not is_deletion else "",
        restore=restore,
    )


def show_restore(request, plain, version):
    """Put a version back, as a new version. Raises Http404 where nothing stands, or for another row's version."""
    if plain.row is None:
        raise Http404
    earlier = find_version(plain.rows, version)
    number, pairs = plain.row.version, plain.pairs(plain.row, earlier)

    def save(**given):
        for name in plain.fields:
            setattr(plain.row, name, getattr(earlier, name))
        plain.save(**given)

    restoring = Restoring(
        page=plain.page,
        at=earlier.history_date,
        pairs=pairs,
        version=number,
        save=save,
        back=plain.home,
        closed=plain.closed,
    )
    return restore_page(request, restoring, dict(plain.context))
