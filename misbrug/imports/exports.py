"""What can be fetched as a file, by whom, and the files themselves: a kind's table, and an empty one to fill in."""

from dataclasses import dataclass

import tablib
from django.utils import timezone
from openpyxl import Workbook

from clusters.models import Round
from clusters.permissions import standing, visible_rounds
from misbrug.imports.kinds import KINDS
from misbrug.tables import own_sheets
from misbrug.tables.excel import saved
from misbrug.tables.writing import FILE_TYPES, Head, add_sheet, plain_name, write
from misbrug.text.danish import first_upper
from strategies.models import Strategy
from strategies.permissions import visible_strategies

# Kinds that others than administrators may fetch: what they may not see of them is left out.
SHARED = ("answers",)
GUIDE = "Vejledning"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to fetch: its name, its bytes and their MIME type, and how many rows of the kind it has."""

    name: str
    content: bytes
    media_type: str
    rows: int


def exportable_kinds(user):
    """Give the kinds that the user may fetch: administrators all, those who take part in a round its answers."""
    who = standing(user)
    if who.is_administrator:
        return list(KINDS.values())
    return [KINDS[slug] for slug in SHARED] if who.takes_part else []


def export_targets(kind, user):
    """Give the QuerySet of what the user may fetch a kind's table from; None for a kind without a target."""
    if kind.target is not None and kind.target.model is Round:
        return visible_rounds(user)
    if kind.target is not None and kind.target.model is Strategy:
        # Who imports activities chooses among all strategies, but a draft is read by its municipalities alone.
        return visible_strategies(user)
    return kind.targets(user)


def export_file(kind, suffix, *, at, target=None, user=None):
    """Give a kind's table as an `ExportFile`, without what the user may not see; `user` None is the command.

    Raises UnusableFile for an unknown suffix, and where a text is too long for a workbook.
    """
    dataset = kind.export(target, user)
    slug = target.slug if target else ""
    content = write(dataset, suffix, Head(kind.slug, slug, at, first_upper(kind.label)))
    return ExportFile(file_name(kind.path, slug, at=at, suffix=suffix), content, media_type(suffix), len(dataset))


def template_file(kind):
    """Give an empty workbook of a kind as an `ExportFile`: its headings, and a sheet that says what belongs in them."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = f"{first_upper(kind.label)}, skabelon"
    add_sheet(workbook, first_upper(kind.label), tablib.Dataset(headers=[spec.name for spec in kind.specs]))
    guide = tablib.Dataset(headers=list(own_sheets.GUIDE))
    for spec in kind.specs:
        guide.append([spec.name, "ja" if spec.required else "nej", spec.hint, ", ".join(spec.also)])
    add_sheet(workbook, GUIDE, guide)
    return ExportFile(f"skabelon-{plain_name(kind.path)}.xlsx", saved(workbook), media_type(".xlsx"), 0)


def file_name(*words, at, suffix):
    """Give a name that every system can keep, with the Danish day: "svar-region-sjaelland-2014-2026-11-22.xlsx"."""
    return f"{plain_name(*words, timezone.localdate(at).isoformat())}{suffix}"


def media_type(suffix):
    """Give the MIME type of a file by its name's ending."""
    return FILE_TYPES[suffix.lower()].media_type
