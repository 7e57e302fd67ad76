"""Answers as a kind of table: who may import them, how a file is understood, and what is done with it."""

from dataclasses import replace

from clusters.answer_tables.columns import CODE, MUNICIPALITY, ROUND, SPECS
from clusters.answer_tables.export import export_answers
from clusters.models import Round
from clusters.permissions import importable_assessments, standing
from misbrug.tables.headings import understand_rows
from misbrug.tables.kind import Kind, Target

SHAPE = "Ét svar pr. række"


class AnswersKind(Kind):
    """The answers of municipalities in one round, or in several by a column."""

    slug = "answers"
    path = "svar"
    label = "svar"
    one, many = "svar", "svar"
    specs = SPECS
    target = Target(Round, "runden", optional=True)

    def may_use(self, user):
        """Administrators, and those who answer for a municipality."""
        who = standing(user)
        return who.is_administrator or bool(who.own)

    def targets(self, user):
        """Give the rounds in which the user may import answers."""
        if standing(user).is_administrator:
            return Round.objects.all()
        return Round.objects.filter(pk__in=importable_assessments(user).values("round_id"))

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book in any shape. A municipality is needed by code or name, and without a target
        the round."""
        understood = understand_rows(book, SPECS, mapping, SHAPE)
        return replace(understood, missing=understood.missing + _missing(understood.tables, target))

    def plan(self, understood, job):
        """Give the `Plan`."""
        raise NotImplementedError

    def apply(self, plan, job):
        """Store what the plan says."""
        raise NotImplementedError

    def undo(self, changes, job):
        """Bring back what stood before."""
        raise NotImplementedError

    def export(self, target=None, user=None):
        """Give the answers that the user may see, one a row, as `export_answers` says."""
        return export_answers(target, user)


def _missing(tables, target):
    """Give the columns that are missing though none alone is required."""
    if not tables:
        return ()
    found = set(tables[0].names)
    municipality = () if found & {CODE.name, MUNICIPALITY.name} else (MUNICIPALITY.name,)
    return municipality if target is not None or ROUND.name in found else (ROUND.name, *municipality)
