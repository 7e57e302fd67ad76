"""The history page of a row: who changed what, when and why, in Danish words. It is for reading only."""

from datetime import date, datetime
from itertools import pairwise

from django.db.models import JSONField
from django.http import Http404
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

from misbrug.accounts.admin_base import StaffModelAdmin
from misbrug.text import danish

ACTS = {"+": "oprettet", "~": "ændret", "-": "slettet"}


class DanishDiff(ObjDiffDisplay):
    """Shortens long texts to where they differ."""

    def shortened_str(self, prefix, num_skipped_chars, suffix):
        """Mark the gap without a word."""
        return f"{prefix} … {suffix}"


class DanishChanges(HistoricalRecordContextHelper):
    """Writes the values of a change as the pages write them."""

    def prepare_delta_change_value(self, change, value):
        """Give ja and nej, the names of choices, and a dash for nothing."""
        field = self.model._meta.get_field(change.field)
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if value in (None, "", []):
            return "–"
        if isinstance(value, datetime):
            return danish.date_time(value)
        if isinstance(value, date):
            return danish.date_long(value)
        if isinstance(value, list) or isinstance(field, JSONField):
            return ", ".join(str(each) for each in value)
        return dict(field.flatchoices).get(value, value)

    def get_obj_diff_display(self):
        """Leave room for a sentence or two."""
        return DanishDiff(max_length=300)


class StaffHistoryAdmin(StaffModelAdmin, SimpleHistoryAdmin):
    """A model's pages with its history, and without deleting in bulk, which asks no row whether it may."""

    list_per_page = 50

    def get_actions(self, request):
        """Leave out deleting in bulk."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_historical_record_context_helper(self, request, historical_record):
        """Write the changes in Danish."""
        return DanishChanges(self.model, historical_record)

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        """Compare each row with the one before; the library leaves out what no form can change, such as a state."""
        records = list(historical_records)
        hidden = [field for field in self.opts.concrete_fields if not (field.editable or field.is_relation)]
        for newer, older in pairwise(records):
            delta = newer.diff_against(older, foreign_keys_are_objs=foreign_keys_are_objs)
            for field in hidden:
                before, after = getattr(older, field.attname, None), getattr(newer, field.attname, None)
                if before != after:
                    delta.changes.append(ModelChange(field.name, before, after))
            helper = self.get_historical_record_context_helper(request, newer)
            newer.history_delta_changes = helper.context_for_delta_changes(delta)

    def history_view(self, request, object_id, extra_context=None):
        """Show the history with the acts in Danish."""
        return super().history_view(request, object_id, {"acts": ACTS, **(extra_context or {})})

    def history_view_title(self, request, obj):
        """Say whose history it is."""
        return f"Historik: {obj}"

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """There is no page of one old version: its form would take a POST and write the past over the present."""
        raise Http404
