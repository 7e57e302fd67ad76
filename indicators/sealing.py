"""What keeps the content of a published catalogue as it is, whoever writes.

The database alone cannot: a constraint sees one row, and whether a catalogue is published stands in another.
Triggers could, but would have to be written and kept in step for each of the two databases. So every way in which
Django writes these rows asks here first: save and delete of an instance, update, delete and bulk writes of a
QuerySet, and the areas of an indicator (through a signal, since `areas.set()` calls no save).
"""

from django.apps import apps
from django.db import models

PUBLISHED = "published"


class Sealed(Exception):
    """An attempt to change a published catalogue. `message` is Danish and says what to do instead."""

    def __init__(self, catalogue):
        self.message = (
            f"Kataloget ”{catalogue}” er offentliggjort og kan ikke ændres. Lav en ny version af det, og ret den."
        )
        super().__init__(self.message)


def refuse_if_published(catalogue_ids):
    """Raise Sealed if one of the catalogues is published. One query; none for no ids."""
    wanted = {pk for pk in catalogue_ids if pk is not None}
    if wanted:
        found = apps.get_model("indicators", "Catalogue").objects.filter(pk__in=wanted, state=PUBLISHED)
        for catalogue in found:
            raise Sealed(catalogue)


class SealedQuerySet(models.QuerySet):
    """Refuses to write rows of published catalogues."""

    def _catalogue_ids(self):
        field = "pk" if self.model._meta.model_name == "catalogue" else "catalogue_id"
        return set(self.order_by().values_list(field, flat=True))

    def update(self, **values):
        """Update as usual. Raises Sealed."""
        refuse_if_published({*self._catalogue_ids(), values.get("catalogue_id"), _pk(values.get("catalogue"))})
        return super().update(**values)

    update.alters_data = True

    def delete(self):
        """Delete as usual. Raises Sealed."""
        refuse_if_published(self._catalogue_ids())
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        """Create as usual. Raises Sealed."""
        objs = list(objs)
        refuse_if_published(getattr(each, "catalogue_id", None) for each in objs)
        return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True


def _pk(instance):
    return getattr(instance, "pk", None)


class SealedContent(models.Model):
    """A row that belongs to a catalogue and is sealed with it."""

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save as usual. Raises Sealed, also for a row that is moved out of a published catalogue."""
        refuse_if_published({self.catalogue_id, *self._stored_catalogue()})
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete as usual. Raises Sealed."""
        refuse_if_published({self.catalogue_id, *self._stored_catalogue()})
        return super().delete(*args, **kwargs)

    def _stored_catalogue(self):
        if self._state.adding:
            return ()
        return type(self).objects.filter(pk=self.pk).values_list("catalogue_id", flat=True)


def refuse_areas_of_published(instance, action, **_kwargs):
    """Receive m2m_changed for an indicator's areas, from either side. Raises Sealed before anything is written."""
    if action.startswith("pre_"):
        refuse_if_published([instance.catalogue_id])
