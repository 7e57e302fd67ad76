"""The rules of a catalogue that span rows: what `publish` asks for and `check_data` looks for."""

from indicators.models import Catalogue
from indicators.outline import load_outline
from indicators.wellformed import validate_question


def breaches():
    """Give a Danish sentence for every breach of a cross-row rule in any catalogue.

    A draft may be unfinished; what holds for it too is that its parts belong together.
    """
    for catalogue in Catalogue.objects.order_by("slug"):
        problems = all_problems if catalogue.is_published else content_problems
        for problem in problems(load_outline(catalogue.pk)):
            yield f"Katalog {catalogue.slug}: {problem}"


def all_problems(outline):
    """Give what keeps a catalogue from being published: unfinished parts, and all of `content_problems`."""
    if not outline.areas:
        yield "Kataloget har ingen områder."
    if not outline.recommendations:
        yield "Kataloget har ingen anbefalinger."
    for recommendation in outline.recommendations:
        if recommendation.answered_by_municipalities and not outline.of(recommendation):
            yield f"Anbefaling {recommendation.number} besvares af kommuner, men har ingen indikatorer."
        if outline.of(recommendation) and not recommendation.answered_by_municipalities:
            yield f"Anbefaling {recommendation.number} besvares ikke af kommuner, men har indikatorer."
    for indicator in outline.by_id.values():
        if not outline.areas_of[indicator.pk]:
            yield f"{indicator.number} stilles ikke for noget område."
    yield from content_problems(outline)


def content_problems(outline):
    """Give what must never be wrong with a catalogue, draft or not."""
    recommendations = {row.pk: row for row in outline.recommendations}
    slugs = {area.slug for area in outline.areas}
    for indicator in outline.by_id.values():
        parent = outline.by_id.get(indicator.parent_id)
        if indicator.recommendation_id not in recommendations:
            yield f"{indicator.number} hører til en anbefaling i et andet katalog."
        if not outline.areas_of[indicator.pk] <= slugs:
            yield f"{indicator.number} stilles for et område i et andet katalog."
        if indicator.parent_id:
            yield from _parent_problems(outline, indicator, parent)
        for problem in validate_question(indicator, parent=parent, trigger_values=indicator.trigger_values):
            yield f"{indicator.number}: {problem}"


def _parent_problems(outline, indicator, parent):
    if parent is None:
        yield f"{indicator.number} er supplerende til en indikator i et andet katalog."
        return
    if parent.parent_id:
        yield f"{indicator.number} er supplerende til {parent.number}, som selv er supplerende."
    if parent.recommendation_id != indicator.recommendation_id:
        yield f"{indicator.number} hører til en anden anbefaling end {parent.number}, som det er supplerende til."
    extra = outline.areas_of[indicator.pk] - outline.areas_of[parent.pk]
    if extra:
        names = ", ".join(area.name for area in outline.areas if area.slug in extra)
        yield f"{indicator.number} stilles for {names}, men {parent.number}, som det er supplerende til, gør ikke."
