"""Choosing what recommendations and indicators a goal or an activity serves."""

from django import forms

from clusters.forms.fields import RowsField
from indicators.models import Catalogue, Indicator, Recommendation
from misbrug.text.danish import NBSP


class RecommendationsField(RowsField):
    """Recommendations, each named by number and short title."""

    def label_from_instance(self, recommendation):
        """Give "Anbefaling 1: Dokumentation"."""
        return f"Anbefaling{NBSP}{recommendation.number}: {recommendation.heading}"


def newest_catalogue():
    """Give the newest published catalogue, None where there is none."""
    published = Catalogue.objects.filter(state=Catalogue.State.PUBLISHED)
    return published.order_by("-year", "-version", "-pk").first()


class ServesForm(forms.ModelForm):
    """The part of a form that chooses `recommendations` and `indicators`: of the newest catalogue, and those chosen.

    Put it before ContentForm among the bases, and both fields into `links`. The page draws the two fields as one
    list: each recommendation with its indicators below it.
    """

    drawn = {"recommendations": "strategies/_serves.html", "indicators": ""}

    recommendations = RecommendationsField(
        Recommendation.objects.none(), label="Tjener anbefalinger", required=False, widget=forms.CheckboxSelectMultiple
    )
    indicators = RowsField(
        Indicator.objects.none(), label="Tjener indikatorer", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        """Offer the newest catalogue and what is chosen already."""
        super().__init__(*args, **kwargs)
        catalogue = newest_catalogue()
        for name, rows in (
            ("recommendations", Recommendation.objects.select_related("catalogue")),
            ("indicators", Indicator.objects.filter(parent=None).select_related("catalogue", "recommendation")),
        ):
            chosen = self._stored(name)
            offered = rows.filter(catalogue=catalogue) | rows.filter(pk__in=chosen)
            self.fields[name].queryset = offered.order_by(*_NEWEST_FIRST, *_ORDER[name])

    def _stored(self, name):
        given = self.initial.get(name) or ()
        stored = list(getattr(self.instance, name).values_list("pk", flat=True)) if self.instance.pk else []
        return [*stored, *(getattr(each, "pk", each) for each in given)]

    @property
    def served_chosen(self):
        """Give what is chosen as the form stands: "anbefaling 5, 5.1"; "" for nothing."""
        words = []
        for name in ("recommendations", "indicators"):
            chosen = {str(value) for value in self[name].value() or ()}
            rows = (row for row in self.fields[name].queryset if str(row.pk) in chosen) if chosen else ()
            before = f"anbefaling{NBSP}" if name == "recommendations" else ""
            words += [f"{before}{row.number}" for row in rows]
        return ", ".join(words)

    def served(self):
        """Give (catalogue, groups) in order; a group is (recommendation, its choice or None, its indicators' choices).

        A choice is (value, id, label, is chosen) for a checkbox.
        """
        found = {}
        for name in ("recommendations", "indicators"):
            chosen = {str(value) for value in self[name].value() or ()}
            for row in self.fields[name].queryset:
                of = row if name == "recommendations" else row.recommendation
                place = found.setdefault(row.catalogue, {}).setdefault(of.pk, [of, None, []])
                choice = (row.pk, f"{self[name].auto_id}_{row.pk}", _label(row), str(row.pk) in chosen)
                if name == "recommendations":
                    place[1] = choice
                else:
                    place[2].append(choice)
        return [
            (catalogue, sorted(groups.values(), key=lambda group: group[0].number))
            for catalogue, groups in found.items()
        ]


_NEWEST_FIRST = ("-catalogue__year", "-catalogue__version", "-catalogue_id")
_ORDER = {"recommendations": ("number",), "indicators": ("recommendation__number", "order", "pk")}


def _label(row):
    return f"{row.number}. {row.heading}" if isinstance(row, Recommendation) else f"{row.number} {row.text}"
