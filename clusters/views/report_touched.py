"""Which parts of a report were changed since a moment: what those who release it have to read again."""

from clusters.models import AdviceItem, AdviceOutcome, Annex, ReportPriority, ReportText, StatusReport, Transition
from clusters.reports.parts import KINDS
from misbrug.text.danish import NBSP

Act = Transition.Act
KIND_TITLES = dict(KINDS.values())
# What leaves a recorded transition when it changes what a report says.
ACTS = (
    ("vurderingerne", (Act.RULE,)),
    ("klyngerapporterne", (Act.CLUSTER_DELIVER, Act.CLUSTER_REOPEN)),
    ("svarene på ønsker om rettelse", (Act.CORRECTION_ANSWER,)),
)
# Rows whose history also tells of those that are deleted.
ROWS = (
    ("anbefalingerne af særlig vægt", ReportPriority, "report__round"),
    ("det, der anbefales", AdviceItem, "report__round"),
    ("opfølgningen på den forrige rapport", AdviceOutcome, "report__round"),
    ("bilagene", Annex, "case__report__round"),
)
TITLE = ("title", "subtitle", "publisher", "need_size")


def sent_to_steering_at(round_):
    """Give when the report was last sent to the steering group, None where it never was. One query."""
    sent = Transition.objects.filter(round=round_, act=Act.TO_STEERING).order_by("-at", "-pk")
    return sent.values_list("at", flat=True).first()


def touched_since(round_, at):
    """Name the parts of a round's report that were changed after a moment, in words. 8 queries at the most."""
    return [*_title(round_, at), *_texts(round_, at), *_rows(round_, at), *_acts(round_, at)]


def _title(round_, at):
    told = StatusReport.history.filter(round=round_.pk).order_by("-history_date", "-history_id")
    was = told.filter(history_date__lte=at).values_list(*TITLE).first()
    now = told.values_list(*TITLE).first()
    return ["titelbladet"] if was and was != now else []


def _texts(round_, at):
    rows = ReportText.objects.filter(report__round=round_, changed_at__gt=at).order_by("recommendation__number", "kind")
    for row in rows.select_related("recommendation"):
        name = KIND_TITLES.get(row.kind, row.get_kind_display())
        yield name if row.recommendation is None else f"{name}, anbefaling{NBSP}{row.recommendation.number}"


def _rows(round_, at):
    for words, model, path in ROWS:
        owner, _, rest = path.partition("__")
        parents = model._meta.get_field(owner).related_model.objects.filter(**{rest: round_.pk})
        if model.history.filter(**{f"{owner}__in": parents.values("pk")}, history_date__gt=at).exists():
            yield words


def _acts(round_, at):
    acts = set(Transition.objects.filter(round=round_, at__gt=at).values_list("act", flat=True))
    return [words for words, which in ACTS if acts.intersection(which)]
