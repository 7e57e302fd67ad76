"""The base of every page in the administration: administrators may, nobody else, and Danish throughout."""

from django.contrib import admin


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


class StaffTabularInline(StaffPermissionsMixin, admin.TabularInline):
    """Rows of a related model on its parent's page."""

    extra = 0
