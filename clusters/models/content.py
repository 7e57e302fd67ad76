"""The base of what people write row by row: ordered, versioned against overwriting, signed with who and when."""

from django.conf import settings
from django.db import models


class Content(models.Model):
    """A row that belongs to a whole (a strategy, a case) and stands at a place among its siblings.

    Rows are written by `clusters.workflow.content` alone, which keeps version, order and signature in step.
    """

    order = models.PositiveIntegerField("rækkefølge", default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="ændret af",
    )
    changed_at = models.DateTimeField("ændret", editable=False)
    is_example = models.BooleanField("eksempel", default=False, editable=False)

    # The relations from which a row takes the words of its `str`, so that a list of rows can fetch them together.
    named_by = ()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def siblings(self):
        """Give the rows among which this one has its place."""
        raise NotImplementedError
