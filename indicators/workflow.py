"""The way of a catalogue: draft → published, then sealed; a new version is a copy."""

from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.checks import all_problems
from indicators.models import Area, Catalogue, Indicator, Recommendation
from indicators.outline import load_outline


class CatalogueError(Exception):
    """An act on a catalogue that cannot be done now. `messages` are Danish, one a problem."""

    def __init__(self, *messages):
        self.messages = messages
        super().__init__(" ".join(messages))


def lock_catalogue(catalogue_id):
    """Lock one catalogue and give it. Whoever writes its content by more than one row locks it first."""
    return Catalogue.objects.select_for_update().get(pk=catalogue_id)


def publish(catalogue, *, at, actor=None):
    """Publish a draft and give it, sealed from now on.

    Side effects: state and time, and a row of history. Raises CatalogueError with all that is missing or wrong,
    or where the catalogue is published already.
    """
    with transaction.atomic():
        catalogue = lock_catalogue(catalogue.pk)
        if catalogue.is_published:
            raise CatalogueError("Kataloget er allerede offentliggjort.")
        problems = tuple(all_problems(load_outline(catalogue.pk)))
        if problems:
            raise CatalogueError(*problems)
        catalogue.state, catalogue.published_at = Catalogue.State.PUBLISHED, at
        _sign(catalogue, at, actor, "Offentliggjort")
        catalogue.save(update_fields=["state", "published_at"])
        return catalogue


def copy(catalogue, *, slug, at, actor=None, version=None, year=None):
    """Make a draft with the same content and keys, and give it; a new version of the catalogue.

    `version` is one more than the original's where it is not given, `year` the same.
    Side effects: a catalogue with areas, recommendations and indicators, each with a row of history.
    Raises CatalogueError where the slug is taken or cannot be used.
    """
    with transaction.atomic():
        original = lock_catalogue(catalogue.pk)
        draft = Catalogue(
            slug=slug,
            title=original.title,
            publisher=original.publisher,
            year=year or original.year,
            version=version or original.version + 1,
            source=original.source,
            copied_from=original,
        )
        try:
            draft.full_clean()
        except ValidationError as error:
            raise CatalogueError(*error.messages) from error
        reason = f"Kopi af {original.slug}"
        _save(draft, at, actor, reason)
        _copy_content(load_outline(original.pk), draft, at, actor, reason)
        return draft


def _copy_content(outline, draft, at, actor, reason):
    areas = {row.slug: _copied(row, Area, at, actor, reason, catalogue=draft) for row in outline.areas}
    recommendations = {
        row.pk: _copied(row, Recommendation, at, actor, reason, catalogue=draft) for row in outline.recommendations
    }
    indicators = {}
    # Parents first, so that a supplementary question finds the copy of its own.
    for row in sorted(outline.by_id.values(), key=lambda each: each.parent_id is not None):
        indicators[row.pk] = _copied(
            row,
            Indicator,
            at,
            actor,
            reason,
            catalogue=draft,
            recommendation=recommendations[row.recommendation_id],
            parent=indicators.get(row.parent_id),
        )
        indicators[row.pk].areas.set(areas[slug] for slug in outline.areas_of[row.pk])


def _copied(row, model, at, actor, reason, **changed):
    """Give a saved copy of a row with what has changed."""
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    for name in ("id", *(f"{name}_id" for name in changed)):
        values.pop(name, None)
    instance = model(**values, **changed)
    _save(instance, at, actor, reason)
    return instance


def _save(instance, at, actor, reason):
    _sign(instance, at, actor, reason)
    instance.save(force_insert=True)


def _sign(instance, at, actor, reason):
    """Give the row of history its time, actor and reason."""
    instance._history_date, instance._history_user, instance._change_reason = at, actor, reason
