"""A theory of change for tests, built through the workflow, and a page's text."""

import re

from django.urls import reverse

from strategies import workflow
from strategies.models import TheoryColumn, TheoryOfChange, TheoryStep
from tests.strategies import AT


class Theory:
    """A theory with three columns, whose steps are found by their words."""

    def __init__(self, strategy, actor, title="Unge", **fields):
        self.strategy, self.actor = strategy, actor
        self.row = self.save(TheoryOfChange(strategy=strategy, title=title, **fields))
        names = ("Aktiviteter", "Resultater på kort sigt", "Virkning")
        self.columns = [self.save(TheoryColumn(theory=self.row, title=name)) for name in names]

    def save(self, row):
        """Store a row."""
        return workflow.save(row, actor=self.actor, at=AT)

    def step(self, column, text="", **fields):
        """Give a new step."""
        return self.save(TheoryStep(theory=self.row, column=self.columns[column], text=text, **fields))

    def link(self, source, *targets, **fields):
        """Draw all arrows from a step."""
        return workflow.link_steps(source, [each.pk for each in targets], actor=self.actor, at=AT, **fields)

    @property
    def url(self):
        """Give the page's address."""
        return reverse("strategies:theory", args=[self.strategy.slug, self.row.pk])

    def arrows_url(self, step):
        """Give the address that takes a step's arrows."""
        return reverse("strategies:theory_arrows", args=[self.strategy.slug, self.row.pk, step.pk])

    def content_url(self, act, kind, *pk):
        """Give the address of one of the pages for a row."""
        return reverse(f"strategies:content_{act}", args=[self.strategy.slug, kind, *pk])

    def pairs(self):
        """Give the arrows as pairs of words."""
        return sorted((str(link.source), str(link.target)) for link in self.row.links.all())


def text(response):
    """Give a page's text without markup, soft hyphens and double spaces."""
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode().replace("\u00ad", "")).split())
