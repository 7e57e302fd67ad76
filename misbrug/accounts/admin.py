"""Users in the administration: invite, deactivate, send the invitation again. No passwords are seen or set here."""

from functools import partial

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import CASCADE
from django.utils import timezone

from misbrug.accounts.admin_base import StaffModelAdmin
from misbrug.accounts.email_change import email_changed
from misbrug.accounts.forms import UserForm
from misbrug.accounts.invitations import NotInvited, invite
from misbrug.accounts.models import User
from misbrug.accounts.second_factor_reset import NothingToReset, reset_second_factor
from misbrug.accounts.sessions import end_sessions
from misbrug.accounts.sso_admin import TieInline
from misbrug.accounts.traces import traces
from misbrug.text import danish


def is_remembered(user):
    """Say whether anything leads back to the user, who then can be deactivated but not deleted.

    Rows that go with the user, such as roles, do not count. Everything else does: what the user wrote or decided,
    and the history of the user's roles.
    """
    if user.last_login:
        return True
    return any(
        model._base_manager.filter(**{name: user}).exists()
        for model, name, on_delete in traces()
        if on_delete is not CASCADE
    )


class AccessFilter(admin.SimpleListFilter):
    """How far a user has come in."""

    title = "adgang"
    parameter_name = "adgang"

    def lookups(self, request, model_admin):
        """Give the choices."""
        return [
            ("aktiv", "har været logget ind"),
            ("venter", "inviteret, ikke logget ind"),
            ("ny", "ikke inviteret"),
            ("lukket", "lukket"),
        ]

    def queryset(self, request, queryset):
        """Narrow the list down to the choice."""
        open_to = queryset.filter(is_active=True)
        return {
            "aktiv": open_to.filter(last_login__isnull=False),
            "venter": open_to.filter(last_login__isnull=True, invited_at__isnull=False),
            "ny": open_to.filter(last_login__isnull=True, invited_at__isnull=True),
            "lukket": queryset.filter(is_active=False),
        }.get(self.value(), queryset)


@admin.register(User)
class UserAdmin(StaffModelAdmin):
    """Users. What an app above knows of them, such as their roles, it adds to `inlines`."""

    form = UserForm
    inlines = [TieInline]
    list_display = ["name", "active", "logged_in", "invited", "email"]
    list_filter = [AccessFilter, "is_staff"]
    list_per_page = 50
    search_fields = ["name", "email"]
    search_help_text = "Søg på navn eller e-mail."
    readonly_fields = ["invited_at", "last_login", "date_joined"]
    actions = ["invite_again", "reset_second_factor"]

    @admin.display(description="aktiv", ordering="is_active")
    def active(self, user):
        """Say it in words: the icon's text is English."""
        return "ja" if user.is_active else "nej"

    @admin.display(description="logget ind", ordering="last_login")
    def logged_in(self, user):
        """Give the day of the last login."""
        return danish.date_short(user.last_login, year=True) if user.last_login else "–"

    @admin.display(description="inviteret", ordering="invited_at")
    def invited(self, user):
        """Give the day of the last invitation."""
        return danish.date_short(user.invited_at, year=True) if user.invited_at else "–"

    def get_fieldsets(self, request, obj=None):
        """Ask for no more than an invitation needs; show the rest afterwards."""
        if obj is None:
            hint = "Når du gemmer, får brugeren en e-mail med et link til at vælge en adgangskode."
            return [(None, {"fields": ["email", "name", "is_staff"], "description": hint})]
        return [
            (None, {"fields": ["email", "name", "is_staff", "is_active"]}),
            ("Adgang", {"fields": ["invited_at", "last_login", "date_joined"]}),
        ]

    def get_form(self, request, obj=None, **kwargs):
        """Tell the form who is at work."""
        form = super().get_form(request, obj, **kwargs)
        form.administrator = request.user
        return form

    def get_search_results(self, request, queryset, search_term):
        """Find users by every word of the search, in name or e-mail, whatever the case.

        In Python, since SQLite takes Å and å for two letters; there are hundreds of users, not millions.
        """
        words = danish.fold(search_term).split()
        if not words:
            return queryset, False
        found = [
            pk
            for pk, name, email in queryset.values_list("pk", "name", "email")
            if all(word in danish.fold(f"{name} {email}") for word in words)
        ]
        return queryset.filter(pk__in=found), False

    def get_actions(self, request):
        """Leave out deleting in bulk, which does not ask of each user whether it may."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        """Refuse where history would lose its author."""
        return super().has_delete_permission(request, obj) and (obj is None or not is_remembered(obj))

    def save_model(self, request, obj, form, change):
        """Store the user; a new one is invited as soon as the roles on the page are stored too.

        Who is closed out is logged out too, so that no session waits for the day on which the access is given back.
        Who gets another e-mail is logged out and told at the old one: whoever has the new one can choose a password.
        """
        if not change:
            obj.set_unusable_password()
            transaction.on_commit(partial(self._invite, request, obj))
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            end_sessions(obj)
        before = form.initial.get("email")
        if change and before != obj.email:
            email_changed(obj, before=before, session=request.session.session_key)

    @admin.action(description="Send invitation igen", permissions=["change"])
    def invite_again(self, request, queryset):
        """Invite the chosen users, and say of each who was not why."""
        for user in queryset:
            self._invite(request, user)

    @admin.action(description="Nulstil to-faktor (mistet telefon)", permissions=["change"])
    def reset_second_factor(self, request, queryset):
        """Let the chosen users set up a new telephone, and say of each who has none to reset."""
        for user in queryset:
            try:
                reset_second_factor(user)
            except NothingToReset as reason:
                self.message_user(request, str(reason), messages.WARNING)
            else:
                self.log_change(request, user, "To-faktor nulstillet.")
                self.message_user(request, f"To-faktor er nulstillet for {user.email}.", messages.SUCCESS)

    def _invite(self, request, user):
        try:
            invite(user, at=timezone.now(), request=request)
        except NotInvited as reason:
            self.message_user(request, str(reason), messages.WARNING)
        else:
            self.log_change(request, user, "Invitation sendt.")
            self.message_user(request, f"Invitationen er sendt til {user.email}.", messages.SUCCESS)
