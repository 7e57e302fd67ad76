"""The pages around logging in. allauth does the work; here is what differs, and what it has no page for."""

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from misbrug.accounts import demo
from misbrug.accounts.forms import NewPasswordForm
from misbrug.accounts.tokens import ResetTokens, invitation_tokens


class DemoLogins:
    """Gives a page the demo's logins."""

    def get_context_data(self, **kwargs):
        """Add `demo_logins`, which is None outside a demo."""
        return super().get_context_data(**kwargs, demo_logins=demo.offer() if settings.DEMO else None)


class LoginView(DemoLogins, allauth_views.LoginView):
    """Log ind."""


@require_POST
def demo_login(request):
    """Log in as one of the demo's users; 404 for anybody else, and for everybody where there is no demo."""
    user = demo.find(request.POST.get("email"))
    if user is None:
        raise Http404
    return perform_login(request, user, redirect_url=get_next_redirect_url(request))


@method_decorator(login_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class OverviewView(DemoLogins, TemplateView):
    """Min konto. What the apps above know of a user has its place in the block `roles` of the template."""

    template_name = "accounts/overview.html"


@method_decorator(never_cache, name="dispatch")
class PasswordChangeView(allauth_views.PasswordChangeView):
    """Skift adgangskode."""

    def dispatch(self, request, *args, **kwargs):
        """Send who has no password to the page that mails a link to choose one."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class PasswordResetDoneView(allauth_views.PasswordResetDoneView):
    """Says that the link is on its way, whether there is an account or not."""

    extra_context = {"hours": ResetTokens.seconds // 3600}


@method_decorator(never_cache, name="dispatch")
class PasswordResetFromKeyView(allauth_views.PasswordResetFromKeyView):
    """Vælg en ny adgangskode, by the link in the e-mail."""

    extra_context = {"hours": ResetTokens.seconds // 3600}

    def form_valid(self, form):
        """Store the password, and let in who was locked out by too many attempts."""
        get_adapter().forget_failed_logins(self.request, self.reset_user.email)
        return super().form_valid(form)


@method_decorator(rate_limit(action="reset_password_from_key"), name="dispatch")
class InvitationView(PasswordResetConfirmView):
    """Velkommen – vælg en adgangskode, by the link in the invitation.

    Django's view moves the token from the address into the session at once, so that it stays neither in the
    browser's history nor in a proxy's log of the pages that follow.
    """

    template_name = "accounts/invitation.html"
    form_class = NewPasswordForm
    token_generator = invitation_tokens
    extra_context = {"days": invitation_tokens.seconds // (24 * 3600)}

    def form_valid(self, form):
        """Store the password and log in: who has the link has the mailbox, as after a forgotten password."""
        form.save()
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        response = perform_login(self.request, self.user)
        messages.success(self.request, "Din adgangskode er gemt, og du er logget ind.")
        return response


class NoSignupView(TemplateView):
    """Says how one gets in, to those who look for a page to sign up on."""

    template_name = "accounts/no_signup.html"
