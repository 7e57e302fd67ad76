"""The shape of one catalogue, loaded once: recommendations, indicators in order, supplements, who is asked."""

from dataclasses import dataclass

from indicators.models import Area, Indicator, Recommendation


@dataclass(frozen=True, slots=True)
class Outline:
    """A catalogue's content in reading order. `indicators` are the main ones; supplements hang on their parent."""

    areas: tuple[Area, ...]
    recommendations: tuple[Recommendation, ...]
    indicators: tuple[Indicator, ...]
    supplements: dict[int, tuple[Indicator, ...]]
    areas_of: dict[int, frozenset[str]]
    by_id: dict[int, Indicator]

    def of(self, recommendation):
        """Give the main indicators of a recommendation, in order."""
        return tuple(row for row in self.indicators if row.recommendation_id == recommendation.pk)

    def supplements_of(self, indicator_id):
        """Give the supplementary questions of an indicator, in order; () where it has none."""
        return self.supplements.get(indicator_id, ())

    def is_asked(self, indicator_id, area_slugs):
        """Say whether an indicator is asked in a track that covers the areas."""
        return not self.areas_of[indicator_id].isdisjoint(area_slugs)

    def asked_in(self, area_slugs):
        """Give the ids of all questions, supplements included, asked in a track that covers the areas."""
        return frozenset(pk for pk in self.by_id if self.is_asked(pk, area_slugs))

    @property
    def answered_recommendations(self):
        """Give the recommendations that municipalities answer and that have indicators."""
        with_indicators = {row.recommendation_id for row in self.indicators}
        return tuple(
            row for row in self.recommendations if row.answered_by_municipalities and row.pk in with_indicators
        )

    @property
    def unanswered_recommendations(self):
        """Give the recommendations that municipalities do not answer."""
        return tuple(row for row in self.recommendations if not row.answered_by_municipalities)


def load_outline(catalogue_id):
    """Load the outline of a catalogue: 4 queries, whatever its size."""
    indicators = tuple(
        Indicator.objects.filter(catalogue_id=catalogue_id)
        .select_related("recommendation")
        .order_by("recommendation__number", "order", "pk")
    )
    areas_of = {row.pk: set() for row in indicators}
    asked = Indicator.areas.through.objects.filter(indicator__catalogue_id=catalogue_id)
    for indicator_id, slug in asked.values_list("indicator_id", "area__slug"):
        areas_of[indicator_id].add(slug)
    supplements = {}
    for row in indicators:
        if row.parent_id:
            supplements.setdefault(row.parent_id, []).append(row)
    return Outline(
        areas=tuple(Area.objects.filter(catalogue_id=catalogue_id).order_by("order", "slug")),
        recommendations=tuple(Recommendation.objects.filter(catalogue_id=catalogue_id).order_by("number")),
        indicators=tuple(row for row in indicators if row.parent_id is None),
        supplements={parent: tuple(rows) for parent, rows in supplements.items()},
        areas_of={pk: frozenset(slugs) for pk, slugs in areas_of.items()},
        by_id={row.pk: row for row in indicators},
    )
