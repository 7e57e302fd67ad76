"""The ties of a user to single sign-on, on the user's page in the administration."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import admin

from misbrug.accounts.admin_base import StaffTabularInline


class TieInline(StaffTabularInline):
    """By which providers a user has come in. A tie that is removed is made anew at the next login, by e-mail."""

    model = SocialAccount
    verbose_name = "fælles log ind"
    verbose_name_plural = "fælles log ind, som brugeren er knyttet til"
    fields = readonly_fields = ["by", "first", "last"]

    @admin.display(description="udbyder")
    def by(self, tie):
        """Give the provider's name, or where it is gone from the settings what it was called there."""
        provider = settings.SSO_PROVIDERS.get(tie.provider)
        return provider.name if provider else tie.provider

    @admin.display(description="første gang")
    def first(self, tie):
        """Give when the tie was made."""
        return tie.date_joined

    @admin.display(description="seneste gang")
    def last(self, tie):
        """Give when the user last came in this way."""
        return tie.last_login

    def has_view_permission(self, request, obj=None):
        """Show it where there is a provider."""
        return bool(settings.SSO_PROVIDERS) and super().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        """Only a login makes one."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request, obj=None):
        """An administrator may remove one: the person has a new account at the provider."""
        return bool(settings.SSO_PROVIDERS) and super().has_delete_permission(request, obj)
