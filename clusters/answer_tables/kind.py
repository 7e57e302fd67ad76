"""Answers as a kind of table: who may import them, how a file is understood, and what is done with it."""

from dataclasses import replace

from clusters.answer_tables.applying import apply_answers, undo_answers
from clusters.answer_tables.columns import CODE, MUNICIPALITY, ROUND, SPECS
from clusters.answer_tables.export import export_answers
from clusters.answer_tables.own import BESIDE
from clusters.answer_tables.plan import COLUMNS, Sight, plan_answers
from clusters.answer_tables.questionnaire_reading import read_questionnaire
from clusters.models import Municipality, Round, SelfAssessment
from clusters.permissions import importable_assessments, may_submit_for, standing, visible_assessments
from clusters.workflow import WorkflowError
from clusters.workflow.acts import clean_reason
from misbrug.tables.headings import understand_rows
from misbrug.tables.kind import Kind, Option, Target
from misbrug.tables.own_sheets import without_own
from misbrug.tables.plan import Plan
from misbrug.text.danish import join, sort_key

SHAPE = "Ét svar pr. række"
SUBMIT = Option(
    "submit",
    "Indsend selvvurderingerne på vegne af kommunerne",
    hint="Så tæller svarene med. Det, filen ikke svarer på, indsendes som ubesvaret.",
    reason="submit_reason",
)


class AnswersKind(Kind):
    """The answers of municipalities in one round, or in several by a column."""

    slug = "answers"
    path = "svar"
    label = "svar"
    one, many = "svar", "svar"
    specs = SPECS
    target = Target(Round, "runden", optional=True)
    target_column = "runde"

    def may_use(self, user):
        """Administrators, and those who answer for a municipality."""
        who = standing(user)
        return who.is_administrator or bool(who.own)

    def targets(self, user):
        """Give the rounds in which the user may import answers."""
        return _sight(user).rounds

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book in any shape. A municipality is needed by code or name, and without a target
        the round."""
        book = without_own(book, BESIDE)
        understood = read_questionnaire(book, mapping, target) or understand_rows(book, SPECS, mapping, SHAPE)
        return replace(understood, missing=_missing(understood, target))

    def options(self, user):
        """Offer administrators to submit what the file fills in."""
        return (SUBMIT,) if may_submit_for(user) else ()

    def plan(self, understood, job):
        """Give the `Plan`, as `plan_answers` says."""
        if job.options.get(SUBMIT.name):
            problem = _why_no_submission(job)
            if problem:
                return Plan(COLUMNS, (), unusable=problem)
        return (yield from plan_answers(understood, job, _sight(job.actor), bool(job.options.get(SUBMIT.name))))

    def apply(self, plan, job):
        """Store the answers as typed ones are stored, and submit where that was asked for."""
        return (yield from apply_answers(plan, job, _writable(job.actor)))

    def undo(self, changes, job):
        """Bring back what stood before, as new versions."""
        return (yield from undo_answers(changes, job, _writable(job.actor)))

    def export(self, target=None, user=None):
        """Give the answers that the user may see, one a row, as `export_answers` says."""
        return export_answers(target, user)


def _sight(user):
    """Give whose answers a user may write and see; the command all."""
    if user is None:
        return Sight(Round.objects.all(), _writable(None))
    who = standing(user)
    if who.is_administrator:
        return Sight(Round.objects.all(), _writable(user), visible_assessments(user))
    own = Municipality.objects.filter(pk__in=who.own)
    names = join(sorted((row.name for row in own), key=sort_key))
    rounds = Round.objects.filter(pk__in=_writable(user).values("round_id"))
    return Sight(rounds, _writable(user), visible_assessments(user), who.own, names)


def _writable(user):
    return SelfAssessment.objects.all() if user is None else importable_assessments(user)


def _why_no_submission(job):
    """Say in Danish why the importer cannot submit on behalf of municipalities, "" where he can."""
    if job.actor is not None and not may_submit_for(job.actor):
        return "Kun administratorer kan indsende på vegne af kommuner."
    try:
        clean_reason(job.options.get(SUBMIT.reason, ""))
    except WorkflowError as refusal:
        return refusal.message
    return ""


def _missing(understood, target):
    """Give the columns that are missing, also those of which none alone is required."""
    missing = dict.fromkeys(understood.missing)
    if understood.tables:
        found = set(understood.tables[0].names)
        missing |= {} if target is not None or ROUND.name in found else {ROUND.name: None}
        missing |= {} if found & {CODE.name, MUNICIPALITY.name} else {MUNICIPALITY.name: None}
    return tuple(missing)
