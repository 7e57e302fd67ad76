"""A strategy as an agenda item, as its tests ask for it."""

import dataclasses
import datetime
import io

from django.urls import reverse
from docx import Document

from strategies.agenda import agenda_facts
from strategies.renderers.agenda_docx import render_agenda_docx
from strategies.renderers.agenda_sections import sections
from tests import strategies as make

AT = make.AT
TODAY = datetime.date(2026, 11, 22)


def facts_of(strategy, wanted=None):
    """Give the facts as a view would ask for them."""
    return agenda_facts(strategy, TODAY, wanted)


def said(strategy, key, wanted=None):
    """Give all that one part says, a line a text."""
    section = next(each for each in sections(facts_of(strategy, wanted)) if each.key == key)
    texts = [line for block in section.blocks for line in block.lines]
    texts += [f"at {point}" for point in section.points]
    texts += [text for name, items in section.lists for text in (name, *(each.text for each in items))]
    texts += [text for text in (section.table.heading, section.table.note) if text] if section.table else []
    return "\n".join([*texts, *(annex.title for annex in section.annexes)])


def document(strategy, **changes):
    """Give the Word document, read again."""
    facts = dataclasses.replace(facts_of(strategy), **changes)
    data = render_agenda_docx(facts, site="https://misbrug.example/", at=AT)
    return Document(io.BytesIO(data))


def lines(read):
    """Give a document's paragraphs as (style, text)."""
    return [(paragraph.style.name, paragraph.text) for paragraph in read.paragraphs]


def address(strategy, name="agenda"):
    """Give the address of an agenda item, or of a file."""
    return reverse(f"strategies:{name}", args=[strategy.slug])
