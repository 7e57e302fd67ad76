"""What headings were taken for in earlier files: what of it is used for a new one, and what is remembered."""

from misbrug.imports.models import Heading
from misbrug.tables.book import UnusableFile
from misbrug.tables.heading_words import is_by_place
from misbrug.text import cpr
from misbrug.text.danish import join, loose_fold

LONGEST = Heading._meta.get_field("heading").max_length


def recall(kind, book, target):
    """Give {folded heading: column or ""} of what was remembered, as far as it is of use for a file.

    What the file says by itself is never overridden: neither a heading that is known by its own words, nor one beside
    which another heading names the column.
    """
    remembered = dict(Heading.objects.filter(kind=kind.slug).values_list("heading", "column"))
    if not remembered:
        return {}
    try:
        plain = kind.understand(book, {}, target)
        named = known_by_words(plain)
        wanted = {heading: name for heading, name in remembered.items() if heading not in named}
        found = kind.understand(book, wanted, target)
    except UnusableFile:
        return {}
    columns = {spec.name for spec in found.specs}
    taken = {(table.sheet, name) for table in plain.tables for name in table.names if name}
    useless = {heading for sheet, heading in _placed(found) if heading in wanted and (sheet, wanted[heading]) in taken}
    there = {heading for _, heading in _placed(found)} - useless
    return {heading: name for heading, name in wanted.items() if heading in there and name in columns | {""}}


def remember(kind, book, target, chosen):
    """Remember what an administrator has taken headings for: those that say nothing by themselves."""
    named = known_by_words(kind.understand(book, {}, target))
    for heading, name in chosen.items():
        if heading in named or is_by_place(heading) or len(heading) > LONGEST or cpr.REDACTED[0] in heading:
            continue
        Heading.objects.update_or_create(kind=kind.slug, heading=heading, defaults={"column": name})


def known_by_words(understood):
    """Give the folded headings for which a column was found."""
    return {
        loose_fold(heading)
        for table in understood.tables
        for heading, name in zip(table.headings, table.names, strict=True)
        if name
    }


def recalled_notes(run, understood):
    """Say which headings are taken for what they were taken for in an earlier file."""
    unused = {}
    for table in understood.tables:
        for heading, name in zip(table.headings, table.names, strict=True):
            folded = loose_fold(heading)
            if folded in run.mapping or run.recalled.get(folded) != name or folded in unused:
                continue
            if name:
                yield f"Overskriften ”{heading}” er læst som ”{name}”, ligesom i en tidligere fil."
            else:
                unused[folded] = f"”{heading}”"
    if unused:
        what = "Overskriften" if len(unused) == 1 else "Overskrifterne"
        yield f"{what} {join(list(unused.values()))} bruges ikke, ligesom i en tidligere fil."


def _placed(understood):
    """Give (sheet, folded heading) of all headings."""
    return [(table.sheet, loose_fold(heading)) for table in understood.tables for heading in table.headings]
