"""What people have deleted: kept whole, so that it can be read and brought back."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Deletion(models.Model):
    """One act of deleting (sletning): a row and all that went with it, as they stood.

    `whole_kind` and `whole_id` say what the row was deleted from (a strategy, a report, a place), `kind` and `row_id`
    which row it was. `content` follows clusters/workflow/deleting.py; it names persons by their ids alone.
    """

    whole_kind = models.CharField("slettet fra", max_length=60)
    whole_id = models.PositiveBigIntegerField("nummer")
    kind = models.CharField("slags", max_length=60)
    row_id = models.PositiveBigIntegerField("rækkens nummer")
    title = models.CharField("hvad", max_length=400)
    content = models.JSONField("indhold")
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="slettet af"
    )
    deleted_at = models.DateTimeField("slettet")
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gendannet af"
    )
    restored_at = models.DateTimeField("gendannet", null=True, blank=True)

    class Meta:
        verbose_name = "sletning"
        verbose_name_plural = "sletninger"
        ordering = ["-deleted_at", "-pk"]
        indexes = [models.Index(fields=["whole_kind", "whole_id"], name="deletion_of_whole")]
        constraints = [
            models.CheckConstraint(
                condition=Q(restored_by__isnull=True) | Q(restored_at__isnull=False), name="deletion_restored_has_time"
            )
        ]

    def __str__(self):
        return self.title
