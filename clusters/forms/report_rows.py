"""Forms of what the project group writes in a report row by row: advice, what became of it, and special weight."""

from django import forms
from django.http import Http404
from django.urls import reverse

from clusters.forms.cases import case_kinds
from clusters.forms.content import ContentForm, Kind
from clusters.forms.fields import DayField
from clusters.models import AdviceItem, AdviceOutcome, ReportPriority
from indicators.models import Recommendation
from misbrug.text.danish import NBSP

FORMAT = "**To stjerner** om ord giver fed skrift, og [tekst](https://…) et link."
OF_REPORT = ("anbefales", "opfoelgning", "vaegt")


def _lines(rows):
    return forms.Textarea(attrs={"rows": rows})


class AdviceForm(ContentForm):
    """One item of "Det anbefales"."""

    constraint_at = {"advice_has_one_deadline": "deadline_words"}

    class Meta:
        model = AdviceItem
        fields = ["text", "addressee", "owner", "deadline", "deadline_words"]
        field_classes = {"deadline": DayField}
        widgets = {"text": _lines(4)}
        help_texts = {"text": f"Begynd med det, der skal ske. {FORMAT}"}


class OutcomeForm(ContentForm):
    """What became of an item of the report before."""

    unshown = ("report", "item")

    class Meta:
        model = AdviceOutcome
        fields = ["state", "text"]
        widgets = {"text": _lines(4)}
        help_texts = {"text": FORMAT}


class RecommendationChoice(forms.ModelChoiceField):
    """A recommendation by number and short title."""

    def label_from_instance(self, recommendation):
        """Give "Anbefaling 1: Dokumentation"."""
        return f"Anbefaling{NBSP}{recommendation.number}: {recommendation.heading}"


class PriorityForm(ContentForm):
    """A recommendation of special weight: one that has not been given it already."""

    constraint_at = {"priority_once": "recommendation"}

    class Meta:
        model = ReportPriority
        fields = ["recommendation", "reason"]
        field_classes = {"recommendation": RecommendationChoice}
        widgets = {"reason": _lines(5)}
        help_texts = {"reason": f"Hvorfor anbefalingen vejer særlig tungt. {FORMAT}"}

    def __init__(self, *args, **kwargs):
        """Offer the recommendations of the round that have not been chosen."""
        super().__init__(*args, **kwargs)
        report = self.whole.owner
        taken = report.reportprioritys.exclude(pk=self.instance.pk).values("recommendation_id")
        offered = Recommendation.objects.filter(catalogue_id=report.round.catalogue_id).exclude(pk__in=taken)
        self.fields["recommendation"].queryset = offered.order_by("number")


def track_back(anchor):
    """Give the function that leads back to the page on a report's political treatment, at an anchor."""

    def back(report, row):
        return f"{reverse('clusters:report_case', args=[report.round.slug])}#{anchor}"

    return back


def _parts(report, anchor):
    return f"{reverse('clusters:report_parts', args=[report.round.slug])}#{anchor}"


def _back_to_advice(report, row):
    """Lead to the recommendation that an item is about, or to the items on the cooperation."""
    about = row.recommendation
    return _parts(report, f"anbefaling-{about.number}" if about else "det-anbefales-klynger")


def _start_advice(report, within):
    """Start an item on the recommendation with the number `within`; where none is named, on the cooperation."""
    if not within:
        return AdviceItem(report=report)
    rows = Recommendation.objects.filter(catalogue_id=report.round.catalogue_id)
    return AdviceItem(report=report, recommendation=_named(rows, "number", within))


def _start_outcome(report, within):
    """Start to tell what became of an item of the report before, named by its id."""
    rows = AdviceItem.objects.filter(report__round=report.round.previous_id)
    return AdviceOutcome(report=report, item=_named(rows, "pk", within))


def _start_priority(report, within):
    if within:
        raise Http404
    return ReportPriority(report=report)


def _named(rows, field, word):
    row = rows.filter(**{field: int(word)}).first() if word.isdecimal() and len(word) < 10 else None
    if row is None:
        raise Http404
    return row


def _about(row):
    return f"for anbefaling{NBSP}{row.recommendation.number}" if row.recommendation else "for klyngesamarbejdet"


KINDS = {
    **case_kinds(track_back),
    "anbefales": Kind(
        form=AdviceForm,
        rows=lambda report: report.adviceitems.select_related("recommendation"),
        start=_start_advice,
        back=_back_to_advice,
        new="Nyt punkt under ”Det anbefales”",
        edit="Ret punktet under ”Det anbefales”",
        within=_about,
        again="Gem og skriv et til",
    ),
    "opfoelgning": Kind(
        form=OutcomeForm,
        rows=lambda report: report.adviceoutcomes.select_related("item"),
        start=_start_outcome,
        back=lambda report, row: _parts(report, "sidst"),
        new="Hvad blev der",
        edit="Hvad blev der",
        within=lambda row: f"af ”{row.item}”?",
        told="Opfølgningen",
    ),
    "vaegt": Kind(
        form=PriorityForm,
        rows=lambda report: report.reportprioritys.select_related("recommendation"),
        start=_start_priority,
        back=lambda report, row: _parts(report, "vaegt"),
        new="Anbefaling, der vejer særlig tungt",
        edit="Anbefaling, der vejer særlig tungt",
        intro="Den bliver nævnt først i de overordnede konklusioner, med begrundelsen.",
        again="Gem og vælg en til",
    ),
}
