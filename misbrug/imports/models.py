"""Runs of imports, which are kept, and the headings that people have explained."""

import gzip
import json

from django.conf import settings
from django.db import models
from django.db.models import Q


class PackedJSONField(models.BinaryField):
    """Plain values, packed: of 44,100 rows some megabytes of text are kept, and a tenth of that packed."""

    description = "packed JSON"

    def from_db_value(self, value, expression, connection):
        """Unpack."""
        return None if value is None else json.loads(gzip.decompress(bytes(value)))

    def get_db_prep_value(self, value, connection, prepared=False):
        """Pack. The time is left out of the packed bytes, so that the same values are the same bytes."""
        if value is not None:
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            value = gzip.compress(text.encode(), compresslevel=1, mtime=0)
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj):
        """Give the values as text, for serialisation."""
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)

    def to_python(self, value):
        """Take the values, or their text."""
        return json.loads(value) if isinstance(value, str) else value


class ImportRun(models.Model):
    """One file on its way in: read → planned (the preview was seen) → applied → undone; or dropped on the way.

    The file is kept until `file_until` alone, and as it was sent only when no CPR number is in it: else `is_redacted`,
    and a workbook of its rows without those numbers stands in its place. `plan` is what was shown last, with
    its rows in `chunks`, and `plan_digest` what it does: what is applied is that and nothing else. `changes` is what
    the kind needs to undo it.

    `mapping` is {folded heading: column} as somebody has decided for this file, `recalled` the same as remembered from
    earlier ones. `made_for` are the municipalities that the maker answered for at the time (see permissions), "" for
    administrators and commands.
    """

    class State(models.TextChoices):
        READ = "read", "læst"
        PLANNED = "planned", "set igennem"
        APPLIED = "applied", "gemt"
        UNDONE = "undone", "fortrudt"
        DROPPED = "dropped", "droppet"

    kind = models.CharField("slags", max_length=30)
    target_slug = models.CharField("ind i", max_length=60, blank=True)
    target_name = models.CharField("ind i, navn", max_length=200, blank=True)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.READ)

    file_name = models.CharField("fil", max_length=255)
    file_size = models.PositiveIntegerField("størrelse")
    file_digest = models.CharField("fingeraftryk", max_length=64)
    file = models.BinaryField("indhold", null=True)
    file_until = models.DateTimeField("gemmes til", null=True, blank=True)
    is_redacted = models.BooleanField("uden CPR-numre", default=False)

    reading = models.JSONField("læst som", default=dict, blank=True)
    mapping = models.JSONField("kolonner", default=dict, blank=True)
    recalled = models.JSONField("kolonner som før", default=dict, blank=True)
    decisions = models.JSONField("afgjort", default=dict, blank=True)
    options = models.JSONField("valg", default=dict, blank=True)
    on_error = models.CharField("ved fejl", max_length=4, default="stop")

    plan = PackedJSONField("forhåndsvisning", null=True)
    plan_digest = models.CharField("gør", max_length=64, blank=True)
    counts = models.JSONField("antal", default=dict, blank=True)
    notes = models.JSONField("bemærkninger", default=list, blank=True)
    changes = PackedJSONField("ændringer", null=True)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="hvem"
    )
    maker_name = models.CharField("navn", max_length=120)
    made_for = models.TextField("på vegne af", blank=True)
    made_at = models.DateTimeField("hvornår")
    applied_at = models.DateTimeField("gemt", null=True, blank=True)
    applied_by_name = models.CharField("gemt af", max_length=120, blank=True)
    undone_at = models.DateTimeField("fortrudt", null=True, blank=True)
    undone_by_name = models.CharField("fortrudt af", max_length=120, blank=True)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "importer"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["made_by", "-made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "undone"], applied_at__isnull=False)
                | Q(state__in=["read", "planned", "dropped"], applied_at__isnull=True),
                name="import_applied_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | (~Q(state="undone") & Q(undone_at__isnull=True)),
                name="import_undone_has_time",
            ),
            models.CheckConstraint(condition=Q(on_error__in=["stop", "skip"]), name="import_on_error_known"),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | Q(file_until__isnull=False), name="import_file_has_an_end"
            ),
        ]

    def __str__(self):
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def columns(self):
        """Give {folded heading: column or ""}: what headings are taken for that do not say it themselves."""
        return {**self.recalled, **self.mapping}

    @property
    def is_under_way(self):
        """Say whether it can still be applied."""
        return self.state in (self.State.READ, self.State.PLANNED)


class ImportChunk(models.Model):
    """Some rows of a run's preview, packed. See misbrug.imports.chunks, which alone reads and writes them."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks", verbose_name="import")
    number = models.PositiveIntegerField("nummer")
    rows = PackedJSONField("rækker")

    class Meta:
        verbose_name = "rækker af en import"
        verbose_name_plural = "rækker af importer"
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_chunk_once_a_run")]

    def __str__(self):
        return f"{self.run_id}: {self.number}"


class Heading(models.Model):
    """What an administrator has taken a heading for, in files of one kind: remembered for the next file.

    `heading` is folded; `column` the name of a ColumnSpec, "" for a column that is not used.
    """

    kind = models.CharField("slags", max_length=30)
    heading = models.CharField("overskrift", max_length=200)
    column = models.CharField("kolonne", max_length=100, blank=True)

    class Meta:
        verbose_name = "overskrift"
        verbose_name_plural = "overskrifter"
        ordering = ["kind", "heading"]
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="heading_once_a_kind")]

    def __str__(self):
        return f"{self.heading} → {self.column or 'bruges ikke'}"
