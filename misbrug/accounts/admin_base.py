"""The base of every page in the administration: administrators may, nobody else, and Danish throughout."""

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path


class StaffPermissionsMixin:
    """Any active administrator may see, add, change and delete; subclasses narrow it down.

    The product has one kind of administrator, so Django's per-model permission rows would be a
    second, invisible source of rights.
    """

    def _is_administrator(self, request):
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request):
        """Say whether the app is listed."""
        return self._is_administrator(request)

    def has_view_permission(self, request, obj=None):
        """Say whether the object may be read."""
        return self._is_administrator(request)

    def has_add_permission(self, request, obj=None):
        """Say whether an object may be made."""
        return self._is_administrator(request)

    def has_change_permission(self, request, obj=None):
        """Say whether the object may be changed."""
        return self._is_administrator(request)

    def has_delete_permission(self, request, obj=None):
        """Say whether the object may be deleted."""
        return self._is_administrator(request)


class StaffModelAdmin(StaffPermissionsMixin, admin.ModelAdmin):
    """A model's pages for administrators."""

    def lookup_allowed(self, lookup, value, request):
        """Allow what the filters beside the list ask for, and nothing else.

        Django allows any lookup in a field of the model and in the key of a related row. By asking often enough, one
        could read what no page shows, such as the hash of a password.
        """
        by_filters = {name for each in self.get_list_filter(request) for name in self._asked_by(each)}
        by_dates = {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day") if self.date_hierarchy}
        return lookup in by_filters | by_dates

    def _asked_by(self, list_filter):
        """Give the parameters of a filter: those of its class, or the two of a field."""
        if isinstance(list_filter, type):
            return {list_filter.parameter_name}
        field = get_fields_from_path(self.model, list_filter)[-1]
        key = f"__{field.target_field.name}" if field.is_relation else ""
        return {f"{list_filter}{key}__exact", f"{list_filter}__isnull"}


class StaffTabularInline(StaffPermissionsMixin, admin.TabularInline):
    """Rows of a related model on its parent's page."""

    extra = 0
