"""The pages of the second factor. allauth does the work; here is what differs."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from misbrug.accounts import second_factor
from misbrug.accounts.session_views import JsonAnswers
from misbrug.accounts.sessions import end_sessions

# In the address of recovery codes that were made just now.
NEW = "nye"


class NotOfDemo:
    """Leads to the login first, and refuses the demo's users, whom the next visitor wants to be."""

    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        """Raises PermissionDenied for a user whom anybody may be."""
        if not second_factor.may_have_one(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CodeView(JsonAnswers, base_views.AuthenticateView):
    """Log ind: the second step."""

    def dispatch(self, request, *args, **kwargs):
        """Take a form without a code for an empty one: allauth would take it for that of a security key."""
        if request.method == "POST" and "code" not in request.POST:
            request.POST = request.POST.copy()
            request.POST["code"] = ""
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class SecondFactorView(base_views.IndexView):
    """To-faktor-godkendelse: on or off, and what to do about it."""

    def get_context_data(self, **kwargs):
        """Add whether the user may and must have it, and how many recovery codes are left."""
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get("recovery_codes")
        return context | {
            "may_have_one": second_factor.may_have_one(self.request.user),
            "must_have_one": second_factor.must_have_one(self.request.user),
            "app": context["authenticators"].get("totp"),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
        }


@method_decorator(never_cache, name="dispatch")
class SetUpView(NotOfDemo, totp_views.ActivateTOTPView):
    """Sæt to-faktor-godkendelse op."""

    def get_context_data(self, **kwargs):
        """Add the picture for the app, and the secret in groups of four for who types it."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return (
            context
            | {
                # Made by qrcode of the secret and the e-mail: squares alone, without a word of theirs in it.
                "picture": mark_safe(context["totp_svg"]),  # noqa: S308
                "groups": [secret[at : at + 4] for at in range(0, len(secret), 4)],
                "must_have_one": second_factor.must_have_one(self.request.user),
            }
        )

    def get_success_url(self):
        """Lead to the new recovery codes, to be kept."""
        address = super().get_success_url()
        return f"{address}?{NEW}=1" if self.did_generate_recovery_codes else address

    def form_valid(self, form):
        """Store it and end all other sessions: who is in one of them has shown the password alone."""
        user = self.request.user
        with transaction.atomic():
            response = super().form_valid(form)
            end_sessions(user, besides=self.request.session.session_key)
        record_authentication(self.request, user, "mfa", type=Authenticator.Type.TOTP)
        return response


@method_decorator(never_cache, name="dispatch")
class TurnOffView(totp_views.DeactivateTOTPView):
    """Slå to-faktor-godkendelse fra."""


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(code_views.ViewRecoveryCodesView):
    """Genoprettelseskoder: asked to be kept where they are new."""

    def get_context_data(self, **kwargs):
        """Add whether the codes were made just now."""
        return super().get_context_data(**kwargs, is_new=NEW in self.request.GET)


@method_decorator([login_required, never_cache], name="dispatch")
class NewRecoveryCodesView(code_views.GenerateRecoveryCodesView):
    """Lav nye genoprettelseskoder."""

    success_url = reverse_lazy("mfa_view_recovery_codes", query={NEW: "1"})


class RecoveryCodesFile(code_views.DownloadRecoveryCodesView):
    """The recovery codes as a text file."""

    content_type = "text/plain; charset=utf-8"

    def render_to_response(self, context, **response_kwargs):
        """Give the file under a name that says whose it is."""
        response = super().render_to_response(context, **response_kwargs)
        response["Content-Disposition"] = 'attachment; filename="misbrug-genoprettelseskoder.txt"'
        return response
